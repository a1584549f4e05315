//! The dispatcher's console: `/`.

use leptos::prelude::*;
use vnr_shared::access::{Action, Resource};

use super::{live_page, nowhere, provide_live};
use crate::console::Console;
use crate::route;
use crate::session::Access;

/// The screens.
#[component]
pub fn Screens() -> impl IntoView {
    provide_live();
    let home = Memo::new(move |_| route::part(0).is_none());
    live_page(move || if home.get() { view! { <Home/> }.into_any() } else { nowhere() })
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
