//! Presence: says where this person is, and shows who else is there.

use gloo_net::http::Method;
use gloo_timers::callback::Interval;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;
use vnr_shared::live::Kind;
use vnr_shared::presence::{Announce, HEARTBEAT_SECONDS};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::link::Live;
use super::text::LinkText;
use crate::api;
use crate::i18n::Message;
use crate::session::Access;

fn say(kind: Kind, id: Uuid, field: Option<String>, leave: bool) {
    let body = Announce { kind, id, field, leave };
    // Nobody waits for the answer: the next heartbeat says it again.
    spawn_local(async move { drop(api::tell(Method::POST, api::PRESENCE, &body, api::new_key()).await) });
}

/// The field that has the focus, by the name that its command gives it.
fn field_in_focus() -> Option<String> {
    let element = crate::edge::document().active_element()?.dyn_into::<HtmlElement>().ok()?;
    let typed = matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA") && element.id() != "command-line";
    let name: String = element
        .id()
        .chars()
        .map(|c| if c == '-' { '_' } else { c })
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_')
        .take(64)
        .collect();
    (typed && !name.is_empty()).then_some(name)
}

/// Says that this person has a record open, for as long as the calling component is shown.
pub fn stay(kind: Kind, id: Uuid) {
    let last = StoredValue::new(None::<Option<String>>);
    let look = move || {
        let field = field_in_focus();
        if last.try_get_value().is_some_and(|said| said.as_ref() != Some(&field)) {
            last.set_value(Some(field.clone()));
            say(kind, id, field, false);
        }
    };
    look();
    let moved = window_event_listener(ev::focusin, move |_| look());
    let beat = StoredValue::new_local(Some(Interval::new(HEARTBEAT_SECONDS * 1000, move || {
        say(kind, id, last.try_get_value().flatten().flatten(), false);
    })));
    // A way to another application ends the document, and no component with it.
    let left = window_event_listener(ev::pagehide, move |_| {
        api::tell_in_leaving(&Method::POST, api::PRESENCE, &Announce { kind, id, field: None, leave: true });
    });
    on_cleanup(move || {
        left.remove();
        moved.remove();
        beat.set_value(None);
        say(kind, id, None, true);
    });
}

/// Who else has the record open, and where they type.
#[component]
pub fn Others(kind: Kind, id: Uuid) -> impl IntoView {
    let store = expect_context::<Live>().store;
    let access = expect_context::<Access>();
    let others = Memo::new(move |_| {
        let me = access.session().map(|s| s.user);
        let mut all = store.present(kind, id);
        all.retain(|p| Some(p.user) != me);
        all
    });
    view! {
        <p class="small others" role="status">
            {move || others.get().into_iter().map(|p| {
                let types = p.field.is_some();
                view! { <span class="chip" class:chip--strong=types title=p.field>{p.name}{move || types.then(|| format!(" · {}", LinkText::Types.text()))}</span> }
            }).collect_view()}
        </p>
    }
    .into_any()
}
