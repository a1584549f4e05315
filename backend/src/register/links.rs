//! Links between incidents: duplicate of, part of, related.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, LinkId};
use vnr_shared::incident::{IncidentAnswer, LinkIncidents, StrikeRecord, Summary};
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};

use super::{Struck, changed, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint};
use crate::http::Command;
use crate::register;

/// Links two incidents, both of which the actor may see.
#[utoipa::path(post, path = "/api/incidents/{id}/links", tag = "incidents", request_body = LinkIncidents,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, body }: Command<LinkIncidents>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    command::run(&app, &actor, key, async |tx| {
        let incident = link(tx, id, &body).await?;
        Ok((StatusCode::CREATED, IncidentAnswer { incident, warnings: Vec::new() }))
    })
    .await
}

/// Links an incident to another.
pub async fn link(tx: &mut Tx<'_>, id: IncidentId, body: &LinkIncidents) -> Result<Summary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    if body.other == id {
        return Err(ApiError::field("other", FaultCode::SelfReference));
    }
    let held = lock(tx, id).await?;
    if !store::read::is_visible(tx.conn(), actor, body.other).await? {
        return Err(ApiError::field("other", FaultCode::Unknown));
    }
    let taken = || ApiError::Refused(ProblemCode::AlreadyExists);
    store::links::insert(tx.conn(), actor, id, body, now)
        .await
        .on_constraint("incident_links_once", taken)?;
    let payload = json!({ "link": body.id, "kind": body.kind, "other": body.other });
    Ok(changed(tx, id, Some(held.scope), "incident.linked", payload).await?.summary)
}

/// Strikes a link out.
#[utoipa::path(post, path = "/api/incidents/{id}/links/{link}/strike", tag = "incidents", request_body = StrikeRecord,
    params(("id" = IncidentId, Path), ("link" = LinkId, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn strike(
    State(app): State<App>,
    actor: Actor,
    Path((id, link)): Path<(IncidentId, LinkId)>,
    command: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    register::strike(&app, &actor, id, (Struck::Link, link.0), command).await
}
