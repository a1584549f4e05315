//! The top bar: the ways to the other screens, the clock, who is at the screen, language, look, lock.

use leptos::prelude::*;
use vnr_shared::access::{Action, Resource};
use vnr_shared::time;

use crate::edge;
use crate::i18n::{self, Lang, Message, t};
use crate::keys::{self, Keys};
use crate::route;
use crate::session::Access;
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
        Reports: "Ziņojumi", "Reports";
        Command: "Situācija", "Situation";
        Administration: "Administrēšana", "Administration";
        Account: "Mans konts", "My account";
        Keys: "Taustiņi", "Keys";
        OtherLanguage: "English", "Latviski";
        ThemeSystem: "Izskats: kā sistēmā", "Theme: as the system";
        ThemeDark: "Izskats: tumšs", "Theme: dark";
        ThemeLight: "Izskats: gaišs", "Theme: light";
        ThemeContrast: "Izskats: augsts kontrasts", "Theme: high contrast";
        LogOut: "Iziet", "Log out";
        Unreached: "Serveris neatbild, tāpēc šī lapa paliek atvērta. Mēģiniet vēlreiz.", "The server does not answer, so this page stays open. Try again.";
        LockScreen: "Aizslēgt ekrānu", "Lock the screen";
        NoSuchPage: "Šādas lapas nav.", "There is no such page.";
    }
}

/// A screen that the bar leads to.
struct Place {
    address: &'static str,
    label: Frame,
    /// Key that opens it from anywhere; none where it is empty.
    key: &'static str,
    /// What one must be permitted to see it.
    needs: (Resource, Action),
}

const PLACES: [Place; 6] = [
    Place { address: "/", label: Frame::Console, key: "h", needs: (Resource::Incident, Action::Read) },
    Place {
        address: "/incidents/new",
        label: Frame::NewIncident,
        key: "n",
        needs: (Resource::Incident, Action::Create),
    },
    Place { address: "/search", label: Frame::Search, key: "/", needs: (Resource::Incident, Action::Read) },
    // For those who check what others wrote; an officer's own reports are on the tablet.
    Place {
        address: "/reports",
        label: Frame::Reports,
        key: "",
        needs: (Resource::ReportApproval, Action::Update),
    },
    Place { address: "/command", label: Frame::Command, key: "", needs: (Resource::Situation, Action::Read) },
    Place {
        address: "/admin",
        label: Frame::Administration,
        key: "",
        needs: (Resource::Catalogue, Action::Update),
    },
];

/// One way of the bar, with its key.
fn way(place: &'static Place) -> AnyView {
    let access = expect_context::<Access>();
    let may = Memo::new(move |_| access.may(place.needs.0, place.needs.1));
    let address = place.address;
    if may.get_untracked() && !place.key.is_empty() {
        keys::bind(place.key, t(place.label), move || route::go(address));
    }
    let current = move || {
        let at = route::path();
        (if address == "/" { at == "/" } else { at.starts_with(address) }).then_some("page")
    };
    let cap = || (!place.key.is_empty()).then(|| view! { <KeyCap key=place.key/> });
    let link = move || view! { <a href=address aria-current=current>{t(place.label)}{cap()}</a> };
    (move || may.get().then(link)).into_any()
}

/// The top bar. `health` is how the application's link to the server is, if it keeps one.
#[component]
pub fn TopBar(health: AnyView) -> impl IntoView {
    let access = expect_context::<Access>();
    let all_keys = expect_context::<Keys>();
    let theme_word = move || match theme::theme() {
        Theme::System => Frame::ThemeSystem,
        Theme::Dark => Frame::ThemeDark,
        Theme::Light => Frame::ThemeLight,
        Theme::Contrast => Frame::ThemeContrast,
    };
    let theme_sign = move || match theme::theme() {
        Theme::System => "◐",
        Theme::Dark => "●",
        Theme::Light => "○",
        Theme::Contrast => "◉",
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
                {PLACES.iter().map(way).collect_view()}
            </nav>
            <div class="topbar__end">
                <span class="small strong alarm" role="status">{move || route::is_unreached().then(|| Frame::Unreached.text())}</span>
                {health}
                <time class="topbar__clock">{move || time::clock(edge::second())}</time>
                <a href="/account" class="button button--quiet" title=t(Frame::Account)>
                    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="5" r="3"/><path d="M2.5 14.5a5.5 5.5 0 0 1 11 0"/></svg>
                    <span class="visually-hidden">{t(Frame::Account)}</span><span class="topbar__who">{who}</span>
                </a>
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
