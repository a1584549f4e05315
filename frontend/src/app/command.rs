//! The commander's screens: `/command`, `/command/wall`, `/command/events`.

use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::path;
use vnr_shared::access::{Action, Resource};

use super::{Frame, Selection, TopBar};
use crate::command::{EventPage, EventsPage, Scene, SituationPage, WallPage};
use crate::i18n::t;
use crate::live::{LinkHealth, LinkStrip, Live};
use crate::register::Catalogue;
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
    view! {
        <TopBar health=view! { <LinkHealth/> }.into_any()/>
        <LinkStrip/>
        <main id="content" tabindex="-1">
            <Routes fallback=|| view! { <div class="page"><p>{t(Frame::NoSuchPage)}</p></div> }>
                <Route path=path!("/command") view=|| view! { <SituationPage/> }.into_any()/>
                <Route path=path!("/command/wall") view=|| view! { <WallPage/> }.into_any()/>
                <Route path=path!("/command/events") view=|| view! { <EventsPage/> }.into_any()/>
                <Route path=path!("/command/events/:id") view=|| view! { <EventPage/> }.into_any()/>
            </Routes>
        </main>
    }
    .into_any()
}
