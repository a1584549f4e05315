//! `PATCH /api/reports/{id}`: changes a draft.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::ReportId;
use vnr_shared::problem::{Conflict, ConflictField, Problem};
use vnr_shared::report::{EditFieldReport, FieldReport};

use super::store::{self, Held};
use super::tell::hold;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Changes a draft; only its author does. A stale edit is refused with both sides.
#[utoipa::path(patch, path = "/api/reports/{id}", tag = "reports", request_body = EditFieldReport,
    params(("id" = ReportId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = FieldReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReportId>,
    Command { key, mut body }: Command<EditFieldReport>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Report, Action::Update)?;
    accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, edit(tx, id, &body).await?))).await
}

/// Changes a draft; the body is checked.
pub async fn edit(tx: &mut Tx<'_>, id: ReportId, body: &EditFieldReport) -> Result<FieldReport, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let both = hold(tx, id).await?;
    let held = &both.report;
    held.standing.edit(actor.user)?;
    if body.version != held.report.version {
        return Err(ApiError::Conflict(stale(held, body)));
    }
    let EditFieldReport { version: _, title, text, occurred_at, place } = body.clone();
    let mut report = held.report.clone();
    report.title = title.unwrap_or(report.title);
    report.text = text.unwrap_or(report.text);
    report.occurred_at = occurred_at.unwrap_or(report.occurred_at);
    report.place = place.unwrap_or(report.place);
    store::write(tx.conn(), &report, now).await?;
    let changes: Map<_, _> = fields(held, body)
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| (field, json!({ "before": before, "after": after })))
        .collect();
    let payload = json!({ "version": held.report.version + 1, "changes": changes });
    tx.journal(Entry::quiet("report", id.0, "report.edited", payload)).await?;
    both.told(tx, "incident.report_edited", Value::Null).await
}

/// The fields of an edit: name, what the report says, what it is to say.
fn fields(held: &Held, body: &EditFieldReport) -> impl Iterator<Item = (String, Value, Value)> {
    let report = &held.report;
    let all = [
        ("title", json!(report.title), body.title.as_ref().map(|after| json!(after))),
        ("text", json!(report.text), body.text.as_ref().map(|after| json!(after))),
        ("occurred_at", json!(report.occurred_at), body.occurred_at.as_ref().map(|after| json!(after))),
        ("place", json!(report.place), body.place.as_ref().map(|after| json!(after))),
    ];
    all.into_iter().filter_map(|(field, before, after)| Some((field.to_owned(), before, after?)))
}

fn stale(held: &Held, body: &EditFieldReport) -> Conflict {
    let both = |(field, theirs, yours)| ConflictField { field, yours, theirs, changed: true };
    Conflict {
        base_version: body.version,
        current_version: held.report.version,
        fields: fields(held, body).map(both).collect(),
    }
}
