//! `POST /api/incidents/{id}/assignments/release`: takes units back from an incident.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::dispatch::{AssignmentAnswer, ReleaseUnits};
use vnr_shared::id::{IncidentId, InstitutionId, UnitId};
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::unit::UnitSummary;

use super::store::read::HeldUnit;
use super::{changed, control, scene, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::register;

/// Takes units back from an incident; all of the own institution, when none is named. The last one of the institution
/// responsible gives the incident back, or finishes it when it had been at the scene.
#[utoipa::path(post, path = "/api/incidents/{id}/assignments/release", tag = "units", request_body = ReleaseUnits,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = AssignmentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn release_units(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<ReleaseUnits>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, release(tx, id, &body).await?))).await
}

/// Takes units back from an incident.
pub async fn release(
    tx: &mut Tx<'_>,
    id: IncidentId,
    body: &ReleaseUnits,
) -> Result<AssignmentAnswer, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = register::lock(tx, id).await?;
    let wanted = if body.units.is_empty() {
        store::assignments::units_at(tx.conn(), id, actor.institution).await?
    } else {
        body.units.clone()
    };
    if wanted.is_empty() {
        return Err(ApiError::field("units", FaultCode::Required));
    }
    let mut found = store::read::lock(tx.conn(), actor, &wanted).await?;
    let (mut units, mut worked) = (Vec::new(), false);
    for (i, unit) in wanted.iter().enumerate() {
        let unknown = || ApiError::field(format!("units.{i}"), FaultCode::Unknown);
        let at = found.iter().position(|held| held.unit.id == *unit);
        let back = found.swap_remove(at.ok_or_else(unknown)?);
        control(actor, &back.unit)?;
        let (unit, was_there) = take_back(tx, id, back, &body.reason).await?.ok_or_else(unknown)?;
        worked |= was_there;
        units.push(unit);
    }
    let (incident, warning) =
        scene::released(tx, (id, held), &wanted, actor.institution, worked, now).await?;
    Ok(AssignmentAnswer {
        incident,
        units,
        warnings: warning.map(|w| w.to_error(actor.lang)).into_iter().collect(),
    })
}

/// Takes back every unit of the institution responsible, because of a step that says that nobody is needed any more. The
/// caller holds the incident's lock and journals the incident.
pub async fn release_at_step(
    tx: &mut Tx<'_>,
    id: IncidentId,
    owner: InstitutionId,
    reason: &str,
) -> Result<(), ApiError> {
    let actor = tx.actor;
    let units = store::assignments::units_at(tx.conn(), id, owner).await?;
    if units.is_empty() {
        return Ok(());
    }
    for held in store::read::lock(tx.conn(), actor, &units).await? {
        take_back(tx, id, held, reason).await?;
    }
    Ok(())
}

/// Ends a unit's assignment to an incident. Returns the unit and whether it had come to the scene; none when it is not sent
/// there.
async fn take_back(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    held: HeldUnit,
    reason: &str,
) -> Result<Option<(UnitSummary, bool)>, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let HeldUnit { unit, audience } = held;
    let Some(at) = unit.assignments.iter().position(|a| a.incident == incident) else { return Ok(None) };
    let Some(assignment) = unit.assignments.get(at) else { return Ok(None) };
    let duty = unit.duty().released(at == 0);
    let id: UnitId = unit.id;
    store::assignments::release(tx.conn(), actor, assignment.id, reason, now).await?;
    store::write::set_status(tx.conn(), actor, id, duty.status, now).await?;
    let payload = json!({
        "incident": incident, "assignment": assignment.id, "place": at, "reason": reason,
        "changes": { "status": { "before": unit.status, "after": duty.status } },
    });
    let worked = assignment.at_scene_at.is_some();
    Ok(Some((changed(tx, id, Some(audience), "unit.released", payload).await?, worked)))
}
