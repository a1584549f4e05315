//! Sections, posts, tasks and drawings.

use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::event::{Part, PartKind, Sheet};
use vnr_shared::id::MajorEventId;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::{as_word, word};

/// A part as it lies.
#[derive(Debug, FromRow)]
pub struct PartRow {
    id: Uuid,
    kind: String,
    part: Value,
    version: i64,
    by_name: String,
    at: DateTime,
}

/// A part, locked.
#[derive(Debug)]
pub struct HeldPart {
    /// Kind.
    pub kind: PartKind,
    /// Content.
    pub part: Value,
    /// Version.
    pub version: i64,
}

/// The parts of an event that are not struck, oldest first.
pub async fn of_event(conn: &mut PgConnection, event: MajorEventId) -> Result<Vec<PartRow>, sqlx::Error> {
    sqlx::query_as(
        "select p.id, p.kind, p.part, p.version, u.name as by_name, p.at
         from major_event_parts p join users u on u.id = p.by_user
         where p.event_id = $1 and p.struck_at is null order by p.added_at, p.id",
    )
    .bind(event.0)
    .fetch_all(conn)
    .await
}

/// Takes the parts of one kind out of the rows.
pub fn take<T: Part>(rows: &mut Vec<PartRow>) -> Result<Vec<Sheet<T>>, ApiError> {
    let kind = as_word(&T::KIND);
    let read = |row: PartRow| {
        let part = serde_json::from_value(row.part).map_err(ApiError::internal)?;
        Ok(Sheet { id: row.id, version: row.version, by: row.by_name, at: row.at, part })
    };
    rows.extract_if(.., |row| row.kind == kind).map(read).collect()
}

/// Whether an event has such a part.
pub async fn exists(
    conn: &mut PgConnection,
    event: MajorEventId,
    id: Uuid,
    kind: PartKind,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select 1 from major_event_parts
                        where id = $1 and event_id = $2 and kind = $3 and struck_at is null)",
    )
    .bind(id)
    .bind(event.0)
    .bind(as_word(&kind))
    .fetch_one(conn)
    .await
}

/// A part that is not struck, locked. The event's lock stands before it.
pub async fn lock(
    conn: &mut PgConnection,
    event: MajorEventId,
    id: Uuid,
) -> Result<Option<HeldPart>, ApiError> {
    let row: Option<(String, Value, i64)> = sqlx::query_as(
        "select kind, part, version from major_event_parts
         where id = $1 and event_id = $2 and struck_at is null for update",
    )
    .bind(id)
    .bind(event.0)
    .fetch_optional(conn)
    .await?;
    row.map(|(kind, part, version)| {
        Ok(HeldPart { kind: word("major_event_parts.kind", &kind)?, part, version })
    })
    .transpose()
}

/// Writes a new part.
pub async fn insert<T: Part>(
    conn: &mut PgConnection,
    actor: &Actor,
    (event, id): (MajorEventId, Uuid),
    part: &T,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into major_event_parts (id, event_id, kind, part, version, added_at, by_user, at)
         values ($1, $2, $3, $4, 1, $5, $6, $5)",
    )
    .bind(id)
    .bind(event.0)
    .bind(as_word(&T::KIND))
    .bind(Json(part))
    .bind(now)
    .bind(actor.user.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a part anew.
pub async fn update<T: Part>(
    conn: &mut PgConnection,
    actor: &Actor,
    id: Uuid,
    part: &T,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update major_event_parts set part = $2, version = version + 1, by_user = $3, at = $4 where id = $1",
    )
    .bind(id)
    .bind(Json(part))
    .bind(actor.user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Strikes a part.
pub async fn strike(
    conn: &mut PgConnection,
    actor: &Actor,
    id: Uuid,
    reason: &str,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update major_event_parts set struck_by = $2, struck_at = $3, struck_reason = $4, version = version + 1
         where id = $1",
    )
    .bind(id)
    .bind(actor.user.0)
    .bind(now)
    .bind(reason)
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets the tasks, posts and incidents of a section go.
pub async fn let_go(conn: &mut PgConnection, event: MajorEventId, section: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with parts as (
             update major_event_parts set part = part - 'section', version = version + 1
             where event_id = $1 and kind in ('task', 'post') and struck_at is null and part ->> 'section' = $2::text)
         update major_event_incidents set section_id = null where event_id = $1 and section_id = $3",
    )
    .bind(event.0)
    .bind(section.to_string())
    .bind(section)
    .execute(conn)
    .await?;
    Ok(())
}

/// Cancels the open tasks of an event; returns which.
pub async fn cancel_tasks(
    conn: &mut PgConnection,
    actor: &Actor,
    event: MajorEventId,
    now: DateTime,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "update major_event_parts
         set part = jsonb_set(part, '{state}', '\"cancelled\"'), version = version + 1, by_user = $2, at = $3
         where event_id = $1 and kind = 'task' and struck_at is null and part ->> 'state' = 'open' returning id",
    )
    .bind(event.0)
    .bind(actor.user.0)
    .bind(now)
    .fetch_all(conn)
    .await
}
