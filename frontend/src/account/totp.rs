//! One-time codes: set up with the password, put in force by a first code, removed with the password.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::session::{ConfirmTotp, ProvePassword, TotpSetup};
use vnr_shared::time;

use super::Panel;
use super::text::Acc;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, TextField};

/// A secret in groups of four, to be typed.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The panel.
#[component]
pub fn Totp() -> impl IntoView {
    let (password, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let setup = RwSignal::new(None::<TotpSetup>);
    let failure = RwSignal::new(None::<Failure>);
    let done = RwSignal::new(None::<(Acc, String)>);
    let prove = move || ProvePassword { password: password.get_untracked() };
    let settle = move |outcome: Result<(), Failure>, word: Acc| match outcome {
        Ok(()) => {
            failure.set(None);
            setup.set(None);
            password.set(String::new());
            code.set(String::new());
            done.set(Some((word, time::clock(edge::now()))));
        }
        Err(why) => failure.set(Some(why)),
    };
    let begin = move || {
        done.set(None);
        let body = prove();
        spawn_local(async move {
            match api::send::<_, TotpSetup>(Method::POST, api::TOTP, &body, api::new_key()).await {
                Ok(given) => {
                    failure.try_set(None);
                    password.try_set(String::new());
                    setup.try_set(Some(given));
                    request_animation_frame(|| edge::focus("totp-code"));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    };
    let confirm = move || {
        let Some(challenge) = setup.with_untracked(|s| s.as_ref().map(|s| s.challenge)) else { return };
        let code: String = code.get_untracked().chars().filter(char::is_ascii_digit).collect();
        let body = ConfirmTotp { challenge, code };
        spawn_local(async move {
            let sent =
                api::tell(Method::POST, &format!("{}/confirm", api::TOTP), &body, api::new_key()).await;
            if failure.try_get_untracked().is_some() {
                settle(sent, Acc::TotpDone);
            }
        });
    };
    let remove = move || {
        let body = prove();
        spawn_local(async move {
            let sent = api::tell(Method::POST, &format!("{}/remove", api::TOTP), &body, api::new_key()).await;
            if failure.try_get_untracked().is_some() {
                settle(sent, Acc::TotpRemoved);
            }
        });
    };
    let empty = Signal::derive(move || password.with(String::is_empty));
    let secret = move |given: TotpSetup| {
        view! {
            <form class="stack-2" novalidate on:submit=move |e| { e.prevent_default(); confirm(); }>
                <dl class="stack-2">
                    <dt class="small muted">{t(Acc::TotpSecret)}</dt><dd class="mono strong">{grouped(&given.secret)}</dd>
                    <dt class="small muted">{t(Acc::TotpAddress)}</dt><dd><a class="mono small prewrap" rel="external" href=given.url.clone()>{given.url.clone()}</a></dd>
                </dl>
                <TextField label=t(Acc::TotpCode) path="totp.code" value=code autocomplete="one-time-code" mono=true/>
                <div class="cluster">
                    <button type="submit" class="button button--primary">{t(Acc::TotpConfirm)}<kbd aria-hidden="true">"↵"</kbd></button>
                    <Command label=t(Ui::Cancel) look="quiet" run=move |()| setup.set(None)/>
                </div>
            </form>
        }
        .into_any()
    };
    let ask = move || {
        view! {
            <form class="stack-2" novalidate on:submit=move |e| { e.prevent_default(); begin(); }>
                <TextField label=t(Acc::Current) path="totp.password" kind="password" autocomplete="current-password" value=password/>
                <div class="cluster">
                    <button type="submit" class="button" disabled=empty>{t(Acc::TotpBegin)}</button>
                    <Command label=t(Acc::TotpRemove) look="quiet" run=move |()| remove() disabled=empty/>
                </div>
            </form>
        }
        .into_any()
    };
    view! {
        <Panel id="account-totp" title=Acc::Totp>
            <p class="small muted">{t(Acc::TotpWhy)}</p>
            <FaultBanner failure/>
            {move || setup.get().map_or_else(ask, secret)}
            <p class="small muted" role="status">{move || done.get().map(|(word, at)| word.with(&at))}</p>
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_secret_is_read_in_groups_of_four() {
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
