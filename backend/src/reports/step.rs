//! `POST /api/reports/{id}/step`: checks, gives back, locks.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::ReportId;
use vnr_shared::problem::{Conflict, ConflictField, Problem};
use vnr_shared::report::{FieldReport, TakeReportStep};

use super::store;
use super::tell::hold;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Takes a step on the way of a field report. Whoever approves reports takes it, and nobody checks what he wrote himself; the
/// version says what was looked at.
#[utoipa::path(post, path = "/api/reports/{id}/step", tag = "reports", request_body = TakeReportStep,
    params(("id" = ReportId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = FieldReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn take_step(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReportId>,
    Command { key, mut body }: Command<TakeReportStep>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::ReportApproval, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, take(tx, id, &body).await?))).await
}

/// Takes a step; the body is checked.
pub async fn take(tx: &mut Tx<'_>, id: ReportId, body: &TakeReportStep) -> Result<FieldReport, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let both = hold(tx, id).await?;
    let held = &both.report;
    let approves = actor.may(Resource::ReportApproval, Action::Update);
    let next = held.standing.take(body.step, actor.user, approves)?;
    let current_version = held.report.version;
    if body.version != current_version {
        // What was checked must be what was read.
        let (yours, theirs) = (json!(body.step), json!(held.report.state));
        let field = ConflictField { field: "state".to_owned(), yours, theirs, changed: true };
        let conflict = Conflict { base_version: body.version, current_version, fields: vec![field] };
        return Err(ApiError::Conflict(conflict));
    }
    store::set_standing(tx.conn(), actor, id, (body.step, next), &body.reason, now).await?;
    let payload = json!({
        "version": current_version + 1, "step": body.step, "reason": body.reason,
        "changes": { "state": { "before": held.report.state, "after": next.state } },
    });
    tx.journal(Entry::quiet("report", id.0, "report.step", payload)).await?;
    both.told(tx, "incident.report_step", json!({ "step": body.step })).await
}
