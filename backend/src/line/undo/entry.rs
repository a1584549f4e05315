//! Taking back one journal entry.
//!
//! Every entry that can be taken back tells what was before and after; the entry that takes it back tells the same the
//! other way round, so it can be taken back in turn. Kinds come in threes: done, undone, and done again.

use serde_json::{Value, json};
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::duplicate::{MergeIncident, SplitIncident};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Step;

use crate::command::Tx;
use crate::error::ApiError;
use crate::line::store::{self, Caused};
use crate::register::{self, Stand, Struck};
use crate::{calls, units};

/// What taking an entry back consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Fields of an incident get their former values.
    Fields,
    /// An incident stands where it stood.
    Stand,
    /// A note is struck.
    Note,
    /// A link is struck.
    Link,
    /// A unit has the status and the assignments that it had.
    Unit,
    /// An incident is split from the one it was merged into.
    Merge,
    /// An incident is merged into the one it was split from.
    Split,
    /// A timer is ended, or runs again.
    Timer,
    /// A hazard is struck.
    Hazard,
    /// A call stands where it stood.
    Call,
    /// An incident is told anew of its reports.
    Reported,
    /// Nothing: it only told another incident of it, and is told anew by what takes that back.
    Told,
}

/// A kind of entry that can be taken back: done, undone, done again.
struct Kind {
    done: &'static str,
    undone: &'static str,
    redone: &'static str,
    way: Way,
}

macro_rules! kinds {
    ($($done:literal => $way:ident,)*) => {
        &[$(Kind {
            done: $done,
            undone: concat!($done, ".undone"),
            redone: concat!($done, ".redone"),
            way: Way::$way,
        }),*]
    };
}

const KINDS: &[Kind] = kinds! {
    "incident.edited" => Fields,
    "incident.status" => Stand,
    "incident.units" => Stand,
    "incident.noted" => Note,
    "incident.linked" => Link,
    "unit.assigned" => Unit,
    "unit.released" => Unit,
    "unit.reordered" => Unit,
    "unit.status" => Unit,
    "incident.merged" => Merge,
    "incident.merge_received" => Told,
    "incident.split" => Split,
    "incident.split_off" => Told,
    "timer.set" => Timer,
    "timer.ended" => Timer,
    "hazard.entered" => Hazard,
    "call.claimed" => Call,
    "call.released" => Call,
    "call.attached" => Call,
    "call.closed" => Call,
    "incident.reported" => Reported,
};

fn known(kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|known| [known.done, known.undone, known.redone].contains(&kind))
}

/// The kinds that tell of something done, for the first time or again, and do not only follow from another of the command.
pub fn forward_kinds() -> impl Iterator<Item = &'static str> {
    KINDS
        .iter()
        .filter(|kind| !matches!(kind.way, Way::Told | Way::Reported))
        .flat_map(|kind| [kind.done, kind.redone])
}

/// Whether an entry can be taken back. What moved an incident to another institution cannot: it is no longer ours.
pub fn is_reversible(entry: &Caused) -> bool {
    let step = entry.payload.get("step").and_then(|step| serde_json::from_value(step.clone()).ok());
    known(&entry.kind).is_some() && !matches!(step, Some(Step::Accept | Step::Decline))
}

/// Takes an entry back. `payload` is what the new entry begins with.
pub async fn take_back(tx: &mut Tx<'_>, entry: &Caused, payload: Value) -> Result<(), ApiError> {
    let broken = || ApiError::Inconsistent(format!("journal entry {} cannot be taken back", entry.id));
    let kind = known(&entry.kind).ok_or_else(broken)?;
    let was_undone = entry.kind == kind.undone;
    let next = if was_undone { kind.redone } else { kind.undone };
    let resource = match kind.way {
        Way::Unit | Way::Timer => Resource::Unit,
        Way::Hazard => Resource::Hazard,
        Way::Call => Resource::Call,
        _ => Resource::Incident,
    };
    tx.actor.require(resource, Action::Update)?;
    let incident = entry.subject_id.into();
    match kind.way {
        Way::Fields => {
            let changes = entry.payload.get("changes").and_then(Value::as_object).ok_or_else(broken)?;
            register::edit::put_back(tx, incident, changes, next, payload).await?;
        }
        Way::Stand => {
            if let Some(stand) = entry.payload.get("stand") {
                let (before, after) = (side(stand, "before"), side(stand, "after"));
                let (before, after) = before.zip(after).ok_or_else(broken)?;
                register::status::put_back(tx, incident, (&before, &after), next, payload).await?;
            } else {
                // Its units changed and nothing else: it is only told anew.
                let held = register::lock(tx, incident).await?;
                register::changed(tx, incident, Some(held.scope), next, payload).await?;
            }
        }
        Way::Note => struck(tx, entry, (Struck::Note, "note"), (next, was_undone), payload).await?,
        Way::Link => struck(tx, entry, (Struck::Link, "link"), (next, was_undone), payload).await?,
        Way::Unit => {
            let after = store::summary_after(tx.conn(), entry).await?.ok_or_else(broken)?;
            let before = store::summary_before(tx.conn(), entry).await?.ok_or_else(broken)?;
            let read = |summary| serde_json::from_value(summary).map_err(ApiError::internal);
            units::put_back(tx, (&read(before)?, &read(after)?), next, payload).await?;
        }
        Way::Merge => {
            merge_or_split(tx, entry, was_undone, (next, "incident.merge_received"), payload).await?;
        }
        Way::Split => merge_or_split(tx, entry, !was_undone, (next, "incident.split_off"), payload).await?,
        Way::Timer => {
            let read = |summary| serde_json::from_value(summary).map_err(ApiError::internal);
            let after = store::summary_after(tx.conn(), entry).await?.ok_or_else(broken)?;
            let before = store::summary_before(tx.conn(), entry).await?.map(read).transpose()?;
            units::put_timer_back(tx, (before, read(after)?), next, payload).await?;
        }
        Way::Hazard => {
            let reason = tx.actor.lang.pick("Darbība atcelta", "The command was undone");
            let struck = (!was_undone).then_some(reason);
            calls::set_hazard_struck(tx, entry.subject_id.into(), struck, next, payload).await?;
        }
        Way::Call => {
            let read = |summary| serde_json::from_value(summary).map_err(ApiError::internal);
            let after = store::summary_after(tx.conn(), entry).await?.ok_or_else(broken)?;
            let before = store::summary_before(tx.conn(), entry).await?.ok_or_else(broken)?;
            let payload = calls::kept(&entry.payload, payload);
            calls::put_call_back(tx, (&read(before)?, &read(after)?), next, payload).await?;
        }
        Way::Reported => {
            let held = register::lock(tx, incident).await?;
            register::changed(tx, incident, Some(held.scope), next, payload).await?;
        }
        Way::Told => {}
    }
    Ok(())
}

/// Merges an incident again into the one it was merged into, or splits it from that one, if it stands as the entry left it.
async fn merge_or_split(
    tx: &mut Tx<'_>,
    entry: &Caused,
    merge: bool,
    (own, other): (&'static str, &str),
    payload: Value,
) -> Result<(), ApiError> {
    let broken = || ApiError::Inconsistent(format!("journal entry {} cannot be taken back", entry.id));
    let id: IncidentId = entry.subject_id.into();
    let into = ["into", "out_of"].iter().find_map(|name| entry.payload.get(*name)?.as_str()?.parse().ok());
    let into: IncidentId = into.ok_or_else(broken)?;
    let other = known(other).ok_or_else(broken)?;
    let other = if own.ends_with(".redone") { other.redone } else { other.undone };
    let held = register::lock(tx, id).await?;
    let left = entry.payload.pointer("/changes/status/after");
    let status = held.standing.status;
    let merged = register::store::merge::of_source(tx.conn(), id).await?.map(|merge| merge.target);
    if left != Some(&json!(status)) || merged != (!merge).then_some(into) {
        return Err(register::status::moved(&held, left.cloned().unwrap_or_default()));
    }
    let told = register::Told { own, other, payload };
    let version = held.version;
    if merge {
        let body = MergeIncident { id: tx.id().into(), version, into };
        register::merge_as(tx, id, &body, told).await?;
    } else {
        register::split_as(tx, id, SplitIncident { version }, told).await?;
    }
    Ok(())
}

fn side(stand: &Value, name: &str) -> Option<Stand> {
    serde_json::from_value(stand.get(name)?.clone()).ok()
}

/// Strikes what an entry added, or takes that back.
async fn struck(
    tx: &mut Tx<'_>,
    entry: &Caused,
    (what, name): (Struck, &str),
    (kind, again): (&'static str, bool),
    mut payload: Value,
) -> Result<(), ApiError> {
    let id = entry.payload.get(name).and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
    let id =
        id.ok_or_else(|| ApiError::Inconsistent(format!("journal entry {} names no {name}", entry.id)))?;
    payload[name] = json!(id);
    let reason = tx.actor.lang.pick("Darbība atcelta", "The command was undone");
    register::set_struck(tx, entry.subject_id.into(), (what, id), (!again).then_some(reason), kind, payload)
        .await
}
