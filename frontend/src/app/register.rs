//! The register: `/incidents/…`, `/reports`, `/search`. They share the card's parts, which the console can do without.

use leptos::prelude::*;

use super::{live_page, nowhere, provide_live};
use crate::register::{Card, ReportsPage, SearchPage};
use crate::route;

/// What is shown at an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Card,
    Reports,
    Search,
    Nowhere,
}

impl Screen {
    fn at(path: &str) -> Self {
        match route::parts(path).collect::<Vec<_>>().as_slice() {
            ["incidents", _] => Self::Card,
            ["reports"] => Self::Reports,
            ["search"] => Self::Search,
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
        Screen::Card => view! { <Card/> }.into_any(),
        Screen::Reports => view! { <ReportsPage/> }.into_any(),
        Screen::Search => view! { <SearchPage/> }.into_any(),
        Screen::Nowhere => nowhere(),
    })
}
