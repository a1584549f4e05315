//! Filing an incident: address or map, type, category and clock first; persons and things after. Every keystroke is
//! kept, and the whole path goes by keyboard.

mod draft;
mod extras;
mod filing;
mod kind;
pub mod parts;
mod persons;
mod place;
pub mod text;

use leptos::prelude::*;
use vnr_shared::access::InstitutionKind;
use vnr_shared::incident::{Channel, Summary};

use crate::app::Selection;
use crate::edge;
use crate::i18n::{Message, t};
use crate::live::Live;
use crate::map::MapView;
use crate::route;
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, Note, Tone};
pub use draft::{Draft, Form, Spot};
pub use extras::{Objects, Vehicles, WhatFields};
pub use filing::focus_first_fault;
use filing::{Filing, Kept};
pub use kind::{KindFields, KindForm};
pub use persons::Persons;
pub use place::{Finder, Locator, PlaceFields, PlaceForm};
use text::Ent;

/// Fields that show their own faults; what is at fault elsewhere is listed above the buttons.
pub const SHOWN: [&str; 9] = [
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
    // Whoever pressed the key for a new incident may have begun with the address before the form stood.
    let typed = route::take_typed();
    if !typed.is_empty() && form.place.address.with_untracked(String::is_empty) {
        form.place.address.set(typed);
    }
    let filing = Filing::new(form);
    let faults = filing.faults;
    let done = Callback::new(move |incident: Summary| {
        selected.set(Some(incident.id));
        live.store.incidents.put(incident);
        route::go("/");
    });
    let pin = Signal::derive(move || form.place.pin());
    let place = place::Locator::new(form.place);
    let class = Signal::derive(move || place.class());
    let near = super::open_marks();
    // Whoever opened the form asked to type: the first field has the focus as soon as it stands.
    request_animation_frame(|| edge::focus("place-address"));
    view! {
        <div class="entry">
            <form class="entry__form" novalidate on:submit=|e| e.prevent_default()
                on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); filing.submit(done); }>
                <div class="entry__fields">
                    <h1>{t(Ent::NewIncident)}</h1>
                    <place::PlaceFields form=form.place faults place/>
                    <kind::KindFields form=form.kind faults class/>
                    <extras::WhatFields form faults/>
                    <persons::Persons list=form.persons/>
                    <extras::Vehicles list=form.vehicles/>
                    <extras::Objects list=form.objects/>
                </div>
                <Foot filing done/>
            </form>
            <MapView marks=near selected=RwSignal::new(None) pin on_pick=Callback::new(move |(lat, lon)| place.picked(lat, lon))/>
        </div>
    }
    .into_any()
}

/// What went wrong, the button, and when the draft was kept.
#[component]
fn Foot(filing: Filing, done: Callback<Summary>) -> impl IntoView {
    let Filing { faults, failure, working, saved, exists, draft, .. } = filing;
    let rest = move || {
        let rest = faults.elsewhere(&SHOWN);
        let lines =
            rest.into_iter().map(|e| view! { <span>{e.field}": "{e.message}</span> }).collect::<Vec<_>>();
        (!lines.is_empty()).then(|| view! { <Note tone=Tone::Fault>{lines}</Note> })
    };
    let there = move || {
        exists
            .get()
            .map(|id| view! { <a href=format!("/incidents/{id}") class="button">{t(Ent::OpenFiled)}</a> })
    };
    let kept = move || match saved.get() {
        Kept::Untouched => String::new(),
        Kept::At(at) => Ent::SavedAt.with(&at),
        Kept::Refused => Ent::NotSaved.text().to_owned(),
    };
    view! {
        <div class="entry__foot">
            <FaultBanner failure/>
            {there}
            {rest}
            <button type="button" class="button button--primary" disabled=working on:click=move |_| filing.submit(done)>
                {t(Ent::File)}<kbd aria-hidden="true">"Ctrl ↵"</kbd>
            </button>
            <Command label=t(Ent::Discard) look="quiet" run=move |()| filing.discard()
                disabled=Signal::derive(move || draft.with(draft::Draft::is_empty))/>
            <span class="small muted" role="status">{kept}</span>
            <span class="small muted">{move || working.get().then(|| Ui::Loading.text())}</span>
        </div>
    }
    .into_any()
}
