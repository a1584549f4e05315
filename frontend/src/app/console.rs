//! The dispatcher's console, `/`, and the form for an incident, `/incidents/new`.

use leptos::prelude::*;
use vnr_shared::access::{Action, Resource};

use super::{live_page, nowhere, provide_live};
use crate::console::Console;
use crate::register::Entry;
use crate::route;
use crate::session::Access;

/// What is shown at an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Home,
    Entry,
    Nowhere,
}

impl Screen {
    fn at(path: &str) -> Self {
        match route::parts(path).collect::<Vec<_>>().as_slice() {
            [] => Self::Home,
            ["incidents", "new"] => Self::Entry,
            _ => Self::Nowhere,
        }
    }
}

/// The screens.
#[component]
pub fn Screens() -> impl IntoView {
    provide_live();
    let which = Memo::new(move |_| Screen::at(&route::path()));
    live_page(move || match which.get() {
        Screen::Home => view! { <Home/> }.into_any(),
        Screen::Entry => view! { <Entry/> }.into_any(),
        Screen::Nowhere => nowhere(),
    })
}

/// The first page: the console, or for those who keep the tools and not the cases, the administration.
#[component]
fn Home() -> impl IntoView {
    let access = expect_context::<Access>();
    if untrack(|| access.may(Resource::Incident, Action::Read)) {
        view! { <Console/> }.into_any()
    } else {
        // It is another application, so the browser goes there; replaced, so that going back does not return here.
        let _ = window().location().replace("/admin");
        ().into_any()
    }
}
