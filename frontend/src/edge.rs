//! The edge to the browser: the clock, new ids, storage. Everything else takes time and ids from here.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use chrono::Utc;
use leptos::prelude::*;
use uuid::Uuid;
use vnr_shared::time::DateTime as Timestamp;
use wasm_bindgen::JsCast;

/// The document. A page without one does not exist, so there is nothing to recover from.
pub fn document() -> web_sys::Document {
    leptos::prelude::document()
}

/// Readings of the server's clock that are remembered: two minutes of heartbeats.
const LEADS_KEPT: usize = 12;

thread_local! {
    /// Milliseconds by which the server's clock is ahead of this machine's.
    static AHEAD: Cell<f64> = const { Cell::new(0.0) };
    static LEADS: RefCell<VecDeque<f64>> = const { RefCell::new(VecDeque::new()) };
    static SECOND: ArcRwSignal<Timestamp> = ArcRwSignal::new(now());
}

/// The server's time, as well as this machine knows it. A console whose own clock is wrong would otherwise
/// show a wrong legal clock.
pub fn now() -> Timestamp {
    from_millis(js_sys::Date::now() + AHEAD.get())
}

/// An instant from milliseconds of the epoch.
pub fn from_millis(millis: f64) -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds of the epoch fit an i64 until the year 292 million"
    )]
    let millis = millis as i64;
    chrono::DateTime::<Utc>::from_timestamp_millis(millis).unwrap_or_default()
}

/// The server's time at a moment of this machine's clock, in milliseconds.
pub fn server_time(local_millis: f64) -> Timestamp {
    from_millis(local_millis + AHEAD.get())
}

/// Takes the server's time from a frame that arrived at `local_millis`. Every frame is late by the delay of the
/// network, so the largest lead of the last few is the truest.
pub fn learn_server_time(server: Timestamp, local_millis: f64) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the epoch are far below 2^53")]
    let ahead = server.timestamp_millis() as f64 - local_millis;
    LEADS.with_borrow_mut(|leads| {
        leads.push_back(ahead);
        if leads.len() > LEADS_KEPT {
            leads.pop_front();
        }
        AHEAD.set(leads.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    });
}

/// The current second, for timers: reading it in a view makes that view age once a second.
pub fn second() -> Timestamp {
    SECOND.with(ArcRwSignal::get)
}

/// Starts the second hand. Called once.
pub fn start_second_hand() {
    gloo_timers::callback::Interval::new(1000, || SECOND.with(|s| s.set(now()))).forget();
}

/// A new id, sortable by time.
#[expect(clippy::disallowed_methods, reason = "the browser is an edge: ids of commands are born here")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// A random number from 0 to 1.
pub fn random() -> f64 {
    js_sys::Math::random()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Reads a saved text; `None` also where the browser forbids storage.
pub fn load(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Saves a text. `false` when the browser refused, so that the screen does not claim to have saved.
pub fn save(key: &str, value: &str) -> bool {
    storage().is_some_and(|s| s.set_item(key, value).is_ok())
}

/// Forgets a saved text.
pub fn forget(key: &str) {
    if let Some(s) = storage() {
        let _ = s.remove_item(key);
    }
}

fn tab() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// Reads what this tab remembers. Another tab has its own, and a closed one none.
pub fn recall(key: &str) -> Option<String> {
    tab()?.get_item(key).ok().flatten()
}

/// Has this tab remember a text; with nothing, forget it.
pub fn remember(key: &str, value: Option<&str>) {
    if let Some(s) = tab() {
        let _ = value.map_or_else(|| s.remove_item(key), |value| s.set_item(key, value));
    }
}

/// Moves the focus to an element, if it is there. Used only as the answer to a key or a click.
pub fn focus(id: &str) {
    if let Some(element) =
        document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}

/// Brings an element into sight, moving as little as needed.
pub fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
