//! Reading calls.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::call::{Call, CallSummary, CloseReason};
use vnr_shared::id::CallId;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Purpose;
use crate::journal::record_read;

/// The calls that wait for an answer, oldest first: waiting, claimed, taken back by the 112 centre, and those for later.
#[utoipa::path(get, path = "/api/calls", tag = "calls", responses((status = 200, body = Vec<CallSummary>),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<CallSummary>>, ApiError> {
    actor.require(Resource::Call, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    Ok(Json(store::read::open(&mut conn, &actor, None).await?))
}

/// Reads a call with all its positions and what the vehicle sent. The reading is journaled with its purpose.
#[utoipa::path(get, path = "/api/calls/{id}", tag = "calls", params(("id" = CallId, Path),
    ("X-Purpose" = Option<String>, Header, description = "Purpose of reading, percent-encoded")), responses(
    (status = 200, body = Call), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CallId>,
    Purpose(purpose): Purpose,
) -> Result<Json<Call>, ApiError> {
    actor.require(Resource::Call, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    let call = store::read::call(&mut conn, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    drop(conn);
    record_read(&app, &actor, "call", id.0, "call.read", json!({ "purpose": purpose })).await?;
    Ok(Json(call))
}

/// The reasons for which a call may be closed without an incident, in their order.
#[utoipa::path(get, path = "/api/calls/reasons", tag = "calls", responses((status = 200, body = Vec<CloseReason>),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn reasons(State(app): State<App>, actor: Actor) -> Result<Json<Vec<CloseReason>>, ApiError> {
    actor.require(Resource::Catalogue, Action::Read)?;
    Ok(Json(store::read::close_reasons(&app.pool, app.now()).await?))
}
