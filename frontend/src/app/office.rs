//! What is done at a desk: `/admin/…` and `/account`.

use leptos::prelude::*;

use super::{Frame, TopBar};
use crate::account::Account;
use crate::admin::Admin;
use crate::i18n::t;
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
        _ => view! { <div class="page"><p>{t(Frame::NoSuchPage)}</p></div> }.into_any(),
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
