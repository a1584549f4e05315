//! The single-page application of VNR: dispatcher's console, register, search and administration.
//!
//! Every rule and every type it shows comes from `vnr_shared`; here is only what a screen needs: how it looks,
//! what a key does, and how the link to the server is kept.

mod account;
mod admin;
mod api;
mod app;
mod console;
mod edge;
mod i18n;
mod keys;
mod live;
mod login;
mod map;
mod passkey;
mod register;
mod session;
mod theme;
mod ui;

fn main() {
    // The size of messages is spared in what browsers download; whoever develops needs them.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    i18n::apply_saved();
    theme::apply_saved();
    if let Some(start) = edge::document().get_element_by_id("start") {
        start.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
