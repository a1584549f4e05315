//! Dangers and cautions tied to places.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::hazard::{Hazard, HazardQuery, NewHazard};
use vnr_shared::id::HazardId;
use vnr_shared::incident::StrikeRecord;
use vnr_shared::problem::{Conflict, ConflictField, FaultCode, Problem, ProblemCode};

use super::store::near;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::{Command, Query};
use crate::journal::Entry;

/// Widest circle that is asked for, metres.
const ASKED_MAX: f64 = 20_000.0;

/// Hazards (bīstamība objektā) around a point that hold now, nearest first. Every institution sees all of them.
#[utoipa::path(get, path = "/api/hazards", tag = "hazards", params(HazardQuery), responses(
    (status = 200, body = Vec<Hazard>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<HazardQuery>,
) -> Result<Json<Vec<Hazard>>, ApiError> {
    actor.require(Resource::Hazard, Action::Read)?;
    if !vnr_shared::place::on_earth(query.lat, query.lon) {
        return Err(ApiError::field("lat", FaultCode::OutsideWorld));
    }
    if query.radius_m.is_some_and(|r| !(0.0..=ASKED_MAX).contains(&r)) {
        return Err(ApiError::field("radius_m", FaultCode::OutOfRange));
    }
    let mut conn = app.pool.acquire().await?;
    Ok(Json(near::hazards(&mut conn, query, app.now()).await?))
}

/// Enters a hazard.
#[utoipa::path(post, path = "/api/hazards", tag = "hazards", request_body = NewHazard,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = Hazard), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<NewHazard>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Hazard, Action::Create)?;
    accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::CREATED, add_hazard(tx, &body).await?))).await
}

/// Strikes a hazard of the own institution: it holds no longer.
#[utoipa::path(post, path = "/api/hazards/{id}/strike", tag = "hazards", request_body = StrikeRecord,
    params(("id" = HazardId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn strike(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<HazardId>,
    Command { key, mut body }: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Hazard, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        strike_hazard(tx, id, &body).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await
}

/// Enters a hazard.
pub async fn add_hazard(tx: &mut Tx<'_>, new: &NewHazard) -> Result<Hazard, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    near::insert_hazard(tx.conn(), actor, new, now)
        .await
        .on_constraint("hazards_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    tx.journal(Entry::quiet("hazard", new.id.0, "hazard.entered", json!({ "after": new }))).await?;
    Ok(Hazard {
        id: new.id,
        institution: actor.institution,
        lat: new.lat,
        lon: new.lon,
        radius_m: new.radius_m,
        address: new.address.clone(),
        kind: new.kind,
        text: new.text.clone(),
        valid_from: new.valid_from.unwrap_or(now),
        valid_to: new.valid_to,
        by_name: actor.name.clone(),
        at: now,
        distance_m: 0.0,
    })
}

/// Strikes a hazard because the command that entered it is taken back, or takes that striking back.
pub async fn set_hazard_struck(
    tx: &mut Tx<'_>,
    id: HazardId,
    struck: Option<&str>,
    kind: &'static str,
    payload: Value,
) -> Result<(), ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let done = match struck {
        Some(reason) => near::strike_hazard(tx.conn(), actor, id, reason, now).await?,
        None => near::unstrike_hazard(tx.conn(), actor, id).await?,
    };
    if !done {
        let (yours, theirs) = (json!(struck.is_some()), json!(struck.is_none()));
        let field = ConflictField { field: "struck".to_owned(), yours, theirs, changed: true };
        // A hazard is not edited and has no versions.
        let conflict = Conflict { base_version: 0, current_version: 0, fields: vec![field] };
        return Err(ApiError::Conflict(conflict));
    }
    tx.journal(Entry::quiet("hazard", id.0, kind, payload)).await
}

/// Strikes a hazard of the own institution.
pub async fn strike_hazard(tx: &mut Tx<'_>, id: HazardId, body: &StrikeRecord) -> Result<(), ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    if !near::strike_hazard(tx.conn(), actor, id, &body.reason, now).await? {
        return Err(ApiError::NOT_FOUND);
    }
    tx.journal(Entry::quiet("hazard", id.0, "hazard.struck", json!({ "reason": body.reason }))).await
}
