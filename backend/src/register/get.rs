//! `GET /api/incidents/{id}`: the whole incident.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Incident;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Reads an incident. Persons are added by those who may read them, and that reading is journaled.
#[utoipa::path(get, path = "/api/incidents/{id}", tag = "incidents", params(("id" = IncidentId, Path)), responses(
    (status = 200, body = Incident), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
) -> Result<Response, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    let incident = store::read::incident(&app.pool, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    let mut headers = HeaderMap::new();
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", incident.summary.version)) {
        headers.insert(header::ETAG, etag);
    }
    Ok((headers, Json(incident)).into_response())
}
