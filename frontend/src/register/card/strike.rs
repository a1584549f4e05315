//! Striking a record out: nothing is deleted, and the reason is asked where the button was.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::incident::{IncidentAnswer, Strike, StrikeRecord};
use vnr_shared::time;

use super::dossier::Dossier;
use super::text::Crd;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, t};
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, FieldFaults, TextField};

/// The button, and in its place the question why. `part` is the address below the incident, such as `notes/…`; `what`
/// names the record for those who hear the button and do not see it.
#[component]
pub fn StrikeButton(
    dossier: Dossier,
    #[prop(into)] part: Oco<'static, str>,
    #[prop(into)] what: String,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let faults = FieldFaults::default();
    let failure = RwSignal::new(None::<Failure>);
    let part = part.into_owned();
    let within = format!("strike-{}-", part.replace('/', "-"));
    let field = format!("{within}reason");
    let key = StoredValue::new(api::new_key());
    let path = format!("{}/strike", api::incident_part(dossier.id, &part));
    let confirm = move || {
        let mut command = StrikeRecord { reason: reason.get_untracked() };
        let found = command.check();
        faults.set(found.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        if !found.faults.is_empty() {
            return;
        }
        let path = path.clone();
        spawn_local(async move {
            match api::send::<_, IncidentAnswer>(Method::POST, &path, &command, key.get_value()).await {
                Ok(answer) => dossier.done(answer.incident),
                Err(why) => {
                    key.try_set_value(api::new_key());
                    failure.try_set(Some(why));
                }
            }
        });
    };
    let ask = move || {
        asking.set(true);
        let field = field.clone();
        request_animation_frame(move || edge::focus(&field));
    };
    let ask = Callback::new(move |()| ask());
    let form = move || {
        let confirm = confirm.clone();
        view! {
            <form class="cluster" on:submit=move |e| { e.prevent_default(); confirm(); }
                on:keydown=move |e| if e.key() == "Escape" { asking.set(false); }>
                <TextField class="grow" label=t(Crd::StrikeReason) path="reason" within=within.clone() value=reason faults/>
                <button type="submit" class="button button--small">{t(Crd::Strike)}<kbd aria-hidden="true">"↵"</kbd></button>
                <Command label=t(Ui::Cancel) look="small quiet" run=move |()| asking.set(false)/>
                <FaultBanner failure/>
            </form>
        }
    };
    move || {
        if asking.get() {
            form().into_any()
        } else {
            let label = format!("{}: {what}", i18n::Message::text(Crd::Strike));
            view! {
                <button type="button" class="button button--small button--quiet" aria-label=label on:click=move |_| ask.run(())>{t(Crd::Strike)}</button>
            }
            .into_any()
        }
    }
}

/// When and why it was struck.
#[component]
pub fn StruckLine(strike: Strike) -> impl IntoView {
    use crate::i18n::Message;
    let at = time::date_time(strike.at);
    view! { <p class="small muted">{move || Crd::StruckOn.with(&at)}": "{strike.reason}</p> }.into_any()
}
