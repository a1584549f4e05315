//! Conflict cards: both sides of a field that two people set, decided by a person.

use std::collections::HashMap;

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::incident::{Incident, IncidentAnswer};
use vnr_shared::problem::ConflictField;
use vnr_shared::sync::{ConflictCard, DecideConflict, Outcome};
use vnr_shared::time;

use super::hold::Hold;
use super::text::Tab;
use crate::api::{self, Failure};
use crate::i18n::{Message, t};
use crate::register::{Catalogue, field_name, value_text};
use crate::ui::{FaultBanner, For, shown};

/// The screen. Deciding is done with a network: it is done on what the register holds now.
#[component]
pub fn CardsPage() -> impl IntoView {
    let cards = RwSignal::new(None::<Result<Vec<ConflictCard>, Failure>>);
    let load = move || {
        spawn_local(async move {
            cards.try_set(Some(api::get::<Vec<ConflictCard>>("/api/conflicts").await));
        });
    };
    load();
    let reload = Callback::new(move |()| load());
    let failure = Signal::derive(move || cards.get().and_then(Result::err));
    let list = move || cards.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <section class="tablet__list">
            <h1>{t(Tab::Conflicts)}</h1>
            <FaultBanner failure/>
            <Show when=move || cards.with(|c| matches!(c, Some(Ok(all)) if all.is_empty()))><p>{t(Tab::CardNone)}</p></Show>
            <For each=list key=|card| card.id children=move |card| view! { <Card card reload/> }/>
        </section>
    }
    .into_any()
}

#[component]
fn Card(card: ConflictCard, reload: Callback<()>) -> impl IntoView {
    let hold = expect_context::<Hold>();
    let (id, incident) = (card.id, card.incident);
    let choices: HashMap<String, RwSignal<Option<bool>>> =
        card.fields.iter().map(|f| (f.field.clone(), RwSignal::new(None))).collect();
    let picked = StoredValue::new(choices.clone());
    let undecided =
        Memo::new(move |_| picked.with_value(|all| all.values().any(|ours| ours.get().is_none())));
    let failure = RwSignal::new(None::<Failure>);
    let working = RwSignal::new(false);
    let decide = move || {
        working.set(true);
        let take: Vec<String> = picked.with_value(|all| {
            all.iter()
                .filter(|(_, ours)| ours.get_untracked() == Some(true))
                .map(|(field, _)| field.clone())
                .collect()
        });
        spawn_local(async move {
            let decided = async {
                let now: Incident = api::get(&api::incident(incident)).await?;
                let body = DecideConflict { version: now.summary.version, take };
                let path = format!("/api/conflicts/{id}/decide");
                api::send::<_, IncidentAnswer>(Method::POST, &path, &body, api::new_key()).await
            };
            match decided.await {
                Ok(_) => {
                    // What this device was told of the conflict is settled with it.
                    let key = hold.outbox.with_untracked(|outbox| {
                        let of = |o: &Option<Outcome>| matches!(o, Some(Outcome::Conflict { card, .. }) if *card == id);
                        outbox.entries().iter().find(|entry| of(&entry.outcome)).map(|entry| entry.item.key)
                    });
                    if let Some(key) = key {
                        let _ = hold.settle(key).await;
                    }
                    reload.try_run(());
                }
                Err(why) => {
                    failure.try_set(Some(why));
                    working.try_set(false);
                }
            }
        });
    };
    let by = card.by_name.clone();
    let rows = card
        .fields
        .into_iter()
        .filter_map(|field| Some(side(choices.get(&field.field).copied()?, field, &id.to_string())))
        .collect_view();
    view! {
        <form class="tablet__card stack" on:submit=move |e| { e.prevent_default(); decide(); }>
            <h2><span class="mono">{card.number}</span></h2>
            <p class="small muted">{move || Tab::CardBy.with(&by)}" · "{time::date_time(card.made_at)}</p>
            <p>{t(Tab::CardWhat)}</p>
            <FaultBanner failure/>
            {rows}
            <button type="submit" class="button button--primary tablet__big" disabled=move || working.get() || undecided.get()>{t(Tab::Decide)}</button>
        </form>
    }
    .into_any()
}

fn side(ours: RwSignal<Option<bool>>, field: ConflictField, card: &str) -> AnyView {
    let catalogue = expect_context::<Catalogue>();
    let ConflictField { field, yours, theirs, .. } = field;
    let group = format!("{card}-{field}");
    let of = field.clone();
    let one = move |mine: bool, value: serde_json::Value, label: Tab| {
        let (of, group) = (of.clone(), group.clone());
        view! {
            <label class="tablet__choice">
                <input type="radio" name=group prop:checked=move || ours.get() == Some(mine) on:change=move |_| ours.set(Some(mine))/>
                <span class="small muted">{t(label)}</span>
                {move || shown(value_text(catalogue, &of, &value))}
            </label>
        }
    };
    view! {
        <fieldset class="tablet__sides">
            <legend class="strong">{move || field_name(&field)}</legend>
            {one(true, yours, Tab::CardYours)}
            {one(false, theirs, Tab::CardTheirs)}
        </fieldset>
    }
    .into_any()
}
