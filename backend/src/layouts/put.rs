//! Keeping a layout, and throwing one away.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::LayoutId;
use vnr_shared::layout::{LAYOUTS_MAX, Layout, PutLayout};
use vnr_shared::problem::{Conflict, FaultCode, Problem, ProblemCode};

use super::store;
use crate::access::{Actor, stale};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Keeps a layout of the caller's own: a new one with version 0, a changed one with the version it is based on. When it is
/// active, the one used before is so no longer.
#[utoipa::path(put, path = "/api/layouts/{id}", tag = "console", request_body = PutLayout,
    params(("id" = LayoutId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = Layout), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<LayoutId>,
    Command { key, mut body }: Command<PutLayout>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        let before = store::lock(tx.conn(), &actor, id).await?;
        let (base_version, current_version) = (body.version, before.as_ref().map_or(0, |b| b.version));
        if base_version != current_version {
            let fields = stale::fields(&body, &before)?;
            return Err(ApiError::Conflict(Conflict { base_version, current_version, fields }));
        }
        if before.is_none() && store::count(tx.conn(), &actor).await? >= LAYOUTS_MAX {
            return Err(ApiError::field("name", FaultCode::OutOfRange));
        }
        if body.active {
            store::put_aside(tx.conn(), &actor, id).await?;
        }
        let kept = store::put(tx.conn(), &actor, id, &body, now)
            .await
            .on_constraint("layouts_name_key", || ApiError::field("name", FaultCode::Taken))?
            // The id is somebody else's, of whose layouts nothing is told.
            .ok_or(ApiError::Refused(ProblemCode::AlreadyExists))?;
        let kept = Layout::try_from(kept)?;
        let payload = json!({ "before": before, "after": kept });
        tx.journal(Entry::quiet("layout", id.0, "layout.put", payload)).await?;
        Ok((StatusCode::OK, kept))
    })
    .await
}

/// Throws away a layout of the caller's own. No record of the register: what it was stands in the journal.
#[utoipa::path(delete, path = "/api/layouts/{id}", tag = "console",
    params(("id" = LayoutId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 204, description = "It is gone"), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<LayoutId>,
    Command { key, .. }: Command<()>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    command::run(&app, &actor, key, async |tx| {
        let before = store::lock(tx.conn(), &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
        store::remove(tx.conn(), &actor, id).await?;
        tx.journal(Entry::quiet("layout", id.0, "layout.removed", json!({ "before": before }))).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await
}
