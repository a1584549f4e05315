//! Health of the link, always in sight: state, age of the last message, measured delay.

use leptos::prelude::*;
use vnr_shared::time;

use super::link::{LinkState, Live};
use super::text::LinkText;
use crate::edge;
use crate::i18n::{Message, t};

/// The indicator of the top bar.
#[component]
pub fn LinkHealth() -> impl IntoView {
    let live = expect_context::<Live>();
    let word = move || {
        match live.state.get() {
            LinkState::Connecting => LinkText::Connecting,
            LinkState::Live => LinkText::Live,
            LinkState::Stale => LinkText::Stale,
            LinkState::Offline => LinkText::Offline,
        }
        .text()
    };
    let class = move || match live.state.get() {
        LinkState::Connecting => "link link--connecting",
        LinkState::Live => "link",
        LinkState::Stale => "link link--stale",
        LinkState::Offline => "link link--offline",
    };
    let figures = move || {
        let age = live
            .heard_at
            .get()
            .map_or_else(|| "–".to_owned(), |at| time::span((edge::second() - at).num_seconds().max(0)));
        let delay = live.delay_ms.get().map_or_else(|| "–".to_owned(), |ms| format!("{ms} ms"));
        format!("{age} · {delay}")
    };
    view! {
        <div class=class title=t(LinkText::Age)>
            <span class="link__mark" aria-hidden="true"></span>
            <span role="status"><span class="visually-hidden">{t(LinkText::Link)}": "</span><span class="link__word">{word}</span></span>
            <span class="link__figures" aria-hidden="true">{figures}</span>
        </div>
    }
    .into_any()
}

/// A strip under the top bar while the screen may not be true.
#[component]
pub fn LinkStrip() -> impl IntoView {
    let live = expect_context::<Live>();
    let sentence = move || {
        let text = match live.state.get() {
            LinkState::Stale => LinkText::StaleStrip,
            LinkState::Offline => LinkText::OfflineStrip,
            LinkState::Live | LinkState::Connecting => return None,
        };
        // A short gap heals by itself; the strip is for what a person must know.
        let heard = live.heard_at.get()?;
        let long = (edge::second() - heard).num_seconds() >= 5;
        long.then(|| text.with(&time::clock(heard)))
    };
    view! {
        <div role="status">
            {move || sentence().map(|s| view! {
                <p class="strip">{s}
                    <button type="button" class="button button--small" on:click=move |_| live.retry_now()>{t(LinkText::RetryNow)}</button>
                </p>
            })}
        </div>
    }
    .into_any()
}
