//! The panic button. Two touches at one place, so that a pocket raises no alarm; sent again until the server has it, and said
//! loudly while it has not. It is no command of the outbox: an alarm that arrives an hour late helps nobody.

use gloo_net::http::Method;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::AlarmId;
use vnr_shared::unit::RaiseAlarm;

use super::guard;
use super::hold::Hold;
use super::parts::own_unit;
use super::text::Tab;
use crate::api;
use crate::edge;
use crate::i18n::Message;

/// Milliseconds within which the second touch counts.
const AGAIN_MS: u32 = 5_000;
/// Milliseconds between two attempts.
const RETRY_MS: u32 = 3_000;

/// How far an alarm is.
#[derive(Debug, Clone, PartialEq)]
enum State {
    Calm,
    Armed,
    Sending,
    Not,
    Sent,
    Refused(String),
}

/// The button.
#[component]
pub fn PanicButton(hold: Hold) -> impl IntoView {
    let state = RwSignal::new(State::Calm);
    // Where the device was when the button was first touched, as soon as it knows.
    let place = RwSignal::new(None::<(f64, f64)>);
    let send = move || {
        state.set(State::Sending);
        let unit = untrack(|| own_unit(hold)).map(|own| own.unit.id);
        spawn_local(async move {
            let (id, key) = (AlarmId(edge::new_id()), api::new_key());
            // The alarm does not wait for a position; without one the server takes the unit's last one.
            let (lat, lon) = place.try_get_untracked().flatten().unzip();
            let body = RaiseAlarm { id, unit, lat, lon };
            loop {
                match api::tell(Method::POST, "/api/alarms", &body, key).await {
                    Ok(()) => {
                        state.try_set(State::Sent);
                        return;
                    }
                    Err(why)
                        if why.code().is_some_and(|code| code.status() < 500 && code.status() != 401) =>
                    {
                        state.try_set(State::Refused(why.sentence()));
                        return;
                    }
                    Err(_) if state.try_set(State::Not).is_some() => return,
                    Err(_) => TimeoutFuture::new(RETRY_MS).await,
                }
            }
        });
    };
    let press = move |_| match state.get_untracked() {
        State::Calm | State::Sent | State::Refused(_) => {
            state.set(State::Armed);
            // Asked for early, so that the device has a position when the second touch comes.
            place.set(None);
            spawn_local(async move {
                place.try_set(guard::position().await.map(|(lat, lon, _)| (lat, lon)));
            });
            spawn_local(async move {
                TimeoutFuture::new(AGAIN_MS).await;
                if state.try_get_untracked() == Some(State::Armed) {
                    state.set(State::Calm);
                }
            });
        }
        State::Armed => send(),
        State::Sending | State::Not => {}
    };
    let word = move || match state.get() {
        State::Armed => Tab::PanicAgain.text(),
        _ => Tab::Panic.text(),
    };
    let said = move || match state.get() {
        State::Calm | State::Armed => None,
        State::Sending => Some(Tab::PanicSending.text().to_owned()),
        State::Not => Some(Tab::PanicNot.text().to_owned()),
        State::Sent => Some(Tab::PanicSent.text().to_owned()),
        State::Refused(why) => Some(Tab::PanicRefused.with(&why)),
    };
    view! {
        <button type="button" class="tablet__panic" class:tablet__panic--armed=move || state.get() == State::Armed on:click=press>{word}</button>
        <div class="tablet__alarm" role="alert">{move || said().map(|s| view! { <p class="strip">{s}</p> })}</div>
    }
    .into_any()
}
