//! The card of an incident: what is known, what may be done, and what happened to it, on one screen. As a page of its
//! own, or beside something else.

mod conflict;
mod dossier;
mod edit;
mod facts;
mod files;
mod groups;
mod head;
mod links;
mod parties;
mod person;
mod person_rows;
mod strike;
mod text;
mod timeline;
mod typed;
mod values;

use leptos::prelude::*;
pub use values::{field_name, value_text};
use vnr_shared::id::IncidentId;
use vnr_shared::problem::ProblemCode;

use self::conflict::Settle;
use self::dossier::Dossier;
use self::edit::Editor;
use self::text::Crd;
use crate::app::Selection;
use crate::i18n::t;
use crate::register::reports::OfIncident;
use crate::route;
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, Note, Tone};

/// The page `/incidents/:id`.
#[component]
pub fn Card() -> impl IntoView {
    let id = Memo::new(move |_| route::part(1).and_then(|id| id.parse::<IncidentId>().ok()));
    let Selection(selected) = expect_context::<Selection>();
    // Back on the console, the incident that was open is the one selected.
    Effect::new(move || {
        if let Some(id) = id.get() {
            selected.set(Some(id));
        }
    });
    view! {
        <div class="page">
            {move || match id.get() {
                Some(id) => view! { <IncidentCard id/> }.into_any(),
                None => view! { <Missing/> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Missing() -> impl IntoView {
    view! { <Note tone=Tone::Warning><h1>{t(Crd::NotHere)}</h1></Note> }.into_any()
}

/// The card by id.
#[component]
pub fn IncidentCard(id: IncidentId) -> impl IntoView {
    let dossier = Dossier::open(id);
    let editor = Editor::open(dossier);
    let here = Memo::new(move |_| dossier.incident.with(Option::is_some));
    let gone = move || {
        dossier.failure.with(|f| {
            f.as_ref()
                .is_some_and(|f| matches!(f.code(), Some(ProblemCode::NotFound | ProblemCode::Forbidden)))
        })
    };
    let other_failure = Signal::derive(move || dossier.failure.get().filter(|_| !gone()));
    let body = move || {
        if here.get() {
            view! { <Body dossier editor/> }.into_any()
        } else if gone() {
            view! { <Missing/> }.into_any()
        } else {
            let failed = move || dossier.failure.with(Option::is_some);
            view! {
                <p class="muted" role="status">{move || (!failed()).then(|| crate::i18n::Message::text(Ui::Loading))}</p>
                <Show when=failed><Command label=t(Ui::Retry) run=move |()| dossier.reload()/></Show>
            }
            .into_any()
        }
    };
    view! { <div class="card page__inner"><FaultBanner failure=other_failure/>{body}</div> }.into_any()
}

#[component]
fn Body(dossier: Dossier, editor: Editor) -> impl IntoView {
    let stamp = dossier.part(|incident| incident.summary.updated_at);
    let clash = move || editor.clash.get().map(|clash| view! { <Settle editor clash/> });
    view! {
        <head::Head dossier/>
        {clash}
        <div class="card-grid">
            <div class="stack">
                <groups::Groups dossier editor/>
                <parties::Persons dossier/>
                <parties::Vehicles dossier/>
                <parties::Objects dossier/>
                <files::Files dossier/>
                <OfIncident id=dossier.id stamp/>
                <links::Links dossier/>
                <links::Shares dossier/>
                <facts::Registration dossier/>
            </div>
            <timeline::Timeline dossier/>
        </div>
    }
    .into_any()
}
