//! One's own passkeys: made with the password, removed when a device is lost.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::session::{FinishPasskey, PasskeyChallenge, PasskeyInfo, ProvePassword};
use vnr_shared::time;

use super::Panel;
use super::text::Acc;
use crate::api::{self, Failure};
use crate::i18n::t;
use crate::passkey;
use crate::ui::text::Ui;
use crate::ui::{FaultBanner, For, TextField};

#[derive(Clone, Copy)]
struct Keys {
    all: RwSignal<Vec<PasskeyInfo>>,
    password: RwSignal<String>,
    name: RwSignal<String>,
    failure: RwSignal<Option<Failure>>,
}

impl Keys {
    fn load(self) {
        spawn_local(async move {
            match api::get::<Vec<PasskeyInfo>>(api::PASSKEYS).await {
                Ok(all) => drop(self.all.try_set(all)),
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }

    async fn add(self) -> Result<(), Failure> {
        let proof = ProvePassword { password: self.password.get_untracked() };
        let name = self.name.get_untracked();
        let begin = format!("{}/begin", api::PASSKEYS);
        let asked: PasskeyChallenge = api::send(Method::POST, &begin, &proof, api::new_key()).await?;
        // Nothing made is nothing gone wrong: the person has just said no.
        let Some(credential) = passkey::make(&asked.options).await else { return Ok(()) };
        let body = FinishPasskey { challenge: asked.challenge, credential, name };
        api::tell(Method::POST, api::PASSKEYS, &body, api::new_key()).await
    }

    fn submit(self) {
        spawn_local(async move {
            let outcome = self.add().await;
            self.failure.try_set(outcome.err());
            self.password.try_set(String::new());
            self.load();
        });
    }

    fn remove(self, id: uuid::Uuid) {
        spawn_local(async move {
            let path = format!("{}/{id}", api::PASSKEYS);
            self.failure.try_set(api::tell(Method::DELETE, &path, &(), api::new_key()).await.err());
            self.load();
        });
    }
}

/// The panel; absent where the browser knows no passkeys.
#[component]
pub fn Passkeys() -> impl IntoView {
    if !passkey::is_possible() {
        return ().into_any();
    }
    let keys = Keys {
        all: RwSignal::new(Vec::new()),
        password: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        failure: RwSignal::new(None),
    };
    keys.load();
    let row = move |key: PasskeyInfo| {
        let id = key.id;
        let label = format!("{}: {}", crate::i18n::Message::text(Ui::Remove), key.name);
        view! {
            <li class="item">
                <span class="strong">{key.name}</span><span class="small muted">{time::date_time(key.created_at)}</span>
                <span class="item__end"><button type="button" class="button button--small" aria-label=label on:click=move |_| keys.remove(id)>{t(Ui::Remove)}</button></span>
            </li>
        }
    };
    view! {
        <Panel id="account-passkeys" title=Acc::Passkeys>
            <p class="small muted">{t(Acc::PasskeysWhy)}</p>
            <FaultBanner failure=keys.failure/>
            <ul class="items" role="list"><For each=move || keys.all.get() key=|k| k.id children=row/></ul>
            <form class="stack-2" novalidate on:submit=move |e| { e.prevent_default(); keys.submit(); }>
                <TextField label=t(Acc::PasskeyName) path="passkey.name" value=keys.name/>
                <TextField label=t(Acc::Current) path="passkey.password" kind="password" autocomplete="current-password" value=keys.password/>
                <div><button type="submit" class="button" disabled=move || keys.password.with(String::is_empty)>{t(Acc::PasskeyAdd)}</button></div>
            </form>
        </Panel>
    }
    .into_any()
}
