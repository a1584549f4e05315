//! `POST /api/uploads`: announces a file.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::upload::{NewUpload, Upload};

use super::{finish, store};
use crate::access::Actor;
use crate::app::App;
use crate::attachments;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;
use crate::register;
use crate::sync;

/// Announces a file for an incident that the register has already. When the sender may read a file with this content, nothing
/// needs to be sent: it is an attachment at once, and `offset` is its size.
#[utoipa::path(post, path = "/api/uploads", tag = "attachments", request_body = NewUpload,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = Upload), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<NewUpload>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Attachment, Action::Create)?;
    accept(body.check(app.settings.attachment_max, app.now()))?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::CREATED, announce(tx, &body).await?))).await
}

/// Writes the announcement, or the attachment itself where the content is here.
async fn announce(tx: &mut Tx<'_>, body: &NewUpload) -> Result<Upload, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    register::lock(tx, body.incident).await?;
    let most = sync::number(tx.conn(), "uploads_open_max", now).await?;
    if store::open_of(tx.conn(), actor).await? >= most {
        return Err(ApiError::Refused(ProblemCode::TooManyUploads));
    }
    store::insert(tx.conn(), actor, body, now)
        .await?
        .on_constraint("uploads_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    // Only content that the sender could read anyway: a hash alone must not open a file.
    let known = attachments::readable_with(tx.conn(), actor, &body.sha256).await?;
    let payload =
        json!({ "incident": body.incident, "name": body.name, "size": body.size, "sha256": body.sha256 });
    tx.journal(Entry::quiet("upload", body.id.0, "upload.begun", payload)).await?;
    let stored = store::find(tx.conn(), actor, body.id).await?.ok_or(ApiError::NOT_FOUND)?;
    match known {
        Some(media_type) => finish::attach(tx, &stored, &media_type, None).await,
        None => stored.upload(),
    }
}
