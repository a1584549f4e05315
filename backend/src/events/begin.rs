//! `POST /api/major-events`: begins a major event.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::event::{BeginEvent, EventAnswer, EventSummary};
use vnr_shared::id::InstitutionId;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};

use super::change::changed;
use super::{incidents, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;

/// Begins a major event. The sender's institution leads it.
#[utoipa::path(post, path = "/api/major-events", tag = "major events", request_body = BeginEvent,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<BeginEvent>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Create)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::CREATED, EventAnswer { event: begin(tx, body).await? }))
    })
    .await
}

/// Begins a major event.
pub async fn begin(tx: &mut Tx<'_>, mut body: BeginEvent) -> Result<EventSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    body.participants.retain(|id| *id != actor.institution);
    require_active(tx, &body.participants).await?;
    store::insert(tx.conn(), actor, &body, now)
        .await
        .on_constraint("major_events_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    for incident in &body.incidents {
        incidents::take_in(tx, body.id, *incident, None).await?;
    }
    let payload =
        json!({ "name": body.name, "participants": body.participants, "incidents": body.incidents });
    changed(tx, body.id, None, "event.begun", payload).await
}

/// Refuses institutions that do not take part in the register.
pub async fn require_active(tx: &mut Tx<'_>, participants: &[InstitutionId]) -> Result<(), ApiError> {
    if store::all_active(tx.conn(), participants).await? {
        Ok(())
    } else {
        Err(ApiError::field("participants", FaultCode::Unknown))
    }
}
