//! The log of an incident: lines are appended and struck, never changed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, NoteId};
use vnr_shared::incident::{AddNote, IncidentAnswer, StrikeRecord, Summary};
use vnr_shared::problem::{Problem, ProblemCode};

use super::{Struck, changed, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::register;

/// Appends a line to the log. Whoever may see the incident may add to it; a line never conflicts with an edit.
#[utoipa::path(post, path = "/api/incidents/{id}/notes", tag = "incidents", request_body = AddNote,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<AddNote>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let incident = note(tx, id, &body).await?;
        Ok((StatusCode::CREATED, IncidentAnswer { incident, warnings: Vec::new() }))
    })
    .await
}

/// Appends a line to the log; the body is checked.
pub async fn note(tx: &mut Tx<'_>, id: IncidentId, body: &AddNote) -> Result<Summary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, id).await?;
    store::notes::insert(tx.conn(), actor, id, body, now)
        .await
        .on_constraint("incident_notes_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    let payload = json!({ "note": body.id, "text": body.text });
    Ok(changed(tx, id, Some(held.scope), "incident.noted", payload).await?.summary)
}

/// Strikes a line out. It stays readable, with who, when and why.
#[utoipa::path(post, path = "/api/incidents/{id}/notes/{note}/strike", tag = "incidents", request_body = StrikeRecord,
    params(("id" = IncidentId, Path), ("note" = NoteId, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn strike(
    State(app): State<App>,
    actor: Actor,
    Path((id, note)): Path<(IncidentId, NoteId)>,
    command: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    register::strike(&app, &actor, id, (Struck::Note, note.0), command).await
}
