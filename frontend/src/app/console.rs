//! The dispatcher's screens: `/`, `/incidents/…`, `/search`. They share one live store, so they are one application.

use leptos::prelude::*;
use vnr_shared::access::{Action, Resource};

use super::{Frame, Selection, TopBar};
use crate::console::Console;
use crate::i18n::t;
use crate::live::{LinkHealth, LinkStrip, Live};
use crate::register::{Card, Catalogue, Entry, SearchPage};
use crate::route;
use crate::session::Access;

/// What is shown at an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Home,
    Entry,
    Card,
    Search,
    Nowhere,
}

impl Screen {
    fn at(path: &str) -> Self {
        match route::parts(path).collect::<Vec<_>>().as_slice() {
            [] => Self::Home,
            ["incidents", "new"] => Self::Entry,
            ["incidents", _] => Self::Card,
            ["search"] => Self::Search,
            _ => Self::Nowhere,
        }
    }
}

/// The screens.
#[component]
pub fn Screens() -> impl IntoView {
    let access = expect_context::<Access>();
    let may_read = untrack(|| access.may(Resource::Incident, Action::Read));
    let live = Live::provide(may_read);
    // The link ended with the session; whoever comes back wants it at once.
    Effect::new(move || {
        if !access.is_locked() {
            live.retry_now();
        }
    });
    Catalogue::provide();
    provide_context(Selection(RwSignal::new(None)));
    let health = may_read.then(|| view! { <LinkHealth/> }).into_any();
    let which = Memo::new(move |_| Screen::at(&route::path()));
    let screen = move || match which.get() {
        Screen::Home => view! { <Home/> }.into_any(),
        Screen::Entry => view! { <Entry/> }.into_any(),
        Screen::Card => view! { <Card/> }.into_any(),
        Screen::Search => view! { <SearchPage/> }.into_any(),
        Screen::Nowhere => view! { <div class="page"><p>{t(Frame::NoSuchPage)}</p></div> }.into_any(),
    };
    view! {
        <TopBar health/>
        <LinkStrip/>
        <main id="content" tabindex="-1">
            {screen}
        </main>
    }
    .into_any()
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
