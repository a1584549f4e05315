//! `POST /api/incidents/{id}/objects`: ties an item or document to an incident, or strikes the tie.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, LinkId};
use vnr_shared::incident::{IncidentAnswer, StrikeRecord};
use vnr_shared::object::NewLinkedObject;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::register::{self, Struck, changed, lock};

/// Ties an item or document, new or found in the register, to an incident.
#[utoipa::path(post, path = "/api/incidents/{id}/objects", tag = "objects", request_body = NewLinkedObject,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<NewLinkedObject>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Object, Action::Create)?;
    let warnings = accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let held = lock(tx, id).await?;
        link(tx, id, &body, "").await?;
        let payload = json!({ "link": body.id, "object": body.object_id, "detail": body.detail });
        let done = changed(tx, id, Some(held.scope), "incident.object_added", payload).await?;
        let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
        Ok((StatusCode::CREATED, IncidentAnswer { incident: done.summary, warnings }))
    })
    .await
}

/// Writes the tie, and the object if new. `path` names the entry in the command, ending with a dot, or is empty when it
/// is the command.
pub async fn link(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    body: &NewLinkedObject,
    path: &str,
) -> Result<(), ApiError> {
    let actor = tx.actor;
    if let Some(detail) = &body.detail {
        let taken = || ApiError::field(format!("{path}object_id"), FaultCode::Taken);
        store::insert_object(tx.conn(), body.object_id, detail).await.on_constraint("objects_pkey", taken)?;
    } else if !store::sees_object(tx.conn(), actor, body.object_id).await? {
        return Err(ApiError::field(format!("{path}object_id"), FaultCode::Unknown));
    }
    store::tie_object(tx.conn(), incident, body)
        .await
        .on_constraint("incident_objects_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))
}

/// Strikes an item's or document's tie to an incident.
#[utoipa::path(post, path = "/api/incidents/{id}/objects/{link}/strike", tag = "objects", request_body = StrikeRecord,
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
    register::strike(&app, &actor, id, (Struck::Object, link.0), command).await
}
