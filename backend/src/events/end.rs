//! `POST /api/major-events/{id}/end`: ends a major event.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::event::{EndEvent, EventAnswer, EventSummary};
use vnr_shared::id::MajorEventId;
use vnr_shared::problem::{Conflict, ConflictField, Problem};

use super::change::{changed, lock};
use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;

/// Ends an event, with a reason: only whoever leads it, and only knowing its latest state. Its open tasks are cancelled.
#[utoipa::path(post, path = "/api/major-events/{id}/end", tag = "major events", request_body = EndEvent,
    params(("id" = MajorEventId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MajorEventId>,
    Command { key, mut body }: Command<EndEvent>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, EventAnswer { event: end(tx, id, body).await? }))
    })
    .await
}

/// Ends an event.
pub async fn end(tx: &mut Tx<'_>, id: MajorEventId, body: EndEvent) -> Result<EventSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, id).await?;
    held.require_leading(actor)?;
    if body.version != held.version {
        let side = ConflictField {
            field: "version".to_owned(),
            yours: json!(body.version),
            theirs: json!(held.version),
            changed: true,
        };
        return Err(ApiError::Conflict(Conflict {
            base_version: body.version,
            current_version: held.version,
            fields: vec![side],
        }));
    }
    let cancelled = store::parts::cancel_tasks(tx.conn(), actor, id, now).await?;
    store::end(tx.conn(), actor, id, &body.reason, now).await?;
    let payload = json!({ "reason": body.reason, "cancelled_tasks": cancelled });
    changed(tx, id, Some(held.scope), "event.ended", payload).await
}
