//! `GET /api/units`, `GET /api/units/{id}`, `GET /api/incidents/{id}/assignments`.

use axum::Json;
use axum::extract::{Path, State};
use vnr_shared::access::{Action, Resource};
use vnr_shared::dispatch::Assignment;
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::problem::Problem;
use vnr_shared::unit::{Candidate, UnitSummary};

use super::{candidates, store};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::register;

/// Lists the units that exist now, with where they were last, by call sign.
#[utoipa::path(get, path = "/api/units", tag = "units", responses(
    (status = 200, body = Vec<Candidate>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<Candidate>>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    Ok(Json(candidates(&mut conn, &actor).await?))
}

/// Reads one unit.
#[utoipa::path(get, path = "/api/units/{id}", tag = "units", params(("id" = UnitId, Path)), responses(
    (status = 200, body = UnitSummary), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
) -> Result<Json<UnitSummary>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    store::read::one(&mut conn, &actor, id).await?.map(Json).ok_or(ApiError::NOT_FOUND)
}

/// Lists every assignment of an incident with its times, oldest first.
#[utoipa::path(get, path = "/api/incidents/{id}/assignments", tag = "units", params(("id" = IncidentId, Path)),
    responses((status = 200, body = Vec<Assignment>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn assignments(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
) -> Result<Json<Vec<Assignment>>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    register::require_visible(&app, &actor, id).await?;
    let mut conn = app.pool.acquire().await?;
    Ok(Json(store::assignments::of_incident(&mut conn, id).await?))
}
