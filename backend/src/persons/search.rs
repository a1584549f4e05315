//! `GET /api/persons`: finds persons again while one types.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::person::{PersonHit, PersonQuery};
use vnr_shared::problem::{Problem, ProblemCode};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, accept};
use crate::http::Query;
use crate::journal::record_read;

/// Finds persons on incidents that the reader may see, by words of a name, a code or the number of a document; those who
/// stand on the newest incidents first. The search is journaled with its purpose.
#[utoipa::path(get, path = "/api/persons", tag = "persons", params(PersonQuery), responses(
    (status = 200, body = Vec<PersonHit>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn search(
    State(app): State<App>,
    actor: Actor,
    Query(mut query): Query<PersonQuery>,
) -> Result<Json<Vec<PersonHit>>, ApiError> {
    actor.require(Resource::Person, Action::Read)?;
    accept(query.check())?;
    if query.purpose.is_none() {
        return Err(ApiError::Refused(ProblemCode::PurposeRequired));
    }
    let mut conn = app.pool.acquire().await?;
    let found = store::find(&mut conn, &actor, &query.q).await?;
    drop(conn);
    let hits: Vec<PersonHit> = found.into_iter().map(PersonHit::from).collect();
    let shown: Vec<_> = hits.iter().map(|hit| hit.person.id).collect();
    let payload = json!({ "purpose": query.purpose, "q": query.q, "persons": shown });
    record_read(&app, &actor, "user", actor.user.0, "persons.searched", payload).await?;
    Ok(Json(hits))
}
