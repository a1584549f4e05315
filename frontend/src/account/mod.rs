//! One's own account: devices, password, second factor, language and theme.

mod oidc;
mod passkeys;
mod password;
mod sessions;
mod text;
mod totp;

use leptos::prelude::*;
use vnr_shared::time;

use self::text::Acc;
use crate::admin::{grant, role};
use crate::i18n::{self, Lang, Message, t};
use crate::session::Access;
use crate::theme::{self, Theme};

/// The page `/account`.
#[component]
pub fn Account() -> impl IntoView {
    view! {
        <div class="page">
            <div class="page__inner">
                <h1>{t(Acc::Account)}</h1>
                <div class="card-grid">
                    <div class="stack">
                        <Who/>
                        <sessions::Sessions/>
                    </div>
                    <div class="stack">
                        <Look/>
                        <password::Password/>
                        <totp::Totp/>
                        <passkeys::Passkeys/>
                        <oidc::Oidc/>
                    </div>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// A panel with a heading.
#[component]
fn Panel(id: &'static str, title: Acc, children: Children) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <div class="panel__head"><h2 id=id>{t(title)}</h2></div>
            <div class="panel__body">{children()}</div>
        </section>
    }
    .into_any()
}

#[component]
fn Who() -> impl IntoView {
    let access = expect_context::<Access>();
    let facts = move || {
        access.session().map(|s| {
            let roles: Vec<&str> = s.roles.iter().map(|r| role(*r).text()).collect();
            let grants: Vec<&str> = s.grants.iter().map(|g| grant(*g).text()).collect();
            let grants =
                (!grants.is_empty()).then(|| view! { <dt>{t(Acc::Grants)}</dt><dd>{grants.join(", ")}</dd> });
            view! {
                <p class="strong">{s.name.clone()}</p>
                <dl class="facts">
                    <dt>{t(Acc::Login)}</dt><dd class="mono">{s.login.clone()}</dd>
                    <dt>{t(Acc::Institution)}</dt><dd>{s.institution.name(i18n::lang()).to_owned()}</dd>
                    <dt>{t(Acc::Roles)}</dt><dd>{roles.join(", ")}</dd>
                    {grants}
                    <dt>{t(Acc::SessionUntil)}</dt><dd>{time::date_time(s.expires_at)}</dd>
                </dl>
            }
        })
    };
    view! { <Panel id="account-who" title=Acc::Who>{facts}</Panel> }.into_any()
}

/// Buttons of which one is pressed.
fn pressed<T: Copy + PartialEq + Send + Sync + 'static>(
    label: Acc,
    value: T,
    now: fn() -> T,
    set: fn(T),
) -> impl IntoView {
    view! {
        <button type="button" class="button" aria-pressed=move || if now() == value { "true" } else { "false" } on:click=move |_| set(value)>{t(label)}</button>
    }
}

#[component]
fn Look() -> impl IntoView {
    view! {
        <Panel id="account-look" title=Acc::Look>
            <div class="cluster" role="group" aria-label=t(Acc::Language)>
                {pressed(Acc::Latvian, Lang::Lv, i18n::lang, i18n::set_lang)}
                {pressed(Acc::English, Lang::En, i18n::lang, i18n::set_lang)}
            </div>
            <div class="cluster" role="group" aria-label=t(Acc::Theme)>
                {pressed(Acc::ThemeSystem, Theme::System, theme::theme, theme::set_theme)}
                {pressed(Acc::ThemeDark, Theme::Dark, theme::theme, theme::set_theme)}
                {pressed(Acc::ThemeLight, Theme::Light, theme::theme, theme::set_theme)}
            </div>
        </Panel>
    }
    .into_any()
}
