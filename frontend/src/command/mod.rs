//! The commander's screens: the situation now and at any past moment, the wall display, major events.

mod event;
mod figures;
mod history;
mod overlays;
mod plan;
mod scene;
mod text;
mod time_machine;
mod units;

use leptos::prelude::*;

pub use event::{EventPage, EventsPage};
pub use plan::PlanPage;
pub use scene::Scene;

use crate::app::Selection;
use crate::i18n::t;
use crate::map::{MapView, Mark};
use figures::FiguresView;
use history::{HistoryView, Past};
use text::Cmd;
use time_machine::TimeMachine;

/// The situation view.
#[component]
pub fn SituationPage() -> impl IntoView {
    let past = Past::follow();
    view! {
        <div class="command">
            <div class="command__side">
                <nav class="cluster" aria-label=t(Cmd::Screens)>
                    <h1>{t(Cmd::Situation)}</h1>
                    <a href="/command/plan">{t(Cmd::WhatIf)}</a>
                    <a href="/command/events">{t(Cmd::Events)}</a>
                    <a href="/command/wall">{t(Cmd::Wall)}</a>
                </nav>
                <TimeMachine/>
                <FiguresView/>
                <HistoryView past/>
            </div>
            <div class="command__map"><SceneMap past/></div>
        </div>
    }
    .into_any()
}

/// The same for a wall: nothing to click, and it drifts a little, so that nothing burns in.
#[component]
pub fn WallPage() -> impl IntoView {
    let past = Past::follow();
    view! {
        <div class="command command--wall">
            <h1 class="visually-hidden">{t(Cmd::Wall)}</h1>
            <div class="command__side"><FiguresView/><HistoryView past/></div>
            <div class="command__map"><SceneMap past/></div>
        </div>
    }
    .into_any()
}

/// Incidents, units, what is drawn and where much happened.
#[component]
fn SceneMap(past: Past) -> impl IntoView {
    let scene = expect_context::<Scene>();
    let selected = expect_context::<Selection>().0;
    let marks = Memo::new(move |_| {
        let filter = scene.filter.get();
        scene.read(|parts| {
            let held = |i: &&vnr_shared::incident::Summary| filter.holds_incident(i, &parts.events);
            parts.incidents.iter().filter(held).map(Mark::of).collect::<Vec<_>>()
        })
    });
    let overlays = Signal::derive(move || {
        let mut all = if scene.heat.get() { overlays::heat(past.history.get().as_ref()) } else { Vec::new() };
        scene.read(|parts| {
            for event in &parts.events {
                all.extend(event.drawings.iter().map(|sheet| overlays::drawing(&sheet.part)));
            }
        });
        all
    });
    let units = units::on_map(scene);
    let home = Signal::derive(move || marks.with(|marks| marks.iter().map(|mark| mark.at).collect()));
    view! { <MapView marks selected overlays units home all_key="v"/> }.into_any()
}
