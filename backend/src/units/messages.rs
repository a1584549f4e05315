//! Messages between consoles and units, with the times at which they came and were read.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::UnitId;
use vnr_shared::live::Kind;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{MarkMessages, MessageSummary, SendMessage};

use super::store::messages as store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::{Entry, Scope};
use crate::register;

/// Reads the last messages with a unit of the own institution, newest first.
#[utoipa::path(get, path = "/api/units/{id}/messages", tag = "units", params(("id" = UnitId, Path)), responses(
    (status = 200, body = Vec<MessageSummary>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list_messages(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
) -> Result<Json<Vec<MessageSummary>>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    Ok(Json(store::of_unit(&mut *app.pool.acquire().await?, &actor, id).await?))
}

/// Sends a message. Whoever is of the unit's crew writes to the consoles of the institution, everybody else to the unit.
#[utoipa::path(post, path = "/api/messages", tag = "units", request_body = SendMessage,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = MessageSummary), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn send(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<SendMessage>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::CREATED, send_message(tx, &body, tx.now).await?))
    })
    .await
}

/// Says that messages of the other side have come to the device, or were read.
#[utoipa::path(post, path = "/api/messages/marks", tag = "units", request_body = MarkMessages,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = Vec<MessageSummary>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn mark(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<MarkMessages>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, mark_messages(tx, &body).await?))).await
}

/// Sends a message, written at an instant: without a network it may come long after.
pub async fn send_message(
    tx: &mut Tx<'_>,
    body: &SendMessage,
    at: DateTime,
) -> Result<MessageSummary, ApiError> {
    let actor = tx.actor;
    let unit = super::store::read::one(tx.conn(), actor, body.unit).await?;
    let unit = unit.filter(|unit| unit.active && unit.institution == actor.institution);
    let unit = unit.ok_or_else(|| ApiError::field("unit", FaultCode::Unknown))?;
    if let Some(incident) = body.incident
        && !register::store::read::is_visible(tx.conn(), actor, incident).await?
    {
        return Err(ApiError::field("incident", FaultCode::Unknown));
    }
    let message = MessageSummary {
        id: body.id,
        unit: unit.id,
        call_sign: unit.call_sign.clone(),
        institution: unit.institution,
        from_unit: unit.has_in_crew(actor.user),
        by: actor.name.clone(),
        at,
        text: body.text.clone(),
        incident: body.incident,
        delivered_at: None,
        read_at: None,
        read_by: None,
    };
    store::insert(tx.conn(), actor, &message)
        .await
        .on_constraint("unit_messages_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    journal(tx, &message, "message.sent", json!({ "unit": unit.id })).await?;
    Ok(message)
}

/// Marks messages as delivered or read; returns those that it marked.
pub async fn mark_messages(tx: &mut Tx<'_>, body: &MarkMessages) -> Result<Vec<MessageSummary>, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let found = store::lock(tx.conn(), actor, &body.messages).await?;
    if found.len() != body.messages.len() {
        return Err(ApiError::field("messages", FaultCode::Unknown));
    }
    let mut marked = Vec::new();
    for mut message in found {
        let unit = super::store::read::one(tx.conn(), actor, message.unit).await?;
        // Only the side it was written to can say that it came.
        let receives = unit.is_some_and(|unit| unit.has_in_crew(actor.user) != message.from_unit);
        let news = message.delivered_at.is_none() || (body.read && message.read_at.is_none());
        if !receives {
            return Err(ApiError::Refused(ProblemCode::Forbidden));
        }
        if !news {
            continue;
        }
        message.delivered_at.get_or_insert(now);
        if body.read {
            message.read_at = Some(now);
            message.read_by = Some(actor.name.clone());
        }
        store::update(tx.conn(), &message).await?;
        let kind = if body.read { "message.read" } else { "message.delivered" };
        journal(tx, &message, kind, json!({})).await?;
        marked.push(message);
    }
    Ok(marked)
}

async fn journal(
    tx: &mut Tx<'_>,
    message: &MessageSummary,
    kind: &'static str,
    payload: Value,
) -> Result<(), ApiError> {
    let scope = Scope::of(vec![message.institution.0]);
    tx.journal(Entry::shown((Kind::Message, message.id.0), kind, payload, message, scope)?).await
}
