//! Changing the password.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::check_password;
use vnr_shared::problem::{Fault, FieldError};
use vnr_shared::session::ChangePassword;
use vnr_shared::time;

use super::Panel;
use super::text::Acc;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::ui::{FaultBanner, FieldFaults, TextField};

/// The form.
#[component]
pub fn Password() -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (current, new, again) = (text(), text(), text());
    let faults = FieldFaults::default();
    let failure = RwSignal::new(None::<Failure>);
    let working = RwSignal::new(false);
    let changed = RwSignal::new(None::<String>);
    let differ = move || again.with(|a| !a.is_empty() && new.with(|n| n != a));
    let submit = move || {
        if working.get_untracked() || untrack(differ) {
            return;
        }
        let mut found: Vec<FieldError> = Vec::new();
        if let Err(code) = check_password(&new.get_untracked()) {
            found.push(Fault::new("new", code).to_error(i18n::lang_now()));
        }
        let weak = !found.is_empty();
        faults.set(found);
        if weak || again.with_untracked(String::is_empty) {
            edge::focus(if weak { "new" } else { "again" });
            return;
        }
        let command = ChangePassword { current: current.get_untracked(), new: new.get_untracked() };
        working.set(true);
        changed.set(None);
        spawn_local(async move {
            let sent = api::tell(Method::POST, api::PASSWORD, &command, api::new_key()).await;
            if working.try_set(false).is_some() {
                return;
            }
            match sent {
                Ok(()) => {
                    for field in [current, new, again] {
                        field.set(String::new());
                    }
                    failure.set(None);
                    changed.set(Some(time::clock(edge::now())));
                }
                Err(why) => {
                    faults.set(why.fields());
                    failure.set(Some(why));
                }
            }
        });
    };
    view! {
        <Panel id="account-password" title=Acc::Password>
            <form class="stack-2" novalidate on:submit=move |e| { e.prevent_default(); submit(); }>
                <FaultBanner failure/>
                <TextField label=t(Acc::Current) path="current" kind="password" autocomplete="current-password" value=current faults required=true/>
                <TextField label=t(Acc::New) hint=t(Acc::NewHint) path="new" kind="password" autocomplete="new-password" value=new faults required=true/>
                <TextField label=t(Acc::Again) path="again" kind="password" autocomplete="new-password" value=again faults required=true/>
                {move || differ().then(|| view! { <span class="field__fault" role="alert">{t(Acc::NotSame)}</span> })}
                <div class="cluster">
                    <button type="submit" class="button" disabled=working>{t(Acc::Change)}</button>
                    <span class="small muted" role="status">{move || changed.get().map(|at| Acc::Changed.with(&at))}</span>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}
