//! Named layouts of the console. They follow the person from desk to desk; nobody else sees them.

mod put;
mod store;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::access::{Action, Resource};
use vnr_shared::layout::Layout;
use vnr_shared::problem::Problem;

use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Routes of layouts.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(put::put, put::remove))
}

/// Lists the caller's own layouts by name.
#[utoipa::path(get, path = "/api/layouts", tag = "console", responses((status = 200, body = Vec<Layout>),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<Layout>>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    Ok(Json(store::of(&app.pool, &actor).await?))
}
