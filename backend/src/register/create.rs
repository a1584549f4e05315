//! `POST /api/incidents`: files an incident.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::{Category, IncidentAnswer, NewIncident, Summary};
use vnr_shared::problem::{Fault, FaultCode, Problem, ProblemCode};

use super::editable::Editable;
use super::{changed, store};
use crate::access::Actor;
use crate::app::App;
use crate::calls;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::persons::involve;
use crate::things::{link_object, link_vehicle};

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
    require(&actor, &body)?;
    let mut warnings = accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| {
        let (incident, doubts) = register_incident(tx, &mut body).await?;
        warnings.extend(doubts);
        let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
        Ok((StatusCode::CREATED, IncidentAnswer { incident, warnings }))
    })
    .await
}

/// Refuses whoever may not file all of what is filed.
pub fn require(actor: &Actor, body: &NewIncident) -> Result<(), ApiError> {
    actor.require(Resource::Incident, Action::Create)?;
    if !body.persons.is_empty() {
        actor.require(Resource::Person, Action::Create)?;
    }
    if !body.vehicles.is_empty() || !body.objects.is_empty() {
        actor.require(Resource::Object, Action::Create)?;
    }
    if body.call.is_some() {
        actor.require(Resource::Call, Action::Update)?;
    }
    Ok(())
}

/// Files an incident; the body is checked. Returns it as lists show it, and what is doubtful. The call that it answers is
/// held first: whoever files it twice at once is refused, and the legal clock runs from its receipt.
pub async fn register_incident(
    tx: &mut Tx<'_>,
    body: &mut NewIncident,
) -> Result<(Summary, Vec<Fault>), ApiError> {
    let call = match body.call {
        Some(call) => Some(calls::hold(tx, call).await?),
        None => None,
    };
    if let Some(call) = &call {
        body.received_at.get_or_insert(call.received_at);
    }
    let number = file(tx, body).await?;
    let (mut payload, doubts) = attach(tx, body).await?;
    payload["number"] = json!(number);
    if let Some(call) = call {
        payload["call"] = json!(call.id);
        calls::file(tx, &call, body.id).await?;
    }
    if body.advised {
        payload["advised"] = json!(true);
        let now = tx.now;
        store::write::close_advised(tx.conn(), body.id, now).await?;
    }
    Ok((changed(tx, body.id, None, "incident.registered", payload).await?.summary, doubts))
}

/// Ties what came with the incident to it; returns the payload of the journal, and what is doubtful.
async fn attach(tx: &mut Tx<'_>, body: &NewIncident) -> Result<(Value, Vec<Fault>), ApiError> {
    let mut doubts = Vec::new();
    let (mut persons, mut vehicles, mut objects) = (Vec::new(), Vec::new(), Vec::new());
    for (i, person) in body.persons.iter().enumerate() {
        doubts.extend(involve(tx, body.id, person, &format!("persons.{i}.")).await?);
        persons.push(json!({ "involvement": person.id, "person": person.person_id, "role": person.role }));
    }
    for (i, vehicle) in body.vehicles.iter().enumerate() {
        let id = link_vehicle(tx, body.id, vehicle, &format!("vehicles.{i}.")).await?;
        vehicles.push(
            json!({ "link": vehicle.id, "vehicle": id, "role": vehicle.role, "detail": vehicle.detail }),
        );
    }
    for (i, object) in body.objects.iter().enumerate() {
        link_object(tx, body.id, object, &format!("objects.{i}.")).await?;
        objects.push(json!({ "link": object.id, "object": object.object_id, "detail": object.detail }));
    }
    let payload = json!({
        "type_code": body.type_code, "channel": body.channel, "persons": persons, "vehicles": vehicles,
        "objects": objects,
    });
    Ok((payload, doubts))
}

/// Writes the incident with its first notes; returns its registration number.
async fn file(tx: &mut Tx<'_>, body: &NewIncident) -> Result<String, ApiError> {
    let (now, actor) = (tx.now, tx.actor);
    if let Some(department) = body.department
        && !store::reference::has_department(tx.conn(), actor.institution, department).await?
    {
        return Err(ApiError::field("department", FaultCode::Unknown));
    }
    let mut fields = Editable {
        channel: body.channel,
        received_at: body.received_at.unwrap_or(now).min(now),
        occurred: body.occurred.clone(),
        place: body.place.clone(),
        type_code: body.type_code.clone(),
        // Until the catalogue has said what the type proposes.
        category: body.category.unwrap_or(Category::C),
        description: body.description.clone(),
        disposition: None,
        sensitivity: body.sensitivity,
        legal_hold: false,
    };
    let grounds = store::reference::grounds(tx.conn(), &fields, actor.institution_kind, now).await?;
    let proposed = grounds.type_category.ok_or_else(|| ApiError::field("type_code", FaultCode::Unknown))?;
    fields.category = body.category.unwrap_or(proposed);
    let derived = grounds.derive(&fields, actor.institution_kind, None);
    let department = body.department.or(actor.department);
    let number = store::write::insert(tx.conn(), actor, body.id, department, &fields, &derived, now)
        .await
        .on_constraint("incidents_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    for note in &body.notes {
        store::notes::insert(tx.conn(), actor, body.id, note, now)
            .await
            .on_constraint("incident_notes_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    }
    Ok(number)
}
