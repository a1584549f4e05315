//! `GET /api/incidents/{id}/journal`: who did what with an incident.

use axum::Json;
use axum::extract::{Path, State};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::journal::JournalEntry;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Reads an incident's journal, oldest entry first.
#[utoipa::path(get, path = "/api/incidents/{id}/journal", tag = "incidents", params(("id" = IncidentId, Path)),
    responses((status = 200, body = Vec<JournalEntry>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn journal(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
) -> Result<Json<Vec<JournalEntry>>, ApiError> {
    actor.require(Resource::IncidentJournal, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    if !store::read::is_visible(&mut conn, &actor, id).await? {
        return Err(ApiError::NOT_FOUND);
    }
    Ok(Json(crate::journal::of_subject(&mut *conn, "incident", id.0).await?))
}
