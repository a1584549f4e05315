//! Answering a call: it is filed as an incident, attached to one, or closed without one; and taking that back.

use axum::extract::{Path, State};
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::call::{AttachCall, CallAnswer, CallStep, CallSummary, ClaimCall, CloseCall};
use vnr_shared::id::{CallId, IncidentId};
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};

use super::{change, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::register;

/// Attaches a call to an incident that is already filed: another caller about the same thing. The caller stays a report of
/// the incident.
#[utoipa::path(post, path = "/api/calls/{id}/attach", tag = "calls", request_body = AttachCall,
    params(("id" = CallId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = CallAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn attach(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CallId>,
    Command { key, body }: Command<AttachCall>,
) -> Result<Answer, ApiError> {
    change::run(&app, &actor, key, async |tx| attach_to(tx, id, Some(body.version), body.incident).await)
        .await
}

/// Closes a call that needs no incident, in one step, with a reason.
#[utoipa::path(post, path = "/api/calls/{id}/close", tag = "calls", request_body = CloseCall,
    params(("id" = CallId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = CallAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn close(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CallId>,
    Command { key, mut body }: Command<CloseCall>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Call, Action::Update)?;
    accept(body.check())?;
    change::run(&app, &actor, key, async |tx| {
        close_call(tx, id, Some(body.version), (&body.reason, &body.note)).await
    })
    .await
}

/// Lets a call wait again that was closed, or attached to an incident, by mistake.
#[utoipa::path(post, path = "/api/calls/{id}/reopen", tag = "calls", request_body = ClaimCall,
    params(("id" = CallId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = CallAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn reopen(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CallId>,
    Command { key, body }: Command<ClaimCall>,
) -> Result<Answer, ApiError> {
    change::run(&app, &actor, key, async |tx| reopen_call(tx, id, body).await).await
}

/// Holds a call from which an incident is about to be filed. A call on which somebody else works is refused; one that was
/// answered already cannot be filed again.
pub async fn hold(tx: &mut Tx<'_>, id: CallId) -> Result<CallSummary, ApiError> {
    change::lock(tx, id, None, CallStep::Answer).await.map_err(|error| match error {
        ApiError::Refused(ProblemCode::NotFound) => ApiError::field("call", FaultCode::Unknown),
        other => other,
    })
}

/// Ties a held call to the incident that was filed from it, in the same transaction.
pub async fn file(
    tx: &mut Tx<'_>,
    held: &CallSummary,
    incident: IncidentId,
) -> Result<CallSummary, ApiError> {
    let now = tx.now;
    store::write::answer(tx.conn(), held.id, incident, true, now).await?;
    change::changed(tx, held, "call.filed", json!({ "incident": incident })).await
}

/// Attaches a call to an incident that the actor may see.
pub async fn attach_to(
    tx: &mut Tx<'_>,
    id: CallId,
    version: Option<i64>,
    to: IncidentId,
) -> Result<CallSummary, ApiError> {
    let held = change::lock(tx, id, version, CallStep::Answer).await?;
    // The incident is locked after the call everywhere, and is told of its new report.
    let incident = match register::lock(tx, to).await {
        Err(ApiError::Refused(_)) => return Err(ApiError::field("incident", FaultCode::Unknown)),
        other => other?,
    };
    let now = tx.now;
    store::write::answer(tx.conn(), id, to, false, now).await?;
    let call = change::changed(tx, &held, "call.attached", json!({ "incident": to })).await?;
    let payload = json!({ "call": id });
    register::changed(tx, to, Some(incident.scope), "incident.reported", payload).await?;
    Ok(call)
}

/// Closes a call without an incident.
pub async fn close_call(
    tx: &mut Tx<'_>,
    id: CallId,
    version: Option<i64>,
    (reason, note): (&str, &str),
) -> Result<CallSummary, ApiError> {
    let held = change::lock(tx, id, version, CallStep::Close).await?;
    let (actor, now) = (tx.actor, tx.now);
    let known = store::read::close_reasons(tx.conn(), now).await?;
    if !known.iter().any(|known| known.code == reason) {
        return Err(ApiError::field("reason", FaultCode::Unknown));
    }
    store::write::close(tx.conn(), actor, id, (reason, note), now).await?;
    change::changed(tx, &held, "call.closed", json!({ "reason": reason, "note": note })).await
}

/// Lets a call wait again. An incident that was filed from it stays; only the tie is taken back.
pub async fn reopen_call(tx: &mut Tx<'_>, id: CallId, body: ClaimCall) -> Result<CallSummary, ApiError> {
    let held = change::lock(tx, id, Some(body.version), CallStep::Reopen).await?;
    let now = tx.now;
    store::write::put_back(tx.conn(), id, now).await?;
    let call = change::changed(tx, &held, "call.reopened", json!({})).await?;
    if let Some(incident) = held.incident {
        let lost = register::lock(tx, incident).await?;
        let payload = json!({ "call": id, "detached": true });
        register::changed(tx, incident, Some(lost.scope), "incident.reported", payload).await?;
    }
    Ok(call)
}
