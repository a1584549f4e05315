//! A field report and the incident that it belongs to.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, ReportId};
use vnr_shared::incident::NewIncident;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::report::{FieldReport, TieReport};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;
use crate::register::{self, changed, lock};

/// Ties a field report that has no incident to one that the caller may see, however the report stands. It is told in the log
/// of the incident too.
#[utoipa::path(post, path = "/api/reports/{id}/incident", tag = "reports", request_body = TieReport,
    params(("id" = ReportId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = FieldReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn tie_to(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReportId>,
    Command { key, body }: Command<TieReport>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Report, Action::Update)?;
    actor.require(Resource::Incident, Action::Update)?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, tie(tx, id, body.incident).await?))).await
}

/// Turns a field report into an incident: files one, and ties the report to it, in one.
#[utoipa::path(post, path = "/api/reports/{id}/file", tag = "reports", request_body = NewIncident,
    params(("id" = ReportId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = FieldReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn turn_into_incident(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReportId>,
    Command { key, mut body }: Command<NewIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Report, Action::Update)?;
    register::create::require(&actor, &body)?;
    accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| {
        register::create::register_incident(tx, &mut body).await?;
        Ok((StatusCode::CREATED, tie(tx, id, body.id).await?))
    })
    .await
}

/// Ties a report to an incident.
pub async fn tie(tx: &mut Tx<'_>, id: ReportId, incident: IncidentId) -> Result<FieldReport, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let scope = lock(tx, incident).await?.scope;
    let held = store::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    if !store::tie(tx.conn(), id, incident, now).await? {
        return Err(ApiError::Refused(ProblemCode::AlreadyExists));
    }
    let payload = json!({ "version": held.report.version + 1, "incident": incident });
    tx.journal(Entry::quiet("report", id.0, "report.tied", payload)).await?;
    let payload = json!({ "report": id, "title": held.report.title });
    changed(tx, incident, Some(scope), "incident.report_tied", payload).await?;
    store::one(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)
}
