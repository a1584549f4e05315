//! Waiting calls: a banner that can be taken, put back, and goes stale by itself. It never takes the focus.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{Action as Deed, Resource};
use vnr_shared::call::{CallState, CallSummary, ClaimCall};
use vnr_shared::id::{CallId, UserId};
use vnr_shared::line::Action;
use vnr_shared::sort;
use vnr_shared::time;

use super::call::draft_key;
use super::desk::Desk;
use super::pane::PaneFrame;
use super::text::Con;
use super::units::line_button;
use crate::api;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::live::Live;
use crate::register::Catalogue;
use crate::session::Access;
use crate::ui::{Command, For};

/// Seconds a call may wait before its age is shown as late. No number of the law: a caller hangs up after about as long.
const LONG_WAIT_SECONDS: i64 = 60;

/// What is done with calls.
#[derive(Clone, Copy)]
pub struct Calls {
    desk: Desk,
    live: Live,
    /// Who is at the screen.
    pub me: Memo<Option<UserId>>,
    /// The calls that were theirs when it was last looked.
    known: StoredValue<Vec<CallId>>,
}

impl Calls {
    /// The calls of this console; whoever comes back to it finds the call they had taken.
    pub fn provide() -> Self {
        let access = expect_context::<Access>();
        let calls = Self {
            desk: expect_context(),
            live: expect_context(),
            me: Memo::new(move |_| access.session().map(|s| s.user)),
            known: StoredValue::new(Vec::new()),
        };
        provide_context(calls);
        spawn_local(async move {
            if let Ok(read) = api::get(&format!("{}/reasons", api::CALLS)).await {
                calls.desk.reasons.try_set(read);
            }
        });
        // The call being worked is one that is claimed by this person; when the claim went stale it waits again for all.
        Effect::new(move || {
            let me = calls.me.get();
            let known = calls.known.get_value();
            let mut mine = Vec::new();
            calls.live.store.calls.each(|c| {
                if !c.state.is_open() && known.contains(&c.id) {
                    edge::forget(&draft_key(c.id));
                }
                if c.state == CallState::Claimed && c.claimed_by == me && me.is_some() {
                    mine.push((c.claimed_at, c.id));
                }
            });
            sort::naturally(&mut mine);
            let mine: Vec<CallId> = mine.into_iter().map(|(_, id)| id).collect();
            // One that has just become theirs is opened; one that was set aside stays aside until it is asked for.
            if let Some(new) = mine.iter().rev().find(|id| !known.contains(id)) {
                calls.desk.call.set(Some(*new));
            } else if calls.desk.call.get_untracked().is_some_and(|id| !mine.contains(&id)) {
                calls.desk.call.set(None);
            }
            calls.known.set_value(mine);
        });
        calls
    }

    /// Says that a call is still being worked on. Whether that was heard is told by the claim, which goes stale without it.
    pub fn renew(self, id: CallId) {
        let version = self.live.store.calls.row(id.0).map(|row| row.with_untracked(|c| c.version));
        let Some(version) = version else { return };
        spawn_local(async move {
            let path = api::call_part(id, "claim");
            drop(api::tell(Method::POST, &path, &ClaimCall { version }, api::new_key()).await);
        });
    }
}

/// Whether somebody must take it now: a scheduled one waits for its time.
fn waits(call: &CallSummary, now: time::DateTime) -> bool {
    call.state == CallState::Waiting && call.scheduled_for.is_none_or(|at| at <= now)
}

/// The pane.
#[component]
pub fn CallsPane() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let store = expect_context::<Live>().store;
    let may = expect_context::<Access>();
    let rows = Memo::new(move |_| {
        let mut rows = store
            .calls
            .collect(|c| c.state.is_open().then_some((c.state != CallState::Waiting, c.received_at, c.id)));
        sort::naturally(&mut rows);
        rows.into_iter().map(|(.., id)| id).collect::<Vec<_>>()
    });
    let waiting = Memo::new(move |_| {
        let now = edge::second();
        store.calls.collect(|c| waits(c, now).then_some(())).len()
    });
    let may_take = Memo::new(move |_| may.may(Resource::Call, Deed::Update));
    let count = Signal::derive(move || Con::WaitingCalls.count(waiting.get()));
    let first = || Action::Take { call: None };
    let tools = view! { <Command label=t(Con::TakeFirst) look="small" key="w" run=move |()| desk.act(&first()) line=desk.says(first)
    disabled=Signal::derive(move || waiting.get() == 0 || !may_take.get() || desk.working.get())/> };
    view! {
        <PaneFrame label=t(Con::Calls) count tools=tools.into_any()>
            <ul class="callrows"><For each=move || rows.get() key=|id| *id children=move |id| view! { <CallRow id/> }/></ul>
            {move || rows.with(Vec::is_empty).then(|| view! { <p class="pane__empty">{t(Con::NoCalls)}</p> })}
            <p class="visually-hidden" role="status">{move || Con::WaitingCalls.count(waiting.get())}</p>
        </PaneFrame>
    }
    .into_any()
}

#[component]
fn CallRow(id: CallId) -> impl IntoView {
    let calls = expect_context::<Calls>();
    let desk = expect_context::<Desk>();
    let catalogue = expect_context::<Catalogue>();
    let Some(call) = expect_context::<Live>().store.calls.row(id.0).map(RwSignal::from) else {
        return ().into_any();
    };
    let state = Memo::new(move |_| call.with(|c| c.state));
    let mine = Memo::new(move |_| {
        call.with(|c| {
            c.state == CallState::Claimed && c.claimed_by.is_some() && c.claimed_by == calls.me.get()
        })
    });
    let age = move || {
        let (since, waiting) =
            call.with(|c| (c.scheduled_for.unwrap_or(c.received_at), c.state == CallState::Waiting));
        let seconds = (edge::second() - since).num_seconds();
        let class = if waiting && seconds >= LONG_WAIT_SECONDS { "clock clock--late" } else { "clock" };
        let text = if seconds < 0 { format!("−{}", time::span(-seconds)) } else { time::span(seconds) };
        view! { <span class=class>{text}</span> }
    };
    let kind = move || call.with(|c| c.type_code.clone()).map(|code| catalogue.type_name(&code));
    let who = move || {
        call.with(|c| {
            c.caller
                .as_ref()
                .map(|caller| [caller.name.as_str(), caller.number.as_str()].join(" ").trim().to_owned())
        })
    };
    let holder = move || call.with(|c| c.claimed_by_name.clone());
    let source = move || i18n::channel(call.with(|c| c.channel)).text();
    let buttons = move || match (state.get(), mine.get()) {
        (CallState::Waiting | CallState::Withdrawn, _) => {
            line_button(desk, t(Con::TakeCall), Action::Take { call: Some(id) })
        }
        (_, true) => view! {
            <Command label=t(Con::WorkCall) look="small" run=move |()| desk.call.set(Some(id))/>
            {line_button(desk, t(Con::PutBack), Action::PutBack { call: id })}
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        <li class="callrow" class:callrow--worked=move || desk.call.get() == Some(id) class:callrow--waiting=move || state.get() == CallState::Waiting>
            {age}
            <div class="callrow__text">
                <p class="ellipsis"><span class="strong">{move || call.with(|c| c.address.clone())}</span>" "<span class="muted">{kind}</span></p>
                <p class="ellipsis small muted">{source}" · "{who}" · "{move || call.with(|c| c.text.clone())}</p>
            </div>
            <span class="callrow__state small">
                <span class="chip" hidden=move || mine.get() class:chip--alarm=move || state.get() == CallState::Withdrawn>{move || i18n::call_state(state.get()).text()}</span>
                {move || holder().filter(|_| !mine.get()).map(|name| view! { <span class="small muted">{name}</span> })}
                {buttons}
            </span>
        </li>
    }
    .into_any()
}
