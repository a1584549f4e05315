//! The page of VNR. Every rule and every type it shows comes from `vnr_shared`; here is only what a screen needs: how it
//! looks, what a key does, and how the link to the server is kept.
//!
//! Each application (`vnr_shared::application`) is a small program over this library: the linker leaves out of it what only
//! the others need. Another one is a function here, a file in `bin/` and an HTML file beside `Cargo.toml`.

mod account;
mod admin;
mod api;
mod app;
mod command;
mod console;
mod edge;
mod i18n;
mod keys;
mod live;
mod login;
mod map;
mod passkey;
mod register;
mod reports;
mod route;
mod session;
mod tablet;
mod theme;
mod ui;

use leptos::prelude::*;
use vnr_shared::application::Application;

/// Starts the dispatcher's console.
pub fn console() {
    start(Application::Console, || app::gate(|| app::console::Screens().into_any()));
}

/// Starts the screens of the register.
pub fn register() {
    start(Application::Register, || app::gate(|| app::register::Screens().into_any()));
}

/// Starts the commander's screens.
pub fn command() {
    start(Application::Command, || app::gate(|| app::command::Screens().into_any()));
}

/// Starts administration and account.
pub fn office() {
    start(Application::Office, || app::gate(|| app::office::Screens().into_any()));
}

/// Starts the officer's screens.
pub fn tablet() {
    start(Application::Tablet, app::tablet::gate);
}

fn start(which: Application, page: fn() -> AnyView) {
    // The size of messages is spared in what browsers download; whoever develops needs them.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    route::start(which);
    i18n::apply_saved();
    theme::apply_saved();
    if let Some(start) = edge::document().get_element_by_id("start") {
        start.remove();
    }
    leptos::mount::mount_to_body(page);
}
