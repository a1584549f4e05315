//! Links to other incidents, and institutions with which the incident is shared.

use gloo_net::http::Method;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use vnr_shared::id::{IncidentId, LinkId};
use vnr_shared::incident::{
    IncidentAnswer, IncidentLink, IncidentQuery, LinkIncidents, LinkKind, ShareIncident, Summary,
};
use vnr_shared::page::{Page, to_query};

use super::dossier::Dossier;
use super::strike::StrikeButton;
use super::text::Crd;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::Catalogue;
use crate::register::text::Reg;
use crate::register::{unwire, wire};
use crate::ui::{Choice, Combo, Command, FaultBanner, FieldFaults, For, Select, TextField};

/// Milliseconds of quiet before a number is looked up.
const QUIET_MS: u32 = 200;
/// Suggestions worth showing.
const MOST: u16 = 8;

const KINDS: [LinkKind; 3] = [LinkKind::DuplicateOf, LinkKind::PartOf, LinkKind::Related];

/// Name of a link as seen from this incident; reactive.
fn link_name(kind: LinkKind, inverse: bool) -> &'static str {
    match (kind, inverse) {
        (LinkKind::DuplicateOf, true) => Crd::DuplicatedBy.text(),
        (LinkKind::PartOf, true) => Crd::HasPart.text(),
        (kind, _) => i18n::link(kind).text(),
    }
}

/// Sends a command about the incident, then reads it anew. Tells whether it went well.
fn post<B: Serialize + 'static>(
    dossier: Dossier,
    part: &'static str,
    body: B,
    failure: RwSignal<Option<Failure>>,
    open: RwSignal<bool>,
) {
    spawn_local(async move {
        let path = api::incident_part(dossier.id, part);
        match api::send::<_, IncidentAnswer>(Method::POST, &path, &body, api::new_key()).await {
            Ok(answer) => {
                failure.try_set(None);
                open.try_set(false);
                dossier.done(answer.incident);
            }
            Err(why) => drop(failure.try_set(Some(why))),
        }
    });
}

/// Links.
#[component]
pub fn Links(dossier: Dossier) -> impl IntoView {
    let all = Memo::new(move |_| {
        dossier.incident.with(|i| i.as_ref().map(|i| i.links.clone()).unwrap_or_default())
    });
    let open = RwSignal::new(false);
    let line = move |link: IncidentLink| {
        let part = format!("links/{}", link.id);
        let what = link.other_number.clone();
        view! {
            <div class="item">
                <span class="muted">{move || link_name(link.kind, link.inverse)}</span>
                <a href=format!("/incidents/{}", link.other) class="mono">{link.other_number}</a>
                <span class="item__end"><Show when=move || dossier.may_add()><StrikeButton dossier part=part.clone() what=what.clone()/></Show></span>
            </div>
        }
    };
    view! {
        <section class="panel" aria-labelledby="card-links">
            <div class="panel__head">
                <h2 id="card-links">{t(Crd::Links)}</h2>
                <Show when=move || dossier.may_add() && !open.get()>
                    <Command label=t(Crd::AddLink) look="small" run=move |()| { open.set(true); request_animation_frame(|| edge::focus("link-number")); }/>
                </Show>
            </div>
            <div class="panel__body">
                <div class="items"><For each=move || all.get() key=|l| l.id children=line/></div>
                <Show when=move || all.with(Vec::is_empty)><p class="faint">{t(Crd::NoLinks)}</p></Show>
                <Show when=move || open.get()><LinkForm dossier open/></Show>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn LinkForm(dossier: Dossier, open: RwSignal<bool>) -> impl IntoView {
    let kind = RwSignal::new(wire(LinkKind::Related));
    let kinds = Signal::derive(|| KINDS.map(|k| (wire(k), i18n::link(k).text().to_owned())).to_vec());
    let number = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<IncidentId>);
    let found = RwSignal::new(Vec::<Summary>::new());
    let failure = RwSignal::new(None::<Failure>);
    let waiting = StoredValue::new_local(None::<Timeout>);
    let asked = StoredValue::new(0_u32);
    let search = move |typed: String| {
        chosen.set(None);
        asked.update_value(|n| *n += 1);
        let this = asked.get_value();
        waiting.set_value(Some(Timeout::new(QUIET_MS, move || {
            if typed.trim().chars().count() < 3 {
                found.set(Vec::new());
                return;
            }
            let query = IncidentQuery {
                q: Some(typed.trim().to_owned()),
                limit: Some(MOST),
                ..IncidentQuery::default()
            };
            spawn_local(async move {
                let page =
                    api::get::<Page<Summary>>(&format!("{}?{}", api::INCIDENTS, to_query(&query))).await;
                if let (Ok(page), Some(true)) = (page, asked.try_get_value().map(|n| n == this)) {
                    found.set(page.items.into_iter().filter(|i| i.id != dossier.id).collect());
                }
            });
        })));
    };
    let choices = Signal::derive(move || {
        let choice = |i: &Summary| Choice {
            key: i.id.to_string(),
            main: format!("{} {}", i.number, i.address),
            side: i.headline.chars().take(40).collect(),
        };
        found.with(|all| all.iter().map(choice).collect::<Vec<_>>())
    });
    let pick = move |id: String| {
        let id = id.parse::<IncidentId>().ok();
        number.set(found.with_untracked(|all| {
            all.iter().find(|i| Some(i.id) == id).map(|i| i.number.clone()).unwrap_or_default()
        }));
        chosen.set(id);
    };
    let link = move || {
        let (Some(other), Some(kind)) = (chosen.get_untracked(), unwire::<LinkKind>(&kind.get_untracked()))
        else {
            return;
        };
        post(dossier, "links", LinkIncidents { id: LinkId(edge::new_id()), kind, other }, failure, open);
    };
    view! {
        <form class="stack-2" on:submit=move |e| { e.prevent_default(); link(); }
            on:keydown=move |e| if e.key() == "Escape" && !e.default_prevented() { open.set(false); }>
            <div class="fields">
                <Select class="w4" label=t(Crd::LinkKind) path="link.kind" value=kind options=kinds/>
                <Combo class="w8" label=t(Crd::LinkNumber) placeholder=t(Crd::LinkNumberHint) path="link.number" text=number choices on_query=search on_pick=pick/>
            </div>
            <FaultBanner failure/>
            <div class="cluster">
                <button type="submit" class="button" disabled=move || chosen.with(Option::is_none)>{t(Crd::LinkAdd)}</button>
                <Command label=t(crate::ui::text::Ui::Cancel) look="quiet" run=move |()| open.set(false)/>
            </div>
        </form>
    }
    .into_any()
}

/// Shares.
#[component]
pub fn Shares(dossier: Dossier) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let all = Memo::new(move |_| {
        dossier.incident.with(|i| i.as_ref().map(|i| i.shared_with.clone()).unwrap_or_default())
    });
    let open = RwSignal::new(false);
    view! {
        <section class="panel" aria-labelledby="card-shares">
            <div class="panel__head">
                <h2 id="card-shares">{t(Crd::Shares)}</h2>
                <Show when=move || dossier.editable() && !open.get()>
                    <Command label=t(Crd::AddShare) look="small" run=move |()| { open.set(true); request_animation_frame(|| edge::focus("share-institution")); }/>
                </Show>
            </div>
            <div class="panel__body">
                <ul class="cluster"><For each=move || all.get() key=|i| *i children=move |i| view! { <li class="chip">{move || catalogue.institution_name(i)}</li> }/></ul>
                <Show when=move || all.with(Vec::is_empty)><p class="faint">{t(Crd::NoShares)}</p></Show>
                <Show when=move || open.get()><ShareForm dossier open/></Show>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn ShareForm(dossier: Dossier, open: RwSignal<bool>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let (institution, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let failure = RwSignal::new(None::<Failure>);
    let faults = FieldFaults::default();
    let others = Signal::derive(move || {
        let mut all = catalogue.institution_choices();
        let owner = dossier.incident.with(|i| i.as_ref().map(|i| i.summary.owner.to_string()));
        all.retain(|(id, _)| Some(id) != owner.as_ref());
        all.insert(0, (String::new(), Reg::Choose.text().to_owned()));
        all
    });
    let share = move || {
        let Ok(with) = institution.get_untracked().parse() else {
            edge::focus("share-institution");
            return;
        };
        let mut command = ShareIncident { institution: with, reason: reason.get_untracked() };
        let found = command.check();
        let nested = |f: &vnr_shared::problem::Fault| {
            let mut error = f.to_error(i18n::lang_now());
            error.field = format!("share.{}", error.field);
            error
        };
        faults.set(found.faults.iter().map(nested).collect());
        if found.faults.is_empty() {
            post(dossier, "shares", command, failure, open);
        }
    };
    view! {
        <form class="stack-2" on:submit=move |e| { e.prevent_default(); share(); }
            on:keydown=move |e| if e.key() == "Escape" { open.set(false); }>
            <div class="fields">
                <Select class="w6" label=t(Crd::ShareWith) path="share.institution" value=institution options=others faults/>
                <TextField class="w6" label=t(Reg::Reason) path="share.reason" value=reason faults/>
            </div>
            <FaultBanner failure/>
            <div class="cluster">
                <button type="submit" class="button">{t(Crd::AddShare)}</button>
                <Command label=t(crate::ui::text::Ui::Cancel) look="quiet" run=move |()| open.set(false)/>
            </div>
        </form>
    }
    .into_any()
}
