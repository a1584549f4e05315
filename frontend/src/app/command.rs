//! The commander's screens: `/command`, `/command/plan`, `/command/wall`, `/command/events`.

use leptos::prelude::*;

use super::{live_page, nowhere, provide_live};
use crate::command::{EventPage, EventsPage, PlanPage, Scene, SituationPage, WallPage};
use crate::route;

/// The screens.
#[component]
pub fn Screens() -> impl IntoView {
    Scene::provide(provide_live());
    let parts = Memo::new(move |_| (route::part(1), route::part(2)));
    live_page(move || match parts.get() {
        (None, _) => view! { <SituationPage/> }.into_any(),
        (Some(part), None) if part == "wall" => view! { <WallPage/> }.into_any(),
        (Some(part), None) if part == "plan" => view! { <PlanPage/> }.into_any(),
        (Some(part), None) if part == "events" => view! { <EventsPage/> }.into_any(),
        (Some(part), Some(_)) if part == "events" => view! { <EventPage/> }.into_any(),
        _ => nowhere(),
    })
}
