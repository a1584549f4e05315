//! `POST /api/incidents/{id}/attachments/{attachment}/strike`: strikes a file out.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{AttachmentId, IncidentId};
use vnr_shared::incident::{IncidentAnswer, StrikeRecord};
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Begun};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::register::{changed, lock};

/// Strikes a file out. It stays readable, with who, when and why.
#[utoipa::path(post, path = "/api/incidents/{id}/attachments/{attachment}/strike", tag = "attachments",
    request_body = StrikeRecord, params(("id" = IncidentId, Path), ("attachment" = AttachmentId, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn strike(
    State(app): State<App>,
    actor: Actor,
    Path((id, attachment)): Path<(IncidentId, AttachmentId)>,
    Command { key, mut body }: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Attachment, Action::Update)?;
    accept(body.check())?;
    let mut tx = match command::begin(&app, &actor, key).await? {
        Begun::Fresh(tx) => tx,
        Begun::Replayed(answer) => return Ok(answer),
    };
    let held = lock(&mut tx, id).await?;
    let now = tx.now;
    if !store::strike(tx.conn(), &actor, id, attachment, &body.reason, now).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let payload = json!({ "attachment": attachment, "reason": body.reason });
    let done = changed(&mut tx, id, Some(held.scope), "incident.attachment_struck", payload).await?;
    tx.finish(StatusCode::OK, &IncidentAnswer { incident: done.summary, warnings: Vec::new() }).await
}
