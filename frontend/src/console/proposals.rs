//! Who goes: what is proposed and why, accepted with one key; who is not offered, and what would change it.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::{IncidentId, InstitutionId};
use vnr_shared::incident::Summary;
use vnr_shared::recommend::{Need, Proposal, Recommendation};
use vnr_shared::sort;
use vnr_shared::time;
use vnr_shared::unit::UnitStatus;

use super::desk::Desk;
use super::text::Con;
use super::units::unit_button;
use crate::api;
use crate::edge;
use crate::i18n::{Message, lang, t};
use crate::keys;
use crate::live::Live;
use crate::register::Catalogue;

/// Milliseconds in which changes are gathered before it is asked again.
const QUIET_MS: u32 = 700;
/// Keys of the single proposals, in their order.
const KEYS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// The proposals of an incident. Asked again when it changes, and when a unit becomes free or is sent elsewhere.
#[component]
pub fn Proposals(id: IncidentId, incident: Memo<Option<Summary>>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let store = expect_context::<Live>().store;
    let found = RwSignal::new(None::<Recommendation>);
    let open = Memo::new(move |_| incident.with(|i| i.as_ref().is_some_and(|i| i.status.is_open())));
    let version = Memo::new(move |_| incident.with(|i| i.as_ref().map(|i| i.version)));
    let free = Memo::new(move |_| {
        let mut free =
            store.units.collect(|u| (u.active && u.status == UnitStatus::Available).then_some(u.id));
        sort::naturally(&mut free);
        free
    });
    let waiting = StoredValue::new_local(None::<Timeout>);
    Effect::new(move || {
        version.with(|_| {});
        free.with(|_| {});
        if !open.get() {
            found.set(None);
            return;
        }
        waiting.set_value(Some(Timeout::new(QUIET_MS, move || {
            spawn_local(async move {
                let path = api::incident_part(id, "recommendations");
                if let Ok(read) = api::get::<Recommendation>(&path).await {
                    found.try_set(Some(read));
                }
            });
        })));
    });
    let accept = move || {
        let line = found.with_untracked(|f| f.as_ref().map(|f| f.command.clone()).unwrap_or_default());
        if !line.is_empty() {
            desk.run(line, None);
        }
    };
    keys::bind("e", t(Con::AcceptProposal), accept);
    for (n, key) in KEYS.iter().enumerate() {
        keys::bind(
            key,
            move || Con::SendProposed.with(&(n + 1).to_string()),
            move || {
                let line = found.with_untracked(|f| each(f.as_ref()).nth(n).map(|p| p.command.clone()));
                if let Some(line) = line.filter(|line| !line.is_empty()) {
                    desk.run(line, None);
                }
            },
        );
    }
    let body =
        move || found.get().map(|found| view! { <Found found accept=Callback::new(move |()| accept())/> });
    view! { <section class="proposals" aria-label=t(Con::WhoGoes)>{body}</section> }.into_any()
}

/// Every proposal: those wanted first, then the others in their order.
fn each(found: Option<&Recommendation>) -> impl Iterator<Item = &Proposal> {
    let needs = || found.into_iter().flat_map(|f| &f.needs);
    needs().flat_map(|need| &need.proposals).chain(needs().flat_map(|need| &need.alternatives))
}

#[component]
fn Found(found: Recommendation, accept: Callback<()>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let desk = expect_context::<Desk>();
    let names = move |id: InstitutionId| Some(catalogue.institution_name(id)).filter(|name| !name.is_empty());
    let lang = lang();
    let plan = found.plan.as_ref().map(|plan| {
        let name = lang.pick(&plan.name_lv, &plan.name_en).to_owned();
        let doubt = (!plan.confirmed).then(|| format!(" · {}", Con::PlanUnconfirmed.text()));
        view! { <span class="small muted">{name}{doubt}</span> }
    });
    let command = found.command.clone();
    let all = (!command.is_empty()).then(|| view! {
        <button type="button" class="button button--primary button--small" title=command.clone() disabled=desk.working
            on:click=move |_| accept.run(())>{t(Con::AcceptProposal)}<kbd aria-hidden="true">"e"</kbd></button>
    });
    let keyed: Vec<_> = each(Some(&found)).map(|p| p.unit.id).collect();
    let needs: Vec<_> =
        found.needs.iter().map(|need| view! { <NeedView need=need.clone() keyed=keyed.clone()/> }).collect();
    let nearer: Vec<_> = found
        .nearer
        .iter()
        .map(|nearer| {
            let (said, line) = (nearer.say(lang), nearer.command.clone());
            let title = line.clone();
            view! { <p class="cluster"><span class="small alarm">{said}</span>
                <button type="button" class="button button--small" title=title on:click=move |_| desk.run(line.clone(), None)>{t(Con::SendNearer)}</button></p> }
        })
        .collect();
    let now = edge::now();
    let not: Vec<_> = found
        .not_offered
        .iter()
        .map(|not| {
            let unit = not.unit.id;
            let said = not.say(lang, now, &names);
            view! { <li>{unit_button(desk, unit, not.unit.call_sign.clone())}
            <span class="small">{said}</span></li> }
        })
        .collect();
    let count = usize::try_from(found.not_offered_total).unwrap_or_default();
    view! {
        <div class="worked__title"><h3>{t(Con::WhoGoes)}</h3>{plan}{all}</div>
        {needs}{nearer}
        <details><summary class="small muted">{Con::NotOffered.count(count)}</summary><ul class="notoffered">{not}</ul></details>
    }
    .into_any()
}

#[component]
fn NeedView(need: Need, keyed: Vec<vnr_shared::id::UnitId>) -> impl IntoView {
    let lang = lang();
    let row = |p: &Proposal, alternative: bool| {
        let key = keyed.iter().position(|id| *id == p.unit.id).and_then(|n| KEYS.get(n).copied());
        view! { <ProposalRow p=p.clone() alternative key/> }
    };
    let missing = (need.missing > 0).then(|| {
        let ask = need.ask.map(|_| Con::AskOthers.text()).unwrap_or_default();
        view! { <p class="small alarm">{Con::UnitsMissing.count(usize::from(need.missing))}" "{ask}</p> }
    });
    let proposals: Vec<_> = need.proposals.iter().map(|p| row(p, false)).collect();
    let others: Vec<_> = need.alternatives.iter().map(|p| row(p, true)).collect();
    view! {
        <div class="need"><p class="small muted">{need.requirement.say(lang)}</p>{missing}<ul class="proposalrows">{proposals}{others}</ul></div>
    }
    .into_any()
}

#[component]
fn ProposalRow(p: Proposal, alternative: bool, key: Option<&'static str>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let catalogue = expect_context::<Catalogue>();
    let names = move |id: InstitutionId| Some(catalogue.institution_name(id)).filter(|name| !name.is_empty());
    let lang = lang();
    let because: Vec<_> = p.because.iter().map(|b| b.say(lang)).collect();
    let misses = matches!(p.verdict, vnr_shared::recommend::Verdict::Misses { .. });
    let hole = p.hole.as_ref().map(|hole| view! { <span class="small alarm">{hole.say(lang)}</span> });
    let (line, title, unit) = (p.command.clone(), p.command.clone(), p.unit.id);
    let travel = format!("{} · {}", time::span(i64::from(p.travel.seconds)), p.travel.model.name(lang));
    view! {
        <li class="proposal" class:proposal--other=alternative>
            {unit_button(desk, unit, p.unit.call_sign)}
            <span class="small mono" title=time::date_time(p.arrives_at)>{travel}</span>
            <span class="small" class:alarm=misses>{p.verdict.say(lang, &names)}</span>
            <span class="small muted proposal__why">{because.join("; ")}</span>
            {hole}
            <button type="button" class="button button--small" title=title disabled=desk.working on:click=move |_| desk.run(line.clone(), None)>
                {t(Con::Send)}{key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}</button>
        </li>
    }
    .into_any()
}
