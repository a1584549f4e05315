//! What helps while a call is taken: types that the words propose, what to ask and to say, incidents that may be the same
//! event, and what is known of the place and the caller from before.

use std::fmt::Write as _;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::call::{Guide, PromptKind};
use vnr_shared::duplicate::{Candidate, History};
use vnr_shared::id::{CallId, IncidentId};
use vnr_shared::line::Action;
use vnr_shared::time;

use super::desk::Desk;
use super::same::candidate_row;
use super::text::Con;
use crate::api;
use crate::i18n::{Message, lang, t};
use crate::register::{Catalogue, KindForm, PlaceForm};
use crate::ui::Command;

/// Milliseconds of quiet before it is asked.
const QUIET_MS: u32 = 250;

/// What of the form is looked at.
#[derive(Clone, Copy)]
pub struct Aid {
    pub call: CallId,
    pub place: PlaceForm,
    pub kind: KindForm,
    pub description: RwSignal<String>,
    /// Makes the call a report of an incident.
    pub attach: Callback<IncidentId>,
}

impl Aid {
    /// The question, once a place is known; reactive.
    fn query(self, with_words: bool) -> Option<String> {
        let spot = self.place.spot.get()?;
        let mut query = format!("lat={:.6}&lon={:.6}&call={}", spot.lat, spot.lon, self.call);
        let mut add = |name: &str, value: &str| {
            if !value.trim().is_empty() {
                let value: String = js_sys::encode_uri_component(value.trim()).into();
                let _ = write!(query, "&{name}={value}");
            }
        };
        add("radius_m", &self.place.radius.get().replace(',', "."));
        add("type_code", &self.kind.code.get());
        if with_words {
            // An address has a limit of length; the first words say what it is about.
            add("text", &self.description.get().chars().take(400).collect::<String>());
            add("address", &self.place.address.get());
        }
        Some(query)
    }
}

/// Reads what answers a question that changes while somebody types; an answer to an earlier one is not shown.
fn asked<T>(path: &'static str, query: Memo<Option<String>>) -> RwSignal<Option<T>>
where
    T: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let found = RwSignal::new(None);
    let waiting = StoredValue::new_local(None::<Timeout>);
    Effect::new(move || {
        let Some(question) = query.get() else {
            waiting.set_value(None);
            found.set(None);
            return;
        };
        waiting.set_value(Some(Timeout::new(QUIET_MS, move || {
            spawn_local(async move {
                let answer = api::get::<T>(&format!("{path}?{question}")).await;
                let same = query.try_with_untracked(|now| now.as_ref() == Some(&question));
                if let (Ok(answer), Some(true)) = (answer, same) {
                    found.try_set(Some(answer));
                }
            });
        })));
    });
    found
}

/// The panel.
#[component]
pub fn AidPanel(aid: Aid) -> impl IntoView {
    let guide = RwSignal::new(Guide::default());
    spawn_local(async move {
        if let Ok(read) = api::get(api::GUIDE).await {
            guide.try_set(read);
        }
    });
    view! {
        <TypeProposals aid guide/>
        <Prompts aid guide/>
        <Duplicates aid/>
        <Before aid/>
    }
    .into_any()
}

/// Types that the words propose, while none is chosen.
#[component]
fn TypeProposals(aid: Aid, guide: RwSignal<Guide>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let proposed = Memo::new(move |_| {
        if !aid.kind.code.with(String::is_empty) {
            return Vec::new();
        }
        let text = aid.description.get();
        guide.with(|guide| guide.propose(&text)).into_iter().map(|p| p.type_code).collect::<Vec<_>>()
    });
    let take = move |code: String| {
        aid.kind.text.set(untrack(|| catalogue.type_name(&code)));
        aid.kind.code.set(code);
    };
    let buttons = move || {
        proposed
            .get()
            .into_iter()
            .map(|code| {
                let name = catalogue.type_name(&code);
                view! { <button type="button" class="button button--small" on:click=move |_| take(code.clone())>{name}</button> }
            })
            .collect_view()
    };
    view! {
        <div class="cluster" role="group" aria-label=t(Con::ProposedTypes) hidden=move || proposed.with(Vec::is_empty)>
            <span class="small muted">{t(Con::ProposedTypes)}</span>{buttons}
        </div>
    }
    .into_any()
}

/// What to ask and to say for the type chosen.
#[component]
fn Prompts(aid: Aid, guide: RwSignal<Guide>) -> impl IntoView {
    let rows = move |kind: PromptKind| {
        let (lang, code) = (lang(), aid.kind.code.get());
        guide.with(|guide| {
            guide
                .prompts(&code)
                .filter(|p| p.kind == kind)
                .map(|p| p.text(lang).to_owned())
                .collect::<Vec<_>>()
        })
    };
    let list = move |kind: PromptKind, label: Con| {
        let rows = rows(kind);
        (!rows.is_empty()).then(|| {
            let items = rows.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            view! { <div><p class="small muted">{t(label)}</p><ul class="prompts small">{items}</ul></div> }
        })
    };
    view! { <div class="aid__prompts">{move || list(PromptKind::Question, Con::ToAsk)}{move || list(PromptKind::Instruction, Con::ToSay)}</div> }
        .into_any()
}

/// Incidents that may be the same event.
#[component]
fn Duplicates(aid: Aid) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let desk = expect_context::<Desk>();
    let query = Memo::new(move |_| aid.query(true));
    let found = asked::<Vec<Candidate>>("/api/duplicates", query);
    let row = move |c: Candidate| {
        let id = c.incident.id;
        let line = desk.says(move || Action::Attach { call: aid.call, incident: id });
        let same =
            view! { <Command label=t(Con::SameEvent) look="small" run=move |()| aid.attach.run(id) line/> };
        candidate_row(desk, catalogue, &c, same.into_any())
    };
    let rows = move || found.get().unwrap_or_default().into_iter().map(row).collect_view();
    let none = move || found.with(|f| f.as_ref().is_none_or(Vec::is_empty));
    view! {
        <section class="aid" aria-label=t(Con::Duplicates) hidden=none>
            <p class="small muted" role="status">{move || found.with(|f| f.as_ref().map(|f| Con::DuplicatesFound.count(f.len())))}</p>
            <ul class="proposalrows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The place and the caller from before, with the dangers of the place first.
#[component]
fn Before(aid: Aid) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let query = Memo::new(move |_| aid.query(false));
    let found = asked::<History>("/api/history", query);
    let hazards = move || {
        let rows = found.with(|f| f.as_ref().map(|f| f.hazards.clone()).unwrap_or_default());
        rows.into_iter()
            .map(|hazard| view! { <p class="banner banner--warning small"><span class="strong">{t(Con::Hazard)}</span><span>{hazard.text}</span>
                <span class="muted">{format!("{:.0} m", hazard.distance_m)}</span></p> })
            .collect_view()
    };
    let calls = move || {
        let calls = found.with(|f| f.as_ref().map(|f| f.calls.clone()).unwrap_or_default());
        (!calls.is_empty()).then(|| {
            let rows = calls.iter().map(|c| view! { <li>{time::date_time(c.received_at)}" · "{c.address.clone()}" · "{c.text.clone()}</li> }).collect_view();
            view! { <details><summary class="small">{Con::CallsBefore.count(calls.len())}</summary><ul class="prompts small">{rows}</ul></details> }
        })
    };
    let incidents = move || {
        let incidents = found.with(|f| f.as_ref().map(|f| f.incidents.clone()).unwrap_or_default());
        (!incidents.is_empty()).then(|| {
            let rows = incidents
                .iter()
                .map(|i| view! { <li><span class="mono">{i.number.clone()}</span>" · "{time::date_time(i.received_at)}" · "{catalogue.type_name(&i.type_code)}" · "{i.headline.clone()}</li> })
                .collect_view();
            view! { <details><summary class="small">{Con::IncidentsBefore.count(incidents.len())}</summary><ul class="prompts small">{rows}</ul></details> }
        })
    };
    view! { <div class="aid" role="group" aria-label=t(Con::Before)>{hazards}{calls}{incidents}</div> }
        .into_any()
}
