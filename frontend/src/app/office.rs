//! What is done at a desk: `/admin/…` and `/account`.

use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::path;

use super::{Frame, TopBar};
use crate::account::Account;
use crate::admin::Admin;
use crate::i18n::t;
use crate::register::Catalogue;

/// The screens.
#[component]
pub fn Screens() -> impl IntoView {
    Catalogue::provide();
    view! {
        <TopBar health=().into_any()/>
        // The row in which the console says how its link is.
        <div></div>
        <main id="content" tabindex="-1">
            <Routes fallback=|| view! { <div class="page"><p>{t(Frame::NoSuchPage)}</p></div> }>
                <Route path=path!("/account") view=|| view! { <Account/> }.into_any()/>
                <Route path=path!("/admin/:part?") view=|| view! { <Admin/> }.into_any()/>
            </Routes>
        </main>
    }
    .into_any()
}
