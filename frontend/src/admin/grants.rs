//! Grants beyond the role: given for a time and a reason, by somebody else.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{GiveGrant, Grant, GrantKind, User};
use vnr_shared::id::{GrantId, UserId};
use vnr_shared::incident::StrikeRecord;
use vnr_shared::problem::FaultCode;
use vnr_shared::time;

use super::labels::grant;
use super::put::Put;
use super::text::Adm;
use super::users::Accounts;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::{unwire, wire};
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Command, FaultBanner, FieldFaults, For, Select, TextField, TimeField, parse_time};

/// The grants of a user.
#[component]
pub fn Grants(user: UserId, accounts: Accounts) -> impl IntoView {
    let access = expect_context::<Access>();
    let mine = access.session_now().is_some_and(|s| s.user == user);
    let all = Memo::new(move |_| {
        accounts
            .all
            .with(|all| all.iter().find(|u| u.id == user).map(|u| u.grants.clone()).unwrap_or_default())
    });
    let form = if mine {
        view! { <p class="small muted">{t(Adm::OwnGrant)}</p> }.into_any()
    } else {
        view! { <Give user accounts/> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="user-grants">
            <div class="panel__head"><h2 id="user-grants">{t(Adm::Grants)}</h2></div>
            <div class="panel__body">
                <div class="items"><For each=move || all.get() key=|g| (g.id, g.valid_to) children=move |g| view! { <One g user accounts/> }/></div>
                <Show when=move || all.with(Vec::is_empty)><p class="faint">{t(Adm::NoGrants)}</p></Show>
                {form}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Give(user: UserId, accounts: Accounts) -> impl IntoView {
    let kind = RwSignal::new(wire(GrantKind::RestrictedIncidents));
    let kinds = Signal::derive(|| GrantKind::ALL.map(|k| (wire(k), grant(k).text().to_owned())).to_vec());
    let (until, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let put = Put::new();
    let give = move || {
        let now = edge::now();
        let Some(kind) = unwire::<GrantKind>(&kind.get_untracked()) else { return };
        let valid_to = parse_time(&until.get_untracked(), now);
        let id = GrantId(edge::new_id());
        let mut command =
            GiveGrant { id, kind, reason: reason.get_untracked(), valid_to: valid_to.unwrap_or(now) };
        let mut found = command.check(now);
        if valid_to.is_none() {
            found.faults.retain(|f| f.field != "valid_to");
            found.fault("valid_to", FaultCode::Required);
        }
        put.faults.set(found.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        if found.faults.is_empty() {
            let done = move |changed: User| {
                accounts.take(changed);
                until.set(String::new());
                reason.set(String::new());
            };
            put.send(Method::POST, format!("{}/{user}/grants", api::USERS), &command, done);
        }
    };
    view! {
        <form class="stack-2" novalidate on:submit=move |e| { e.prevent_default(); give(); }>
            {put.outcome(super::labels::fields(), Callback::new(|_| ()))}
            <div class="fields">
                <Select class="w5" label=t(Adm::GrantKind) path="kind" within="grant-" value=kind options=kinds/>
                <TimeField class="w3" label=t(Adm::GrantUntil) path="valid_to" value=until faults=put.faults/>
                <TextField class="w4" label=t(Adm::GrantReason) path="reason" within="grant-" value=reason faults=put.faults/>
            </div>
            <div><button type="submit" class="button" disabled=put.working>{t(Adm::GiveGrant)}</button></div>
        </form>
    }
    .into_any()
}

/// One grant, with the way to end it.
#[component]
fn One(g: Grant, user: UserId, accounts: Accounts) -> impl IntoView {
    let asking = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let faults = FieldFaults::default();
    let failure = RwSignal::new(None::<Failure>);
    let id = g.id;
    let within = format!("end-{id}-");
    let field = format!("{within}reason");
    let end = move || {
        let mut command = StrikeRecord { reason: reason.get_untracked() };
        let found = command.check();
        faults.set(found.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        if !found.faults.is_empty() {
            return;
        }
        spawn_local(async move {
            let path = format!("{}/{user}/grants/{id}/strike", api::USERS);
            match api::send::<_, User>(Method::POST, &path, &command, api::new_key()).await {
                Ok(changed) => accounts.take(changed),
                Err(why) => drop(failure.try_set(Some(why))),
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
        view! {
            <form class="cluster item__body" on:submit=move |e| { e.prevent_default(); end(); }
                on:keydown=move |e| if e.key() == "Escape" { asking.set(false); }>
                <TextField class="grow" label=t(Adm::EndGrantWhy) path="reason" within=within.clone() value=reason faults/>
                <button type="submit" class="button button--small">{t(Adm::EndGrant)}<kbd aria-hidden="true">"↵"</kbd></button>
                <Command label=t(Ui::Cancel) look="small quiet" run=move |()| asking.set(false)/>
                <FaultBanner failure/>
            </form>
        }
    };
    view! {
        <div class="item">
            <span class="strong">{t(grant(g.kind))}</span>
            <span class="small muted">{time::date_time(g.valid_from)}" – "{time::date_time(g.valid_to)}</span>
            <span class="small">{g.reason}</span>
            <span class="item__end"><Show when=move || !asking.get()><Command label=t(Adm::EndGrant) look="small" run=ask/></Show></span>
            {move || asking.get().then(&form)}
        </div>
    }
    .into_any()
}
