//! What a plan would mean, before and after.

use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Summary;
use vnr_shared::recommend::Verdict;
use vnr_shared::recommend::cover::TerritoryCover;
use vnr_shared::situation::{Arrival, Outlook};
use vnr_shared::{sort, time};

use super::super::text::Cmd;
use super::Plan;
use crate::i18n::{Message, percent, t};
use crate::ui::CategoryMark;

/// Territories and arrivals that are listed.
const LISTED: usize = 12;

/// The four figures, before and after.
#[component]
pub fn Figures(plan: Plan) -> impl IntoView {
    let row = move |label: Cmd, figure: fn(&Outlook) -> String| {
        let before = Memo::new(move |_| plan.compared.with(|c| figure(&c.before)));
        let after = Memo::new(move |_| plan.compared.with(|c| figure(&c.after)));
        let changed = move || before.get() != after.get();
        view! {
            <tr>
                <th scope="row">{t(label)}</th><td>{before}</td>
                <td class:plan__new=changed>{after}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <section class="command__block">
            <table class="table plan__figures">
                <thead><tr><th scope="col"><span class="visually-hidden">{t(Cmd::WhatIf)}</span></th><th scope="col">{t(Cmd::Before)}</th><th scope="col">{t(Cmd::After)}</th></tr></thead>
                <tbody>
                    {row(Cmd::Covered, |o| percent(o.covered))}
                    {row(Cmd::FreeUnits, |o| o.free.to_string())}
                    {row(Cmd::WillMiss, |o| o.late.to_string())}
                    {row(Cmd::WithoutUnit, |o| o.nobody.to_string())}
                </tbody>
            </table>
            <p class="small muted">{t(Cmd::StraightLine)}</p>
        </section>
    }
    .into_any()
}

/// Who comes when, and how that stands to the clock.
fn arrival(arrival: Option<&Arrival>) -> String {
    let Some(arrival) = arrival else { return "–".to_owned() };
    let clock = match &arrival.verdict {
        Verdict::NoClock => Cmd::Unbound.text().to_owned(),
        Verdict::Meets(spare) => Cmd::Spare.with(&time::span(*spare)),
        Verdict::Misses { by, .. } => Cmd::LateBy.with(&time::span(*by)),
    };
    match &arrival.first {
        Some((unit, _)) => format!("{} · {clock}", unit.call_sign),
        None => format!("{} · {clock}", Cmd::Nobody.text()),
    }
}

/// Incidents to which nobody has come, those first that the plan changes.
#[component]
pub fn ArrivalTable(plan: Plan) -> impl IntoView {
    let rows = move || {
        plan.compared.with(|c| {
            let of = |list: &[Arrival], id| list.iter().find(|a| a.incident == id).cloned();
            let mut rows: Vec<_> = c
                .after
                .arrivals
                .iter()
                .map(|after| (of(&c.before.arrivals, after.incident), Some(after.clone()), after.incident))
                .collect();
            let same = |(before, after, _): &(Option<Arrival>, Option<Arrival>, IncidentId)| {
                let unit = |a: &Option<Arrival>| a.as_ref().and_then(|a| a.first.as_ref().map(|f| f.0.id));
                unit(before) == unit(after)
            };
            sort::by_key(&mut rows, same);
            let named = |(before, after, id): (Option<Arrival>, Option<Arrival>, IncidentId)| {
                let incident = c.incidents.get(&id)?.clone();
                let changed = !same(&(before.clone(), after.clone(), id));
                Some((incident, before, after, changed))
            };
            rows.into_iter().filter_map(named).take(LISTED).collect::<Vec<_>>()
        })
    };
    let row = |(incident, before, after, changed): (Summary, Option<Arrival>, Option<Arrival>, bool)| {
        let late =
            |a: &Option<Arrival>| a.as_ref().is_some_and(|a| matches!(a.verdict, Verdict::Misses { .. }));
        let (was_late, is_late) = (late(&before), late(&after));
        view! {
            <tr>
                <th scope="row"><CategoryMark category=Signal::stored(incident.category)/>" "{incident.address}</th>
                <td class:plan__late=was_late>{arrival(before.as_ref())}</td>
                <td class:plan__late=is_late class:plan__new=changed>{arrival(after.as_ref())}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <section class="command__block">
            <h2>{t(Cmd::Arrivals)}</h2>
            <table class="table">
                <thead><tr><th scope="col">{t(Cmd::Incidents)}</th><th scope="col">{t(Cmd::Before)}</th><th scope="col">{t(Cmd::After)}</th></tr></thead>
                <tbody>{move || rows().into_iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// Territories whose cover the plan changes.
#[component]
pub fn CoverTable(plan: Plan) -> impl IntoView {
    let rows = move || {
        plan.compared.with(|c| {
            let before = |name: &str| {
                c.before.territories.iter().find(|t| t.territory == name).map_or(0, |t| t.covered)
            };
            let changed = |t: &&TerritoryCover| before(&t.territory) != t.covered;
            let row = |t: &TerritoryCover| (t.territory.clone(), before(&t.territory), t.covered);
            c.after.territories.iter().filter(changed).map(row).take(LISTED).collect::<Vec<_>>()
        })
    };
    let none = move || rows().is_empty();
    let row = |(name, before, after): (String, u16, u16)| {
        let less = after < before;
        view! {
            <tr><th scope="row">{name}</th><td>{percent(before)}</td><td class="plan__new" class:plan__late=less>{percent(after)}</td></tr>
        }
        .into_any()
    };
    view! {
        <section class="command__block">
            <h2>{t(Cmd::Cover)}</h2>
            <Show when=none><p class="small">{t(Cmd::Same)}</p></Show>
            <Show when=move || !none()>
                <table class="table">
                    <thead><tr><th scope="col">{t(Cmd::Territory)}</th><th scope="col">{t(Cmd::Before)}</th><th scope="col">{t(Cmd::After)}</th></tr></thead>
                    <tbody>{move || rows().into_iter().map(row).collect_view()}</tbody>
                </table>
            </Show>
        </section>
    }
    .into_any()
}
