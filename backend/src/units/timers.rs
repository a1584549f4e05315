//! Timers: the check of each unit's status, and those that somebody sets.
//!
//! A unit has one check. It begins with the status and is escalated while nobody hears of the unit; whoever has heard of it ends
//! the check, which begins anew. Its id is that of the unit, so that a change of status is one entry and not two.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgConnection;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, InstitutionId, TimerId};
use vnr_shared::live::Kind;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{
    EndTimer, SetTimer, StatusTimerNorm, TimerState, TimerSubject, TimerSummary, UnitSummary,
};

use super::store::timers::{self as store, Timer};
use super::{control, lock};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::{Entry, Scope};
use crate::register;

/// Minutes between the escalations of a timer that somebody set. Those of checks are in their table.
const ESCALATE_MINUTES: u32 = 5;

/// The check of a unit's status began, because the status did.
const BEGAN: &str = "timer.began";
/// A timer is no longer needed: the status that it watched, or the incident on which it hung, is over.
const OVER: &str = "timer.over";
/// Kinds of entries that follow from others of the same command. Who takes the command back need not take back these: the check
/// follows the status again by itself, and the timers of an incident that was closed by mistake are set anew by those who need them.
pub const FOLLOWING: [&str; 2] = [BEGAN, OVER];

/// Lists the timers of the institution that are not ended, the one that is due first first.
#[utoipa::path(get, path = "/api/timers", tag = "units", responses(
    (status = 200, body = Vec<TimerSummary>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list_timers(State(app): State<App>, actor: Actor) -> Result<Json<Vec<TimerSummary>>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    Ok(Json(store::open(&mut *app.pool.acquire().await?, &actor).await?))
}

/// Sets a timer on a unit, an incident or a task. All consoles of the institution see it; overdue it is escalated.
#[utoipa::path(post, path = "/api/timers", tag = "units", request_body = SetTimer,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = TimerSummary), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<SetTimer>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::CREATED, set_timer(tx, &body).await?))).await
}

/// Ends a timer: it has been dealt with. The check of a status begins anew, because the unit has been heard of.
#[utoipa::path(post, path = "/api/timers/{id}/end", tag = "units", request_body = EndTimer,
    params(("id" = TimerId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = TimerSummary), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<TimerId>,
    Command { key, mut body }: Command<EndTimer>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, end_timer(tx, id, &body).await?))).await
}

/// Sets a timer.
pub async fn set_timer(tx: &mut Tx<'_>, body: &SetTimer) -> Result<TimerSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    require_subject(tx, body.subject).await?;
    let summary = TimerSummary {
        id: body.id,
        institution: actor.institution,
        subject: body.subject,
        label: body.label.clone(),
        status: None,
        set_at: now,
        set_by: actor.name.clone(),
        due_at: now + Duration::minutes(i64::from(body.minutes)),
        state: TimerState::Running,
        level: 0,
        ended_by: None,
        version: 1,
    };
    let timer = Timer { summary, escalate_minutes: ESCALATE_MINUTES };
    store::insert(tx.conn(), &timer)
        .await
        .on_constraint("timers_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    tx.journal(entry(&timer.summary, "timer.set", json!({ "minutes": body.minutes }))?).await?;
    Ok(timer.summary)
}

/// Refuses a timer on what the actor may not see.
async fn require_subject(tx: &mut Tx<'_>, subject: TimerSubject) -> Result<(), ApiError> {
    let actor = tx.actor;
    let may = match subject {
        TimerSubject::Unit(id) => {
            let unit = super::store::read::one(tx.conn(), actor, id).await?;
            unit.is_some_and(|unit| unit.institution == actor.institution)
        }
        TimerSubject::Incident(id) => register::store::read::is_visible(tx.conn(), actor, id).await?,
        TimerSubject::Task(_) => actor.may(Resource::Event, Action::Read),
    };
    if may { Ok(()) } else { Err(ApiError::field("subject", FaultCode::Unknown)) }
}

/// Ends a timer, or begins a unit's check anew.
pub async fn end_timer(tx: &mut Tx<'_>, id: TimerId, body: &EndTimer) -> Result<TimerSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    // A unit's lock comes before that of its check, as where the status changes.
    if let Some(TimerSubject::Unit(unit)) = store::subject(tx.conn(), actor, id).await? {
        let held = lock(tx, unit).await?;
        control(actor, &held.unit)?;
    }
    let Timer { summary: mut timer, escalate_minutes } =
        store::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    if timer.state == TimerState::Ended {
        return Err(ApiError::field("id", FaultCode::Taken));
    }
    let (before, level) = (timer.state, timer.level);
    let kind = if timer.status.is_some() {
        timer.due_at = now + (timer.due_at - timer.set_at);
        (timer.set_at, timer.state, timer.level) = (now, TimerState::Running, 0);
        "timer.checked"
    } else {
        timer.state = TimerState::Ended;
        timer.ended_by = Some(actor.name.clone());
        "timer.ended"
    };
    timer.version += 1;
    let timer = Timer { summary: timer, escalate_minutes };
    store::update(tx.conn(), &timer, Some(timer.summary.due_at)).await?;
    let payload = json!({ "note": body.note, "before": { "state": before, "level": level } });
    tx.journal(entry(&timer.summary, kind, payload)?).await?;
    Ok(timer.summary)
}

/// Begins or ends the check of a unit's status, after the unit has changed.
pub async fn follow(tx: &mut Tx<'_>, unit: &UnitSummary) -> Result<(), ApiError> {
    let id = TimerId(unit.id.0);
    let present = store::check(tx.conn(), id).await?;
    let running = present.as_ref().map(|t| &t.summary).filter(|t| t.state != TimerState::Ended);
    if running.is_some_and(|t| t.status == Some(unit.status) && t.set_at >= unit.since) {
        return Ok(());
    }
    let version = present.as_ref().map_or(0, |t| t.summary.version) + 1;
    if let Some(norm) = norm_of(tx, unit).await? {
        let timer = check(unit, &norm, version);
        store::put_check(tx.conn(), &timer).await?;
        let payload = json!({ "minutes": norm.minutes, "confirmed": norm.confirmed });
        tx.journal(entry(&timer.summary, BEGAN, payload)?).await?;
    } else if let Some(Timer { summary, escalate_minutes }) = present
        && summary.state != TimerState::Ended
    {
        let ended_by = Some(tx.actor.name.clone());
        let summary = TimerSummary { state: TimerState::Ended, ended_by, version, ..summary };
        let timer = Timer { summary, escalate_minutes };
        store::update(tx.conn(), &timer, None).await?;
        tx.journal(entry(&timer.summary, OVER, json!({ "status": unit.status }))?).await?;
    }
    Ok(())
}

fn check(unit: &UnitSummary, norm: &StatusTimerNorm, version: i64) -> Timer {
    let summary = TimerSummary {
        id: TimerId(unit.id.0),
        institution: unit.institution,
        subject: TimerSubject::Unit(unit.id),
        label: String::new(),
        status: Some(unit.status),
        set_at: unit.since,
        set_by: "VNR".to_owned(),
        due_at: unit.since + Duration::minutes(i64::from(norm.minutes)),
        state: TimerState::Running,
        level: 0,
        ended_by: None,
        version,
    };
    Timer { summary, escalate_minutes: u32::try_from(norm.escalate_minutes).unwrap_or_default() }
}

/// The row of the table of checks that counts for a unit now.
async fn norm_of(tx: &mut Tx<'_>, unit: &UnitSummary) -> Result<Option<StatusTimerNorm>, ApiError> {
    if !unit.active || unit.part_of.is_some() {
        return Ok(None);
    }
    let now = tx.now;
    let norms = store::norms(tx.conn(), unit.status, now).await?;
    if norms.is_empty() {
        return Ok(None);
    }
    let type_code = match unit.current().filter(|_| unit.status.is_on_incident()) {
        Some(_) => store::type_worked(tx.conn(), unit.id).await?,
        None => None,
    };
    Ok(StatusTimerNorm::pick(&norms, unit.status, type_code.as_deref()).cloned())
}

/// Ends the timers that hang on an incident, because it is closed.
pub async fn end_of_incident(tx: &mut Tx<'_>, id: IncidentId) -> Result<(), ApiError> {
    for Timer { summary, escalate_minutes } in store::lock_of_incident(tx.conn(), id).await? {
        let (ended_by, version) = (Some(tx.actor.name.clone()), summary.version + 1);
        let summary = TimerSummary { state: TimerState::Ended, ended_by, version, ..summary };
        let timer = Timer { summary, escalate_minutes };
        store::update(tx.conn(), &timer, None).await?;
        tx.journal(entry(&timer.summary, OVER, json!({ "closed": id }))?).await?;
    }
    Ok(())
}

/// The journal entry of a timer, for every console of its institution.
pub fn entry(timer: &TimerSummary, kind: &'static str, payload: Value) -> Result<Entry, ApiError> {
    let InstitutionId(institution) = timer.institution;
    Entry::shown((Kind::Timer, timer.id.0), kind, payload, timer, Scope::of(vec![institution]))
}

/// Escalates the timers whose time has come; returns how many. Each is an entry of the system itself.
pub async fn escalate(conn: &mut PgConnection, now: DateTime, limit: i64) -> Result<usize, ApiError> {
    let due = store::lock_due(conn, now, limit).await?;
    for Timer { summary, escalate_minutes } in &due {
        let (level, next) = vnr_shared::unit::level_at(summary.due_at, *escalate_minutes, now);
        let version = summary.version + 1;
        let summary = TimerSummary { state: TimerState::Overdue, level, version, ..summary.clone() };
        let timer = Timer { summary, escalate_minutes: *escalate_minutes };
        store::update(conn, &timer, next).await?;
        let entry = entry(&timer.summary, "timer.overdue", json!({ "level": level }))?;
        crate::journal::append(conn, None, now, None, entry).await?;
    }
    Ok(due.len())
}
