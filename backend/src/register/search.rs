//! `GET /api/incidents`: searches the incidents.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::{IncidentQuery, PAGE_ROWS, Summary};
use vnr_shared::page::Page;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};

use super::cursor::Cursor;
use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, accept};
use crate::http::Query;
use crate::journal::record_read;

/// Searches the incidents that the reader may see, newest receipt first. A search by person reads personal data: it needs
/// the right to read persons and a purpose, and is journaled.
#[utoipa::path(get, path = "/api/incidents", tag = "incidents", params(IncidentQuery), responses(
    (status = 200, body = Page<Summary>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn search(
    State(app): State<App>,
    actor: Actor,
    Query(mut query): Query<IncidentQuery>,
) -> Result<Json<Page<Summary>>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    accept(query.check())?;
    if query.clock.is_some() {
        query.clock_at.get_or_insert(app.now());
    }
    if query.reads_persons() {
        actor.require(Resource::Person, Action::Read)?;
        if query.purpose.is_none() {
            return Err(ApiError::Refused(ProblemCode::PurposeRequired));
        }
    }
    let after = query.after.as_deref().map(Cursor::read).transpose();
    let after = after.map_err(|_| ApiError::field("after", FaultCode::WrongForm))?;
    let rows = usize::from(query.limit.unwrap_or(PAGE_ROWS));
    let mut items = store::search::find(&app, &actor, &query, after, rows + 1).await?;
    let next = (items.len() > rows).then(|| items.truncate(rows)).and_then(|()| items.last().map(Cursor::at));
    if query.reads_persons() {
        journal_reading(&app, &actor, &query, &items).await?;
    }
    Ok(Json(Page { items, next: next.map(|cursor| cursor.write()) }))
}

/// Journals who looked for which person, why, and what was shown.
async fn journal_reading(
    app: &App,
    actor: &Actor,
    query: &IncidentQuery,
    shown: &[Summary],
) -> Result<(), ApiError> {
    let (kind, subject) = query.person_id.map_or(("user", actor.user.0), |person| ("person", person.0));
    let shown: Vec<_> = shown.iter().map(|summary| summary.id).collect();
    let payload = json!({ "purpose": query.purpose, "query": query, "incidents": shown });
    record_read(app, actor, kind, subject, "incidents.searched_by_person", payload).await
}
