//! What units do to the incident they are sent to.

use serde_json::{Value, json};
use vnr_shared::dispatch::{on_arrived, on_released};
use vnr_shared::id::{IncidentId, InstitutionId, UnitId};
use vnr_shared::incident::{Status, Step, Summary};
use vnr_shared::problem::{Fault, FaultCode};
use vnr_shared::time::DateTime;

use super::store;
use crate::command::Tx;
use crate::error::ApiError;
use crate::register::{self, changed};

/// Locks every incident to which a unit is sent, before the unit itself is locked.
pub async fn of_unit(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<(IncidentId, register::Held)>, ApiError> {
    let mut scenes = Vec::new();
    for id in store::assignments::incidents_of(tx.conn(), unit).await? {
        if let Some(held) = register::lock_for_unit(tx.conn(), unit, id).await? {
            scenes.push((id, held));
        }
    }
    Ok(scenes)
}

/// Takes a step, if there is one to take, and journals the incident with the units that are sent to it now.
pub async fn settle(
    tx: &mut Tx<'_>,
    id: IncidentId,
    held: register::Held,
    step: Option<Step>,
    at: DateTime,
    mut payload: Value,
) -> Result<Summary, ApiError> {
    let now = tx.now;
    if let Some(step) = step {
        let standing = held.standing.step(step)?;
        register::set_status(tx.conn(), id, standing, step, at, now).await?;
        payload["step"] = json!(step);
        payload["version"] = json!(held.version + 1);
        payload["changes"] =
            json!({ "status": { "before": held.standing.status, "after": standing.status } });
        let after = held.stand_after(standing, step, at, None);
        payload["stand"] = json!({ "before": held.stand(), "after": after });
    }
    Ok(changed(tx, id, Some(held.scope), "incident.units", payload).await?.summary)
}

/// A unit has come to the scene. Nothing is journaled of the incident when that does not move it.
pub async fn arrived(
    tx: &mut Tx<'_>,
    (id, held): (IncidentId, register::Held),
    unit: UnitId,
    institution: InstitutionId,
    at: DateTime,
) -> Result<(), ApiError> {
    if let Some(step) = on_arrived(held.standing.status, held.owner == institution) {
        settle(tx, id, held, Some(step), at, json!({ "arrived": [unit] })).await?;
    }
    Ok(())
}

/// Units of one institution were taken back from an incident. `worked` says whether one of them had been at the scene.
/// Returns the incident, and a warning when the work goes on with nobody there.
pub async fn released(
    tx: &mut Tx<'_>,
    (id, held): (IncidentId, register::Held),
    units: &[UnitId],
    institution: InstitutionId,
    worked: bool,
    at: DateTime,
) -> Result<(Summary, Option<Fault>), ApiError> {
    let left = store::assignments::units_at(tx.conn(), id, held.owner).await?.len();
    let own = held.owner == institution;
    let step = on_released(held.standing.status, own, left, worked);
    let deserted = own && left == 0 && step.is_none() && held.standing.status == Status::InProgress;
    let warning = deserted.then(|| Fault::new("incident", FaultCode::NoUnitLeft));
    Ok((settle(tx, id, held, step, at, json!({ "released": units })).await?, warning))
}
