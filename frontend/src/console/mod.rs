//! The dispatcher's console: calls, incidents, units, map and the work itself on one screen, arranged as the person likes.
//! Everything goes by keyboard, and everything that a button does can be typed.

mod aid;
mod call;
mod calls;
mod desk;
mod filters;
mod floor;
mod layouts;
mod line;
mod list;
mod log;
mod order;
mod pane;
mod proposals;
mod same;
mod sound;
mod text;
mod units;
mod watch;
mod window;
mod worked;

use leptos::ev::DragEvent;
use leptos::prelude::*;
use vnr_shared::call::CallState;
use vnr_shared::layout::Pane;
use vnr_shared::unit::UnitStatus;

use crate::i18n::{Message, t};
use crate::live::Live;
use crate::map::{MapView, Mark, Receive};
use calls::{Calls, CallsPane};
use desk::Desk;
use filters::Filters;
use layouts::{LayoutBar, LayoutForm, Layouts};
use line::{CommandLine, LineHelp};
use list::IncidentList;
use text::Con;
use units::UnitsPane;
use watch::{Alarms, MessagesPane, TimersPane};
use worked::Worked;

/// The console.
#[component]
pub fn Console() -> impl IntoView {
    let desk = Desk::provide();
    Calls::provide();
    let filters = Filters::default();
    let layouts = Layouts::open(filters);
    let columns = move || {
        let now = layouts.now.get();
        let widths: Vec<_> = now.columns.iter().map(|w| format!("minmax(0, {w}fr)")).collect();
        let columns = (0..now.columns.len())
            .map(|n| {
                let rows: Vec<_> = now.column(n).map(|p| format!("minmax(0, {}fr)", p.share)).collect();
                let panes = now.column(n).map(|p| pane(p.pane, filters)).collect_view();
                view! { <div class="desk__column" style:grid-template-rows=rows.join(" ")>{panes}</div> }
            })
            .collect_view();
        view! { <div class="desk" style:grid-template-columns=widths.join(" ")>{columns}</div> }
    };
    view! {
        <div class="console">
            <h1 class="visually-hidden">{t(Con::Console)}</h1>
            <div>
                <Alarms/>
                <Glance desk layouts/>
                <LayoutForm layouts/>
            </div>
            {columns}
            <CommandLine/>
            <LineHelp/>
        </div>
    }
    .into_any()
}

fn pane(pane: Pane, filters: Filters) -> AnyView {
    match pane {
        Pane::Calls => view! { <CallsPane/> }.into_any(),
        Pane::Incidents => {
            let selected = expect_context::<Desk>().incident;
            view! { <IncidentList filters selected/> }.into_any()
        }
        Pane::Units => view! { <UnitsPane/> }.into_any(),
        Pane::Map => view! { <MapPane filters/> }.into_any(),
        Pane::Worked => view! { <Worked/> }.into_any(),
        Pane::Timers => view! { <TimersPane/> }.into_any(),
        Pane::Messages => view! { <MessagesPane/> }.into_any(),
    }
}

/// The map: incidents, units and the caller's circle; one selection with the lists.
#[component]
fn MapPane(filters: Filters) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let live = expect_context::<Live>();
    let marks = Memo::new(move |_| {
        let wanted = filters.read();
        let mut marks = Vec::new();
        live.store.incidents.each(|i| {
            if wanted.matches(i) {
                marks.push(Mark::of(i));
            }
        });
        marks
    });
    let units = units::on_map(live.store, live.fleet, desk);
    let pick = Callback::new(move |at| {
        if let Some(pick) = desk.pick.get_untracked() {
            pick.run(at);
        }
    });
    let receive = Receive {
        may: Callback::new(move |e: DragEvent| desk.may_drop(&e)),
        take: Callback::new(move |incident| desk.drop_on(incident)),
    };
    view! { <MapView marks selected=desk.incident pin=desk.pin on_pick=pick picking=desk.picking units rings=desk.rings all_key="v" receive/> }
        .into_any()
}

/// The three things that are always in sight, as numbers, and the choice of layout.
#[component]
fn Glance(desk: Desk, layouts: Layouts) -> impl IntoView {
    let store = expect_context::<Live>().store;
    let waiting =
        Memo::new(move |_| store.calls.collect(|c| (c.state == CallState::Waiting).then_some(())).len());
    let free = Memo::new(move |_| {
        store
            .units
            .collect(|u| (u.active && u.part_of.is_none() && u.status == UnitStatus::Available).then_some(()))
            .len()
    });
    let worked = move || match (desk.call.get(), desk.incident.get()) {
        (Some(id), _) => store
            .calls
            .row(id.0)
            .map(|c| format!("{}: {}", Con::WorkedCall.text(), c.with(|c| c.address.clone()))),
        (None, Some(id)) => store
            .incidents
            .row(id.0)
            .map(|i| format!("{}: {}", Con::Worked.text(), i.with(|i| i.number.clone()))),
        (None, None) => None,
    };
    view! {
        <div class="glance">
            <span class:strong=move || { waiting.get() > 0 }>{move || Con::WaitingCalls.count(waiting.get())}</span>
            <span>{move || Con::FreeUnits.count(free.get())}</span>
            <span class="ellipsis">{worked}</span>
            <span class="glance__end"><LayoutBar layouts/></span>
        </div>
    }
    .into_any()
}
