//! Where the page is, and how it goes elsewhere without being loaded anew.
//!
//! A way to another screen is an ordinary link, and a click on one is taken here: within the application the address changes and
//! nothing is loaded, to another one the browser goes once it is known that the server is there. Screens choose
//! what they show by [`path`] and [`query`], which are reactive. Leptos has a router with loaders, transitions and nested
//! routes; the page uses none of them, and they would be one twentieth of what the browser downloads.

use std::cell::Cell;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::application::Application;
use vnr_shared::page::from_query;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use crate::{api, edge};

/// Path and query of the address.
#[derive(Debug, Clone, Default, PartialEq)]
struct Address {
    path: String,
    query: String,
}

/// Where the tab keeps what was typed on the way from one application to another.
const TYPED: &str = "vnr.typed";

thread_local! {
    static ADDRESS: ArcRwSignal<Address> = ArcRwSignal::new(Address::default());
    static UNREACHED: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static LEAVING: Cell<bool> = const { Cell::new(false) };
    static HERE: Cell<Application> = const { Cell::new(Application::Console) };
}

/// Follows links and the browser's own keys. Called once.
pub fn start(which: Application) {
    HERE.set(which);
    read();
    // Both listen for as long as the page lives.
    let _back = window_event_listener(ev::popstate, |_| read());
    let _click = window_event_listener(ev::click, |event| follow(&event));
}

fn read() {
    let location = window().location();
    let now = Address {
        path: location.pathname().unwrap_or_default(),
        query: location.search().unwrap_or_default().trim_start_matches('?').to_owned(),
    };
    ADDRESS.with(|address| {
        if address.with_untracked(|before| *before != now) {
            address.set(now);
        }
    });
}

/// The path: `/incidents/new`; reactive.
pub fn path() -> String {
    ADDRESS.with(|address| address.with(|a| a.path.clone()))
}

/// A part of the path, counted from none; reactive. The second of `/incidents/new` is `new`.
pub fn part(index: usize) -> Option<String> {
    ADDRESS.with(|address| address.with(|a| parts(&a.path).nth(index).map(str::to_owned)))
}

/// The parts of a path.
pub fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// The query, read; reactive.
pub fn query() -> Vec<(String, String)> {
    ADDRESS.with(|address| address.with(|a| from_query(&a.query)))
}

/// Whether an address is of the application that runs.
fn is_here(path: &str) -> bool {
    parts(path).next() != Some("api") && Application::at(path) == HERE.get()
}

/// Goes to an address of the page: `/search?q=iela`.
pub fn go(address: &str) {
    let pushed = is_here(address)
        && window()
            .history()
            .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(address)))
            .is_ok();
    if pushed {
        read();
    } else {
        leave(address.to_owned());
    }
}

/// Goes to another application, if the server can be reached: what stands on the screen must not give way to the browser's
/// own page about a lost network.
///
/// Single keys typed meanwhile are no longer this screen's: see [`type_ahead`].
fn leave(address: String) {
    LEAVING.set(true);
    edge::remember(TYPED, None);
    spawn_local(async move {
        let reached = api::reaches(&address).await;
        LEAVING.set(reached);
        UNREACHED.with(|unreached| unreached.set(!reached));
        if reached {
            let _ = window().location().assign(&address);
        }
    });
}

/// Takes a key that is pressed while the browser is on its way: it is kept for the screen that comes, and does nothing here.
/// False when nobody is leaving.
pub fn type_ahead(key: &str) -> bool {
    if LEAVING.get() && key.chars().count() == 1 {
        let typed = edge::recall(TYPED).unwrap_or_default() + key;
        edge::remember(TYPED, Some(&typed));
    }
    LEAVING.get()
}

/// What was typed on the way here, once.
pub fn take_typed() -> String {
    let typed = edge::recall(TYPED).unwrap_or_default();
    edge::remember(TYPED, None);
    typed
}

/// Whether the last way to another application ended at a server that did not answer; reactive.
pub fn is_unreached() -> bool {
    UNREACHED.with(ArcRwSignal::get)
}

fn follow(event: &MouseEvent) {
    let meant_otherwise = event.default_prevented()
        || event.button() != 0
        || event.ctrl_key()
        || event.meta_key()
        || event.shift_key()
        || event.alt_key();
    if meant_otherwise {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|element| element.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
    let ours = window().location().origin().is_ok_and(|origin| origin == link.origin());
    let browsers = link.has_attribute("target") || link.has_attribute("download") || !link.hash().is_empty();
    if ours && !browsers && parts(&link.pathname()).next() != Some("api") {
        event.prevent_default();
        go(&(link.pathname() + &link.search()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_parts_however_many_slashes_it_has() {
        assert_eq!(parts("/incidents/new/").collect::<Vec<_>>(), ["incidents", "new"]);
        assert_eq!(parts("/").count(), 0);
    }

    #[test]
    fn the_api_and_other_applications_are_the_browsers() {
        assert!(is_here("/") && is_here("/?text=iela"));
        for path in ["/search", "/incidents/1", "/api/attachments/1", "/admin/users"] {
            assert!(!is_here(path), "{path}");
        }
    }
}
