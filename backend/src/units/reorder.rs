//! `PUT /api/units/{id}/assignments`: the order in which a unit works its incidents.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::dispatch::ReorderAssignments;
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::unit::{UnitAnswer, UnitSummary};

use super::change::same_version;
use super::{changed, control, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::ApiError;
use crate::http::Command;

/// Puts a unit's assignments in another order. A unit for which another incident comes first is sent to that one anew.
#[utoipa::path(put, path = "/api/units/{id}/assignments", tag = "units", request_body = ReorderAssignments,
    params(("id" = UnitId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = UnitAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn reorder_assignments(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
    Command { key, body }: Command<ReorderAssignments>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, UnitAnswer { unit: reorder(tx, id, &body).await?, warnings: Vec::new() }))
    })
    .await
}

/// Puts a unit's assignments in another order.
pub async fn reorder(
    tx: &mut Tx<'_>,
    id: UnitId,
    body: &ReorderAssignments,
) -> Result<UnitSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, id).await?;
    control(actor, &held.unit)?;
    let present: Vec<IncidentId> = held.unit.assignments.iter().map(|a| a.incident).collect();
    same_version(&held.unit, body.version, ("assignments", &body.incidents, &present))?;
    if !body.is_order_of(&present) {
        return Err(ApiError::field("incidents", FaultCode::Unknown));
    }
    let duty = held.unit.duty().reordered(present.first() != body.incidents.first());
    store::assignments::reorder(tx.conn(), id, &body.incidents).await?;
    store::write::set_status(tx.conn(), actor, id, duty.status, now).await?;
    let payload = json!({ "changes": {
        "order": { "before": present, "after": body.incidents },
        "status": { "before": held.unit.status, "after": duty.status },
    } });
    changed(tx, id, Some(held.audience), "unit.reordered", payload).await
}
