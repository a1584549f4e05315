//! Administration of types, institutions and users.

use leptos::prelude::*;

/// Administration.
#[component]
pub fn Admin() -> impl IntoView {
    view! { <div class="page"></div> }.into_any()
}
