//! `POST /api/reports`: begins a field report.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::report::{FieldReport, NewFieldReport};
use vnr_shared::time::DateTime;

use super::{store, tie};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Begins a field report, with or without an incident.
#[utoipa::path(post, path = "/api/reports", tag = "reports", request_body = NewFieldReport,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = FieldReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<NewFieldReport>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Report, Action::Create)?;
    accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        Ok((StatusCode::CREATED, write(tx, &body, now).await?))
    })
    .await
}

/// Begins a field report that was written at an instant; the body is checked.
pub async fn write(
    tx: &mut Tx<'_>,
    body: &NewFieldReport,
    written_at: DateTime,
) -> Result<FieldReport, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    store::insert(tx.conn(), actor, body, written_at, now)
        .await
        .on_constraint("field_reports_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    let payload = json!({ "version": 1, "after": body });
    tx.journal(Entry::quiet("report", body.id.0, "report.written", payload)).await?;
    if let Some(incident) = body.incident {
        return tie(tx, body.id, incident).await;
    }
    store::one(tx.conn(), actor, body.id).await?.ok_or(ApiError::NOT_FOUND)
}
