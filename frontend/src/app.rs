//! The frame around the screens: top bar, link health, routes, lock.

use leptos::prelude::*;
use leptos_router::components::{A, Redirect, Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::path;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::time;

use crate::account::Account;
use crate::admin::Admin;
use crate::console::Console;
use crate::edge;
use crate::i18n::{self, Lang, Message, t};
use crate::keys::{self, KeyHelp, Keys};
use crate::live::{LinkHealth, LinkStrip, Live};
use crate::login::{Lock, Login};
use crate::register::{Card, Catalogue, Entry, SearchPage};
use crate::session::{Access, Who};
use crate::theme::{self, Theme};
use crate::ui::KeyCap;

crate::messages! {
    /// Words of the frame.
    Frame {
        Register: "Vienotais notikumu reģistrs", "Unified Event Register";
        SkipToContent: "Uz saturu", "Skip to content";
        MainNavigation: "Galvenā izvēlne", "Main navigation";
        Console: "Konsole", "Console";
        NewIncident: "Jauns notikums", "New incident";
        Search: "Meklēšana", "Search";
        Administration: "Administrēšana", "Administration";
        Account: "Mans konts", "My account";
        Keys: "Taustiņi", "Keys";
        OtherLanguage: "English", "Latviski";
        ThemeSystem: "Izskats: kā sistēmā", "Theme: as the system";
        ThemeDark: "Izskats: tumšs", "Theme: dark";
        ThemeLight: "Izskats: gaišs", "Theme: light";
        LogOut: "Iziet", "Log out";
        LockScreen: "Aizslēgt ekrānu", "Lock the screen";
        NoSuchPage: "Šādas lapas nav.", "There is no such page.";
    }
}

/// The incident that list, map and panel share. Outlives a visit to another screen.
#[derive(Clone, Copy)]
pub struct Selection(pub RwSignal<Option<IncidentId>>);

/// The page.
#[component]
pub fn App() -> impl IntoView {
    edge::start_second_hand();
    let access = Access::provide();
    // Only these three states change the page: a new session of the same person after a lock must not make it anew.
    let state = Memo::new(move |_| {
        access.who.with(|w| match w {
            Who::Asking => None,
            Who::Nobody => Some(false),
            Who::Somebody(_) => Some(true),
        })
    });
    move || match state.get() {
        Some(true) => view! { <Router><Shell/></Router> }.into_any(),
        Some(false) => view! { <Login/> }.into_any(),
        None => ().into_any(),
    }
}

#[component]
fn Shell() -> impl IntoView {
    let access = expect_context::<Access>();
    Keys::provide();
    let live = Live::provide(untrack(|| access.may(Resource::Incident, Action::Read)));
    // The link ended with the session; whoever comes back wants it at once.
    Effect::new(move || {
        if !access.is_locked() {
            live.retry_now();
        }
    });
    Catalogue::provide();
    provide_context(Selection(RwSignal::new(None)));
    view! {
        <div class="shell" inert=move || access.is_locked()>
            <TopBar/>
            <LinkStrip/>
            <main id="content" tabindex="-1">
                <Routes fallback=|| view! { <div class="page"><p>{t(Frame::NoSuchPage)}</p></div> }>
                    <Route path=path!("/") view=|| view! { <Home/> }.into_any()/>
                    <Route path=path!("/incidents/new") view=|| view! { <Entry/> }.into_any()/>
                    <Route path=path!("/incidents/:id") view=|| view! { <Card/> }.into_any()/>
                    <Route path=path!("/search") view=|| view! { <SearchPage/> }.into_any()/>
                    <Route path=path!("/account") view=|| view! { <Account/> }.into_any()/>
                    <Route path=path!("/admin/:part?") view=|| view! { <Admin/> }.into_any()/>
                </Routes>
            </main>
            <KeyHelp/>
        </div>
        <Show when=move || access.is_locked()><Lock/></Show>
    }
}

/// The first page: the console, or for those who keep the tools and not the cases, the administration.
#[component]
fn Home() -> impl IntoView {
    let access = expect_context::<Access>();
    if untrack(|| access.may(Resource::Incident, Action::Read)) {
        view! { <Console/> }.into_any()
    } else {
        view! { <Redirect path="/admin"/> }.into_any()
    }
}

/// Binds a key that opens a page.
fn key_opens(key: &'static str, label: Frame, address: &'static str) {
    let navigate = StoredValue::new_local(use_navigate());
    keys::bind(key, t(label), move || {
        navigate.with_value(|go| go(address, leptos_router::NavigateOptions::default()));
    });
}

#[component]
fn TopBar() -> impl IntoView {
    let access = expect_context::<Access>();
    let all_keys = expect_context::<Keys>();
    let may_file = Memo::new(move |_| access.may(Resource::Incident, Action::Create));
    let may_read = Memo::new(move |_| access.may(Resource::Incident, Action::Read));
    let may_keep = Memo::new(move |_| access.may(Resource::Catalogue, Action::Update));
    if may_read.get_untracked() {
        key_opens("h", Frame::Console, "/");
        key_opens("/", Frame::Search, "/search");
    }
    if may_file.get_untracked() {
        key_opens("n", Frame::NewIncident, "/incidents/new");
    }
    let theme_word = move || match theme::theme() {
        Theme::System => Frame::ThemeSystem,
        Theme::Dark => Frame::ThemeDark,
        Theme::Light => Frame::ThemeLight,
    };
    let theme_sign = move || match theme::theme() {
        Theme::System => "◐",
        Theme::Dark => "●",
        Theme::Light => "○",
    };
    let other = move || if i18n::lang() == Lang::Lv { Lang::En } else { Lang::Lv };
    let who = move || {
        access.session().map(|s| {
            let institution = s.institution.name(i18n::lang()).to_owned();
            view! { <span class="ellipsis strong">{s.name}</span><span class="ellipsis small muted">{institution}</span> }
        })
    };
    view! {
        <a class="skip-link" href="#content">{t(Frame::SkipToContent)}</a>
        <header class="topbar">
            <span class="topbar__mark" title=t(Frame::Register)>"VNR"</span>
            <nav class="topbar__nav" aria-label=t(Frame::MainNavigation)>
                <Show when=move || may_read.get()><A href="/" exact=true>{t(Frame::Console)}<KeyCap key="h"/></A></Show>
                <Show when=move || may_file.get()><A href="/incidents/new">{t(Frame::NewIncident)}<KeyCap key="n"/></A></Show>
                <Show when=move || may_read.get()><A href="/search">{t(Frame::Search)}<KeyCap key="/"/></A></Show>
                <Show when=move || may_keep.get()><A href="/admin">{t(Frame::Administration)}</A></Show>
            </nav>
            <div class="topbar__end">
                <Show when=move || may_read.get()><LinkHealth/></Show>
                <time class="topbar__clock">{move || time::clock(edge::second())}</time>
                <A href="/account" attr:class="button button--quiet" attr:title=t(Frame::Account)>
                    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="5" r="3"/><path d="M2.5 14.5a5.5 5.5 0 0 1 11 0"/></svg>
                    <span class="visually-hidden">{t(Frame::Account)}</span><span class="topbar__who">{who}</span>
                </A>
                <button type="button" class="button button--quiet" on:click=move |_| all_keys.toggle_help() aria-label=t(Frame::Keys) title=t(Frame::Keys)><KeyCap key="?"/></button>
                <button type="button" class="button button--quiet" lang=move || other().tag() on:click=move |_| i18n::set_lang(other())
                    title=t(Frame::OtherLanguage) aria-label=t(Frame::OtherLanguage)>{move || other().tag().to_uppercase()}</button>
                <button type="button" class="button button--quiet" on:click=move |_| theme::set_theme(theme::theme().next())
                    title=move || theme_word().text() aria-label=move || theme_word().text()>{theme_sign}</button>
                <button type="button" class="button button--quiet" on:click=move |_| access.lock() title=t(Frame::LockScreen) aria-label=t(Frame::LockScreen)>
                    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/></svg>
                </button>
                <button type="button" class="button button--quiet" on:click=move |_| access.log_out()>{t(Frame::LogOut)}</button>
            </div>
        </header>
    }
    .into_any()
}
