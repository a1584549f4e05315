//! `PATCH /api/incidents/{id}`: changes fields of an incident.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{EditIncident, IncidentAnswer, Summary};
use vnr_shared::problem::{FaultCode, Problem};

use super::store::held::Held;
use super::{changed, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;

/// Changes fields of an incident. A stale edit is refused with both sides, field by field.
#[utoipa::path(patch, path = "/api/incidents/{id}", tag = "incidents", request_body = EditIncident,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn edit(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<EditIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    let warnings = accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| {
        let incident = change_fields(tx, id, &body).await?;
        let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
        Ok((StatusCode::OK, IncidentAnswer { incident, warnings }))
    })
    .await
}

/// Changes fields of an incident; the body is checked.
pub async fn change_fields(
    tx: &mut Tx<'_>,
    id: IncidentId,
    body: &EditIncident,
) -> Result<Summary, ApiError> {
    let held = lock(tx, id).await?;
    held.require_owner(tx.actor)?;
    if body.version != held.version {
        let since = store::read::fields_changed_since(tx.conn(), id, body.version).await?;
        return Err(ApiError::Conflict(held.fields.conflict(body, held.version, &since)?));
    }
    set_fields(tx, id, held, body, "incident.edited", json!({})).await
}

/// Writes the fields an edit sets, and journals them under a kind, beside what else is to be told.
pub async fn set_fields(
    tx: &mut Tx<'_>,
    id: IncidentId,
    held: Held,
    body: &EditIncident,
    kind: &'static str,
    mut payload: Value,
) -> Result<Summary, ApiError> {
    let overlaid = held.fields.overlay(body)?;
    let now = tx.now;
    if !overlaid.changes.is_empty() {
        let grounds = store::reference::grounds(tx.conn(), &overlaid.after, held.owner_kind, now).await?;
        if overlaid.changes.contains_key("type_code") && grounds.type_category.is_none() {
            return Err(ApiError::field("type_code", FaultCode::Unknown));
        }
        let derived = grounds.derive(&overlaid.after, held.owner_kind, held.arrived_at);
        store::write::update(tx.conn(), id, &overlaid.after, &derived, now).await?;
    }
    payload["version"] = json!(held.version + 1);
    payload["changes"] = Value::Object(overlaid.changes);
    Ok(changed(tx, id, Some(held.scope), kind, payload).await?.summary)
}

/// Puts fields back to what they were before an edit, if they still are what it made them. `changes` is the edit's, with
/// `before` and `after` of each field.
pub async fn put_back(
    tx: &mut Tx<'_>,
    id: IncidentId,
    changes: &Map<String, Value>,
    kind: &'static str,
    payload: Value,
) -> Result<Summary, ApiError> {
    let held = lock(tx, id).await?;
    held.require_owner(tx.actor)?;
    let side = |name: &str| -> Map<String, Value> {
        let value = |change: &Value| change.get(name).cloned().unwrap_or_default();
        changes.iter().map(|(field, change)| (field.clone(), value(change))).collect()
    };
    let mut before: EditIncident =
        serde_json::from_value(Value::Object(side("before"))).map_err(ApiError::internal)?;
    before.version = held.version;
    let moved = held.fields.moved(&side("after"))?;
    if !moved.is_empty() {
        return Err(ApiError::Conflict(held.fields.conflict(&before, held.version, &moved)?));
    }
    set_fields(tx, id, held, &before, kind, payload).await
}
