//! `POST /api/reports/{id}/supplements`: adds to a locked report.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::ReportId;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::report::{FieldReport, NewSupplement};

use super::store;
use super::tell::hold;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Adds to a locked field report. It gets the next number and is never changed.
#[utoipa::path(post, path = "/api/reports/{id}/supplements", tag = "reports", request_body = NewSupplement,
    params(("id" = ReportId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = FieldReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReportId>,
    Command { key, mut body }: Command<NewSupplement>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Report, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::CREATED, supplement(tx, id, &body).await?)))
        .await
}

/// Adds to a locked report; the body is checked.
pub async fn supplement(
    tx: &mut Tx<'_>,
    id: ReportId,
    body: &NewSupplement,
) -> Result<FieldReport, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let both = hold(tx, id).await?;
    let approves = actor.may(Resource::ReportApproval, Action::Update);
    both.report.standing.supplement(actor.user, approves)?;
    let number = store::add(tx.conn(), actor, id, body, now)
        .await
        .on_constraint("field_report_supplements_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    let payload = json!({ "supplement": body.id, "number": number, "text": body.text });
    tx.journal(Entry::quiet("report", id.0, "report.supplemented", payload)).await?;
    both.told(tx, "incident.report_supplemented", json!({ "number": number })).await
}
