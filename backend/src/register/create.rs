//! `POST /api/incidents`: files an incident.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::{IncidentAnswer, NewIncident};
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};

use super::editable::Editable;
use super::{changed, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Begun, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;

/// Files an incident (reģistrē notikumu).
#[utoipa::path(post, path = "/api/incidents", tag = "incidents", request_body = NewIncident, params(
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 201, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<NewIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Create)?;
    let warnings = accept(body.check(app.now()))?;
    let mut tx = match command::begin(&app, &actor, key).await? {
        Begun::Fresh(tx) => tx,
        Begun::Replayed(answer) => return Ok(answer),
    };
    let number = file(&mut tx, &body).await?;
    let payload = json!({ "number": number, "type_code": body.type_code, "channel": body.channel });
    let done = changed(&mut tx, body.id, None, "incident.registered", payload).await?;
    let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
    tx.finish(StatusCode::CREATED, &IncidentAnswer { incident: done.summary, warnings }).await
}

/// Writes the incident and all that came with it; returns its registration number.
async fn file(tx: &mut Tx<'_>, body: &NewIncident) -> Result<String, ApiError> {
    let (now, actor) = (tx.now, tx.actor);
    let type_category = store::reference::type_category(tx.conn(), &body.type_code, now)
        .await?
        .ok_or_else(|| ApiError::field("type_code", FaultCode::Unknown))?;
    if let Some(department) = body.department
        && !store::reference::has_department(tx.conn(), actor.institution, department).await?
    {
        return Err(ApiError::field("department", FaultCode::Unknown));
    }
    let fields = Editable {
        channel: body.channel,
        received_at: body.received_at.unwrap_or(now).min(now),
        occurred: body.occurred.clone(),
        place: body.place.clone(),
        type_code: body.type_code.clone(),
        category: body.category.unwrap_or(type_category),
        description: body.description.clone(),
        disposition: None,
        sensitivity: body.sensitivity,
        legal_hold: false,
    };
    let derived = store::reference::derive(tx.conn(), &fields, actor.institution_kind, None).await?;
    let number = store::reference::next_number(tx.conn(), actor.institution, now).await?;
    let department = body.department.or(actor.department);
    store::write::insert(tx.conn(), actor, body.id, &number, department, &fields, &derived, now)
        .await
        .on_constraint("incidents_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    for note in &body.notes {
        store::notes::insert(tx.conn(), actor, body.id, note, now)
            .await
            .on_constraint("incident_notes_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    }
    Ok(number)
}
