//! `GET /api/incidents/{id}`: the whole incident.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Incident;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Purpose;
use crate::journal::record_reads;
use crate::{attachments, calls, persons, things};

/// Reads an incident. Persons are given to those who may read them, and that reading is journaled with its purpose.
#[utoipa::path(get, path = "/api/incidents/{id}", tag = "incidents", params(("id" = IncidentId, Path),
    ("X-Purpose" = Option<String>, Header, description = "Purpose of reading persons, percent-encoded")), responses(
    (status = 200, body = Incident), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Purpose(purpose): Purpose,
) -> Result<Response, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    let incident = card(&app, &actor, id, &purpose).await?.ok_or(ApiError::NOT_FOUND)?;
    let mut headers = HeaderMap::new();
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", incident.summary.version)) {
        headers.insert(header::ETAG, etag);
    }
    Ok((headers, Json(incident)).into_response())
}

/// The whole incident, if the actor may see it, with everything on it that the actor's role may read. The reading of persons
/// and callers is journaled with its purpose.
pub async fn card(
    app: &App,
    actor: &Actor,
    id: IncidentId,
    purpose: &str,
) -> Result<Option<Incident>, ApiError> {
    let Some(mut incident) = store::read::incident(&app.pool, actor, id).await? else { return Ok(None) };
    let may_read = |resource| actor.require(resource, Action::Read).is_ok();
    let mut conn = app.pool.acquire().await?;
    if may_read(Resource::Person) {
        incident.persons = persons::store::of_incident(&mut conn, actor, id).await?;
    }
    if may_read(Resource::Object) {
        incident.vehicles = things::store::vehicles_of_incident(&mut conn, id).await?;
        incident.objects = things::store::objects_of_incident(&mut conn, id).await?;
    }
    if may_read(Resource::Attachment) {
        incident.attachments = attachments::store::of_incident(&mut conn, id).await?;
    }
    incident.reports = calls::reports(&mut conn, actor, id, may_read(Resource::Person)).await?;
    drop(conn);
    if !incident.persons.is_empty() {
        let read: Vec<_> = incident.persons.iter().map(|involved| involved.person.id.0).collect();
        let payload = json!({ "incident": id, "purpose": purpose });
        record_reads(app, actor, "person", &read, "person.read", &payload).await?;
    }
    let callers: Vec<_> = incident
        .reports
        .iter()
        .filter(|r| r.caller.is_some())
        .filter_map(|r| r.call)
        .map(|call| call.0)
        .collect();
    if !callers.is_empty() {
        let payload = json!({ "incident": id, "purpose": purpose });
        record_reads(app, actor, "call", &callers, "call.read", &payload).await?;
    }
    Ok(Some(incident))
}
