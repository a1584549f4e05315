//! `POST /api/presence`: says where somebody is.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::access::Action;
use vnr_shared::presence::{Announce, Present};
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, accept};
use crate::http::Unkeyed;
use crate::live::may_see;

/// Routes of presence.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(announce))
}

/// Says that the caller has a record open, or leaves it, and answers with everybody who is there. A page repeats it every 15
/// seconds; after 40 seconds of silence the caller is taken to have left. Needs no key: said twice it means the same.
#[utoipa::path(post, path = "/api/presence", tag = "console", request_body = Announce,
    responses((status = 200, body = Vec<Present>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn announce(
    State(app): State<App>,
    actor: Actor,
    Unkeyed(body): Unkeyed<Announce>,
) -> Result<Json<Vec<Present>>, ApiError> {
    actor.require(body.kind.resource(), Action::Read)?;
    accept(body.check())?;
    let scope = store::scope(&app.pool, body.kind, body.id).await?;
    if !scope.is_some_and(|scope| may_see(&actor, &scope)) {
        return Err(ApiError::NOT_FOUND);
    }
    if body.leave {
        store::leave(&app.pool, &actor, &body).await?;
    } else {
        store::put(&app.pool, &actor, &body, app.now()).await?;
    }
    Ok(Json(store::people(&app.pool, body.kind, body.id, app.now()).await?))
}
