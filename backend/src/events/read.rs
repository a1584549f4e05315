//! Reading major events.

use axum::Json;
use axum::extract::{Path, State};
use vnr_shared::access::{Action, Resource};
use vnr_shared::event::{EventQuery, EventRecord, EventSummary};
use vnr_shared::id::MajorEventId;
use vnr_shared::problem::Problem;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;
use crate::register;

/// Major events that the reader's institution leads or takes part in, latest first; the newest 200.
#[utoipa::path(get, path = "/api/major-events", tag = "major events", params(EventQuery), responses(
    (status = 200, body = Vec<EventSummary>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<EventQuery>,
) -> Result<Json<Vec<EventSummary>>, ApiError> {
    actor.require(Resource::Event, Action::Read)?;
    let mut tx = app.pool.begin_with("begin isolation level repeatable read read only").await?;
    let events = store::list(&mut tx, &actor, query.open).await?;
    tx.rollback().await?;
    Ok(Json(events))
}

/// Everything about one event, in the order in which it is printed.
#[utoipa::path(get, path = "/api/major-events/{id}", tag = "major events", params(("id" = MajorEventId, Path)),
    responses((status = 200, body = EventRecord), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MajorEventId>,
) -> Result<Json<EventRecord>, ApiError> {
    actor.require(Resource::Event, Action::Read)?;
    let mut tx = app.pool.begin_with("begin isolation level repeatable read read only").await?;
    if !store::is_visible(&mut tx, &actor, id).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let event = store::summary(&mut tx, id).await?;
    let ids: Vec<_> = event.incidents.iter().map(|incident| incident.id).collect();
    let may_read = actor.may(Resource::Incident, Action::Read);
    let incidents = if may_read { register::among(&mut tx, &actor, &ids).await? } else { Vec::new() };
    let orders = store::orders::all(&mut tx, id).await?;
    let reports = store::orders::all_reports(&mut tx, id).await?;
    tx.rollback().await?;
    let works = event.ended.is_none() && actor.may(Resource::Event, Action::Update);
    let leads = works && event.owner == actor.institution;
    Ok(Json(EventRecord { event, incidents, orders, reports, leads, works }))
}
