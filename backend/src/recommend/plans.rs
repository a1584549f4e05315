//! `GET /api/plans`: response plans.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::Problem;
use vnr_shared::recommend::ResponsePlan;
use vnr_shared::time::DateTime;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;

/// Which plans are wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlansQuery {
    /// Those valid at an instant; now, when absent.
    pub at: Option<DateTime>,
    /// Every period of every plan.
    pub history: bool,
}

/// The response plans (reaģēšanas plāni) of the own institution, and those for every institution of its kind.
#[utoipa::path(get, path = "/api/plans", tag = "recommendations", params(PlansQuery), responses(
    (status = 200, body = Vec<ResponsePlan>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<PlansQuery>,
) -> Result<Json<Vec<ResponsePlan>>, ApiError> {
    actor.require(Resource::Plan, Action::Read)?;
    let at = (!query.history).then(|| query.at.unwrap_or_else(|| app.now()));
    Ok(Json(store::plans::plans(&app.pool, &actor, at).await?))
}
