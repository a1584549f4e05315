//! Where the page is, and how it goes elsewhere without being loaded anew.
//!
//! A way to another screen is an ordinary link; a click on one that stays within the application is taken here. Screens choose
//! what they show by [`path`] and [`query`], which are reactive. Leptos has a router with loaders, transitions and nested
//! routes; the page uses none of them, and they would be one twentieth of what the browser downloads.

use std::cell::Cell;

use leptos::ev;
use leptos::prelude::*;
use vnr_shared::application::Application;
use vnr_shared::page::from_query;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// Path and query of the address.
#[derive(Debug, Clone, Default, PartialEq)]
struct Address {
    path: String,
    query: String,
}

thread_local! {
    static ADDRESS: ArcRwSignal<Address> = ArcRwSignal::new(Address::default());
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

/// Whether an address is of the application that runs; the browser itself goes to any other.
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
        let _ = window().location().assign(address);
    }
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
    if ours && !browsers && is_here(&link.pathname()) {
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
        assert!(is_here("/") && is_here("/search") && is_here("/incidents/1"));
        assert!(!is_here("/api/attachments/1") && !is_here("/admin/users"));
    }
}
