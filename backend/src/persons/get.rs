//! `GET /api/persons/{id}`: one person.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::PersonId;
use vnr_shared::person::PersonHit;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Purpose;
use crate::journal::record_read;

/// Reads a person who stands on an incident that the reader may see. The reading is journaled.
#[utoipa::path(get, path = "/api/persons/{id}", tag = "persons", params(("id" = PersonId, Path),
    ("X-Purpose" = Option<String>, Header, description = "Purpose of the reading, percent-encoded")), responses(
    (status = 200, body = PersonHit), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<PersonId>,
    Purpose(purpose): Purpose,
) -> Result<Json<PersonHit>, ApiError> {
    actor.require(Resource::Person, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    let seen = store::seen(&mut conn, &actor, &[id.0]).await?.pop().ok_or(ApiError::NOT_FOUND)?;
    drop(conn);
    record_read(&app, &actor, "person", id.0, "person.read", json!({ "purpose": purpose })).await?;
    Ok(Json(seen.into()))
}
