//! `PATCH /api/major-events/{id}`: changes the head of an event.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::event::{EditEvent, EventAnswer, EventSummary};
use vnr_shared::id::MajorEventId;
use vnr_shared::problem::Problem;

use super::begin::require_active;
use super::change::{changed, lock};
use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::overlay;

/// Changes the head of an event: only whoever leads it. A stale edit is refused with both sides, field by field.
#[utoipa::path(patch, path = "/api/major-events/{id}", tag = "major events", request_body = EditEvent,
    params(("id" = MajorEventId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn edit(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MajorEventId>,
    Command { key, mut body }: Command<EditEvent>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, EventAnswer { event: change(tx, id, body).await? }))
    })
    .await
}

async fn change(tx: &mut Tx<'_>, id: MajorEventId, mut body: EditEvent) -> Result<EventSummary, ApiError> {
    let held = lock(tx, id).await?;
    held.require_leading(tx.actor)?;
    if let Some(participants) = &mut body.participants {
        participants.retain(|participant| *participant != held.owner);
        require_active(tx, participants).await?;
    }
    let wanted = overlay::wanted(&body)?;
    if body.version != held.head_version {
        let since = store::fields_changed_since(tx.conn(), id, None, body.version).await?;
        let versions = (body.version, held.head_version);
        return Err(ApiError::Conflict(overlay::conflict(&held.head, wanted, versions, &since)?));
    }
    let overlaid = overlay::overlay(&held.head, wanted)?;
    let now = tx.now;
    // Reports wanted more often are due sooner, counted from the change.
    let due = overlaid.changes.contains_key("report_every_min");
    store::update_head(tx.conn(), id, &overlaid.after, due, now).await?;
    let payload = json!({ "version": held.head_version + 1, "changes": overlaid.changes });
    changed(tx, id, Some(held.scope), "event.edited", payload).await
}
