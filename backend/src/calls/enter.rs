//! `POST /api/calls`: enters a call by hand, now or for later.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::call::{CallAnswer, CallSummary, NewCall};
use vnr_shared::problem::{Problem, ProblemCode};

use super::{change, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;

/// Enters a call (izsaukums) that came by telephone or otherwise. With `scheduled_for` it is kept for later.
#[utoipa::path(post, path = "/api/calls", tag = "calls", request_body = NewCall,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = CallAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enter(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<NewCall>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Call, Action::Create)?;
    let warnings = accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| {
        let call = enter_call(tx, &body).await?;
        let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
        Ok((StatusCode::CREATED, CallAnswer { call, warnings }))
    })
    .await
}

/// Enters a call.
pub async fn enter_call(tx: &mut Tx<'_>, new: &NewCall) -> Result<CallSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    store::write::insert(tx.conn(), actor, new, now)
        .await
        .on_constraint("calls_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    let payload = json!({ "channel": new.channel, "scheduled_for": new.scheduled_for });
    let (entry, call) = change::entry(tx.conn(), None, new.id, "call.entered", payload).await?;
    tx.journal(entry).await?;
    Ok(call)
}
