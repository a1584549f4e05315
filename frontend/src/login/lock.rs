//! The lock after idleness: a strip at the bottom. The work stays on the screen, only input waits.

use leptos::prelude::*;

use super::form::LoginForm;
use super::text::LoginText;
use crate::edge;
use crate::i18n::t;
use crate::session::Access;
use crate::ui::{FaultBanner, TextField};

/// The lock. Shown above a screen that takes no input meanwhile.
#[component]
pub fn Lock() -> impl IntoView {
    let access = expect_context::<Access>();
    let login = access.session_now().map(|s| s.login).unwrap_or_default();
    let form = LoginForm::new(access, Some(login.clone()));
    // The screen below takes no input, so there is no work from which this could take the focus.
    request_animation_frame(|| edge::focus("password"));
    view! {
        <section class="lock" aria-label=t(LoginText::Locked)>
            <p class="strong" role="status">{t(LoginText::Locked)}</p>
            <FaultBanner failure=form.failure/>
            <form on:submit=move |e| form.submit(&e)>
                <span class="field"><span class="field__label">{t(LoginText::Login)}</span><span class="strong">{login}</span></span>
                <TextField label=t(LoginText::Password) path="password" kind="password" value=form.password autocomplete="current-password" required=true/>
                {form.code_field()}
                <button type="submit" class="button button--primary" disabled=form.working>{t(LoginText::Unlock)}<kbd aria-hidden="true">"↵"</kbd></button>
                <button type="button" class="button" on:click=move |_| access.log_out()>{t(LoginText::OtherPerson)}</button>
            </form>
        </section>
    }
    .into_any()
}
