//! Tying one's own account to the OpenID Connect provider, where the deployment has one: the password says that it is the
//! account's owner, the provider says who that is there.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::session::{OidcDeparture, ProvePassword};
use vnr_shared::settings::PageSettings;

use super::Panel;
use super::text::Acc;
use crate::api::{self, Failure};
use crate::i18n::t;
use crate::ui::{FaultBanner, TextField};

/// The panel; absent where there is no provider.
#[component]
pub fn Oidc() -> impl IntoView {
    let offered = RwSignal::new(false);
    spawn_local(async move {
        if let Ok(settings) = api::get::<PageSettings>(api::SETTINGS).await {
            offered.try_set(settings.oidc);
        }
    });
    let password = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<Failure>);
    let tie = move || {
        let proof = ProvePassword { password: password.get_untracked() };
        spawn_local(async move {
            let path = format!("{}/tie", api::OIDC);
            match api::send::<_, OidcDeparture>(Method::POST, &path, &proof, api::new_key()).await {
                Ok(departure) => {
                    let _ = window().location().assign(&departure.url);
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
            password.try_set(String::new());
        });
    };
    let panel = move || {
        view! {
            <Panel id="account-oidc" title=Acc::Oidc>
                <p class="small muted">{t(Acc::OidcWhy)}</p>
                <FaultBanner failure/>
                <form class="stack-2" novalidate on:submit=move |e| { e.prevent_default(); tie(); }>
                    <TextField label=t(Acc::Current) path="oidc.password" kind="password" autocomplete="current-password" value=password/>
                    <div><button type="submit" class="button" disabled=move || password.with(String::is_empty)>{t(Acc::OidcTie)}</button></div>
                </form>
            </Panel>
        }
    };
    (move || offered.get().then(panel)).into_any()
}
