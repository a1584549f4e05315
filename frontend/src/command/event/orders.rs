//! The journal of orders and the situation reports: given once, with a number, never changed.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::json;
use vnr_shared::event::{Order, Report};
use vnr_shared::id::InstitutionId;
use vnr_shared::time;

use super::super::text::Cmd;
use super::hand::Hand;
use super::rows::{body, item, live, mono, strong};
use super::tasks::term;
use super::values::institution;
use crate::edge;
use crate::i18n::t;
use crate::ui::{Area, Command, TextField};

/// A text that stays in the browser until it was sent.
fn kept(hand: Hand, name: &str) -> RwSignal<String> {
    let key = format!("vnr.event.{}.{name}", hand.id);
    let text = RwSignal::new(edge::load(&key).unwrap_or_default());
    Effect::new(move || {
        text.with(|text| {
            if text.is_empty() {
                edge::forget(&key);
            } else {
                edge::save(&key, text);
            }
        });
    });
    text
}

/// An order or a report as it was given.
fn given(
    number: i32,
    at: time::DateTime,
    by: String,
    of: InstitutionId,
    to: String,
    text: String,
) -> AnyView {
    let by = move || format!("{by} ({})", institution(of));
    let to = if to.is_empty() { to } else { format!("→ {to}") };
    item(
        vec![mono(format!("{number}. {}", time::date_time(at))), live("", by), strong(to), body(text)],
        Vec::new(),
    )
}

/// The journal of orders.
#[component]
pub fn Orders(hand: Hand) -> impl IntoView {
    let (to, text) = (kept(hand, "to"), kept(hand, "order"));
    let id = StoredValue::new(edge::new_id());
    let give = move || {
        let body = json!({ "id": id.get_value(), "to": to.get_untracked(), "text": text.get_untracked() });
        let then = Callback::new(move |()| {
            id.set_value(edge::new_id());
            text.set(String::new());
        });
        hand.send(Method::POST, "/orders".to_owned(), body, then);
    };
    let line = |o: Order| given(o.number, o.at, o.by, o.institution, o.to, o.text);
    view! {
        <section class="command__block" aria-labelledby="event-orders"><h2 id="event-orders">{t(Cmd::Orders)}</h2>
            {hand.list(|r| r.orders.clone(), |o| o.number, line)}
            <div class="event__form" hidden=move || !hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); give(); }>
                <TextField class="w4" label=t(Cmd::To) path="to" value=to/>
                <TextField class="w8" label=t(Cmd::Text) path="order" value=text/>
                <Command label=t(Cmd::Order) look="small" run=move |()| give()/>
            </form></div>
        </section>
    }
    .into_any()
}

/// The situation reports, and when the next one is due.
#[component]
pub fn Reports(hand: Hand) -> impl IntoView {
    let text = kept(hand, "report");
    let id = StoredValue::new(edge::new_id());
    let give = move || {
        let body = json!({ "id": id.get_value(), "text": text.get_untracked() });
        let then = Callback::new(move |()| {
            id.set_value(edge::new_id());
            text.set(String::new());
        });
        hand.send(Method::POST, "/reports".to_owned(), body, then);
    };
    let line = |r: Report| given(r.number, r.at, r.by, r.institution, String::new(), r.text);
    let due = move || {
        hand.look(|r| r.event.report_due_at)
            .map(|at| view! { <p>{t(Cmd::NextReport)}" "{term(at, true)}</p> })
    };
    view! {
        <section class="command__block" aria-labelledby="event-reports"><h2 id="event-reports">{t(Cmd::Reports)}</h2>
            {due}
            {hand.list(|r| r.reports.clone(), |r| r.number, line)}
            <div class="event__form" hidden=move || !hand.works()><form class="fields" on:submit=move |e| { e.prevent_default(); give(); }>
                <Area label=t(Cmd::Text) path="report" value=text rows=3/>
                <Command label=t(Cmd::Report) look="small" run=move |()| give()/>
            </form></div>
        </section>
    }
    .into_any()
}
