//! `POST /api/incidents/{id}/persons`: ties a person to an incident, or strikes the tie.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, InvolvementId};
use vnr_shared::incident::{IncidentAnswer, StrikeRecord};
use vnr_shared::person::NewInvolvement;
use vnr_shared::problem::{Fault, FaultCode, Findings, Problem, ProblemCode};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;
use crate::register::{self, Struck, changed, lock};

/// Ties a person, new or found in the register, to an incident. Whoever may see the incident may do so. A code that the
/// register knows is a warning: whether it is the same person is for a person to say.
#[utoipa::path(post, path = "/api/incidents/{id}/persons", tag = "persons", request_body = NewInvolvement,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, mut body }: Command<NewInvolvement>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Person, Action::Create)?;
    let mut warnings = accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| {
        let held = lock(tx, id).await?;
        warnings.extend(involve(tx, id, &body, "").await?);
        let payload = json!({ "involvement": body.id, "person": body.person_id, "role": body.role });
        let done = changed(tx, id, Some(held.scope), "incident.person_added", payload).await?;
        let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
        Ok((StatusCode::CREATED, IncidentAnswer { incident: done.summary, warnings }))
    })
    .await
}

/// Writes the tie, and the person if new, with its journal entry; returns what is doubtful. `path` names the involvement
/// in the command, ending with a dot, or is empty when it is the command.
pub async fn involve(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    body: &NewInvolvement,
    path: &str,
) -> Result<Vec<Fault>, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let mut found = Findings::default();
    if let Some(detail) = &body.detail {
        let taken = || ApiError::field(format!("{path}person_id"), FaultCode::Taken);
        store::insert(tx.conn(), actor, body.person_id, detail, now)
            .await
            .on_constraint("persons_pkey", taken)?;
        let known = store::known_codes(tx.conn(), actor, &detail.search_codes(), body.person_id).await?;
        for (i, _) in detail.codes.iter().enumerate().filter(|(_, code)| known.contains(&code.code)) {
            found.warning(format!("{path}detail.codes.{i}.code"), FaultCode::KnownPerson);
        }
        let payload = json!({ "incident": incident, "detail": detail });
        tx.journal(Entry::quiet("person", body.person_id.0, "person.registered", payload)).await?;
    } else if store::seen(tx.conn(), actor, &[body.person_id.0]).await?.is_empty() {
        return Err(ApiError::field(format!("{path}person_id"), FaultCode::Unknown));
    }
    store::tie(tx.conn(), incident, body)
        .await
        .on_constraint("incident_persons_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    Ok(found.warnings)
}

/// Strikes a person's tie to an incident.
#[utoipa::path(post, path = "/api/incidents/{id}/persons/{involvement}/strike", tag = "persons",
    request_body = StrikeRecord, params(("id" = IncidentId, Path), ("involvement" = InvolvementId, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn strike(
    State(app): State<App>,
    actor: Actor,
    Path((id, involvement)): Path<(IncidentId, InvolvementId)>,
    command: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    register::strike(&app, &actor, id, (Struck::Person, involvement.0), command).await
}
