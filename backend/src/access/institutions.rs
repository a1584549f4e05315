//! `GET /api/institutions`: who takes part in the register.

use axum::Json;
use axum::extract::State;
use vnr_shared::access::{Action, Institution, Resource};
use vnr_shared::problem::Problem;

use super::{Actor, store};
use crate::app::App;
use crate::error::ApiError;

/// Every institution with its departments and the territories it works in now, by code.
#[utoipa::path(get, path = "/api/institutions", tag = "institutions", responses(
    (status = 200, body = Vec<Institution>), (status = 401, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<Institution>>, ApiError> {
    actor.require(Resource::Institution, Action::Read)?;
    Ok(Json(store::institutions::all(&app.pool, app.now()).await?))
}
