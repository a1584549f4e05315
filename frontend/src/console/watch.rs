//! What must be looked at: timers as they run out, messages, and alarms.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use vnr_shared::id::{AlarmId, MessageId, TimerId};
use vnr_shared::line::{Action, Target};
use vnr_shared::sort;
use vnr_shared::time;
use vnr_shared::unit::{AcknowledgeAlarm, AlarmState, CloseAlarm, TimerState, TimerSubject};

use super::desk::Desk;
use super::pane::PaneFrame;
use super::sound;
use super::text::Con;
use super::units::line_button;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::keys;
use crate::live::{Live, Store};
use crate::register::Lines;
use crate::ui::{Command, FaultBanner, For};

/// Sends a command whose effect the live link brings.
fn tell<B: Serialize + 'static>(path: String, body: B, failure: RwSignal<Option<Failure>>) {
    failure.set(None);
    spawn_local(async move {
        if let Err(why) = api::tell(Method::POST, &path, &body, api::new_key()).await {
            failure.try_set(Some(why));
        }
    });
}

/// What a timer is about, in words; reactive.
fn subject(store: Store, of: TimerSubject) -> String {
    match of {
        TimerSubject::Unit(id) => store.units.row(id.0).map(|u| u.with(|u| u.call_sign.clone())),
        TimerSubject::Incident(id) => store.incidents.row(id.0).map(|i| i.with(|i| i.number.clone())),
        TimerSubject::Task(_) => None,
    }
    .unwrap_or_default()
}

/// Timers, the next to run out first.
#[component]
pub fn TimersPane() -> impl IntoView {
    let store = expect_context::<Live>().store;
    let desk = expect_context::<Desk>();
    let rows = Memo::new(move |_| {
        let mut rows = store
            .timers
            .collect(|timer| (timer.state != TimerState::Ended).then_some((timer.due_at, timer.id)));
        sort::naturally(&mut rows);
        rows.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    });
    let over = Memo::new(move |_| {
        let now = edge::second();
        store
            .timers
            .collect(|timer| (timer.state != TimerState::Ended && timer.due_at <= now).then_some(()))
            .len()
    });
    let count = Signal::derive(move || Con::TimersOver.count(over.get()));
    view! {
        <PaneFrame label=t(Con::Timers) count>
            <ul class="watch"><For each=move || rows.get() key=|id| *id children=move |id| timer_row(store, desk, id)/></ul>
            {move || rows.with(Vec::is_empty).then(|| view! { <p class="pane__empty">{t(Con::NoTimers)}</p> })}
        </PaneFrame>
    }
    .into_any()
}

fn timer_row(store: Store, desk: Desk, id: TimerId) -> AnyView {
    let Some(timer) = store.timers.row(id.0).map(RwSignal::from) else { return ().into_any() };
    let left = move || {
        let seconds = (timer.with(|timer| timer.due_at) - edge::second()).num_seconds();
        let (class, text) = if seconds <= 0 {
            ("clock clock--late", format!("+{}", time::span(-seconds)))
        } else if seconds < 60 {
            ("clock clock--soon", time::span(seconds))
        } else {
            ("clock", time::span(seconds))
        };
        view! { <span class=class>{text}</span> }
    };
    let of = move || subject(store, timer.with(|timer| timer.subject));
    let target = move || match timer.with_untracked(|timer| timer.subject) {
        TimerSubject::Unit(unit) => Some(Target::Unit(unit)),
        TimerSubject::Incident(incident) => Some(Target::Incident(incident)),
        TimerSubject::Task(_) => None,
    };
    let line = Lines::says(move || target().map(|target| Action::Go { target }));
    let choose = move || desk.show(target());
    view! {
        <li class="watch__row">
            {left}
            <Command label=of look="small of" run=move |()| choose() line/>
            <span class="ellipsis small">{move || timer.with(|timer| timer.label.clone())}</span>
            {line_button(desk, t(Con::EndTimer), Action::EndTimer { timer: id })}
        </li>
    }
    .into_any()
}

/// Messages, the latest first.
#[component]
pub fn MessagesPane() -> impl IntoView {
    let store = expect_context::<Live>().store;
    let desk = expect_context::<Desk>();
    let rows = Memo::new(move |_| {
        let mut rows = store.messages.collect(|m| Some((m.at, m.id)));
        sort::naturally(&mut rows);
        rows.into_iter().rev().map(|(_, id)| id).collect::<Vec<_>>()
    });
    let unread = Memo::new(move |_| {
        store.messages.collect(|m| (m.from_unit && m.read_at.is_none()).then_some(())).len()
    });
    let count = Signal::derive(move || Con::UnreadMessages.count(unread.get()));
    view! {
        <PaneFrame label=t(Con::Messages) count>
            <ul class="watch"><For each=move || rows.get() key=|id| *id children=move |id| message_row(store, desk, id)/></ul>
            {move || rows.with(Vec::is_empty).then(|| view! { <p class="pane__empty">{t(Con::NoMessages)}</p> })}
        </PaneFrame>
    }
    .into_any()
}

fn message_row(store: Store, desk: Desk, id: MessageId) -> AnyView {
    let Some(message) = store.messages.row(id.0).map(RwSignal::from) else { return ().into_any() };
    let unit = message.with_untracked(|m| m.unit);
    let mark = move || {
        message.with(|m| match (m.read_at, m.delivered_at) {
            (Some(at), _) => Con::ReadAt.with(&time::clock(at)),
            (None, Some(at)) => Con::DeliveredAt.with(&time::clock(at)),
            (None, None) => Con::NotDelivered.text().to_owned(),
        })
    };
    let arrow = move || if message.with(|m| m.from_unit) { "→" } else { "←" };
    let unread = move || message.with(|m| m.from_unit && m.read_at.is_none());
    let empty = move || Action::Message { units: vec![unit], text: String::new() };
    let answer = move || {
        desk.unit.set(Some(unit));
        desk.begin(&format!("{} ", desk.written(&empty()).trim()));
    };
    view! {
        <li class="watch__row watch__row--tall" class:watch__row--new=unread>
            <span class="mono small">{move || message.with(|m| m.call_sign.clone())}" "{arrow}</span>
            <span class="watch__text">{move || message.with(|m| m.text.clone())}<span class="small faint">" · "{mark}</span></span>
            <Show when=unread>{line_button(desk, t(Con::MarkRead), Action::Read { units: vec![unit] })}</Show>
            <Command label=t(Con::Answer) look="small" run=move |()| answer() line=desk.says(empty)/>
        </li>
    }
    .into_any()
}

/// The banner of panic alarms: over everything, with sound, until somebody takes it up by name.
#[component]
pub fn Alarms() -> impl IntoView {
    let store = expect_context::<Live>().store;
    let desk = expect_context::<Desk>();
    let failure = RwSignal::new(None);
    let rows = Memo::new(move |_| {
        let mut rows =
            store.alarms.collect(|a| (a.state != AlarmState::Closed).then_some((a.state, a.at, a.id)));
        sort::naturally(&mut rows);
        rows.into_iter().map(|(.., id)| id).collect::<Vec<_>>()
    });
    let raised = Memo::new(move |_| {
        let mut ids = store.alarms.collect(|a| (a.state == AlarmState::Raised).then_some((a.at, a.id)));
        sort::naturally(&mut ids);
        ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    });
    sound::while_any(Signal::derive(move || !raised.with(Vec::is_empty)));
    keys::bind("g", t(Con::TakeAlarm), move || {
        if let Some(id) = raised.with_untracked(|ids| ids.first().copied()) {
            tell(api::alarm_part(id, "acknowledge"), AcknowledgeAlarm {}, failure);
        }
    });
    view! {
        <div class="alarms" role="alert">
            <FaultBanner failure/>
            <For each=move || rows.get() key=|id| *id children=move |id| alarm_row(store, desk, id, failure)/>
        </div>
    }
    .into_any()
}

fn alarm_row(store: Store, desk: Desk, id: AlarmId, failure: RwSignal<Option<Failure>>) -> AnyView {
    let Some(alarm) = store.alarms.row(id.0).map(RwSignal::from) else { return ().into_any() };
    let raised = Memo::new(move |_| alarm.with(|a| a.state == AlarmState::Raised));
    let unit = alarm.with_untracked(|a| a.unit);
    let age = move || time::span((edge::second() - alarm.with(|a| a.at)).num_seconds().max(0));
    let taken = move || alarm.with(|a| a.acknowledged_by.clone()).map(|name| Con::AlarmTakenBy.with(&name));
    // Sent at once and not as a line: an alarm does not wait for a command that is on its way.
    let take = move || tell(api::alarm_part(id, "acknowledge"), AcknowledgeAlarm {}, failure);
    let taking = desk.says(move || Action::TakeAlarm { units: vec![unit] });
    let reason = RwSignal::new(String::new());
    let close = move || {
        let mut body = CloseAlarm { reason: reason.get_untracked() };
        if body.check().faults.is_empty() {
            tell(api::alarm_part(id, "close"), body, failure);
        }
    };
    let ending = desk.says(move || Action::EndAlarm { units: vec![unit], reason: reason.get_untracked() });
    let button = move || {
        if raised.get() {
            view! { <Command label=t(Con::TakeAlarm) run=move |()| take() line=taking/><kbd aria-hidden="true">"g"</kbd> }.into_any()
        } else {
            view! {
                <form class="cluster" on:submit=move |e| { e.prevent_default(); close(); }>
                    <input class="input" aria-label=t(Con::AlarmEndReason) placeholder=t(Con::AlarmEndReason) prop:value=move || reason.get()
                        on:input=move |e| reason.set(event_target_value(&e))/>
                    <Command label=t(Con::EndAlarm) run=move |()| close() line=ending/>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <div class="alarmrow" class:alarmrow--raised=move || raised.get()>
            <strong>{t(Con::Alarm)}" "<span class="mono">{move || alarm.with(|a| a.call_sign.clone())}</span></strong>
            <span>{move || alarm.with(|a| a.raised_by.clone())}</span>
            <span class="mono">{age}</span>
            <span>{taken}</span>
            <Command label=t(Con::ShowOnMap) run=move |()| desk.unit.set(Some(unit)) line=desk.says(move || Action::Go { target: Target::Unit(unit) })/>
            {button}
        </div>
    }
    .into_any()
}
