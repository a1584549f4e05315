//! `POST /api/incidents/{id}/shares`: lets another institution see an incident.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{IncidentAnswer, ShareIncident};
use vnr_shared::problem::{FaultCode, Problem};

use super::{changed, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, accept};
use crate::http::Command;

/// Lets another institution see an incident, with a reason. Sharing it again changes nothing.
#[utoipa::path(post, path = "/api/incidents/{id}/shares", tag = "incidents", request_body = ShareIncident,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn share(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<ShareIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let held = store::held::lock(tx.conn(), &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
        held.require_owner(&actor)?;
        if !store::reference::is_active_institution(tx.conn(), body.institution).await? {
            return Err(ApiError::field("institution", FaultCode::Unknown));
        }
        let now = tx.now;
        store::write::share(tx.conn(), &actor, id, &body, now).await?;
        let payload = json!({ "institution": body.institution, "reason": body.reason });
        let done = changed(tx, id, Some(held.scope), "incident.shared", payload).await?;
        Ok((StatusCode::OK, IncidentAnswer { incident: done.summary, warnings: Vec::new() }))
    })
    .await
}
