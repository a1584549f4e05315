//! The timeline of the incident being worked, read anew with each of its changes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Summary;
use vnr_shared::journal::JournalEntry;
use vnr_shared::time;

use super::text::Con;
use crate::api;
use crate::i18n::t;
use crate::register::{Catalogue, is_reading, sentence};

/// Most entries shown here; the card has them all.
const SHOWN: usize = 40;

/// The timeline, the latest first.
#[component]
pub fn Log(id: IncidentId, incident: Memo<Option<Summary>>) -> impl IntoView {
    let entries = RwSignal::new(Vec::<JournalEntry>::new());
    // A note moves the time of the incident and not its version, because it never conflicts with an edit.
    let changed = Memo::new(move |_| incident.with(|i| i.as_ref().map(|i| (i.version, i.updated_at))));
    Effect::new(move || {
        // Read and not only tracked: a memo that nobody has read has looked at nothing, and tells of nothing.
        changed.with(|_| {});
        spawn_local(async move {
            if let Ok(read) = api::get::<Vec<JournalEntry>>(&api::incident_part(id, "journal")).await {
                entries.try_set(read.into_iter().rev().filter(|e| !is_reading(e)).take(SHOWN).collect());
            }
        });
    });
    let rows = move || entries.get().into_iter().map(line).collect_view();
    view! {
        <details class="worked__log" open>
            <summary class="small muted">{t(Con::Timeline)}</summary>
            <ol class="log">{rows}</ol>
        </details>
    }
    .into_any()
}

fn line(entry: JournalEntry) -> AnyView {
    let catalogue = expect_context::<Catalogue>();
    let clock = time::clock(entry.at);
    let text = entry.payload.get("text").and_then(|text| text.as_str()).map(str::to_owned);
    let note = text.filter(|_| entry.kind == "incident.noted");
    let name = entry.actor_name.clone();
    view! {
        <li><time class="mono small muted" title=time::date_time(entry.at)>{clock}</time>
            <span class="small"><span class="strong">{name}</span>" "{move || sentence(&entry, catalogue)}
                {note.map(|note| view! { <span class="prewrap">": "{note}</span> })}</span></li>
    }
    .into_any()
}
