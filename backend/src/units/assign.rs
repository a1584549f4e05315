//! `POST /api/incidents/{id}/assignments`: sends units to an incident.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::dispatch::{AssignUnits, AssignmentAnswer, on_assigned};
use vnr_shared::id::IncidentId;
use vnr_shared::problem::{Fault, FaultCode, Problem};

use super::{changed, control, scene, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::register;

/// Sends units of the own institution to an incident that the actor may see. A unit that has other work is a warning: the
/// assignment waits behind it, or comes first where the command says so.
#[utoipa::path(post, path = "/api/incidents/{id}/assignments", tag = "units", request_body = AssignUnits,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = AssignmentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn assign_units(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<AssignUnits>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::CREATED, assign(tx, id, &body).await?))).await
}

/// Sends units to an incident.
pub async fn assign(
    tx: &mut Tx<'_>,
    id: IncidentId,
    body: &AssignUnits,
) -> Result<AssignmentAnswer, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = register::lock(tx, id).await?;
    let mut found = store::read::lock(tx.conn(), actor, &body.units).await?;
    let (mut units, mut warnings, mut step) = (Vec::new(), Vec::new(), None);
    for (i, wanted) in body.units.iter().enumerate() {
        let field = || format!("units.{i}");
        let at = found.iter().position(|held| held.unit.id == *wanted);
        let sent = found.swap_remove(at.ok_or_else(|| ApiError::field(field(), FaultCode::Unknown))?);
        let unit = &sent.unit;
        control(actor, unit)?;
        if unit.assignments.iter().any(|a| a.incident == id) {
            return Err(ApiError::field(field(), FaultCode::Taken));
        }
        let sendable = unit.active && unit.part_of.is_none();
        let duty = unit.duty().assigned(body.first).filter(|_| sendable);
        let duty = duty.ok_or_else(|| ApiError::field(field(), FaultCode::UnitUnavailable))?;
        step = step.or(on_assigned(held.standing.status, held.owner == unit.institution)?);
        if unit.duty().is_engaged() {
            warnings.push(Fault::new(field(), FaultCode::UnitBusy).to_error(actor.lang));
        }
        let assignment = tx.id().into();
        store::assignments::insert(tx.conn(), actor, assignment, (id, *wanted), body.first, now).await?;
        store::write::set_status(tx.conn(), actor, *wanted, duty.status, now).await?;
        let payload = json!({
            "incident": id, "assignment": assignment, "first": body.first,
            "changes": { "status": { "before": unit.status, "after": duty.status } },
        });
        units.push(changed(tx, *wanted, Some(sent.audience), "unit.assigned", payload).await?);
    }
    let incident = scene::settle(tx, id, held, step, now, json!({ "assigned": body.units })).await?;
    Ok(AssignmentAnswer { incident, units, warnings })
}
