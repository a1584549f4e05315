//! Taking back what a command did to a unit: status and assignments as they stood before.

use serde_json::{Value, json};
use vnr_shared::problem::{Conflict, ConflictField};
use vnr_shared::unit::{UnitAssignment, UnitSummary};

use super::{changed, control, lock, store};
use crate::command::Tx;
use crate::error::ApiError;

/// Puts a unit back to how screens showed it before a command, if it still stands as that command left it. Crew, vehicle and
/// whatever else was changed since stay as they are.
pub async fn put_back(
    tx: &mut Tx<'_>,
    (before, after): (&UnitSummary, &UnitSummary),
    kind: &'static str,
    mut payload: Value,
) -> Result<UnitSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, after.id).await?;
    let unit = &held.unit;
    control(actor, unit)?;
    if !stands_alike(unit, after) {
        return Err(ApiError::Conflict(conflict(unit, before, after)));
    }
    let reason = actor.lang.pick("Darbība atcelta", "The command was undone");
    let was = |a: &&UnitAssignment| before.assignments.iter().any(|b| b.id == a.id);
    for added in after.assignments.iter().filter(|a| !was(a)) {
        store::assignments::release(tx.conn(), actor, added.id, reason, now).await?;
    }
    for assignment in &before.assignments {
        store::assignments::put_back(tx.conn(), assignment).await?;
    }
    store::write::put_status_back(tx.conn(), before).await?;
    payload["changes"] = json!({ "status": { "before": after.status, "after": before.status } });
    changed(tx, after.id, Some(held.audience), kind, payload).await
}

/// Whether a unit has the same status and the same assignments in the same order and with the same times.
fn stands_alike(a: &UnitSummary, b: &UnitSummary) -> bool {
    let of = |unit: &UnitSummary| -> Vec<_> {
        unit.assignments.iter().map(|a| (a.id, a.en_route_at, a.at_scene_at)).collect()
    };
    a.status == b.status && of(a) == of(b)
}

fn conflict(unit: &UnitSummary, before: &UnitSummary, after: &UnitSummary) -> Conflict {
    let incidents = |unit: &UnitSummary| -> Vec<_> { unit.assignments.iter().map(|a| a.incident).collect() };
    let fields = vec![
        ConflictField {
            field: "status".to_owned(),
            yours: json!(before.status),
            theirs: json!(unit.status),
            changed: unit.status != after.status,
        },
        ConflictField {
            field: "assignments".to_owned(),
            yours: json!(incidents(before)),
            theirs: json!(incidents(unit)),
            changed: incidents(unit) != incidents(after),
        },
    ];
    Conflict { base_version: after.version, current_version: unit.version, fields }
}
