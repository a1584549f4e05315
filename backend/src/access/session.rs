//! `GET` and `DELETE /api/session`: the session of the one who asks.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use vnr_shared::problem::Problem;
use vnr_shared::session::Session;

use super::client::cookie;
use super::{Actor, opening, store};
use crate::app::App;
use crate::command;
use crate::error::ApiError;
use crate::http::Command;
use crate::journal::Entry;

/// The session of the one who asks, with roles and grants as they are now.
#[utoipa::path(get, path = "/api/session", tag = "session", responses(
    (status = 200, body = Session), (status = 401, body = Problem)))]
pub async fn get(State(app): State<App>, actor: Actor) -> Result<Json<Session>, ApiError> {
    let mut conn = app.pool.acquire().await?;
    Ok(Json(opening::describe(&app, &mut conn, &actor).await?))
}

/// Logs out. The session ends at once on every node, and so do its live sockets.
#[utoipa::path(delete, path = "/api/session", tag = "session", params(
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn log_out(
    State(app): State<App>,
    actor: Actor,
    Command { key, body: () }: Command<()>,
) -> Result<Response, ApiError> {
    let answer = command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        store::sessions::revoke(tx.conn(), actor.user, actor.session, now).await?;
        let payload = json!({ "why": "log_out" });
        tx.journal(Entry::quiet("session", actor.session.0, "session.ended", payload)).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await?;
    let gone = cookie("", 0).ok_or_else(|| ApiError::internal("unwritable cookie"))?;
    Ok(([(SET_COOKIE, gone)], answer).into_response())
}
