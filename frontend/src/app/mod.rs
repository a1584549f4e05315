//! The frame around the screens of every application: who is logged in, top bar, keys, lock.

pub mod command;
pub mod console;
pub mod office;
pub mod register;
pub mod tablet;
mod topbar;

use leptos::prelude::*;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;

use crate::edge;
use crate::i18n::t;
use crate::keys::{KeyHelp, Keys};
use crate::live::{LinkHealth, LinkStrip, Live};
use crate::login::{Lock, Login};
use crate::register::Catalogue;
use crate::session::{Access, Who};
pub use topbar::Frame;
use topbar::TopBar;

/// What an application shows between top bar and lock.
pub type Screens = fn() -> AnyView;

/// Where the selection lies while the browser goes from one application to another.
const SELECTED: &str = "vnr.selected";

/// The incident that list, map and panel share. Outlives a visit to another screen of the same tab.
#[derive(Clone, Copy)]
pub struct Selection(pub RwSignal<Option<IncidentId>>);

impl Selection {
    fn provide() {
        let incident = RwSignal::new(edge::recall(SELECTED).and_then(|id| id.parse().ok()));
        // Effects run before the browser leaves for the next document: they are over when the event that sends it there is.
        Effect::new(move |_| {
            edge::remember(SELECTED, incident.get().map(|id: IncidentId| id.to_string()).as_deref());
        });
        // Screens end with the session, and the next person starts with nothing chosen.
        on_cleanup(|| edge::remember(SELECTED, None));
        provide_context(Self(incident));
    }
}

/// What every application that shows incidents keeps: the live store, the catalogue, the selection.
fn provide_live() -> Live {
    let access = expect_context::<Access>();
    let live = Live::provide(untrack(|| access.may(Resource::Incident, Action::Read)));
    // The link ended with the session; whoever comes back wants it at once.
    Effect::new(move || {
        if !access.is_locked() {
            live.retry_now();
        }
    });
    Catalogue::provide();
    Selection::provide();
    live
}

/// Top bar, state of the link, and a screen.
fn live_page(screen: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let access = expect_context::<Access>();
    let linked = untrack(|| access.may(Resource::Incident, Action::Read));
    let health = linked.then(|| view! { <LinkHealth/> }).into_any();
    view! {
        <TopBar health/>
        <LinkStrip/>
        <main id="content" tabindex="-1">
            {screen}
        </main>
    }
    .into_any()
}

/// What is shown at an address that no screen has.
fn nowhere() -> AnyView {
    view! { <div class="page"><p>{t(Frame::NoSuchPage)}</p></div> }.into_any()
}

/// Asks who is logged in, and shows the application to whoever is.
pub fn gate(screens: Screens) -> AnyView {
    edge::start_second_hand();
    let access = Access::provide();
    // Only these three states change the page: a new session of the same person after a lock must not make it anew.
    let state = Memo::new(move |_| {
        access.who.with(|w| match w {
            Who::Asking => None,
            Who::Nobody => Some(false),
            Who::Somebody(_) => Some(true),
        })
    });
    let page = move || match state.get() {
        Some(true) => view! { <Shell screens/> }.into_any(),
        Some(false) => view! { <Login/> }.into_any(),
        None => ().into_any(),
    };
    page.into_any()
}

#[component]
fn Shell(screens: Screens) -> impl IntoView {
    let access = expect_context::<Access>();
    Keys::provide();
    view! {
        <div class="shell" inert=move || access.is_locked()>
            {screens()}
            <KeyHelp/>
        </div>
        <Show when=move || access.is_locked()><Lock/></Show>
    }
    .into_any()
}
