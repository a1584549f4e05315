//! Panic alarms: raised by a crew, on every console of the institution, taken up by name, closed with a reason.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::AlarmId;
use vnr_shared::live::Kind;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::unit::{AcknowledgeAlarm, AlarmPlace, AlarmState, AlarmSummary, CloseAlarm, RaiseAlarm};

use super::store::alarms as store;
use super::{control, lock};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::{Entry, Scope};

/// Lists the alarms of the institution that are not closed, oldest first.
#[utoipa::path(get, path = "/api/alarms", tag = "units", responses(
    (status = 200, body = Vec<AlarmSummary>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list_alarms(State(app): State<App>, actor: Actor) -> Result<Json<Vec<AlarmSummary>>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    Ok(Json(store::open(&mut *app.pool.acquire().await?, &actor).await?))
}

/// Raises an alarm for the unit of whose crew one is, or for any unit of the institution by those who send them.
#[utoipa::path(post, path = "/api/alarms", tag = "units", request_body = RaiseAlarm,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = AlarmSummary), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn raise(
    State(app): State<App>,
    actor: Actor,
    Command { key, body }: Command<RaiseAlarm>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::CREATED, raise_alarm(tx, &body).await?))).await
}

/// Takes an alarm up. Everybody sees who has it.
#[utoipa::path(post, path = "/api/alarms/{id}/acknowledge", tag = "units", request_body = AcknowledgeAlarm,
    params(("id" = AlarmId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = AlarmSummary), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn acknowledge(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AlarmId>,
    Command { key, body: AcknowledgeAlarm {} }: Command<AcknowledgeAlarm>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Create)?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, acknowledge_alarm(tx, id).await?))).await
}

/// Closes an alarm that somebody has taken up, with what was found.
#[utoipa::path(post, path = "/api/alarms/{id}/close", tag = "units", request_body = CloseAlarm,
    params(("id" = AlarmId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = AlarmSummary), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn close(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AlarmId>,
    Command { key, mut body }: Command<CloseAlarm>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Create)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, close_alarm(tx, id, &body).await?))).await
}

/// Raises an alarm.
pub async fn raise_alarm(tx: &mut Tx<'_>, body: &RaiseAlarm) -> Result<AlarmSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let unit = match body.unit {
        Some(unit) => unit,
        None => super::store::read::own(tx.conn(), actor)
            .await?
            .ok_or_else(|| ApiError::field("unit", FaultCode::Required))?,
    };
    let unit = lock(tx, unit).await?.unit;
    control(actor, &unit)?;
    let place = match body.position() {
        Some((lat, lon)) => AlarmPlace { lat, lon, at: Some(now) },
        None => store::place_of(tx.conn(), &unit).await?,
    };
    let alarm = AlarmSummary {
        id: body.id,
        unit: unit.id,
        call_sign: unit.call_sign.clone(),
        institution: unit.institution,
        incident: unit.current().map(|a| a.incident),
        raised_by: actor.name.clone(),
        at: now,
        place,
        state: AlarmState::Raised,
        acknowledged_by: None,
        acknowledged_at: None,
        closed_by: None,
        closed_at: None,
        reason: String::new(),
        version: 1,
    };
    store::insert(tx.conn(), &alarm)
        .await
        .on_constraint("alarms_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    journal(tx, &alarm, "alarm.raised", json!({ "unit": unit.id })).await?;
    Ok(alarm)
}

/// Takes an alarm up.
pub async fn acknowledge_alarm(tx: &mut Tx<'_>, id: AlarmId) -> Result<AlarmSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let mut alarm = store::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    alarm.state = alarm.state.acknowledge().map_err(|code| ApiError::field("state", code))?;
    alarm.acknowledged_by = Some(actor.name.clone());
    alarm.acknowledged_at = Some(now);
    alarm.version += 1;
    store::update(tx.conn(), &alarm).await?;
    journal(tx, &alarm, "alarm.acknowledged", json!({})).await?;
    Ok(alarm)
}

/// Closes an alarm.
pub async fn close_alarm(tx: &mut Tx<'_>, id: AlarmId, body: &CloseAlarm) -> Result<AlarmSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let mut alarm = store::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    alarm.state = alarm.state.close().map_err(|code| ApiError::field("state", code))?;
    alarm.closed_by = Some(actor.name.clone());
    alarm.closed_at = Some(now);
    alarm.reason.clone_from(&body.reason);
    alarm.version += 1;
    store::update(tx.conn(), &alarm).await?;
    journal(tx, &alarm, "alarm.closed", json!({ "reason": body.reason })).await?;
    Ok(alarm)
}

async fn journal(
    tx: &mut Tx<'_>,
    alarm: &AlarmSummary,
    kind: &'static str,
    payload: Value,
) -> Result<(), ApiError> {
    let scope = Scope::of(vec![alarm.institution.0]);
    tx.journal(Entry::shown((Kind::Alarm, alarm.id.0), kind, payload, alarm, scope)?).await
}
