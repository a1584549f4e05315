//! Major events: the list of them, and one with everything in it. What is printed is this page without its fields.

mod board;
mod chosen;
mod form;
mod hand;
mod head;
mod incidents;
mod list;
mod orders;
mod rows;
mod staff;
mod tasks;
mod values;

use leptos::prelude::*;

pub use list::EventsPage;

use super::text::Cmd;
use crate::i18n::t;
use crate::live::Live;
use crate::route;
use crate::ui::{Command, FaultBanner};
use board::Board;
use hand::Hand;
use head::{Finish, Head, Participants};
use incidents::Incidents;
use orders::{Orders, Reports};
use staff::{Sections, Staff};
use tasks::Tasks;

/// One event.
#[component]
pub fn EventPage() -> impl IntoView {
    // Another address is another page: this one is made for one event.
    let Some(id) = untrack(|| route::part(2)).and_then(|id| id.parse().ok()) else {
        return view! { <div class="page"><p>{t(Cmd::NoSuchEvent)}</p></div> }.into_any();
    };
    let hand = Hand::of(id);
    let live = expect_context::<Live>();
    // Whoever changes it, the record is read anew.
    let version = Memo::new(move |_| {
        let mut version = None;
        live.store.events.each(|event| {
            if event.id == id {
                version = Some(event.version);
            }
        });
        version
    });
    Effect::new(move || {
        version.with(|_| {});
        hand.load();
    });
    view! {
        <div class="command command--event">
            <div class="event command__side">
                <nav class="cluster" aria-label=t(Cmd::Screens)>
                    <a href="/command">{t(Cmd::Situation)}</a><a href="/command/events">{t(Cmd::Events)}</a>
                    <Command label=t(Cmd::Print) look="small" run=move |()| drop(window().print())/>
                </nav>
                <Head hand/>
                <FaultBanner failure=hand.failure/>
                <Tasks hand/><Orders hand/><Reports hand/><Sections hand/><Staff hand/><Incidents hand/>
                <Participants hand/><Finish hand/>
            </div>
            <Board hand/>
        </div>
    }
    .into_any()
}
