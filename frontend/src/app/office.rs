//! What is done at a desk: `/admin/…` and `/account`.

use leptos::prelude::*;

use super::{TopBar, nowhere};
use crate::account::Account;
use crate::admin::Admin;
use crate::register::Catalogue;
use crate::route;

/// The screens.
#[component]
pub fn Screens() -> impl IntoView {
    Catalogue::provide();
    let first = Memo::new(move |_| route::part(0));
    let screen = move || match first.get().as_deref() {
        Some("account") => view! { <Account/> }.into_any(),
        Some("admin") => view! { <Admin/> }.into_any(),
        _ => nowhere(),
    };
    view! {
        <TopBar health=().into_any()/>
        // The row in which the console says how its link is.
        <div></div>
        <main id="content" tabindex="-1">
            {screen}
        </main>
    }
    .into_any()
}
