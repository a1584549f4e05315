//! `GET /api/types/guide`: what helps whoever takes a call.

use axum::Json;
use axum::extract::State;
use vnr_shared::access::{Action, Resource};
use vnr_shared::call::Guide;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// The words that propose types and the questions and instructions of types, valid now. Read once by the page, which then
/// proposes while somebody types and asks nobody.
#[utoipa::path(get, path = "/api/types/guide", tag = "catalogue", responses((status = 200, body = Guide),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn guide(State(app): State<App>, actor: Actor) -> Result<Json<Guide>, ApiError> {
    actor.require(Resource::Catalogue, Action::Read)?;
    let now = app.now();
    let mut conn = app.pool.acquire().await?;
    let words = store::words(&mut conn, now).await?;
    Ok(Json(Guide { words, prompts: store::prompts(&mut conn, now).await? }))
}
