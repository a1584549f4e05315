//! SQL of presence. A statement that changes who is there rings the nodes by itself.

use chrono::Duration;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;
use vnr_shared::live::Kind;
use vnr_shared::presence::{Announce, GONE_SECONDS, Present};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::journal::Scope;

/// Channel on which nodes are rung. What is sent is the kind and the id of a record, with a space between.
pub const CHANNEL: &str = "vnr_presence";

/// The moment before which somebody who was last heard is taken to have left.
fn horizon(now: DateTime) -> DateTime {
    now - Duration::seconds(i64::from(GONE_SECONDS))
}

#[derive(Debug, FromRow)]
struct ScopeRow {
    audience: Vec<Uuid>,
    restricted: bool,
    exempt: Option<Uuid>,
    readers: Option<Json<Vec<Uuid>>>,
}

/// Who may see a record, as its last entry that screens show says; none when there is no such record.
pub async fn scope(db: impl PgExecutor<'_>, kind: Kind, id: Uuid) -> Result<Option<Scope>, sqlx::Error> {
    let row: Option<ScopeRow> = sqlx::query_as(
        "select audience, restricted, exempt, payload -> 'readers' as readers from journal
         where subject_kind = $1 and subject_id = $2 and summary is not null order by id desc limit 1",
    )
    .bind(kind.word())
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Scope {
        audience: row.audience,
        restricted: row.restricted,
        exempt: row.exempt,
        readers: row.readers.map(|readers| readers.0).unwrap_or_default(),
        ..Scope::default()
    }))
}

/// Notes that the actor is at a record. Rings when they were not, or typed in another field.
pub async fn put(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    body: &Announce,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with known as (
             select 1 from presence
             where session_id = $1 and subject_kind = $2 and subject_id = $3 and field is not distinct from $7
                   and seen_at >= $9),
         put as (
             insert into presence (session_id, subject_kind, subject_id, user_id, name, institution_id, field, since, seen_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
             on conflict (session_id, subject_kind, subject_id)
             do update set field = excluded.field, seen_at = excluded.seen_at)
         select pg_notify($10, $2 || ' ' || $3::uuid) where not exists (select 1 from known)",
    )
    .bind(actor.session.0)
    .bind(body.kind.word())
    .bind(body.id)
    .bind(actor.user.0)
    .bind(&actor.name)
    .bind(actor.institution.0)
    .bind(&body.field)
    .bind(now)
    .bind(horizon(now))
    .bind(CHANNEL)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that the actor has left a record.
pub async fn leave(db: impl PgExecutor<'_>, actor: &Actor, body: &Announce) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with gone as (
             delete from presence where session_id = $1 and subject_kind = $2 and subject_id = $3 returning 1)
         select pg_notify($4, $2 || ' ' || $3::uuid) from gone",
    )
    .bind(actor.session.0)
    .bind(body.kind.word())
    .bind(body.id)
    .bind(CHANNEL)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets whoever has been silent for too long.
pub async fn sweep(db: impl PgExecutor<'_>, now: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with gone as (delete from presence where seen_at < $1 returning subject_kind, subject_id)
         select pg_notify($2, subject_kind || ' ' || subject_id) from (select distinct * from gone) g",
    )
    .bind(horizon(now))
    .bind(CHANNEL)
    .execute(db)
    .await?;
    Ok(())
}

#[derive(Debug, FromRow)]
struct PresentRow {
    user_id: Uuid,
    name: String,
    institution_id: Uuid,
    field: Option<String>,
    since: DateTime,
}

/// Everybody at a record: a person with two windows is one, and types where one of them types.
pub async fn people(
    db: impl PgExecutor<'_>,
    kind: Kind,
    id: Uuid,
    now: DateTime,
) -> Result<Vec<Present>, sqlx::Error> {
    let rows: Vec<PresentRow> = sqlx::query_as(
        "select user_id, min(name) as name, min(institution_id::text)::uuid as institution_id, max(field) as field,
                min(since) as since
         from presence where subject_kind = $1 and subject_id = $2 and seen_at >= $3
         group by user_id order by min(since), user_id",
    )
    .bind(kind.word())
    .bind(id)
    .bind(horizon(now))
    .fetch_all(db)
    .await?;
    let present = |row: PresentRow| Present {
        user: row.user_id.into(),
        name: row.name,
        institution: row.institution_id.into(),
        field: row.field,
        since: row.since,
    };
    Ok(rows.into_iter().map(present).collect())
}

/// Every record at which somebody is.
pub async fn records(db: impl PgExecutor<'_>) -> Result<Vec<(String, Uuid)>, sqlx::Error> {
    sqlx::query_as("select distinct subject_kind, subject_id from presence").fetch_all(db).await
}
