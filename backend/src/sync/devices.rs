//! Devices of a user.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::DeviceId;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::sync::{Device, PutDevice};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Lists the caller's devices; for who keeps users, those of the institution.
#[utoipa::path(get, path = "/api/devices", tag = "sync", responses((status = 200, body = Vec<Device>),
    (status = 401, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<Device>>, ApiError> {
    Ok(Json(store::devices::list(&app.pool, &actor).await?))
}

/// Registers a device for the caller, under an id that the device made. One that lost its memory comes with a new id, because
/// its numbers begin anew.
#[utoipa::path(put, path = "/api/devices/{id}", tag = "sync", request_body = PutDevice,
    params(("id" = DeviceId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<DeviceId>,
    Command { key, mut body }: Command<PutDevice>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        if !store::devices::put(tx.conn(), &actor, id, &body.name, now).await? {
            return Err(ApiError::Refused(ProblemCode::AlreadyExists));
        }
        tx.journal(Entry::quiet("device", id.0, "device.put", json!({ "name": body.name }))).await?;
        Ok((StatusCode::OK, Value::Null))
    })
    .await
}

/// Revokes a device: at its next contact it erases what it has, and nothing it sends is taken.
#[utoipa::path(post, path = "/api/devices/{id}/revoke", tag = "sync",
    params(("id" = DeviceId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn revoke(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<DeviceId>,
    Command { key, body: () }: Command<()>,
) -> Result<Answer, ApiError> {
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        if !store::devices::revoke(tx.conn(), &actor, id, now).await? {
            return Err(ApiError::NOT_FOUND);
        }
        tx.journal(Entry::quiet("device", id.0, "device.revoked", Value::Null)).await?;
        Ok((StatusCode::OK, Value::Null))
    })
    .await
}
