//! `GET /api/types`: the catalogue of incident types.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use vnr_shared::access::{Action, Resource};
use vnr_shared::catalogue::IncidentType;
use vnr_shared::problem::Problem;
use vnr_shared::time::DateTime;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;

/// Which rows of the catalogue are wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TypesQuery {
    /// Those valid at an instant; now, when absent.
    pub at: Option<DateTime>,
    /// Every row there ever was, the ended ones too.
    pub history: bool,
}

/// The catalogue of incident types (notikumu veidu klasifikators), by code.
#[utoipa::path(get, path = "/api/types", tag = "catalogue", params(TypesQuery), responses(
    (status = 200, body = Vec<IncidentType>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<TypesQuery>,
) -> Result<Json<Vec<IncidentType>>, ApiError> {
    actor.require(Resource::Catalogue, Action::Read)?;
    let at = (!query.history).then(|| query.at.unwrap_or_else(|| app.now()));
    Ok(Json(store::types(&app.pool, at).await?))
}
