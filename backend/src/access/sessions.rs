//! The user's own devices: `GET /api/session/list`, `DELETE /api/sessions/{id}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::id::SessionId;
use vnr_shared::problem::Problem;
use vnr_shared::session::SessionInfo;

use super::{Actor, store};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::ApiError;
use crate::http::Command;
use crate::journal::Entry;

/// The user's open sessions, last used first.
#[utoipa::path(get, path = "/api/session/list", tag = "session", responses(
    (status = 200, body = Vec<SessionInfo>), (status = 401, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<SessionInfo>>, ApiError> {
    Ok(Json(store::sessions::list(&app.pool, &actor, app.now()).await?))
}

/// Ends one of the user's own sessions: a tablet left behind.
#[utoipa::path(delete, path = "/api/sessions/{id}", tag = "session", params(("id" = SessionId, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn revoke(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SessionId>,
    Command { key, body: () }: Command<()>,
) -> Result<Answer, ApiError> {
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        if !store::sessions::revoke(tx.conn(), actor.user, id, now).await? {
            return Err(ApiError::NOT_FOUND);
        }
        tx.journal(Entry::quiet("session", id.0, "session.ended", json!({ "why": "revoked" }))).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await
}
