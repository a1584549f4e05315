//! The register: the card of an incident, filing, search.

mod catalogue;
mod steps;
mod text;

use leptos::prelude::*;

pub use catalogue::Catalogue;
pub use steps::StepBar;

/// The card of an incident.
#[component]
pub fn Card() -> impl IntoView {
    view! { <div class="page"></div> }.into_any()
}

/// Filing an incident.
#[component]
pub fn Entry() -> impl IntoView {
    view! { <div class="page"></div> }.into_any()
}

/// Search.
#[component]
pub fn Search() -> impl IntoView {
    view! { <div class="page"></div> }.into_any()
}
