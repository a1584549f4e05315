//! The dispatcher's console: list and map are one selection, the incident being worked below.

mod filters;
mod list;
mod order;
mod text;
mod window;
mod worked;

use leptos::prelude::*;

use crate::app::Selection;
use crate::i18n::t;
use crate::live::Live;
use crate::map::{MapView, Mark};
use filters::Filters;
use list::IncidentList;
use text::Con;
use worked::Worked;

/// The console.
#[component]
pub fn Console() -> impl IntoView {
    let live = expect_context::<Live>();
    let Selection(selected) = expect_context::<Selection>();
    let filters = Filters::default();
    let marks = Memo::new(move |_| {
        let wanted = filters.read();
        let mut marks = Vec::new();
        live.store.incidents.each(|i| {
            if wanted.matches(i) {
                marks.push(Mark::of(i));
            }
        });
        marks
    });
    view! {
        <div class="console">
            <h1 class="visually-hidden">{t(Con::OpenIncidents)}</h1>
            <IncidentList filters selected/>
            <div class="console__side">
                <MapView marks selected all_key="v"/>
                <Worked selected/>
            </div>
        </div>
    }
    .into_any()
}
