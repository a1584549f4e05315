//! `GET /api/coverage/ground`: the own ground, for whoever plans on it.

use axum::Json;
use axum::extract::State;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::Problem;
use vnr_shared::recommend::GroundMap;

use super::ask::Floor;
use super::coverage::posts;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Tells the ground of the own institution cut into cells, with how far a unit of each may be, where units may stand by, and
/// the numbers that recommendations go by: all that is needed to judge a plan as the server would. It changes rarely.
#[utoipa::path(get, path = "/api/coverage/ground", tag = "recommendations", responses((status = 200, body = GroundMap),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn ground_map(State(app): State<App>, actor: Actor) -> Result<Json<GroundMap>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    let floor = Floor::load(&app, &actor).await?;
    let of = (actor.institution, actor.institution_kind);
    let posts = posts(&floor, &actor);
    Ok(Json(GroundMap::new(of, (floor.ground(), &floor.numbers()), posts, app.now())))
}
