//! Cards of what two people set at once, and their decision.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::Map;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::ConflictId;
use vnr_shared::incident::IncidentAnswer;
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::sync::{ConflictCard, DecideConflict};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::ApiError;
use crate::http::Command;
use crate::register;

/// Lists the cards that wait for a decision.
#[utoipa::path(get, path = "/api/conflicts", tag = "sync", responses((status = 200, body = Vec<ConflictCard>),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<ConflictCard>>, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    Ok(Json(store::cards::open(&app.pool, &actor).await?))
}

/// Decides a card: the device's value of the named fields is written, the register's value of the others stays. Refused, with
/// both sides, when the incident has changed since the decider looked.
#[utoipa::path(post, path = "/api/conflicts/{id}/decide", tag = "sync", request_body = DecideConflict,
    params(("id" = ConflictId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn decide(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConflictId>,
    Command { key, body }: Command<DecideConflict>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        let card = store::cards::lock(tx.conn(), &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
        if body.take.iter().any(|take| card.fields.iter().all(|field| field.field != *take)) {
            return Err(ApiError::field("take", FaultCode::Unknown));
        }
        let taken = card.fields.into_iter().filter(|field| body.take.contains(&field.field));
        let fields: Map<_, _> = taken.map(|field| (field.field, field.yours)).collect();
        let incident = register::take_fields(tx, card.incident, body.version, fields, id).await?;
        store::cards::decided(tx.conn(), &actor, id, &body.take, now).await?;
        Ok((StatusCode::OK, IncidentAnswer { incident, warnings: Vec::new() }))
    })
    .await
}
