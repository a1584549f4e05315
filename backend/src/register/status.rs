//! `POST /api/incidents/{id}/status`: takes a step of the life cycle.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{ChangeStatus, IncidentAnswer, Step, Summary};
use vnr_shared::problem::{Conflict, ConflictField, FaultCode, Problem};

use super::store::held::{Held, Stand};
use super::{changed, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::units;

/// Takes a step of the life cycle. An illegal step names the legal ones.
#[utoipa::path(post, path = "/api/incidents/{id}/status", tag = "incidents", request_body = ChangeStatus,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change_status(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<ChangeStatus>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let incident = step(tx, id, &body).await?;
        Ok((StatusCode::OK, IncidentAnswer { incident, warnings: Vec::new() }))
    })
    .await
}

/// Takes a step of the life cycle; the body is checked.
pub async fn step(tx: &mut Tx<'_>, id: IncidentId, body: &ChangeStatus) -> Result<Summary, ApiError> {
    let held = lock(tx, id).await?;
    held.require_party(tx.actor, body.step)?;
    if body.version != held.version {
        return Err(ApiError::Conflict(stale(&held, body)));
    }
    let standing = held.standing.step(body.step)?;
    take(tx, id, &held, body).await?;
    let now = tx.now;
    store::write::set_status(tx.conn(), id, standing, body.step, now, now).await?;
    if matches!(body.step, Step::Close | Step::Unassign) {
        units::release_at_step(tx, id, held.owner, &body.reason).await?;
    }
    if body.step == Step::Close {
        units::end_of_incident(tx, id).await?;
    }
    if body.step == Step::Accept {
        units::follow_owner(tx, id).await?;
    }
    let payload = json!({
        "version": held.version + 1, "step": body.step, "reason": body.reason, "to": body.to,
        "changes": { "status": { "before": held.standing.status, "after": standing.status } },
        "stand": { "before": held.stand(), "after": held.stand_after(standing, body.step, now, body.to) },
    });
    Ok(changed(tx, id, Some(held.scope), "incident.status", payload).await?.summary)
}

/// Puts an incident back to where it stood before a step, if it still stands where that step had put it.
pub async fn put_back(
    tx: &mut Tx<'_>,
    id: IncidentId,
    (before, after): (&Stand, &Stand),
    kind: &'static str,
    mut payload: Value,
) -> Result<Summary, ApiError> {
    let held = lock(tx, id).await?;
    held.require_owner(tx.actor)?;
    if held.stand() != *after {
        return Err(moved(&held, json!(before.status)));
    }
    let now = tx.now;
    store::write::set_stand(tx.conn(), id, before, now).await?;
    payload["version"] = json!(held.version + 1);
    payload["changes"] = json!({ "status": { "before": after.status, "after": before.status } });
    payload["stand"] = json!({ "before": after, "after": before });
    Ok(changed(tx, id, Some(held.scope), kind, payload).await?.summary)
}

/// Refuses to put an incident back, because somebody has moved it since.
pub fn moved(held: &Held, yours: Value) -> ApiError {
    let theirs = json!(held.standing.status);
    let field = ConflictField { field: "status".to_owned(), yours, theirs, changed: true };
    let (base_version, current_version) = (held.version, held.version);
    ApiError::Conflict(Conflict { base_version, current_version, fields: vec![field] })
}

fn stale(held: &Held, body: &ChangeStatus) -> Conflict {
    let field = ConflictField {
        field: "status".to_owned(),
        yours: json!(body.step),
        theirs: json!(held.standing.status),
        changed: true,
    };
    Conflict { base_version: body.version, current_version: held.version, fields: vec![field] }
}

/// What a step does beside changing the status: passing on names the receiver; accepting makes it the owner, whose
/// legal clock, if it has one, is another.
async fn take(tx: &mut Tx<'_>, id: IncidentId, held: &Held, body: &ChangeStatus) -> Result<(), ApiError> {
    let actor = tx.actor;
    match body.step {
        Step::Pass => {
            let to = body.to.ok_or_else(|| ApiError::field("to", FaultCode::Required))?;
            if to == held.owner {
                return Err(ApiError::field("to", FaultCode::SelfReference));
            }
            if !store::reference::is_active_institution(tx.conn(), to).await? {
                return Err(ApiError::field("to", FaultCode::Unknown));
            }
            store::write::set_passed_to(tx.conn(), id, Some(to)).await?;
        }
        Step::Accept => {
            let (kind, now) = (actor.institution_kind, tx.now);
            let grounds = store::reference::grounds(tx.conn(), &held.fields, kind, now).await?;
            let derived = grounds.derive(&held.fields, kind, held.arrived_at);
            store::write::set_owner(tx.conn(), id, actor.institution, &derived).await?;
        }
        Step::Decline | Step::Recall => store::write::set_passed_to(tx.conn(), id, None).await?,
        _ => {}
    }
    Ok(())
}
