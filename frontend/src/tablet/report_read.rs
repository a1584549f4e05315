//! A field report on the tablet that is not written any more: read, added to, tied to an incident or made one, printed.

use leptos::prelude::*;
use vnr_shared::id::{IncidentId, ReportId, SupplementId};
use vnr_shared::incident::Channel;
use vnr_shared::place::PlaceSource;
use vnr_shared::report::{NewSupplement, ReportState};
use vnr_shared::sync::Act;
use vnr_shared::time;

use super::drafts::Drafts;
use super::hold::Hold;
use super::parts;
use super::report::Incidents;
use super::report_hold::{Reports, Seen};
use super::report_text::Rpt;
use super::sync::{Sync, Way};
use super::text::Tab;
use crate::edge;
use crate::i18n::{Message, t};
use crate::register::{Form, Spot};
use crate::reports::{Rep, course, protocol, says};
use crate::route;
use crate::ui::Area;

/// A report that its author cannot change now, or somebody else's.
#[component]
pub fn Reading(seen: Seen) -> impl IntoView {
    let report = seen.register.clone().map(|report| {
        view! { <div class="tablet__card"><h2>{report.title.clone()}</h2>{says(&report)}{course(&report)}</div> }
    });
    let waits = seen.added.iter().map(|text| {
        view! { <div class="tablet__message"><p class="small muted">{t(Rpt::Sending)}</p><p class="prewrap">{text.clone()}</p></div> }
    });
    let waits = waits.collect_view();
    let locked = seen.register.as_ref().is_some_and(|report| report.state == ReportState::Locked);
    let me = expect_context::<Hold>().door.with_untracked(|door| door.user);
    let mine = seen.register.as_ref().is_some_and(|report| report.author == me);
    let id = seen.id;
    view! {
        {report}{waits}
        {(locked && mine).then(|| view! { <Supplement id/> })}
        <Below seen/>
    }
    .into_any()
}

/// Adds to a locked report.
#[component]
fn Supplement(id: ReportId) -> impl IntoView {
    let reports = expect_context::<Reports>();
    let held = untrack(|| reports.typed_of(id)).map(|typed| typed.supplement).unwrap_or_default();
    let text = RwSignal::new(held);
    Effect::new(move |before: Option<()>| {
        let text = text.get();
        if before.is_some() {
            untrack(|| reports.change(id, |typed| typed.supplement = text));
        }
    });
    // What a refused change said may be taken over into it.
    Effect::new(move || {
        let kept = reports.typed_of(id).map(|typed| typed.supplement).unwrap_or_default();
        if text.with_untracked(|text| *text != kept) {
            text.set(kept);
        }
    });
    let add = move || {
        let mut supplement = NewSupplement { id: SupplementId(edge::new_id()), text: text.get_untracked() };
        if supplement.check().faults.is_empty() {
            let act = Act::Supplement { report: id, supplement };
            reports.make(id, act, Vec::new(), |typed| typed.supplement.clear());
        }
    };
    view! {
        <form class="stack" on:submit=move |e| { e.prevent_default(); add(); }>
            <Area label=t(Rep::NewSupplement) path="report.supplement" value=text rows=4/>
            <button type="submit" class="button button--primary tablet__big">{t(Rep::AddSupplement)}</button>
        </form>
    }
    .into_any()
}

/// Its incident, or the ways to one; and the paper.
#[component]
pub fn Below(seen: Seen) -> impl IntoView {
    let (hold, reports, sync) =
        (expect_context::<Hold>(), expect_context::<Reports>(), expect_context::<Sync>());
    let (id, needs) = (seen.id, seen.needs.clone());
    let me = hold.door.with_untracked(|door| door.user);
    let mine = seen.register.as_ref().is_none_or(|report| report.author == me);
    let number = seen.register.as_ref().and_then(|report| report.incident_number.clone());
    let registered = seen.register.is_some();
    let incident = match seen.incident {
        Some(of) => {
            let known = move || number.clone().or_else(|| parts::incident(hold, of)?.number);
            view! {
                <p><span class="muted">{t(Rpt::Incident)}" "</span><a class="button" href=format!("/tablet/work/{of}")><span class="mono">
                    {move || known().unwrap_or_else(|| Tab::NotSentYet.text().to_owned())}</span></a></p>
            }
            .into_any()
        }
        None if mine => {
            let chosen = RwSignal::new(String::new());
            let tie = move |_| {
                let Ok(incident) = chosen.get_untracked().parse::<IncidentId>() else { return };
                let filed = untrack(|| parts::incident(hold, incident)).map(|seen| seen.needs);
                let needs = [filed.unwrap_or_default(), needs.clone()].concat();
                reports.make(id, Act::TieReport { report: id, incident }, needs, |_| {});
            };
            view! {
                <div class="tablet__card">
                    <Incidents value=chosen/>
                    <button type="button" class="button" disabled=move || chosen.with(String::is_empty) on:click=tie>{t(Rpt::Tie)}</button>
                    <Turn seen/>
                </div>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    let paper = move || {
        if !registered {
            ().into_any()
        } else if sync.way.get() == Way::Open {
            view! { <a class="button" href=protocol(id) target="_blank">{t(Rep::Print)}</a> }.into_any()
        } else {
            view! { <p class="small muted">{t(Rpt::PrintOnline)}</p> }.into_any()
        }
    };
    view! { {incident}{paper} }.into_any()
}

/// Begins an incident of what the report says.
#[component]
fn Turn(seen: Seen) -> impl IntoView {
    let (hold, reports) = (expect_context::<Hold>(), expect_context::<Reports>());
    let drafts = expect_context::<Drafts>();
    let id = seen.id;
    let begun = Memo::new(move |_| {
        let turned = reports.typed_of(id).and_then(|typed| typed.turned);
        turned.is_some_and(|turned| hold.drafts.with(|all| all.iter().any(|kept| kept.incident() == turned)))
    });
    let turn = move |_| {
        let form = Form::of(crate::register::Draft::default(), Channel::OwnObservation);
        form.description.set(format!("{}\n{}", seen.title, seen.text).trim().to_owned());
        form.from.set(seen.occurred_at.map(time::date_time).unwrap_or_default());
        if let Some(at) = &seen.place {
            let (lat, lon) = (at.lat, at.lon);
            form.place.spot.set(Some(Spot {
                lat,
                lon,
                source: Some(PlaceSource::Device),
                address_code: None,
            }));
            form.place.address.set(at.address.clone());
        }
        let draft = untrack(|| form.draft());
        let incident = draft.incident();
        drafts.save(draft);
        reports.change(id, |typed| typed.turned = Some(incident));
        route::go("/tablet/file");
    };
    view! {
        <Show when=move || begun.get()
            fallback=move || view! { <button type="button" class="button" on:click=turn.clone()>{t(Rpt::MakeIncident)}</button> }>
            <p class="small">{t(Rpt::IncidentBegun)}</p>
        </Show>
    }
    .into_any()
}
