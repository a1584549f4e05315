//! Filing an incident, with a network or without: kept at each keystroke, checked by the shared rules, taken by the device at
//! once and by the register when it can be reached.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::incident::Channel;
use vnr_shared::mrz::{Mrz, MrzField};
use vnr_shared::place::PlaceSource;
use vnr_shared::sync::Act;
use vnr_shared::time;

use super::drafts::{Drafts, Kept};
use super::ground;
use super::guard;
use super::hold::Hold;
use super::incident::Photos;
use super::text::Tab;
use super::wanted::{self, Wanted};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::map::MapView;
use crate::register::{
    Catalogue, Draft, Form, KindFields, Locator, Objects, PersonForm, Persons, PlaceFields, SHOWN, Spot,
    Vehicles, WhatFields, focus_first_fault,
};
use crate::route;
use crate::ui::{FieldFaults, For, Note, Tone};

/// Types that are offered without searching.
const FAVOURITES: usize = 8;

/// The screen: drafts that wait, and the one that is being typed.
#[component]
pub fn FilePage() -> impl IntoView {
    let hold = expect_context::<Hold>();
    let chosen = RwSignal::new(None::<Draft>);
    let wanted = Memo::new(move |_| chosen.with(|draft| draft.as_ref().map(Draft::incident)));
    // Whoever comes back finds what was typed last.
    if let Some(last) =
        hold.drafts.with_untracked(|all| all.iter().max_by_key(|kept| kept.at).map(|kept| kept.draft.clone()))
    {
        chosen.set(Some(last));
    }
    let list = move || {
        hold.drafts.with(|all| all.iter().map(|kept| (kept.incident(), kept.clone())).collect::<Vec<_>>())
    };
    let row = move |(id, kept): (vnr_shared::id::IncidentId, Kept)| {
        let (headline, at) = (kept.draft.headline(), time::clock(kept.at));
        let open = move |_| {
            chosen.set(
                hold.drafts
                    .with_untracked(|all| all.iter().find(|k| k.incident() == id).map(|k| k.draft.clone())),
            );
        };
        view! {
            <button type="button" class="button" aria-pressed=move || if wanted.get() == Some(id) { "true" } else { "false" } on:click=open>
                {move || if headline.is_empty() { Tab::Unnamed.text().to_owned() } else { headline.clone() }}<span class="small muted">{at}</span>
            </button>
        }
    };
    let form = move || {
        wanted.track();
        let draft = chosen.get_untracked().unwrap_or_default();
        view! { <FileForm draft hold chosen/> }
    };
    view! {
        <section class="tablet__list">
            <h1>{t(Tab::FileIncident)}</h1>
            <Show when=move || hold.drafts.with(|all| all.len() > 1)>
                <div class="cluster" role="group" aria-label=t(Tab::Drafts)>
                    <For each=list key=|(id, kept)| (*id, kept.draft.headline()) children=row/>
                </div>
            </Show>
            <Show when=move || wanted.get().is_some()>
                <button type="button" class="button" on:click=move |_| chosen.set(None)>{t(Tab::NewDraft)}</button>
            </Show>
            {form}
        </section>
    }
    .into_any()
}

#[component]
fn FileForm(draft: Draft, hold: Hold, chosen: RwSignal<Option<Draft>>) -> impl IntoView {
    let drafts = expect_context::<Drafts>();
    let form = Form::of(draft, Channel::OwnObservation);
    let draft = Memo::new(move |_| form.draft());
    let id = draft.with_untracked(Draft::incident);
    let faults = FieldFaults::default();
    let tried = RwSignal::new(false);
    let saved = RwSignal::new(None::<String>);
    let place = Locator::with(form.place, Some(ground::finder(hold)));
    let missing = Memo::new(move |_| wanted::missing(hold, &draft.get().command(edge::now())));
    let insisted = RwSignal::new(false);
    wanted::begin(hold, form);
    Effect::new(move |before: Option<()>| {
        let now = draft.get();
        if before.is_some() && !now.is_empty() {
            drafts.save(now.clone());
            saved.set(Some(time::clock(edge::now())));
        }
        let found = now.command(edge::now()).check(edge::now());
        let lang = i18n::lang();
        let told =
            |list: &[vnr_shared::problem::Fault]| list.iter().map(|f| f.to_error(lang)).collect::<Vec<_>>();
        let errors = if tried.get() { told(&found.faults) } else { Vec::new() };
        form.tell(faults, &errors, &told(&found.warnings));
    });
    let file = move |anyway: bool| {
        tried.set(true);
        let mut body = draft.get_untracked().command(edge::now());
        if !body.check(edge::now()).faults.is_empty() {
            request_animation_frame(focus_first_fault);
            return;
        }
        let lacks = missing.get_untracked();
        if !lacks.is_empty() && !anyway {
            insisted.set(true);
            return;
        }
        if !lacks.is_empty() {
            wanted::confess(&mut body, &lacks);
        }
        // What the device's clock says is corrected where it is measured; the legal clock begins when this was made.
        body.received_at = None;
        let code = body.type_code.clone();
        spawn_local(async move {
            let _ = hold.note_used(&code).await;
            if hold.make(Act::File(Box::new(body)), Vec::new()).await.is_ok() {
                drafts.remove(id);
                chosen.try_set(None);
                route::go(&format!("/tablet/work/{id}"));
            }
        });
    };
    let sure = RwSignal::new(false);
    let discard = move |_| {
        if sure.get_untracked() {
            drafts.remove(id);
            chosen.set(None);
        }
        sure.update(|s| *s = !*s);
    };
    let rest = move || {
        let rest = faults.elsewhere(&SHOWN);
        (!rest.is_empty()).then(|| view! { <Note tone=Tone::Fault>{rest.into_iter().map(|e| view! { <span>{e.field}": "{e.message}</span> }).collect_view()}</Note> })
    };
    let lacking = move || {
        let lacks = missing.get();
        (insisted.get() && !lacks.is_empty()).then(|| {
            let names = lacks.iter().map(|part| wanted::name(*part).text()).collect::<Vec<_>>().join(", ");
            view! {
                <Note tone=Tone::Warning>
                    <span role="alert">{Tab::Lacks.with(&names)}</span>
                    <button type="button" class="button" on:click=move |_| file(true)>{t(Tab::FileAnyway)}</button>
                </Note>
            }
        })
    };
    let kept = move || match drafts.kept.get() {
        Some(false) => Tab::NotKept.text().to_owned(),
        _ => saved.get().map(|at| Tab::Kept.with(&at)).unwrap_or_default(),
    };
    let pin = Signal::derive(move || form.place.pin());
    let class = Signal::derive(move || place.class());
    view! {
        <form class="entry tablet__form" novalidate on:submit=|e| e.prevent_default()>
            <OwnPlace form place/>
            <PlaceFields form=form.place faults place/>
            <div class="tablet__map" role="group" aria-label=t(Tab::OnMap)>
                <MapView marks=Signal::stored(Vec::new()) selected=RwSignal::new(None) pin on_pick=Callback::new(move |(lat, lon)| place.picked(lat, lon))/>
            </div>
            <Favourites form/>
            <KindFields form=form.kind faults class/>
            <Wanted hold form id missing/>
            <WhatFields form faults/>
            <Scan form/>
            <Persons list=form.persons/>
            <Vehicles list=form.vehicles/>
            <Objects list=form.objects/>
            <section class="stack" aria-labelledby="form-photos"><h2 id="form-photos">{t(Tab::Photos)}</h2><Photos incident=id hold/></section>
            {rest}
            {lacking}
            <div class="tablet__foot">
                <button type="button" class="button button--primary tablet__big" on:click=move |_| file(false)>{t(Tab::FileIncident)}</button>
                <button type="button" class="button" on:click=discard>{move || if sure.get() { Tab::DiscardSure } else { Tab::Discard }.text()}</button>
                <span class="small" role="status">{kept}</span>
            </div>
        </form>
    }
    .into_any()
}

/// Takes the device's own position as the place.
#[component]
fn OwnPlace(form: Form, place: Locator) -> impl IntoView {
    let (working, unknown) = (RwSignal::new(false), RwSignal::new(false));
    let take = move |_| {
        working.set(true);
        unknown.set(false);
        spawn_local(async move {
            match guard::position().await {
                Some((lat, lon, radius)) => {
                    place.picked(lat, lon);
                    let spot = Spot { lat, lon, source: Some(PlaceSource::Device), address_code: None };
                    form.place.spot.try_set(Some(spot));
                    form.place.radius.try_set(format!("{radius:.0}"));
                }
                None => drop(unknown.try_set(true)),
            }
            working.try_set(false);
        });
    };
    view! {
        <button type="button" class="button tablet__big" disabled=working on:click=take>{t(Tab::MyPlace)}</button>
        <span role="status">{move || unknown.get().then(|| Tab::NoPlace.text())}</span>
    }
    .into_any()
}

/// The types that this officer files most, as buttons.
#[component]
fn Favourites(form: Form) -> impl IntoView {
    let (catalogue, hold) = (expect_context::<Catalogue>(), expect_context::<Hold>());
    let offered = Memo::new(move |_| hold.favourites(catalogue, FAVOURITES));
    let row = move |code: String| {
        let (name, of) = (code.clone(), code.clone());
        let take = move |_| {
            form.kind.text.set(untrack(|| catalogue.type_name(&code)));
            form.kind.code.set(code.clone());
        };
        view! {
            <button type="button" class="button" aria-pressed=move || if form.kind.code.with(|c| *c == of) { "true" } else { "false" } on:click=take>
                {move || catalogue.type_name(&name)}
            </button>
        }
    };
    view! {
        <div class="cluster" role="group" aria-label=t(Tab::Favourites)>
            <For each=move || offered.get() key=String::clone children=row/>
        </div>
    }
    .into_any()
}

/// Reads the machine-readable zone of a document, as a scanner types it, and makes a person of it.
#[component]
fn Scan(form: Form) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let read = Memo::new(move |_| {
        let text = text.get();
        (text.trim().len() >= 60).then(|| Mrz::read(&text, edge::now().date_naive()))
    });
    let take = move |_| {
        let Some(Ok(mrz)) = read.get_untracked() else { return };
        let person = PersonForm::new();
        person.given.set(mrz.given.clone());
        person.surname.set(mrz.surname.clone());
        person.code.set(mrz.personal_code().map(|(code, _)| code).unwrap_or_default());
        person.born.set(mrz.birth.map(|born| born.to_string()).unwrap_or_default());
        form.persons.update(|all| all.push(person));
        text.set(String::new());
    };
    let shown = move || match read.get() {
        None => ().into_any(),
        Some(Err(_)) => {
            view! { <Note tone=Tone::Warning><span>{t(Tab::DocumentWrong)}</span></Note> }.into_any()
        }
        Some(Ok(mrz)) => {
            let doubts = mrz.doubts.clone();
            let doubt = (!doubts.is_empty()).then(|| {
                view! { <Note tone=Tone::Warning><span>{move || {
                    let words: Vec<_> = doubts.iter().map(|d| doubt_word(*d).text()).collect();
                    Tab::DocumentDoubt.with(&words.join(", "))
                }}</span></Note> }
            });
            view! {
                <p><span class="strong">{format!("{} {}", mrz.given, mrz.surname)}</span>" "<span class="mono">{mrz.number}</span></p>
                {doubt}
                <button type="button" class="button" on:click=take>{t(Tab::DocumentTake)}</button>
            }
            .into_any()
        }
    };
    view! {
        <section class="stack" aria-labelledby="document-title">
            <h2 id="document-title">{t(Tab::Document)}</h2>
            <label class="small" for="document">{t(Tab::DocumentHint)}</label>
            <textarea id="document" class="input input--mono" rows="3" spellcheck="false" autocapitalize="characters"
                prop:value=move || text.get() on:input=move |e| text.set(event_target_value(&e))></textarea>
            {shown}
        </section>
    }
    .into_any()
}

const fn doubt_word(field: MrzField) -> Tab {
    match field {
        MrzField::Number => Tab::DoubtNumber,
        MrzField::Birth => Tab::DoubtBirth,
        MrzField::Expiry => Tab::DoubtExpiry,
        MrzField::Optional => Tab::DoubtOptional,
        MrzField::Composite => Tab::DoubtComposite,
    }
}
