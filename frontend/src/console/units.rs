//! Units: the free ones first, each with how long it has been so. The number of free ones is always in sight.

use std::collections::HashMap;

use leptos::prelude::*;
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::line::{Action, Target};
use vnr_shared::sort;
use vnr_shared::time;
use vnr_shared::unit::{UnitStatus, UnitSummary};

use super::desk::Desk;
use super::floor::Floor;
use super::pane::PaneFrame;
use super::text::Con;
use super::window::Window;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::keys;
use crate::live::{Fleet, Live, Store};
use crate::map::{self, Dropped, Units};
use crate::session::Access;
use crate::ui::{Command, For};

/// Place of a status in the list: those who can be sent stand above those who work, and they above those who cannot.
const fn rank(status: UnitStatus) -> u8 {
    match status {
        UnitStatus::Available => 0,
        UnitStatus::Busy => 1,
        UnitStatus::Assigned => 2,
        UnitStatus::EnRoute => 3,
        UnitStatus::AtScene => 4,
        UnitStatus::Transporting => 5,
        UnitStatus::OutOfService => 6,
        UnitStatus::OffDuty => 7,
    }
}

/// Tells the map what the units look like, and which of them stand out.
pub fn on_map(store: Store, fleet: Fleet, desk: Desk) -> Units {
    Effect::new(move || {
        let mut looks = HashMap::new();
        store.units.each(|u| {
            if u.active && u.part_of.is_none() {
                looks.insert(u.mark, map::look(u.status));
            }
        });
        fleet.dress(looks);
    });
    let chosen = Signal::derive(move || {
        let (unit, incident) = (desk.unit.get(), desk.incident.get());
        let mut marks = Vec::new();
        store.units.each(|u| {
            let sent = incident.is_some_and(|id| u.assignments.iter().any(|a| a.incident == id));
            if unit == Some(u.id) || sent {
                marks.push(u.mark);
            }
        });
        marks
    });
    let of_mark = move |mark: u32| {
        let mut found = None;
        store.units.each_untracked(|u| {
            if u.mark == mark {
                found = Some(u.id);
            }
        });
        found
    };
    let on_pick = Callback::new(move |mark: u32| {
        if let Some(unit) = of_mark(mark) {
            desk.unit.set(Some(unit));
        }
    });
    // Dropped beside every incident a unit stays where it is: an order is for an incident.
    let on_drop = Callback::new(move |Dropped { mark, incident, .. }| {
        if let (Some(unit), Some(incident)) = (of_mark(mark), incident) {
            desk.dragged.set(Some(unit));
            desk.drop_on(incident);
        }
    });
    Units { fleet: Signal::stored(fleet), chosen, on_pick, on_drop: Some(on_drop) }
}

/// The pane.
#[component]
pub fn UnitsPane() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let store = expect_context::<Live>().store;
    let access = expect_context::<Access>();
    // Of those who stand alike, one's own come first: they are who one may send without asking.
    let own = Memo::new(move |_| access.session().map(|s| s.institution.id));
    let all = RwSignal::new(false);
    let rows = Memo::new(move |_| {
        let (all, own) = (all.get(), own.get());
        let shown = |u: &UnitSummary| u.active && u.part_of.is_none() && (all || u.status.can_be_sent());
        let mut rows = store.units.collect(|u| {
            shown(u).then(|| (rank(u.status), Some(u.institution) != own, u.call_sign.clone(), u.id))
        });
        sort::naturally(&mut rows);
        rows.into_iter().map(|(.., id)| id).collect::<Vec<_>>()
    });
    let free = Memo::new(move |_| {
        store
            .units
            .collect(|u| (u.active && u.part_of.is_none() && u.status == UnitStatus::Available).then_some(()))
            .len()
    });
    let count = Signal::derive(move || Con::FreeUnits.count(free.get()));
    let window = Window::new(rows);
    let go = move |by: isize| {
        let next = rows.with_untracked(|rows| {
            let at = desk.unit.get_untracked().and_then(|id| rows.iter().position(|r| *r == id));
            let next = at.map_or(0, |at| at.saturating_add_signed(by).min(rows.len().saturating_sub(1)));
            rows.get(next).map(|id| (next, *id))
        });
        if let Some((index, id)) = next {
            desk.unit.set(Some(id));
            window.reveal(index);
        }
    };
    keys::bind("b", t(Con::ToUnits), || edge::focus("unit-rows"));
    let tools = view! {
        <button type="button" class="button button--small" aria-pressed=move || if all.get() { "true" } else { "false" }
            on:click=move |_| all.update(|a| *a = !*a)>{t(Con::All)}</button>
    };
    view! {
        <PaneFrame label=t(Con::Units) count tools=tools.into_any()>
            <div id="unit-rows" class="rows unitrows" role="listbox" tabindex="0" aria-label=t(Con::Units) node_ref=window.holder
                aria-activedescendant=move || desk.unit.get().map(row_id)
                on:scroll=move |_| window.measure()
                on:keydown=move |e| match e.key().as_str() {
                    "ArrowDown" => { e.prevent_default(); go(1); }
                    "ArrowUp" => { e.prevent_default(); go(-1); }
                    _ => {}
                }>
                <div role="presentation" style:height=move || window.gap(true)></div>
                <For each=move || window.shown() key=|id| *id children=move |id| view! { <UnitRow id/> }/>
                <div role="presentation" style:height=move || window.gap(false)></div>
                {move || rows.with(Vec::is_empty).then(|| view! { <p class="pane__empty" role="presentation">{t(Con::NoUnits)}</p> })}
            </div>
            <div>{move || desk.unit.get().map(|id| view! { <Chosen id/> })}<Floor/></div>
        </PaneFrame>
    }
    .into_any()
}

fn row_id(id: UnitId) -> String {
    format!("unit-{id}")
}

#[component]
fn UnitRow(id: UnitId) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let Some(unit) = expect_context::<Live>().store.units.row(id.0).map(RwSignal::from) else {
        return ().into_any();
    };
    let status = Memo::new(move |_| unit.with(|u| u.status));
    let since = move || time::span((edge::second() - unit.with(|u| u.since)).num_seconds().max(0));
    let work = move || {
        unit.with(|u| {
            let more = u.assignments.len().saturating_sub(1);
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            u.current().map(|a| a.number.clone() + &more)
        })
    };
    view! {
        <div class="row unitrow" role="option" id=row_id(id) aria-selected=move || if desk.unit.get() == Some(id) { "true" } else { "false" }
            draggable="true" on:dragstart=move |e| desk.drag(id, &e) on:dragend=move |_| desk.dragged.set(None)
            on:click=move |_| desk.unit.set(Some(id))>
            <UnitMark status/>
            <span class="mono ellipsis">{move || unit.with(|u| u.call_sign.clone())}</span>
            <span class="ellipsis small">{move || i18n::unit_status(status.get()).text()}</span>
            <span class="ellipsis small muted">{move || work().unwrap_or_else(|| i18n::unit_kind(unit.with(|u| u.kind)).text().to_owned())}</span>
            <span class="mono small muted num">{since}</span>
        </div>
    }
    .into_any()
}

/// The status of a unit as shape, letter and colour, as the map draws it.
#[component]
pub fn UnitMark(#[prop(into)] status: Signal<UnitStatus>) -> impl IntoView {
    let class = move || match status.get() {
        UnitStatus::Available => "unit unit--free",
        UnitStatus::EnRoute => "unit unit--enroute",
        UnitStatus::AtScene => "unit unit--scene",
        UnitStatus::Transporting => "unit unit--transport",
        UnitStatus::OutOfService | UnitStatus::OffDuty => "unit unit--out",
        UnitStatus::Assigned | UnitStatus::Busy => "unit",
    };
    view! { <span class=class aria-hidden="true">{move || i18n::unit_letter(status.get()).text()}</span> }
        .into_any()
}

/// What may be done with the unit selected. Each button is a line, shown as it would be typed.
#[component]
fn Chosen(id: UnitId) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let live = expect_context::<Live>();
    let Some(unit) = live.store.units.row(id.0).map(RwSignal::from) else { return ().into_any() };
    let duty = Memo::new(move |_| unit.with(UnitSummary::duty));
    let crew = move || unit.with(|u| u.crew.iter().map(|m| m.name.clone()).collect::<Vec<_>>().join(", "));
    let seen = move || {
        let (_, at) = live.fleet.of(unit.with(|u| u.mark))?;
        Some(Con::SeenAgo.with(&time::span((edge::second() - edge::from_millis(at)).num_seconds().max(0))))
    };
    let statuses = move || {
        duty.get()
            .legal()
            .into_iter()
            .map(|status| {
                let action = Action::Status { units: vec![id], status };
                line_button(desk, t(i18n::unit_status(status)), action)
            })
            .collect_view()
    };
    let sending = move || {
        let incident = desk.incident.get()?;
        let sent = unit.with(|u| u.assignments.iter().any(|a| a.incident == incident));
        let action = if sent {
            Action::Release { units: vec![id], incident: Some(incident) }
        } else {
            Action::Assign { units: vec![id], incident }
        };
        Some(line_button(desk, t(if sent { Con::ReleaseUnit } else { Con::SendUnit }), action))
    };
    let message = move || Action::Message { units: vec![id], text: String::new() };
    let write = move || desk.begin(&format!("{} ", desk.written(&message()).trim()));
    view! {
        <div class="unitdetail">
            <p class="small"><span class="strong mono">{move || unit.with(|u| u.call_sign.clone())}</span>" "{crew}" "
                <span class="muted">{move || unit.with(|u| u.vehicle.clone())}" · "{seen}</span></p>
            <div class="cluster">{sending}{statuses}<Command label=t(Con::Message) look="small" run=move |()| write() line=desk.says(message)/></div>
        </div>
    }
    .into_any()
}

/// A button that runs the line of an action.
pub fn line_button(
    desk: Desk,
    label: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    action: Action,
) -> AnyView {
    let (said, working) = (action.clone(), desk.working);
    view! { <Command label look="small" run=move |()| desk.act(&action) disabled=working line=desk.says(move || said.clone())/> }
        .into_any()
}

/// A unit by its call sign: a button that chooses it.
pub fn unit_button(desk: Desk, id: UnitId, name: impl Into<TextProp>) -> AnyView {
    let go = move || Action::Go { target: Target::Unit(id) };
    view! { <Command label=name look="small of" run=move |()| desk.unit.set(Some(id)) line=desk.says(go)/> }
        .into_any()
}

/// An incident by its number: a button that chooses it.
pub fn incident_button(desk: Desk, id: IncidentId, number: impl Into<TextProp>) -> AnyView {
    let go = move || Action::Go { target: Target::Incident(id) };
    view! { <Command label=number look="small of" run=move |()| desk.incident.set(Some(id)) line=desk.says(go)/> }
        .into_any()
}
