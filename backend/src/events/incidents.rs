//! Incidents of a major event.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::event::{AttachIncident, EventAnswer, EventSummary, PartKind, ReleaseIncident};
use vnr_shared::id::{IncidentId, MajorEventId, SectionId};
use vnr_shared::problem::{FaultCode, Problem};

use super::change::{changed, lock};
use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::register;

/// Attaches an incident that the sender sees to an event, or gives it to another section of it. An incident belongs to one
/// running event at most.
#[utoipa::path(post, path = "/api/major-events/{id}/incidents", tag = "major events", request_body = AttachIncident,
    params(("id" = MajorEventId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_attached(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MajorEventId>,
    Command { key, body }: Command<AttachIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, EventAnswer { event: attach(tx, id, body).await? }))
    })
    .await
}

/// Attaches an incident.
pub async fn attach(
    tx: &mut Tx<'_>,
    id: MajorEventId,
    body: AttachIncident,
) -> Result<EventSummary, ApiError> {
    let held = lock(tx, id).await?;
    take_in(tx, id, body.incident, body.section).await?;
    let payload = json!({ "incident": body.incident, "section": body.section });
    changed(tx, id, Some(held.scope), "event.incident_attached", payload).await
}

/// Writes that an incident belongs to an event. The incident is locked, so that it does not come to belong to two.
pub async fn take_in(
    tx: &mut Tx<'_>,
    id: MajorEventId,
    incident: IncidentId,
    section: Option<SectionId>,
) -> Result<(), ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    register::lock(tx, incident).await.map_err(|error| match error {
        error @ ApiError::Refused(_) if error.code() == ApiError::NOT_FOUND.code() => {
            ApiError::field("incident", FaultCode::Unknown)
        }
        error => error,
    })?;
    if let Some(section) = section
        && !store::parts::exists(tx.conn(), id, section.0, PartKind::Section).await?
    {
        return Err(ApiError::field("section", FaultCode::Unknown));
    }
    if store::incidents::belongs_elsewhere(tx.conn(), id, incident).await? {
        return Err(ApiError::field("incident", FaultCode::Taken));
    }
    Ok(store::incidents::attach(tx.conn(), actor, (id, incident), section, now).await?)
}

/// Takes an incident out of an event, with a reason.
#[utoipa::path(post, path = "/api/major-events/{id}/incidents/release", tag = "major events",
    request_body = ReleaseIncident,
    params(("id" = MajorEventId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_released(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MajorEventId>,
    Command { key, mut body }: Command<ReleaseIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, EventAnswer { event: release(tx, id, body).await? }))
    })
    .await
}

/// Takes an incident out of an event.
pub async fn release(
    tx: &mut Tx<'_>,
    id: MajorEventId,
    body: ReleaseIncident,
) -> Result<EventSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, id).await?;
    if !store::incidents::release(tx.conn(), actor, id, &body, now).await? {
        return Err(ApiError::field("incident", FaultCode::Unknown));
    }
    let payload = json!({ "incident": body.incident, "reason": body.reason });
    changed(tx, id, Some(held.scope), "event.incident_released", payload).await
}
