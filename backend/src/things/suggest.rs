//! `GET /api/vehicles`: finds vehicles again while one types a plate.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::text::clean_line;
use vnr_shared::vehicle::{Vehicle, normalise_plate};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;

/// A search for vehicles.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VehicleQuery {
    /// Beginning of a plate, however written.
    pub q: String,
}

/// Vehicles on incidents that the reader may see whose plate begins so.
#[utoipa::path(get, path = "/api/vehicles", tag = "vehicles", params(VehicleQuery), responses(
    (status = 200, body = Vec<Vehicle>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn vehicles(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<VehicleQuery>,
) -> Result<Json<Vec<Vehicle>>, ApiError> {
    actor.require(Resource::Object, Action::Read)?;
    let typed = clean_line(&query.q, 32).map_err(|code| ApiError::field("q", code))?;
    let plate = normalise_plate(&typed);
    if plate.is_empty() {
        return Err(ApiError::field("q", FaultCode::Required));
    }
    let mut conn = app.pool.acquire().await?;
    Ok(Json(store::vehicles_by_plate(&mut conn, &actor, &plate).await?))
}
