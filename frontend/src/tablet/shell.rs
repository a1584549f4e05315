//! The frame of the open application: how the link stands above, the ways to the screens below, where a thumb reaches them.

use leptos::prelude::*;
use vnr_shared::time;

use super::cards::CardsPage;
use super::check::CheckPage;
use super::door::{Phase, Way as Door};
use super::drafts::Drafts;
use super::file::FilePage;
use super::hold::Hold;
use super::incident::IncidentPage;
use super::outbox::OutboxPage;
use super::panic::PanicButton;
use super::report::ReportPage;
use super::report_hold::Reports;
use super::report_list::ReportsPage;
use super::report_text::Rpt;
use super::sync::{Sync, Way};
use super::text::Tab;
use super::work::WorkPage;
use crate::edge;
use crate::i18n::{self, Lang, Message, t};
use crate::register::Catalogue;
use crate::route;
use crate::session::Access;
use crate::theme::{self, Theme};

/// The screens and what they share.
#[component]
pub fn Inside() -> impl IntoView {
    let (door, access) = (expect_context::<Door>(), expect_context::<Access>());
    let Some(mut opened) = door.take() else {
        door.phase.set(Phase::Broken);
        return ().into_any();
    };
    let (session, kept) = (opened.session.take(), opened.catalogue.clone());
    let hold = Hold::of(opened);
    if let Some(session) = session {
        // Whoever the server may think it is: the device's own person is at it.
        access.adopt(session);
    }
    let catalogue = Catalogue::provide_empty();
    catalogue.take(kept);
    Drafts::provide(hold);
    Reports::provide(hold);
    let sync = Sync::provide(hold, access, catalogue);
    let screen = Memo::new(move |_| (route::part(1), route::part(2)));
    let page = move || match screen.get() {
        (None, _) => view! { <WorkPage/> }.into_any(),
        (Some(part), None) if part == "file" => view! { <FilePage/> }.into_any(),
        (Some(part), None) if part == "reports" => view! { <ReportsPage/> }.into_any(),
        (Some(part), Some(id)) if part == "reports" => match id.parse() {
            Ok(id) => view! { <ReportPage id/> }.into_any(),
            Err(_) => view! { <p>{t(crate::app::Frame::NoSuchPage)}</p> }.into_any(),
        },
        (Some(part), None) if part == "check" => view! { <CheckPage/> }.into_any(),
        (Some(part), None) if part == "more" => view! { <MorePage/> }.into_any(),
        (Some(part), None) if part == "outbox" => view! { <OutboxPage/> }.into_any(),
        (Some(part), None) if part == "conflicts" => view! { <CardsPage/> }.into_any(),
        (Some(part), Some(id)) if part == "work" => match id.parse() {
            Ok(id) => view! { <IncidentPage id/> }.into_any(),
            Err(_) => view! { <p>{t(crate::app::Frame::NoSuchPage)}</p> }.into_any(),
        },
        _ => view! { <WorkPage/> }.into_any(),
    };
    // A memo: a network that comes and goes must not make the screen anew under whoever types in it.
    let revoked = Memo::new(move |_| sync.way.get() == Way::Revoked);
    let inside = move || {
        if revoked.get() {
            view! { <Revoked/> }.into_any()
        } else {
            view! {
                <Bar sync hold/>
                <Show when=move || hold.broken.get()><p class="strip" role="alert">{t(Tab::StorageBroken)}</p></Show>
                <main id="content" class="tablet__page" tabindex="-1">{page}</main>
                <Ways hold/>
            }
            .into_any()
        }
    };
    view! { <div class="tablet__shell">{inside}</div> }.into_any()
}

/// The device was revoked and erased.
#[component]
fn Revoked() -> impl IntoView {
    view! {
        <main class="tablet__alone">
            <h1>{t(Tab::Erased)}</h1>
            <p>{t(Tab::ErasedWhat)}</p>
            <button type="button" class="button button--primary" on:click=move |_| drop(window().location().reload())>{t(Tab::StartAnew)}</button>
        </main>
    }
    .into_any()
}

/// The link, the clock, language, look, lock.
#[component]
fn Bar(sync: Sync, hold: Hold) -> impl IntoView {
    let access = expect_context::<Access>();
    let word = move || {
        match sync.way.get() {
            Way::Unknown | Way::Busy => Tab::Asking,
            Way::Open => Tab::Online,
            Way::Away | Way::Revoked => Tab::Away,
            Way::LogIn => Tab::WantsLogIn,
        }
        .text()
    };
    let class = move || match sync.way.get() {
        Way::Open => "link",
        Way::Unknown | Way::Busy => "link link--connecting",
        Way::LogIn => "link link--stale",
        Way::Away | Way::Revoked => "link link--offline",
    };
    let unsent =
        Memo::new(move |_| hold.outbox.with(vnr_shared::sync::Outbox::unsent) + hold.photos.with(Vec::len));
    let count = move || match unsent.get() {
        0 => Tab::AllSent.text().to_owned(),
        n => Tab::Unsent.with(&n.to_string()),
    };
    let other = move || if i18n::lang() == Lang::Lv { Lang::En } else { Lang::Lv };
    view! {
        <a class="skip-link" href="#content">{t(crate::app::Frame::SkipToContent)}</a>
        <header class="tablet__bar">
            <span class="topbar__mark">"VNR"</span>
            <a href="/tablet/outbox" class="tablet__link">
                <span class=class><span class="link__mark" aria-hidden="true"></span><span role="status">{word}</span></span>
                <span class="small" class:muted=move || unsent.get() == 0>{count}</span>
            </a>
            <time class="topbar__clock tablet__clock">{move || time::clock(edge::second())}</time>
            <button type="button" class="button button--quiet" lang=move || other().tag() on:click=move |_| i18n::set_lang(other())>{move || other().tag().to_uppercase()}</button>
            <button type="button" class="button button--quiet" on:click=move |_| theme::set_theme(theme::theme().next_outdoors())
                title=move || theme_word().text() aria-label=move || theme_word().text()>{theme_sign}</button>
            <button type="button" class="button button--quiet" on:click=move |_| access.lock() title=t(Tab::Lock) aria-label=t(Tab::Lock)>
                <svg class="icon" width="20" height="20" viewBox="0 0 16 16" aria-hidden="true"><rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/></svg>
            </button>
        </header>
    }
    .into_any()
}

fn theme_word() -> crate::app::Frame {
    use crate::app::Frame;
    match theme::theme() {
        Theme::System => Frame::ThemeSystem,
        Theme::Dark => Frame::ThemeDark,
        Theme::Light => Frame::ThemeLight,
        Theme::Contrast => Frame::ThemeContrast,
    }
}

fn theme_sign() -> &'static str {
    match theme::theme() {
        Theme::System => "◐",
        Theme::Dark => "●",
        Theme::Light => "○",
        Theme::Contrast => "◉",
    }
}

/// What is on its way, as a number beside the way there.
fn waiting(hold: Hold) -> Signal<usize> {
    Signal::derive(move || hold.outbox.with(|outbox| outbox.entries().len()))
}

/// A way to a screen. `at` are the first parts of the addresses that it leads to.
fn way<M: Message>(
    address: &'static str,
    at: &'static [&'static str],
    label: M,
    count: Signal<usize>,
    class: &'static str,
) -> AnyView {
    let current = move || {
        let part = route::part(1).unwrap_or_default();
        at.contains(&part.as_str()).then_some("page")
    };
    view! {
        <a href=address aria-current=current class=class>
            <span>{t(label)}</span>
            {move || (count.get() > 0).then(|| view! { <span class="tablet__count">{count.get()}</span> })}
        </a>
    }
    .into_any()
}

/// The ways to the screens. Where there is room for few, the last ones are behind one of their own.
#[component]
fn Ways(hold: Hold) -> impl IntoView {
    let waits = waiting(hold);
    let drafts = Signal::derive(move || hold.drafts.with(Vec::len));
    let none = Signal::stored(0);
    view! {
        <nav class="tablet__ways" aria-label=t(crate::app::Frame::MainNavigation)>
            {way("/tablet", &["", "work"], Tab::MyWork, none, "")}
            {way("/tablet/file", &["file"], Tab::FileNew, drafts, "")}
            {way("/tablet/reports", &["reports"], Rpt::Way, none, "")}
            {way("/tablet/check", &["check"], Rpt::CheckWay, none, "")}
            {way("/tablet/outbox", &["outbox"], Tab::Outbox, waits, "tablet__wide")}
            {way("/tablet/conflicts", &["conflicts"], Tab::Conflicts, none, "tablet__wide")}
            {way("/tablet/more", &["more", "outbox", "conflicts"], Rpt::More, waits, "tablet__narrow")}
            <PanicButton hold/>
        </nav>
    }
    .into_any()
}

/// The ways for which a telephone has no room.
#[component]
fn MorePage() -> impl IntoView {
    let hold = expect_context::<Hold>();
    let none = Signal::stored(0);
    view! {
        <section class="tablet__list">
            <h1>{t(Rpt::More)}</h1>
            {way("/tablet/outbox", &[], Tab::Outbox, waiting(hold), "tablet__item tablet__more")}
            {way("/tablet/conflicts", &[], Tab::Conflicts, none, "tablet__item tablet__more")}
        </section>
    }
    .into_any()
}
