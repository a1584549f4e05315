//! `POST /api/units/positions`, `GET /api/units/{id}/track`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use chrono::Duration;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::UnitId;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::unit::fix::{Header, Record};
use vnr_shared::unit::{PositionBatch, PositionsAt, TakenPositions, TrackQuery, UnitPosition};

use super::{store, take};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Purpose, Query, Unkeyed};
use crate::journal::record_read;
use crate::units;

/// Longest part of a track that is read at once.
const SPAN_MAX: Duration = Duration::days(1);
/// Oldest fix that a past picture shows.
const OLDEST: Duration = Duration::hours(1);

/// Takes positions, at most 1000. They need no key: a position is known by its unit and time, so sending it again does no harm.
/// Those that cannot be taken are named in the answer and do not hold back the others.
#[utoipa::path(post, path = "/api/units/positions", tag = "units", request_body = PositionBatch, responses(
    (status = 200, body = TakenPositions), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn send(
    State(app): State<App>,
    actor: Actor,
    Unkeyed(batch): Unkeyed<PositionBatch>,
) -> Result<Json<TakenPositions>, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    Ok(Json(take(&app, &actor, batch).await?))
}

/// Reads where the units that one may see were at a past instant, packed as on the live socket, for the time machine. What was
/// more than an hour old then is left out. The reading is journaled.
#[utoipa::path(get, path = "/api/units/positions", tag = "units", params(PositionsAt,
    ("X-Purpose" = Option<String>, Header, description = "Purpose of the reading, percent-encoded")), responses(
    (status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn at(
    State(app): State<App>,
    actor: Actor,
    Query(PositionsAt { at }): Query<PositionsAt>,
    Purpose(purpose): Purpose,
) -> Result<impl IntoResponse, ApiError> {
    actor.require(Resource::Situation, Action::Read)?;
    let payload = json!({ "purpose": purpose, "at": at });
    record_read(&app, &actor, "institution", actor.institution.0, "unit.positions_read", payload).await?;
    let mut bytes = Vec::new();
    Header { whole: true, now_ms: at.timestamp_millis() }.encode(&mut bytes);
    for (mark, position) in store::at(&app.pool, &actor, at - OLDEST, at).await? {
        Record::new(mark, &position, at).encode(&mut bytes);
    }
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes))
}

/// Reads where a unit of the own institution was. Where officers were is personal data: the reading is journaled.
#[utoipa::path(get, path = "/api/units/{id}/track", tag = "units", params(("id" = UnitId, Path), TrackQuery,
    ("X-Purpose" = Option<String>, Header, description = "Purpose of the reading, percent-encoded")), responses(
    (status = 200, body = Vec<UnitPosition>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn track(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
    Query(TrackQuery { from, to }): Query<TrackQuery>,
    Purpose(purpose): Purpose,
) -> Result<Json<Vec<UnitPosition>>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    if to <= from {
        return Err(ApiError::field("to", FaultCode::EndBeforeStart));
    }
    if to - from > SPAN_MAX {
        return Err(ApiError::field("to", FaultCode::OutOfRange));
    }
    let mut conn = app.pool.acquire().await?;
    let unit = units::store::read::one(&mut conn, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    if unit.institution != actor.institution {
        return Err(ApiError::Refused(ProblemCode::Forbidden));
    }
    drop(conn);
    let payload = json!({ "purpose": purpose, "from": from, "to": to });
    record_read(&app, &actor, "unit", id.0, "unit.track_read", payload).await?;
    Ok(Json(store::track(&app.pool, unit.mark, from, to).await?))
}
