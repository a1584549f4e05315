//! The incidents of an event: taken in, given to a section, taken out with a reason.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::json;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Summary;
use vnr_shared::sort;

use super::super::text::Cmd;
use super::hand::Hand;
use crate::i18n::{Message, t};
use crate::live::Live;
use crate::ui::{CategoryMark, Choice, ClockView, Combo, StatusView};

/// Incidents that are proposed at a time.
const PROPOSED: usize = 8;

/// The incidents, as they stand now.
#[component]
pub fn Incidents(hand: Hand) -> impl IntoView {
    let live = expect_context::<Live>();
    let row = move |(incident, section): (Summary, String)| {
        let id = incident.id;
        let row = live.store.incidents.row(id.0);
        let now = Signal::derive(move || row.as_ref().map_or_else(|| incident.clone(), |row| row.get()));
        let release = Callback::new(move |reason: String| {
            let body = json!({ "incident": id, "reason": reason });
            let then = Callback::new(move |()| hand.answered());
            hand.send(Method::POST, "/incidents/release".to_owned(), body, then);
        });
        let options = move || {
            let chosen = section.clone();
            let option = move |(id, name): (String, String)| {
                let selected = id == chosen;
                view! { <option value=id selected=selected>{name}</option> }
            };
            hand.section_choices().into_iter().map(option).collect_view()
        };
        let label = move || now.with(|i| Cmd::SectionOf.with(&i.number));
        view! {
            <li class="item">
                <CategoryMark category=Signal::derive(move || now.with(|i| i.category))/>
                <a rel="external" href=format!("/incidents/{id}")>{move || now.with(|i| i.number.clone())}</a>
                <span class="strong">{move || now.with(|i| i.address.clone())}</span>
                <span>{move || now.with(|i| i.headline.clone())}</span>
                <StatusView status=Signal::derive(move || now.with(|i| i.status))/>
                <ClockView clock=Signal::derive(move || now.with(|i| i.clock)) category=Signal::derive(move || now.with(|i| i.category))/>
                <span class="item__end">
                    <select class="input input--small" aria-label=label disabled=move || !hand.works()
                        on:change=move |e| attach(hand, id, &event_target_value(&e), Callback::new(|()| {}))>{options}</select>
                    {hand.reasoned(Cmd::TakeOut, id.to_string(), release)}
                </span>
            </li>
        }
        .into_any()
    };
    let incidents = |r: &vnr_shared::event::EventRecord| {
        let section =
            |id: IncidentId| r.event.incidents.iter().find(|own| own.id == id).and_then(|own| own.section);
        let with = |i: &Summary| (i.clone(), section(i.id).map(|s| s.to_string()).unwrap_or_default());
        r.incidents.iter().map(with).collect::<Vec<_>>()
    };
    let hidden = move || hand.look(|r| r.event.incidents.len().saturating_sub(r.incidents.len()));
    view! {
        <section class="command__block" aria-labelledby="event-incidents"><h2 id="event-incidents">{t(Cmd::Incidents)}</h2>
            {hand.list(incidents, |(i, section)| (i.id, section.clone()), row)}
            {move || Some(hidden()).filter(|n| *n > 0).map(|n| view! { <p class="small muted">{Cmd::NotSeen.with(&n.to_string())}</p> })}
            <div class="event__form" hidden=move || !hand.works()><TakeIn hand/></div>
        </section>
    }
    .into_any()
}

fn attach(hand: Hand, incident: IncidentId, section: &str, then: Callback<()>) {
    let section = Some(section).filter(|section| !section.is_empty());
    hand.send(
        Method::POST,
        "/incidents".to_owned(),
        json!({ "incident": incident, "section": section }),
        then,
    );
}

/// The field that finds an open incident by its number, its address or its words, and takes it in.
#[component]
fn TakeIn(hand: Hand) -> impl IntoView {
    let live = expect_context::<Live>();
    let text = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let wanted = text.with(|text| text.to_lowercase());
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let inside = hand.look(|r| r.event.incidents.iter().map(|own| own.id).collect::<Vec<_>>());
        let found = |i: &Summary| {
            let all = || format!("{} {} {}", i.number, i.address, i.headline).to_lowercase();
            let open = i.status.is_open() && !inside.contains(&i.id);
            (open && {
                let all = all();
                words.iter().all(|word| all.contains(word))
            })
            .then(|| {
                (
                    i.category,
                    i.received_at,
                    i.id.to_string(),
                    format!("{} {}", i.number, i.address),
                    i.headline.clone(),
                )
            })
        };
        if words.is_empty() {
            return Vec::new();
        }
        let mut found = live.store.incidents.collect(found);
        sort::naturally(&mut found);
        found.truncate(PROPOSED);
        found.into_iter().map(|(.., key, main, side)| Choice { key, main, side }).collect::<Vec<_>>()
    });
    let pick = Callback::new(move |key: String| {
        if let Ok(id) = key.parse() {
            attach(hand, id, "", Callback::new(move |()| text.set(String::new())));
        }
    });
    view! {
        <Combo label=t(Cmd::TakeIn) path="attach" text choices on_query=Callback::new(|_| {}) on_pick=pick hint=t(Cmd::TakeInHint)/>
    }
    .into_any()
}
