//! `POST /api/incidents/{id}/vehicles`: ties a vehicle to an incident, or strikes the tie.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, LinkId, VehicleId};
use vnr_shared::incident::{IncidentAnswer, StrikeRecord};
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::vehicle::NewLinkedVehicle;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::register::{self, Struck, changed, lock};

/// Ties a vehicle, new or found in the register, to an incident. A plate that the register knows is tied to the vehicle
/// that has it.
#[utoipa::path(post, path = "/api/incidents/{id}/vehicles", tag = "vehicles", request_body = NewLinkedVehicle,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<NewLinkedVehicle>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Object, Action::Create)?;
    let warnings = accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let held = lock(tx, id).await?;
        let vehicle = link(tx, id, &body, "").await?;
        let payload =
            json!({ "link": body.id, "vehicle": vehicle, "role": body.role, "detail": body.detail });
        let done = changed(tx, id, Some(held.scope), "incident.vehicle_added", payload).await?;
        let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
        Ok((StatusCode::CREATED, IncidentAnswer { incident: done.summary, warnings }))
    })
    .await
}

/// Writes the tie, and the vehicle unless its plate is known; returns which vehicle it is. `path` names the entry in the
/// command, ending with a dot, or is empty when it is the command.
pub async fn link(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    body: &NewLinkedVehicle,
    path: &str,
) -> Result<VehicleId, ApiError> {
    let actor = tx.actor;
    let vehicle = if let Some(detail) = &body.detail {
        let taken = || ApiError::field(format!("{path}vehicle_id"), FaultCode::Taken);
        store::put_vehicle(tx.conn(), body.vehicle_id, detail).await.on_constraint("vehicles_pkey", taken)?
    } else if store::sees_vehicle(tx.conn(), actor, body.vehicle_id).await? {
        body.vehicle_id
    } else {
        return Err(ApiError::field(format!("{path}vehicle_id"), FaultCode::Unknown));
    };
    store::tie_vehicle(tx.conn(), incident, vehicle, body)
        .await
        .on_constraint("incident_vehicles_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    Ok(vehicle)
}

/// Strikes a vehicle's tie to an incident.
#[utoipa::path(post, path = "/api/incidents/{id}/vehicles/{link}/strike", tag = "vehicles", request_body = StrikeRecord,
    params(("id" = IncidentId, Path), ("link" = LinkId, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn strike(
    State(app): State<App>,
    actor: Actor,
    Path((id, link)): Path<(IncidentId, LinkId)>,
    command: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    register::strike(&app, &actor, id, (Struck::Vehicle, link.0), command).await
}
