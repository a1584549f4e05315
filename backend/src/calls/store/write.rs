//! Writing calls.

use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;
use vnr_shared::call::{CallPosition, CallState, CallSummary, NewCall};
use vnr_shared::id::{CallId, IncidentId, UserId};
use vnr_shared::time::DateTime;

use super::{COLUMNS, CallRow};
use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::as_word;

/// Locks a call of the actor's institution.
pub async fn lock(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CallId,
) -> Result<Option<CallSummary>, ApiError> {
    let sql =
        format!("select {COLUMNS} from calls c where c.id = $1 and c.institution_id = $2 for update of c");
    let row: Option<CallRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.0)
        .bind(actor.institution.0)
        .fetch_optional(conn)
        .await?;
    row.map(CallSummary::try_from).transpose()
}

/// Locks the call of the actor's institution that has waited longest, of those that nobody else has locked. What is scheduled
/// waits for its time.
pub async fn lock_first(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime,
) -> Result<Option<CallId>, sqlx::Error> {
    let id: Option<Uuid> = sqlx::query_scalar(
        "select id from calls
         where institution_id = $1 and state = 'waiting' and (scheduled_for is null or scheduled_for <= $2)
         order by received_at, id limit 1 for update skip locked",
    )
    .bind(actor.institution.0)
    .bind(now)
    .fetch_optional(conn)
    .await?;
    Ok(id.map(CallId))
}

/// Writes a call that was entered by hand.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    new: &NewCall,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let NewCall { id, channel, caller, position, address, text, type_code, scheduled_for } = new;
    let positions: Vec<&CallPosition> = position.iter().collect();
    sqlx::query(
        "insert into calls (id, institution_id, state, channel, received_at, caller_number, caller_name, lat, lon, position,
             positions, address, text, type_code, scheduled_for, entered_by, updated_at)
         values ($1, $2, 'waiting', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $4)",
    )
    .bind(id.0)
    .bind(actor.institution.0)
    .bind(as_word(channel))
    .bind(now)
    .bind(&caller.number)
    .bind(&caller.name)
    .bind(position.map(|p| p.lat))
    .bind(position.map(|p| p.lon))
    .bind(position.map(Json))
    .bind(Json(positions))
    .bind(address)
    .bind(text)
    .bind(type_code)
    .bind(scheduled_for)
    .bind(actor.user.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a call to a dispatcher, from now on.
pub async fn claim(
    conn: &mut PgConnection,
    user: UserId,
    id: CallId,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update calls set state = 'claimed', claimed_by = $2, claimed_at = $3, version = version + 1, updated_at = $3
         where id = $1",
    )
    .bind(id.0)
    .bind(user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts a call into a state in which nobody works on it and to which nothing more belongs: waiting, or withdrawn when the
/// platform has taken it back meanwhile.
pub async fn put_back(conn: &mut PgConnection, id: CallId, now: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update calls set state = case when withdrawn_at is null then 'waiting' else 'withdrawn' end, claimed_by = null,
             claimed_at = null, incident_id = null, filed = false, close_reason = null, close_note = '', closed_by = null,
             closed_at = null, version = version + 1, updated_at = $2
         where id = $1",
    )
    .bind(id.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ties a call to its incident.
pub async fn answer(
    conn: &mut PgConnection,
    id: CallId,
    incident: IncidentId,
    filed: bool,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update calls set state = $2, incident_id = $3, filed = $4, claimed_by = null, claimed_at = null,
             version = version + 1, updated_at = $5
         where id = $1",
    )
    .bind(id.0)
    .bind(as_word(&CallState::Answered))
    .bind(incident.0)
    .bind(filed)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Closes a call without an incident.
pub async fn close(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CallId,
    (reason, note): (&str, &str),
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update calls set state = 'closed', close_reason = $2, close_note = $3, closed_by = $4, closed_at = $5,
             claimed_by = null, claimed_at = null, version = version + 1, updated_at = $5
         where id = $1",
    )
    .bind(id.0)
    .bind(reason)
    .bind(note)
    .bind(actor.user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts back the calls whose claims are older than an instant, and returns them. Those that another transaction holds are
/// being worked on.
pub async fn release_older(
    conn: &mut PgConnection,
    before: DateTime,
    now: DateTime,
) -> Result<Vec<CallId>, sqlx::Error> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "with old as (
             select id from calls where state = 'claimed' and claimed_at < $1 order by claimed_at limit 100
             for update skip locked)
         update calls c set state = case when withdrawn_at is null then 'waiting' else 'withdrawn' end, claimed_by = null,
             claimed_at = null, version = version + 1, updated_at = $2
         from old where c.id = old.id returning c.id",
    )
    .bind(before)
    .bind(now)
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(CallId).collect())
}
