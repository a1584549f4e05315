//! `POST /api/incidents/{id}/attachments/{attachment}/strike`: strikes a file out.

use axum::extract::{Path, State};
use vnr_shared::id::{AttachmentId, IncidentId};
use vnr_shared::incident::{IncidentAnswer, StrikeRecord};
use vnr_shared::problem::Problem;

use crate::access::Actor;
use crate::app::App;
use crate::command::Answer;
use crate::error::ApiError;
use crate::http::Command;
use crate::register::{self, Struck};

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
    command: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    register::strike(&app, &actor, id, (Struck::Attachment, attachment.0), command).await
}
