//! The commander's screens: `/command`, `/command/wall`, `/command/events`.

use leptos::prelude::*;
use vnr_shared::access::{Action, Resource};

use super::{Frame, Selection, TopBar};
use crate::command::{EventPage, EventsPage, Scene, SituationPage, WallPage};
use crate::i18n::t;
use crate::live::{LinkHealth, LinkStrip, Live};
use crate::register::Catalogue;
use crate::route;
use crate::session::Access;

/// The screens.
#[component]
pub fn Screens() -> impl IntoView {
    let access = expect_context::<Access>();
    let live = Live::provide(untrack(|| access.may(Resource::Incident, Action::Read)));
    Effect::new(move || {
        if !access.is_locked() {
            live.retry_now();
        }
    });
    Catalogue::provide();
    provide_context(Selection(RwSignal::new(None)));
    Scene::provide(live);
    let parts = Memo::new(move |_| (route::part(1), route::part(2)));
    let screen = move || match parts.get() {
        (None, _) => view! { <SituationPage/> }.into_any(),
        (Some(part), None) if part == "wall" => view! { <WallPage/> }.into_any(),
        (Some(part), None) if part == "events" => view! { <EventsPage/> }.into_any(),
        (Some(part), Some(_)) if part == "events" => view! { <EventPage/> }.into_any(),
        _ => view! { <div class="page"><p>{t(Frame::NoSuchPage)}</p></div> }.into_any(),
    };
    view! {
        <TopBar health=view! { <LinkHealth/> }.into_any()/>
        <LinkStrip/>
        <main id="content" tabindex="-1">
            {screen}
        </main>
    }
    .into_any()
}
