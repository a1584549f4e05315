//! Reading field reports.

use axum::Json;
use axum::extract::{Path, State};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::ReportId;
use vnr_shared::problem::Problem;
use vnr_shared::report::{FieldReport, ReportQuery};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;

/// Lists field reports of the own institution, the latest changed first, at most 200: the own ones, those of incidents that
/// the reader may see, and, for who approves or audits, those without an incident. Their texts are left out.
#[utoipa::path(get, path = "/api/reports", tag = "reports", params(ReportQuery), responses(
    (status = 200, body = Vec<FieldReport>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ReportQuery>,
) -> Result<Json<Vec<FieldReport>>, ApiError> {
    actor.require(Resource::Report, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    Ok(Json(store::list(&mut conn, &actor, &query).await?))
}

/// Reads a field report whole.
#[utoipa::path(get, path = "/api/reports/{id}", tag = "reports", params(("id" = ReportId, Path)), responses(
    (status = 200, body = FieldReport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReportId>,
) -> Result<Json<FieldReport>, ApiError> {
    actor.require(Resource::Report, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    store::one(&mut conn, &actor, id).await?.map(Json).ok_or(ApiError::NOT_FOUND)
}
