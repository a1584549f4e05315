//! The incident being worked: what a dispatcher needs without leaving the console.

use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Category, Sensitivity, Summary};
use vnr_shared::line::Action;
use vnr_shared::live::Kind;
use vnr_shared::time;

use super::call::CallForm;
use super::desk::Desk;
use super::log::Log;
use super::proposals::Proposals;
use super::same::Same;
use super::text::Con;
use super::units::{UnitMark, line_button, unit_button};
use crate::i18n::{self, Message, t};
use crate::live::{Live, Others, stay};
use crate::register::{Catalogue, Lines, NoteDraft, StepBar};
use crate::ui::{CategoryMark, ClockView, Command, FaultBanner, KeyCap, StatusView};

/// The panel: the call being taken, and the incident that is selected.
#[component]
pub fn Worked() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let selected = desk.incident;
    let store = expect_context::<Live>().store;
    let incident = Memo::new(move |_| {
        let id = selected.get()?;
        if let Some(row) = store.incidents.row(id.0) {
            return Some(row.get());
        }
        // Not here yet, or gone: look again when something changes.
        store.incidents.each(|_| {});
        None
    });
    let id = Memo::new(move |_| incident.with(|i| i.as_ref().map(|i| i.id)));
    view! {
        <section class="worked" aria-label=t(Con::Worked)
            on:dragover=move |e| if id.get_untracked().is_some() { desk.may_drop(&e); }
            on:drop=move |e| if let Some(id) = id.get_untracked() { e.prevent_default(); desk.drop_on(id); }>
            // While a call is taken the keys are the call's: an incident beside it would have the same ones.
            {move || match (desk.call.get(), id.get()) {
                (Some(id), _) => view! { <CallForm id/> }.into_any(),
                (None, Some(id)) => view! { <Panel id incident/> }.into_any(),
                (None, None) => view! { <p class="muted">{t(Con::SelectOne)}</p> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

#[component]
fn Panel(id: IncidentId, incident: Memo<Option<Summary>>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    stay(Kind::Incident, id.0);
    let text = move |read: fn(&Summary) -> String| {
        move || incident.with(|i| i.as_ref().map(read).unwrap_or_default())
    };
    let category = Signal::derive(move || incident.with(|i| i.as_ref().map_or(Category::C, |i| i.category)));
    let clock = Signal::derive(move || incident.with(|i| i.as_ref().and_then(|i| i.clock)));
    let status = Signal::derive(move || {
        incident.with(|i| i.as_ref().map(|i| i.status)).unwrap_or(vnr_shared::incident::Status::Closed)
    });
    let type_name =
        move || incident.with(|i| i.as_ref().map(|i| i.type_code.clone())).map(|c| catalogue.type_name(&c));
    let owner = move || incident.with(|i| i.as_ref().map(|i| i.owner)).map(|o| catalogue.institution_name(o));
    let passed = move || {
        let to = incident.with(|i| i.as_ref().and_then(|i| i.passed_to))?;
        Some(
            view! { <span class="chip chip--alarm">{t(Con::PassedTo)}" → "{catalogue.institution_name(to)}</span> },
        )
    };
    let restricted = move || {
        let is = incident.with(|i| i.as_ref().is_some_and(|i| i.sensitivity == Sensitivity::Restricted));
        is.then(|| view! { <span class="chip chip--strong">{t(Con::Restricted)}</span> })
    };
    let radius = move || {
        incident
            .with(|i| i.as_ref().and_then(|i| i.radius_m))
            .map(|r| Con::Uncertain.with(&format!("{r:.0}")))
    };
    view! {
        <div class="worked__title">
            <CategoryMark category/>
            <h2>{type_name}</h2>
            <span class="mono">{text(|i| i.number.clone())}</span>
            <ClockView clock category/>
            <StatusView status/>
            {passed}{restricted}
            <a href=format!("/incidents/{id}") class="button button--small">{t(Con::OpenCard)}<KeyCap key="Enter"/></a>
        </div>
        <p><span class="strong">{text(|i| i.address.clone())}</span>" "<span class="muted">{radius}</span></p>
        <p class="worked__text prewrap">{text(|i| i.headline.clone())}</p>
        <p class="small muted">
            {t(Con::Received)}" "{text(|i| time::date_time(i.received_at))}" · "{t(Con::Responsible)}": "{owner}
        </p>
        <Others kind=Kind::Incident id=id.0/>
        <SentUnits id incident/>
        <Proposals id incident/>
        <StepBar incident/>
        <Same id incident/>
        <QuickNote id/>
        <Log id incident/>
    }
    .into_any()
}

/// The units that are sent, each with the way to take it off.
#[component]
fn SentUnits(id: IncidentId, incident: Memo<Option<Summary>>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let store = expect_context::<Live>().store;
    let units =
        Memo::new(move |_| incident.with(|i| i.as_ref().map(|i| i.units.clone()).unwrap_or_default()));
    let rows = move || {
        units
            .get()
            .into_iter()
            .map(|sent| {
                let unit = sent.id;
                let status = store.units.row(unit.0).map(|row| {
                    let status = Signal::derive(move || row.with(|u| u.status));
                    view! { <UnitMark status/><span class="small">{move || i18n::unit_status(status.get()).text()}</span> }
                });
                let release = Action::Release { units: vec![unit], incident: Some(id) };
                view! { <span class="sent">{unit_button(desk, unit, sent.call_sign)}{status}{line_button(desk, t(Con::Release), release)}</span> }
            })
            .collect_view()
    };
    view! { <div class="cluster" role="group" aria-label=t(Con::SentUnits)><span class="small muted">{t(Con::SentUnits)}</span>{rows}
        {move || units.with(Vec::is_empty).then(|| view! { <span class="small muted">"–"</span> })}</div> }
    .into_any()
}

/// A line for the log without leaving the console. What is typed is kept per incident until it is sent.
#[component]
fn QuickNote(id: IncidentId) -> impl IntoView {
    let live = expect_context::<Live>();
    let draft = NoteDraft::open(id);
    let submit = move || draft.submit(Callback::new(move |summary| live.store.incidents.put(summary)));
    let line = Lines::says(move || Some(Action::Note { incident: id, text: draft.typed.get_untracked() }));
    view! {
        <form class="cluster" on:submit=move |e| { e.prevent_default(); submit(); }>
            <label class="visually-hidden" for="quick-note">{t(Con::QuickNote)}</label>
            <input id="quick-note" class="input grow" autocomplete="off" placeholder=t(Con::QuickNote) prop:value=move || draft.typed.get()
                on:input=move |e| draft.typed.set(event_target_value(&e))/>
            <Command label=t(Con::AddNote) run=move |()| submit() line/><kbd aria-hidden="true">"↵"</kbd>
            <span class="small muted" role="status">{move || draft.added.get().map(|at| Con::NoteAdded.with(&at))}</span>
        </form>
        <FaultBanner failure=draft.failure/>
    }
    .into_any()
}
