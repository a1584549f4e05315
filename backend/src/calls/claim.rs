//! Claiming a call, and putting it back.

use axum::extract::{Path, State};
use serde_json::json;
use vnr_shared::call::{CallAnswer, CallStep, CallSummary, ClaimCall};
use vnr_shared::id::CallId;
use vnr_shared::problem::{FaultCode, Problem};

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
    change::run(&app, &actor, key, async |tx| take(tx, id, Some(body.version)).await).await
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
    change::run(&app, &actor, key, async |tx| put_back(tx, id, Some(body.version)).await).await
}

/// Gives a call to the actor. Without a version it is enough that nobody else works on it.
pub async fn take(tx: &mut Tx<'_>, id: CallId, version: Option<i64>) -> Result<CallSummary, ApiError> {
    let held = change::lock(tx, id, version, CallStep::Claim).await?;
    let (actor, now) = (tx.actor, tx.now);
    store::write::claim(tx.conn(), actor.user, id, now).await?;
    // That somebody is still at work is nothing that could be taken back.
    let renewed = held.claimed_by == Some(actor.user);
    change::changed(tx, &held, if renewed { "call.renewed" } else { "call.claimed" }, json!({})).await
}

/// Gives the actor the call that has waited longest, of those that nobody else is just taking.
pub async fn take_first(tx: &mut Tx<'_>) -> Result<CallSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let first = store::write::lock_first(tx.conn(), actor, now).await?;
    take(tx, first.ok_or_else(|| ApiError::field("call", FaultCode::Unknown))?, None).await
}

/// Puts a call back.
pub async fn put_back(tx: &mut Tx<'_>, id: CallId, version: Option<i64>) -> Result<CallSummary, ApiError> {
    let held = change::lock(tx, id, version, CallStep::Release).await?;
    let now = tx.now;
    store::write::put_back(tx.conn(), id, now).await?;
    change::changed(tx, &held, "call.released", json!({})).await
}
