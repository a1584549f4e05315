//! The whole floor at once: who goes where when several incidents wait for the same units, and which ground nobody covers.
//! Both are asked for only while somebody has them open.

use gloo_timers::callback::Timeout;
use leptos::ev::Targeted;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use vnr_shared::id::InstitutionId;
use vnr_shared::incident::Status;
use vnr_shared::line::Action;
use vnr_shared::recommend::cover::{Coverage, MoveUp};
use vnr_shared::recommend::joint::{Joint, Together};
use vnr_shared::sort;
use vnr_shared::time;
use vnr_shared::unit::UnitStatus;

use super::desk::Desk;
use super::text::Con;
use super::units::{incident_button, unit_button};
use crate::api;
use crate::i18n::{self, Message, lang, t};
use crate::live::Live;
use crate::register::Catalogue;
use crate::ui::Command;
use crate::ui::text::Ui;

/// Milliseconds in which changes are gathered before it is asked again.
const QUIET_MS: u32 = 700;
/// Territories shown, the least covered first.
const TERRITORIES: usize = 5;

/// Both, closed until somebody wants them.
#[component]
pub fn Floor() -> impl IntoView {
    let store = expect_context::<Live>().store;
    // What decides about both: who waits and who is free.
    let stand = Memo::new(move |_| {
        let mut waiting = store.incidents.collect(|i| {
            matches!(i.status, Status::Registered | Status::Assigned).then_some((i.id, i.units.len()))
        });
        let mut free =
            store.units.collect(|u| (u.active && u.status == UnitStatus::Available).then_some(u.id));
        sort::naturally(&mut waiting);
        sort::naturally(&mut free);
        (waiting, free)
    });
    let again = Signal::derive(move || stand.with(|_| {}));
    view! {
        {part(Con::Together, "/api/recommendations/joint", again, joint_view)}
        {part(Con::Coverage, "/api/coverage", again, cover_view)}
    }
    .into_any()
}

/// A part that is asked for when it is opened, and again when `again` changes while it is open.
fn part<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    label: Con,
    path: &'static str,
    again: Signal<()>,
    show: fn(T) -> AnyView,
) -> AnyView {
    let (open, found) = (RwSignal::new(false), RwSignal::new(None::<T>));
    let waiting = StoredValue::new_local(None::<Timeout>);
    Effect::new(move || {
        if !open.get() {
            return;
        }
        again.get();
        waiting.set_value(Some(Timeout::new(QUIET_MS, move || {
            spawn_local(async move {
                if let Ok(read) = api::get::<T>(path).await {
                    found.try_set(Some(read));
                }
            });
        })));
    });
    let toggled =
        move |e: Targeted<leptos::ev::Event, web_sys::HtmlDetailsElement>| open.set(e.target().open());
    let body = move || {
        open.get().then(|| match found.get() {
            Some(found) => show(found),
            None => view! { <p class="small muted" role="status">{t(Ui::Loading)}</p> }.into_any(),
        })
    };
    view! { <details class="floor" on:toggle:target=toggled><summary class="small">{t(label)}</summary>{body}</details> }
        .into_any()
}

fn joint_view(joint: Joint) -> AnyView {
    let desk = expect_context::<Desk>();
    let lines: Vec<String> =
        joint.assignments.iter().map(|a| a.command.clone()).filter(|l| !l.is_empty()).collect();
    let minutes = |seconds: i64| time::span(seconds);
    let saved = (joint.lateness_one_by_one > joint.lateness).then(|| {
        let said = Con::LateTogether.with(&minutes(joint.lateness));
        view! { <p class="small muted">{said.replacen("{}", &minutes(joint.lateness_one_by_one), 1)}</p> }
    });
    let all = (lines.len() > 1).then(|| {
        let told = lines.join("; ");
        let line = Some(Callback::new(move |()| told.clone()));
        view! { <Command label=t(Con::SendAll) look="small" run=move |()| desk.run_all(lines.clone(), None) disabled=desk.working line/> }
    });
    let short: Vec<_> = joint
        .short
        .iter()
        .map(|s| view! { <p class="small alarm">{Con::NobodyFor.with(&s.number)}</p> })
        .collect();
    let left_out = (joint.left_out > 0).then(|| {
        let said = Con::LeftOut.count(usize::try_from(joint.left_out).unwrap_or_default());
        view! { <p class="small muted">{said}</p> }
    });
    let none = (joint.assignments.is_empty() && joint.short.is_empty())
        .then(|| view! { <p class="small muted">{t(Con::NothingTogether)}</p> });
    let rows = joint.assignments.into_iter().map(|a| together(desk, a)).collect_view();
    view! { <div class="floor__body">{saved}<ul class="proposalrows">{rows}</ul>{short}{left_out}{none}{all}</div> }.into_any()
}

fn together(desk: Desk, a: Together) -> AnyView {
    let catalogue = expect_context::<Catalogue>();
    let names = move |id: InstitutionId| Some(catalogue.institution_name(id)).filter(|name| !name.is_empty());
    let misses = matches!(a.verdict, vnr_shared::recommend::Verdict::Misses { .. });
    let travel = format!("{} · {}", time::span(i64::from(a.travel.seconds)), a.travel.model.name(lang()));
    let (line, told) = (a.command.clone(), a.command);
    let says = Some(Callback::new(move |()| told.clone()));
    view! {
        <li class="proposal">
            {unit_button(desk, a.unit.id, a.unit.call_sign)}<span aria-hidden="true">"→"</span>{incident_button(desk, a.incident, a.number)}
            <span class="small mono" title=time::date_time(a.arrives_at)>{travel}</span>
            <span class="small proposal__why" class:alarm=misses>{a.verdict.say(lang(), &names)}</span>
            <Command label=t(Con::Send) look="small" run=move |()| desk.run(line.clone(), None) disabled=desk.working line=says/>
        </li>
    }
    .into_any()
}

fn cover_view(cover: Coverage) -> AnyView {
    let desk = expect_context::<Desk>();
    let territories: Vec<_> = cover
        .territories
        .iter()
        .take(TERRITORIES)
        .map(|t| view! { <li class="small"><span class="mono">{i18n::percent(t.covered)}</span>" "{t.territory.clone()}</li> })
        .collect();
    let none = cover.moves.is_empty().then(|| view! { <p class="small muted">{t(Con::NoMoves)}</p> });
    let rows = cover.moves.into_iter().map(|m| move_up(desk, m)).collect_view();
    view! {
        <div class="floor__body">
            <p class="small">{Con::Covered.with(&i18n::percent(cover.covered))}</p>
            <ul class="proposalrows">{rows}</ul>{none}
            <ul class="notoffered">{territories}</ul>
        </div>
    }
    .into_any()
}

/// A move is asked for and not ordered by a status: the unit hears of it as a message, and stays free.
fn move_up(desk: Desk, m: MoveUp) -> AnyView {
    let gains = Con::MoveGains.with(&m.gains_km2.to_string()).replacen("{}", &m.loses_km2.to_string(), 1);
    let (unit, place) = (m.unit.id, m.to.name.clone());
    let message = move || Action::Message { units: vec![unit], text: Con::StandBy.with(&place) };
    let said = message.clone();
    view! {
        <li class="proposal">
            {unit_button(desk, unit, m.unit.call_sign)}<span class="small">{Con::MoveTo.with(&m.to.name)}</span>
            <span class="small mono">{time::span(i64::from(m.travel.seconds))}</span>
            <span class="small muted proposal__why">{gains}</span>
            <Command label=t(Con::AskToMove) look="small" run=move |()| desk.act(&message()) disabled=desk.working line=desk.says(said)/>
        </li>
    }
    .into_any()
}
