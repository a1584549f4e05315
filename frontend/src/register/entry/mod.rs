//! Filing an incident: address or map, type, category and clock first; persons and things after. Every keystroke is
//! kept, and the whole path goes by keyboard.

mod draft;
mod extras;
mod kind;
pub mod parts;
mod persons;
mod place;
mod text;

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use vnr_shared::access::InstitutionKind;
use vnr_shared::incident::{Channel, IncidentAnswer};
use vnr_shared::place::PlaceSource;
use vnr_shared::problem::{Fault, FieldError};
use vnr_shared::time;

use crate::api::{self, Failure};
use crate::app::Selection;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::live::Live;
use crate::map::{MapView, Pin};
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, FieldFaults, Note, Tone};
use draft::Form;
use text::Ent;

/// Fields that show their own faults; what is at fault elsewhere is listed above the buttons.
const SHOWN: [&str; 9] = [
    "place.",
    "type_code",
    "description",
    "received_at",
    "occurred.",
    "persons.",
    "vehicles.",
    "objects.",
    "notes.",
];

/// The screen.
#[component]
pub fn Entry() -> impl IntoView {
    let access = expect_context::<Access>();
    let live = expect_context::<Live>();
    let Selection(selected) = expect_context::<Selection>();
    let in_centre =
        access.session_now().is_some_and(|s| s.institution.kind == InstitutionKind::EmergencyCentre);
    let form = Form::open(if in_centre { Channel::E112 } else { Channel::Telephone });
    let faults = FieldFaults::default();
    let failure = RwSignal::new(None::<Failure>);
    let working = RwSignal::new(false);
    let tried = RwSignal::new(false);
    let draft = Memo::new(move |_| form.draft());
    let saved = RwSignal::new(None::<Option<String>>);

    // Each keystroke: keep it, and say what the shared rules doubt. Faults wait until somebody tries to file.
    Effect::new(move |before: Option<()>| {
        let draft = draft.get();
        if before.is_some() {
            saved.set(Some(draft.save().then(|| time::clock(edge::now()))));
        }
        let mut command = draft.command(edge::now());
        let found = command.check(edge::now());
        let lang = i18n::lang();
        let told = |list: &[Fault]| list.iter().map(|f| f.to_error(lang)).collect::<Vec<_>>();
        spread(
            form,
            faults,
            if tried.get() { told(&found.faults) } else { Vec::new() },
            told(&found.warnings),
        );
    });

    let navigate = StoredValue::new_local(use_navigate());
    let submit = move || {
        if working.get_untracked() {
            return;
        }
        tried.set(true);
        let draft = draft.get_untracked();
        let mut command = draft.command(edge::now());
        if !command.check(edge::now()).faults.is_empty() {
            failure.set(None);
            request_animation_frame(focus_first_fault);
            return;
        }
        working.set(true);
        spawn_local(async move {
            let sent =
                api::send::<_, IncidentAnswer>(Method::POST, api::INCIDENTS, &command, draft.key()).await;
            working.try_set(false);
            match sent {
                Ok(answer) => {
                    form.clear();
                    selected.set(Some(answer.incident.id));
                    live.store.put(answer.incident);
                    navigate.with_value(|go| go("/", NavigateOptions::default()));
                }
                Err(why) => {
                    spread(form, faults, why.fields(), Vec::new());
                    if why.code().is_some() {
                        form.renew_key();
                    }
                    failure.try_set(Some(why));
                }
            }
        });
    };
    let pin = Signal::derive(move || {
        let radius_m = form.place.radius.with(|r| r.trim().replace(',', ".").parse().ok());
        form.place.spot.get().map(|s| Pin {
            lat: s.lat,
            lon: s.lon,
            radius_m,
            reveal: s.source != Some(PlaceSource::Map),
        })
    });
    let place = place::Locator::new(form.place);
    let class = Signal::derive(move || place.class());
    let near = super::open_marks();
    // Whoever opened the form asked to type: the first field has the focus as soon as it stands.
    request_animation_frame(|| edge::focus("place-address"));
    view! {
        <div class="entry">
            <form class="entry__form" novalidate on:submit=|e| e.prevent_default()
                on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); submit(); }>
                <div class="entry__fields">
                    <h1>{t(Ent::NewIncident)}</h1>
                    <place::PlaceFields form=form.place faults place/>
                    <kind::KindFields form=form.kind faults class/>
                    <extras::WhatFields form faults/>
                    <persons::Persons list=form.persons/>
                    <extras::Vehicles list=form.vehicles/>
                    <extras::Objects list=form.objects/>
                </div>
                <div class="entry__foot">
                    <FaultBanner failure/>
                    {move || {
                        let rest = faults.elsewhere(&SHOWN);
                        (!rest.is_empty()).then(|| view! { <Note tone=Tone::Fault>{rest.into_iter().map(|e| view! { <span>{e.field}": "{e.message}</span> }).collect_view()}</Note> })
                    }}
                    <button type="button" class="button button--primary" disabled=working on:click=move |_| submit()>
                        {t(Ent::File)}<kbd aria-hidden="true">"Ctrl ↵"</kbd>
                    </button>
                    <Command label=t(Ent::Discard) look="quiet" run=move |()| { form.clear(); tried.set(false); edge::focus("place-address"); }
                        disabled=Signal::derive(move || draft.with(|d| d.is_empty()))/>
                    <span class="small muted" role="status">{move || match saved.get() {
                        None => String::new(),
                        Some(Some(at)) => Ent::SavedAt.with(&at),
                        Some(None) => Ent::NotSaved.text().to_owned(),
                    }}</span>
                    <span class="small muted">{move || working.get().then(|| Ui::Loading.text())}</span>
                </div>
            </form>
            <MapView marks=near selected=RwSignal::new(None) pin on_pick=Callback::new(move |(lat, lon)| place.picked(lat, lon))/>
        </div>
    }
    .into_any()
}

/// Gives each part of the form its own faults, with the path as that part knows it.
fn spread(form: Form, faults: FieldFaults, errors: Vec<FieldError>, warnings: Vec<FieldError>) {
    let below = |list: &[FieldError], prefix: String| {
        let cut = |e: &FieldError| {
            let field = e.field.strip_prefix(&prefix)?;
            Some(FieldError { field: field.to_owned(), ..e.clone() })
        };
        list.iter().filter_map(cut).collect::<Vec<_>>()
    };
    // Empty parts are not sent, so the numbers of the command count only the others.
    macro_rules! parts {
        ($list:expr, $name:literal) => {
            let sent = $list.with_untracked(|all| {
                all.iter().filter(|p| untrack(|| !p.draft().is_empty())).copied().collect::<Vec<_>>()
            });
            for (i, part) in sent.iter().enumerate() {
                part.faults.set(below(&errors, format!(concat!($name, ".{}."), i)));
                part.faults.set_warnings(below(&warnings, format!(concat!($name, ".{}."), i)));
            }
        };
    }
    parts!(form.persons, "persons");
    parts!(form.vehicles, "vehicles");
    parts!(form.objects, "objects");
    faults.set(errors);
    faults.set_warnings(warnings);
}

/// Brings the first field at fault into view: the answer to "file" when it cannot be filed yet.
fn focus_first_fault() {
    if let Ok(Some(field)) = edge::document().query_selector(".entry [aria-invalid=true]") {
        edge::focus(&field.id());
    }
}
