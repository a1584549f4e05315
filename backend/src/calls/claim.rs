//! Claiming a call, and putting it back.

use axum::extract::{Path, State};
use serde_json::json;
use vnr_shared::call::{CallAnswer, CallStep, CallSummary, ClaimCall};
use vnr_shared::id::CallId;
use vnr_shared::problem::Problem;

use super::{change, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{Answer, Tx};
use crate::error::ApiError;
use crate::http::Command;

/// Takes a call; for whoever has it already, says that it is still being worked on. A claim that is not renewed goes stale
/// and the call waits again.
#[utoipa::path(post, path = "/api/calls/{id}/claim", tag = "calls", request_body = ClaimCall,
    params(("id" = CallId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = CallAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn claim(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CallId>,
    Command { key, body }: Command<ClaimCall>,
) -> Result<Answer, ApiError> {
    change::run(&app, &actor, key, async |tx| take(tx, id, body).await).await
}

/// Puts a call back, so that it waits for whoever is free.
#[utoipa::path(post, path = "/api/calls/{id}/release", tag = "calls", request_body = ClaimCall,
    params(("id" = CallId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = CallAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn release(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CallId>,
    Command { key, body }: Command<ClaimCall>,
) -> Result<Answer, ApiError> {
    change::run(&app, &actor, key, async |tx| put_back(tx, id, body).await).await
}

/// Gives a call to the actor.
pub async fn take(tx: &mut Tx<'_>, id: CallId, body: ClaimCall) -> Result<CallSummary, ApiError> {
    let held = change::lock(tx, id, Some(body.version), CallStep::Claim).await?;
    let (actor, now) = (tx.actor, tx.now);
    store::write::claim(tx.conn(), actor, id, now).await?;
    change::changed(tx, &held, "call.claimed", json!({})).await
}

/// Puts a call back.
pub async fn put_back(tx: &mut Tx<'_>, id: CallId, body: ClaimCall) -> Result<CallSummary, ApiError> {
    let held = change::lock(tx, id, Some(body.version), CallStep::Release).await?;
    let now = tx.now;
    store::write::put_back(tx.conn(), id, now).await?;
    change::changed(tx, &held, "call.released", json!({})).await
}
