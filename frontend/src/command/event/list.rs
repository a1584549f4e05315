//! The list of major events, and the way to begin one.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::event::{BeginEvent, EventAnswer, EventSummary};
use vnr_shared::id::MajorEventId;
use vnr_shared::time;

use super::super::text::Cmd;
use super::chosen::{Chosen, ids};
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::map::last_extent;
use crate::register::Catalogue;
use crate::ui::{FaultBanner, FieldFaults, For, TextField};

/// The list, and the way to begin one.
#[component]
pub fn EventsPage() -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let (events, failure) = (RwSignal::new(Vec::<EventSummary>::new()), RwSignal::new(None::<Failure>));
    let (name, every) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (invited, faults) = (RwSignal::new("[]".to_owned()), FieldFaults::default());
    let load = move || {
        spawn_local(async move {
            match api::get::<Vec<EventSummary>>(api::MAJOR_EVENTS).await {
                Ok(found) => drop(events.try_set(found)),
                Err(wrong) => drop(failure.try_set(Some(wrong))),
            }
        });
    };
    load();
    let begin = move || {
        let middle = last_extent()
            .map_or((56.95, 24.11), |e| (f64::midpoint(e.south, e.north), f64::midpoint(e.west, e.east)));
        let body = BeginEvent {
            id: MajorEventId(edge::new_id()),
            name: name.get_untracked(),
            lat: middle.0,
            lon: middle.1,
            address: String::new(),
            description: String::new(),
            participants: invited
                .with_untracked(|text| ids(text))
                .iter()
                .filter_map(|id| id.parse().ok())
                .collect(),
            incidents: Vec::new(),
            report_every_min: every.get_untracked().trim().parse().ok(),
        };
        spawn_local(async move {
            let told =
                api::send::<_, EventAnswer>(Method::POST, api::MAJOR_EVENTS, &body, api::new_key()).await;
            match told {
                Ok(_) => {
                    name.set(String::new());
                    invited.set("[]".to_owned());
                    failure.set(None);
                    faults.set(Vec::new());
                    load();
                }
                Err(wrong) => {
                    faults.set(wrong.fields());
                    failure.set(Some(wrong));
                }
            }
        });
    };
    let line = |event: EventSummary| {
        let href = format!("/command/events/{}", event.id);
        let open = event.ended.is_none();
        let state = move || if open { Cmd::Running.text() } else { Cmd::EndedAt.text() };
        view! {
            <li class="item">
                <a class="strong" href=href>{event.name}</a>
                <span class="muted">{t(Cmd::BeganAt)}" "{time::date_time(event.began_at)}</span>
                <span class="chip" class:chip--strong=open>{state}</span>
            </li>
        }
        .into_any()
    };
    let choices = Signal::derive(move || catalogue.institution_choices());
    view! {
        <div class="event event--list">
            <nav class="cluster" aria-label=t(Cmd::Screens)>
                <h1>{t(Cmd::Events)}</h1>
                <a href="/command">{t(Cmd::Situation)}</a><a href="/command/plan">{t(Cmd::WhatIf)}</a>
            </nav>
            <FaultBanner failure/>
            <ul class="items"><For each=move || events.get() key=|e| (e.id, e.version) children=line/></ul>
            <Show when=move || events.with(Vec::is_empty)><p>{t(Cmd::NoEvents)}</p></Show>
            <form class="command__block" on:submit=move |e| { e.prevent_default(); begin(); }>
                <h2>{t(Cmd::Begin)}</h2>
                <div class="fields">
                    <TextField class="w6" label=t(Cmd::Name) path="name" value=name faults/>
                    <TextField class="w6" label=t(Cmd::ReportEvery) path="report_every_min" value=every faults mono=true/>
                    <Chosen label=Cmd::Invite path="participants" value=invited choices/>
                    <p class="small muted">{t(Cmd::BeginAtMap)}</p>
                    <div class="cluster"><button type="submit" class="button button--primary">{t(Cmd::Begin)}</button></div>
                </div>
            </form>
        </div>
    }
    .into_any()
}
