//! The dispatcher's console: list and map are one selection, the incident being worked below.

mod filters;
mod list;
mod order;
mod text;
mod worked;

use leptos::prelude::*;

use crate::app::Selection;
use crate::live::Live;
use crate::map::{MapView, Mark, World};
use filters::Filters;
use list::IncidentList;
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
        live.store.each(|i| {
            if wanted.matches(i) {
                marks.push(Mark {
                    id: i.id,
                    at: World::of(i.lat, i.lon),
                    category: i.category,
                    due_at: i.clock.filter(|c| c.stopped_at.is_none()).map(|c| c.due_at),
                    radius_m: i.radius_m,
                    label: i.number.clone(),
                });
            }
        });
        marks
    });
    view! {
        <div class="console">
            <IncidentList filters selected/>
            <div class="console__side">
                <MapView marks selected all_key="v"/>
                <Worked selected/>
            </div>
        </div>
    }
    .into_any()
}
