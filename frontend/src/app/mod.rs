//! The frame around the screens of every application: who is logged in, top bar, keys, lock.

pub mod command;
pub mod console;
pub mod office;
pub mod tablet;
mod topbar;

use leptos::prelude::*;
use vnr_shared::id::IncidentId;

use crate::edge;
use crate::keys::{KeyHelp, Keys};
use crate::login::{Lock, Login};
use crate::session::{Access, Who};
pub use topbar::Frame;
use topbar::TopBar;

/// What an application shows between top bar and lock.
pub type Screens = fn() -> AnyView;

/// The incident that list, map and panel share. Outlives a visit to another screen.
#[derive(Clone, Copy)]
pub struct Selection(pub RwSignal<Option<IncidentId>>);

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
