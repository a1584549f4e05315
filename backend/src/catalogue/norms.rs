//! `GET /api/norms`: the table of response times.

use axum::Json;
use axum::extract::State;
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::ResponseNorm;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// The table of response times (reaģēšanas laiki), with the legal source of each and whether anybody has confirmed it.
#[utoipa::path(get, path = "/api/norms", tag = "catalogue", responses(
    (status = 200, body = Vec<ResponseNorm>), (status = 401, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<ResponseNorm>>, ApiError> {
    actor.require(Resource::Catalogue, Action::Read)?;
    Ok(Json(store::norms(&app.pool).await?))
}
