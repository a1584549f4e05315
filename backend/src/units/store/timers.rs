//! SQL of timers.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::{IncidentId, TimerId, UnitId};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{StatusTimerNorm, TimerState, TimerSubject, TimerSummary, UnitStatus};

use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::{as_word, word};

const COLUMNS: &str = "id, institution_id, subject_kind, subject_id, label, status, set_at, set_by, due_at,
    escalate_minutes, state, level, ended_by, version";

#[derive(Debug, FromRow)]
struct TimerRow {
    id: Uuid,
    institution_id: Uuid,
    subject_kind: String,
    subject_id: Uuid,
    label: String,
    status: Option<String>,
    set_at: DateTime,
    set_by: String,
    due_at: DateTime,
    escalate_minutes: i32,
    state: String,
    level: i16,
    ended_by: Option<String>,
    version: i64,
}

/// A timer with what only the server needs of it.
#[derive(Debug)]
pub struct Timer {
    /// As screens show it.
    pub summary: TimerSummary,
    /// Minutes between escalations.
    pub escalate_minutes: u32,
}

impl TryFrom<TimerRow> for Timer {
    type Error = ApiError;

    fn try_from(row: TimerRow) -> Result<Self, ApiError> {
        let subject = match row.subject_kind.as_str() {
            "unit" => TimerSubject::Unit(row.subject_id.into()),
            "incident" => TimerSubject::Incident(row.subject_id.into()),
            "task" => TimerSubject::Task(row.subject_id.into()),
            other => return Err(ApiError::Inconsistent(format!("timers.subject_kind = {other:?}"))),
        };
        let summary = TimerSummary {
            id: row.id.into(),
            institution: row.institution_id.into(),
            subject,
            label: row.label,
            status: row.status.as_deref().map(|status| word("timers.status", status)).transpose()?,
            set_at: row.set_at,
            set_by: row.set_by,
            due_at: row.due_at,
            state: word("timers.state", &row.state)?,
            level: u8::try_from(row.level).unwrap_or(u8::MAX),
            ended_by: row.ended_by,
            version: row.version,
        };
        Ok(Self { summary, escalate_minutes: u32::try_from(row.escalate_minutes).unwrap_or_default() })
    }
}

fn timers(rows: Vec<TimerRow>) -> Result<Vec<Timer>, ApiError> {
    rows.into_iter().map(Timer::try_from).collect()
}

/// The timers of the actor's institution that are not ended, the one that is due first first.
pub async fn open(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<TimerSummary>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from timers where institution_id = $1 and state <> 'ended' order by due_at, id"
    );
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(actor.institution.0).fetch_all(conn).await?;
    Ok(timers(rows)?.into_iter().map(|timer| timer.summary).collect())
}

/// Locks a timer of the actor's institution.
pub async fn lock(conn: &mut PgConnection, actor: &Actor, id: TimerId) -> Result<Option<Timer>, ApiError> {
    let sql = format!("select {COLUMNS} from timers where id = $2 and institution_id = $1 for update");
    let row: Option<TimerRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(actor.institution.0)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    row.map(Timer::try_from).transpose()
}

/// What a timer of the actor's institution hangs on.
pub async fn subject(
    conn: &mut PgConnection,
    actor: &Actor,
    id: TimerId,
) -> Result<Option<TimerSubject>, ApiError> {
    let sql = format!("select {COLUMNS} from timers where id = $2 and institution_id = $1");
    let row: Option<TimerRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(actor.institution.0)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(Timer::try_from).transpose()?.map(|timer| timer.summary.subject))
}

/// The check of a unit, running or ended. The caller holds the unit's lock.
pub async fn check(conn: &mut PgConnection, id: TimerId) -> Result<Option<Timer>, ApiError> {
    let sql = format!("select {COLUMNS} from timers where id = $1 and status is not null for update");
    let row: Option<TimerRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await?;
    row.map(Timer::try_from).transpose()
}

/// Locks the timers of an incident that are not ended.
pub async fn lock_of_incident(conn: &mut PgConnection, id: IncidentId) -> Result<Vec<Timer>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from timers where subject_kind = 'incident' and subject_id = $1 and state <> 'ended'
         order by id for update"
    );
    timers(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_all(conn).await?)
}

/// Locks timers whose level changes by now. What another node has locked is its to deal with.
pub async fn lock_due(conn: &mut PgConnection, now: DateTime, limit: i64) -> Result<Vec<Timer>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from timers where state <> 'ended' and next_at <= $1
         order by next_at, id limit $2 for update skip locked"
    );
    timers(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(now).bind(limit).fetch_all(conn).await?)
}

/// Writes a new timer.
pub async fn insert(conn: &mut PgConnection, timer: &Timer) -> Result<(), sqlx::Error> {
    let t = &timer.summary;
    let (kind, subject) = t.subject.parts();
    sqlx::query(
        "insert into timers (id, institution_id, subject_kind, subject_id, label, status, set_at, set_by, due_at,
                             escalate_minutes, state, next_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9)",
    )
    .bind(t.id.0)
    .bind(t.institution.0)
    .bind(kind)
    .bind(subject)
    .bind(&t.label)
    .bind(t.status.as_ref().map(as_word))
    .bind(t.set_at)
    .bind(&t.set_by)
    .bind(t.due_at)
    .bind(i32::try_from(timer.escalate_minutes).unwrap_or(i32::MAX))
    .bind(as_word(&t.state))
    .execute(conn)
    .await
    .map(drop)
}

/// Writes the check of a unit's status, in the place of the one it had.
pub async fn put_check(conn: &mut PgConnection, timer: &Timer) -> Result<(), sqlx::Error> {
    let t = &timer.summary;
    sqlx::query(
        "insert into timers (id, institution_id, subject_kind, subject_id, label, status, set_at, set_by, due_at,
                             escalate_minutes, state, next_at, version)
         values ($1, $2, 'unit', $1, '', $3, $4, $5, $6, $7, 'running', $6, $8)
         on conflict (id) do update set status = $3, set_at = $4, set_by = $5, due_at = $6, escalate_minutes = $7,
             state = 'running', level = 0, next_at = $6, ended_by = null, version = $8",
    )
    .bind(t.id.0)
    .bind(t.institution.0)
    .bind(t.status.as_ref().map(as_word))
    .bind(t.set_at)
    .bind(&t.set_by)
    .bind(t.due_at)
    .bind(i32::try_from(timer.escalate_minutes).unwrap_or(i32::MAX))
    .bind(t.version)
    .execute(conn)
    .await
    .map(drop)
}

/// Writes what changed of a timer, with the time at which its level changes next.
pub async fn update(
    conn: &mut PgConnection,
    timer: &Timer,
    next_at: Option<DateTime>,
) -> Result<(), sqlx::Error> {
    let t = &timer.summary;
    sqlx::query(
        "update timers set state = $2, level = $3, ended_by = $4, version = $5, next_at = $6, set_at = $7, due_at = $8
         where id = $1",
    )
    .bind(t.id.0)
    .bind(as_word(&t.state))
    .bind(i16::from(t.level))
    .bind(&t.ended_by)
    .bind(t.version)
    .bind(next_at.filter(|_| t.state != TimerState::Ended))
    .bind(t.set_at)
    .bind(t.due_at)
    .execute(conn)
    .await
    .map(drop)
}

/// The rows of the table of checks of a status that are valid at an instant.
pub async fn norms(
    conn: &mut PgConnection,
    status: UnitStatus,
    at: DateTime,
) -> Result<Vec<StatusTimerNorm>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        status: String,
        type_code: String,
        minutes: i32,
        escalate_minutes: i32,
        source: String,
        confirmed: bool,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select status, type_code, minutes, escalate_minutes, source, confirmed from status_timers
         where valid_from <= $1 and (valid_to is null or $1 < valid_to) and status = $2 order by type_code",
    )
    .bind(at)
    .bind(as_word(&status))
    .fetch_all(conn)
    .await?;
    let norm = |row: Row| {
        Ok(StatusTimerNorm {
            status: word("status_timers.status", &row.status)?,
            type_code: row.type_code,
            minutes: row.minutes,
            escalate_minutes: row.escalate_minutes,
            source: row.source,
            confirmed: row.confirmed,
        })
    };
    rows.into_iter().map(norm).collect()
}

/// Type of the incident that a unit works now.
pub async fn type_worked(conn: &mut PgConnection, unit: UnitId) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select i.type_code from assignments n join incidents i on i.id = n.incident_id
         where n.unit_id = $1 and n.released_at is null order by n.place, n.id limit 1",
    )
    .bind(unit.0)
    .fetch_optional(conn)
    .await
}
