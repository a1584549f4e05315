//! What the register holds afterwards, against what must be there.

use std::collections::{BTreeMap, HashMap};

use vnr_shared::id::{CommandId, IncidentId};
use vnr_shared::incident::Incident;
use vnr_shared::sync::{ConflictCard, Outcome};

use super::super::ground::Ground;
use super::super::{BenchError, store};
use super::script::{self, Edit, Field, Record};
use super::tablet::{Records, Tablet, since};
use crate::client::Api;

/// What was found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Edits that are neither in the register nor on a card, nor replaced by a later one of the same tablet.
    pub lost: usize,
    /// Edits with more than one entry in the journal, and lines that stand twice in a log.
    pub doubled: usize,
    /// Edits that were acknowledged as done, and whose value is no longer there though its own tablet wrote no later one.
    pub overwritten: usize,
    /// Edits of a version that was no longer the latest, of fields that nobody else had set.
    pub merged: usize,
    /// Edits on a card.
    pub conflicts: usize,
}

/// Reads everything back and compares.
pub async fn judge(
    ground: &Ground,
    reader: &Api,
    records: &Records,
    tablets: &[Tablet],
) -> Result<Verdict, BenchError> {
    let mut held: HashMap<IncidentId, Incident> = HashMap::new();
    for id in records.shared.iter().chain(&records.own) {
        held.insert(*id, reader.get(&format!("/api/incidents/{id}")).await?);
    }
    let cards: Vec<ConflictCard> = reader.get("/api/conflicts").await?;
    let keys: Vec<uuid::Uuid> =
        tablets.iter().flat_map(|tablet| &tablet.edits).map(|(key, _)| key.0).collect();
    let entries = store::entries_of(&mut ground.connect().await?, &keys).await?;
    let mut verdict = Verdict::default();
    for tablet in tablets {
        // The last edit of each field by this tablet: those before were replaced by itself.
        let last: BTreeMap<(Record, Option<Field>), usize> = tablet
            .edits
            .iter()
            .filter(|(_, e)| e.field.is_some())
            .map(|(_, e)| ((e.record, e.field), e.n))
            .collect();
        for (key, edit) in &tablet.edits {
            let id = records.id(edit.record);
            let Some(incident) = held.get(&id) else { continue };
            let outcome = tablet.outcomes.get(key);
            let on_card = cards.iter().any(|card| {
                card.incident == id
                    && card.fields.iter().any(|field| field.yours.to_string().contains(&value(edit)))
            });
            let replaced = edit.field.is_some() && last.get(&(edit.record, edit.field)) != Some(&edit.n);
            let (there, times) = stands(edit, incident);
            verdict.conflicts += usize::from(on_card && matches!(outcome, Some(Outcome::Conflict { .. })));
            verdict.merged += usize::from(matches!(outcome, Some(Outcome::Merged { .. })));
            verdict.doubled += usize::from(entries.get(&key.0).copied().unwrap_or_default() > 1 || times > 1);
            if !there && !on_card && !replaced {
                let acknowledged = outcome.is_some_and(Outcome::carries);
                verdict.overwritten += usize::from(acknowledged);
                verdict.lost += usize::from(!acknowledged);
            }
            verdict.lost += usize::from(replaced && unanswered(tablet, *key));
        }
    }
    Ok(verdict)
}

fn unanswered(tablet: &Tablet, key: CommandId) -> bool {
    !tablet.outcomes.get(&key).is_some_and(Outcome::carries)
}

/// The value of an edit as it stands in JSON.
fn value(edit: &Edit) -> String {
    match edit.field {
        Some(Field::Occurred) => since(edit).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        _ => script::text(edit),
    }
}

/// Whether the register holds the value of an edit, and how often a line stands there.
fn stands(edit: &Edit, incident: &Incident) -> (bool, usize) {
    let text = script::text(edit);
    match edit.field {
        Some(Field::Description) => (incident.description == text, 0),
        Some(Field::Occurred) => (incident.occurred.from == Some(since(edit)), 0),
        Some(Field::Place) => (incident.place.note == text, 0),
        None => {
            let times = incident.notes.iter().filter(|note| note.text == text).count();
            (times > 0, times)
        }
    }
}
