//! One incident on the tablet: where it is, what is known, and what an officer does with it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::hazard::Hazard;
use vnr_shared::id::{IncidentId, NoteId};
use vnr_shared::incident::{AddNote, EditIncident};
use vnr_shared::place::distance_m;
use vnr_shared::sync::Act;
use vnr_shared::time;

use super::guard;
use super::hold::Hold;
use super::parts::{Seen, head, incident};
use super::photos::{self, Photo};
use super::recorder::SoundButton;
use super::report_list::OfIncident;
use super::sketch::SketchButton;
use super::text::Tab;
use super::work::navigation;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::map::{MapView, Mark, Pin, World};
use crate::ui::{Area, For, Note, Tone};

/// Metres around an incident within which hazards concern whoever goes there.
const HAZARDS_M: f64 = 300.0;

/// The screen.
#[component]
pub fn IncidentPage(id: IncidentId) -> impl IntoView {
    let hold = expect_context::<Hold>();
    let seen = Memo::new(move |_| incident(hold, id));
    let there = Memo::new(move |_| seen.with(Option::is_some));
    let top = move || seen.get().map(|seen| head(&seen));
    let body = move || there.get().then(|| view! { <Body id seen/> });
    view! {
        <section class="tablet__list">
            <a class="button tablet__back" href="/tablet">"← "{t(Tab::Back)}</a>
            {top}
            {body}
            <Show when=move || !there.get()><p>{t(Tab::OnlyOnline)}</p></Show>
        </section>
    }
    .into_any()
}

#[component]
fn Body(id: IncidentId, seen: Memo<Option<Seen>>) -> impl IntoView {
    let hold = expect_context::<Hold>();
    let place =
        seen.with_untracked(|seen| seen.as_ref().map(|seen| (seen.lat, seen.lon))).unwrap_or_default();
    let marks = Memo::new(move |_| seen.get().iter().map(mark).collect::<Vec<_>>());
    let own = RwSignal::new(None::<Pin>);
    // The map shows where the officer is as well.
    spawn_local(async move {
        if let Some((lat, lon, radius)) = guard::position().await {
            own.try_set(Some(Pin { lat, lon, radius_m: Some(radius), reveal: false }));
        }
    });
    view! {
        <h1>{move || seen.get().map(|seen| seen.address)}</h1>
        <p class="prewrap">{move || seen.get().map(|seen| seen.headline)}</p>
        <a class="button button--primary tablet__big" href=navigation(place.0, place.1) rel="external">{t(Tab::Navigate)}</a>
        <div class="tablet__map"><MapView marks selected=RwSignal::new(Some(id)) pin=own/></div>
        <Hazards place/>
        <Known id/>
        <Description id seen/>
        <NoteForm id seen/>
        <OfIncident id/>
        <section class="stack" aria-labelledby="photos"><h2 id="photos">{t(Tab::Photos)}</h2><Photos incident=id hold/></section>
    }
    .into_any()
}

fn mark(seen: &Seen) -> Mark {
    Mark {
        id: seen.id,
        at: World::of(seen.lat, seen.lon),
        category: seen.category.unwrap_or(vnr_shared::incident::Category::C),
        due_at: None,
        radius_m: seen.radius_m,
        label: seen.number.clone().unwrap_or_default(),
    }
}

/// Dangers near the place, as they were lent.
#[component]
fn Hazards(place: (f64, f64)) -> impl IntoView {
    let hold = expect_context::<Hold>();
    let found = Memo::new(move |_| {
        let near = |h: &&Hazard| distance_m(place.0, place.1, h.lat, h.lon) <= h.radius_m + HAZARDS_M;
        hold.lent.with(|lent| lent.hazards.iter().filter(near).cloned().collect::<Vec<_>>())
    });
    let one = |h: Hazard| view! { <Note tone=Tone::Fault><span class="strong">{h.address}</span><span>{h.text}</span></Note> };
    view! {
        <section class="stack" aria-labelledby="hazards">
            <h2 id="hazards">{t(Tab::Hazards)}</h2>
            <For each=move || found.get() key=|h| h.id children=one/>
            <Show when=move || found.with(Vec::is_empty)><p class="muted">{t(Tab::NoHazards)}</p></Show>
        </section>
    }
    .into_any()
}

/// What is known of the incident beside its line, when it is the own unit's work: persons, and the last lines of the log.
#[component]
fn Known(id: IncidentId) -> impl IntoView {
    let hold = expect_context::<Hold>();
    let card =
        Memo::new(move |_| hold.lent.with(|lent| lent.work.iter().find(|i| i.summary.id == id).cloned()));
    let person = |p: &vnr_shared::incident::Involved| {
        let name = p.person.detail.display_name().unwrap_or_default();
        let role = p.role;
        view! { <li><span class="strong">{name}</span>" "<span class="muted">{t(i18n::person_role(role))}</span></li> }
    };
    let note = |n: &vnr_shared::incident::Note| {
        view! { <li class="prewrap"><span class="small muted mono">{time::clock(n.at)}" "</span>{n.text.clone()}</li> }
    };
    let shown = move || {
        card.get().map(|card| {
            let persons = card.persons.iter().filter(|p| p.struck.is_none()).map(person).collect_view();
            let notes = card.notes.iter().filter(|n| n.struck.is_none()).map(note).collect_view();
            view! {
                <p class="prewrap">{card.description.clone()}</p>
                <section class="stack" aria-labelledby="known">
                    <h2 id="known">{t(Tab::KnownPersons)}</h2>
                    <ul class="stack">{persons}</ul>
                    {card.persons.is_empty().then(|| view! { <p class="muted">{t(Tab::NoPersons)}</p> })}
                </section>
                <section class="stack" aria-labelledby="log"><h2 id="log">{t(Tab::Log)}</h2><ul class="stack">{notes}</ul></section>
            }
        })
    };
    shown.into_any()
}

/// Changes the description, based on the version this device knows.
#[component]
fn Description(id: IncidentId, seen: Memo<Option<Seen>>) -> impl IntoView {
    let hold = expect_context::<Hold>();
    let text = RwSignal::new(None::<String>);
    let field = RwSignal::new(String::new());
    let begin = move |_| {
        let now = seen.get_untracked().map(|seen| seen.headline).unwrap_or_default();
        field.set(now.clone());
        text.set(Some(now));
    };
    let save = move || {
        let Some(Seen { version, needs, .. }) = seen.get_untracked() else { return };
        let edit =
            EditIncident { version, description: Some(field.get_untracked()), ..EditIncident::default() };
        let found = edit.clone().check(edge::now());
        if !found.faults.is_empty() {
            return;
        }
        spawn_local(async move {
            if hold.make(Act::Edit { incident: id, edit: Box::new(edit) }, needs).await.is_ok() {
                text.try_set(None);
            }
        });
    };
    view! {
        <Show when=move || text.with(Option::is_some)
            fallback=move || view! { <button type="button" class="button" on:click=begin>{t(Tab::Edit)}</button> }>
            <form class="stack" on:submit=move |e| { e.prevent_default(); save(); }>
                <Area label=t(Tab::Edit) path="description" value=field rows=4/>
                <button type="submit" class="button button--primary">{t(Tab::SaveEdit)}</button>
            </form>
        </Show>
    }
    .into_any()
}

/// Adds a line to the log.
#[component]
fn NoteForm(id: IncidentId, seen: Memo<Option<Seen>>) -> impl IntoView {
    let hold = expect_context::<Hold>();
    let text = RwSignal::new(String::new());
    let done = RwSignal::new(false);
    let add = move || {
        let mut note = AddNote { id: NoteId(edge::new_id()), text: text.get_untracked() };
        if !note.check().faults.is_empty() {
            return;
        }
        let needs = seen.get_untracked().map(|seen| seen.needs).unwrap_or_default();
        spawn_local(async move {
            if hold.make(Act::Note { incident: id, note }, needs).await.is_ok() {
                text.try_set(String::new());
                done.try_set(true);
            }
        });
    };
    view! {
        <form class="stack" on:submit=move |e| { e.prevent_default(); add(); }>
            <Area label=t(Tab::Note) path="note" value=text rows=3/>
            <button type="submit" class="button">{t(Tab::AddNote)}</button>
            <span role="status" class="small">{move || done.get().then(|| Tab::NoteKept.text())}</span>
        </form>
    }
    .into_any()
}

/// The photos, sound and sketches of an incident that are still here, and the ways to make more.
#[component]
pub fn Photos(incident: IncidentId, hold: Hold) -> impl IntoView {
    let mine = Memo::new(move |_| {
        hold.photos.with(|all| all.iter().filter(|p| p.incident == incident).cloned().collect::<Vec<_>>())
    });
    let fault = RwSignal::new(None::<String>);
    let working = RwSignal::new(false);
    let take = move |input: web_sys::HtmlInputElement| {
        let Some(files) = input.files() else { return };
        let files: Vec<web_sys::File> = (0..files.length()).filter_map(|i| files.get(i)).collect();
        working.set(true);
        fault.set(None);
        spawn_local(async move {
            let place = guard::position_now().await;
            for file in files {
                match photos::add(hold, incident, &file, place).await {
                    Ok(true) => {}
                    Ok(false) => drop(fault.try_set(Some(Tab::NoPicture.with(&file.name())))),
                    Err(_) => drop(hold.broken.try_set(true)),
                }
            }
            input.set_value("");
            working.try_set(false);
        });
    };
    let row = move |photo: Photo| {
        let id = photo.id;
        let state = move || match &photo.state {
            photos::PhotoState::Waits => Tab::PhotoWaits.text().to_owned(),
            photos::PhotoState::Refused(why) if why.is_empty() => Tab::PhotoLost.text().to_owned(),
            photos::PhotoState::Refused(why) => Tab::PhotoRefused.with(why),
        };
        let remove = move |_| {
            spawn_local(async move {
                let _ = photos::remove(hold, id).await;
            });
        };
        view! {
            <div class="tablet__row">
                <span>{photo.name.clone()}</span><span class="small muted">{super::parts::bytes(f64::from(photo.size))}</span>
                <span class="small">{state}</span>
                <button type="button" class="button" on:click=remove>{t(crate::ui::text::Ui::Remove)}</button>
            </div>
        }
    };
    let field = format!("photos-{incident}");
    view! {
        <For each=move || mine.get() key=|p| format!("{p:?}") children=row/>
        {move || fault.get().map(|f| view! { <Note tone=Tone::Fault><span>{f}</span></Note> })}
        <div>
            <input id=field.clone() type="file" class="visually-hidden" accept="image/*" multiple disabled=working
                on:change=move |e| {
                    use wasm_bindgen::JsCast;
                    if let Some(input) = e.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok()) {
                        take(input);
                    }
                }/>
            <label class="button tablet__big" for=field>{t(Tab::AddPhoto)}</label>
        </div>
        <SoundButton incident hold/>
        <SketchButton incident hold/>
    }
    .into_any()
}
