//! SQL of the time machine.

use serde_json::value::RawValue;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::access::GrantKind;
use vnr_shared::live::{Kind, Subject};
use vnr_shared::situation::SituationSpan;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;

/// The last position before anything was done later than a moment; none when nothing was, so that it is the head.
///
/// Entries lie in the order of their commits, so that of two made in the same instant by two nodes the later one may stand
/// first. The picture of a moment ends before the first entry that is younger than it.
pub async fn position(conn: &mut PgConnection, at: DateTime) -> Result<Option<i64>, sqlx::Error> {
    let base: i64 = sqlx::query_scalar(
        "select coalesce((select position from picture_checkpoints where at <= $1 order by at desc, position desc limit 1), 0)",
    )
    .bind(at)
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query_scalar(
        "select s.position - 1 from journal_seal s join journal j on j.id = s.entry_id
         where s.position > $1 and j.at > $2 order by s.position limit 1",
    )
    .bind(base)
    .bind(at)
    .fetch_optional(conn)
    .await
}

/// When the entry at a position was made.
pub async fn at(conn: &mut PgConnection, position: i64) -> Result<Option<DateTime>, sqlx::Error> {
    sqlx::query_scalar(
        "select j.at from journal_seal s join journal j on j.id = s.entry_id where s.position = $1",
    )
    .bind(position)
    .fetch_optional(conn)
    .await
}

/// The part of the past that the journal holds, up to its head.
pub async fn span(conn: &mut PgConnection, head: i64) -> Result<SituationSpan, sqlx::Error> {
    Ok(SituationSpan { from: at(conn, 1).await?, head })
}

#[derive(Debug, FromRow)]
struct ShownRow {
    subject_kind: String,
    summary: Json<Box<RawValue>>,
}

impl ShownRow {
    /// The thing; none of a kind that screens show no longer.
    fn read(&self) -> Result<Option<Subject>, ApiError> {
        let kind = Kind::of(&self.subject_kind);
        kind.map(|kind| Subject::read(kind, self.summary.get()).map_err(ApiError::internal)).transpose()
    }
}

/// Each thing of some kinds as its last entry at or before a position shows it, if the actor could see it by that entry.
/// Things that were over by then may be among them.
pub async fn subjects(
    conn: &mut PgConnection,
    actor: &Actor,
    kinds: &[Kind],
    position: i64,
) -> Result<Vec<Subject>, ApiError> {
    let base: i64 = sqlx::query_scalar(
        "select coalesce((select position from picture_checkpoints where position <= $1 order by position desc limit 1), 0)",
    )
    .bind(position)
    .fetch_one(&mut *conn)
    .await?;
    let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let rows: Vec<ShownRow> = sqlx::query_as(
        "with candidates (position) as (
             select unnest(positions) from picture_checkpoints where position = $1
             union all
             select position from journal_seal where position > $1 and position <= $2),
         last as (
             select distinct on (j.subject_kind, j.subject_id)
                    j.subject_kind, j.summary, j.audience, j.restricted, j.exempt,
                    j.payload -> 'readers' as readers
             from candidates c
             join journal_seal s on s.position = c.position
             join journal j on j.id = s.entry_id
             where j.summary is not null and j.subject_kind = any($3)
             order by j.subject_kind, j.subject_id, c.position desc)
         select subject_kind, summary from last
         where $4 = any(audience) and (not restricted or $5 or exempt = $6 or readers ? $6::text)",
    )
    .bind(base)
    .bind(position)
    .bind(words)
    .bind(actor.institution.0)
    .bind(actor.has(GrantKind::RestrictedIncidents))
    .bind(actor.user.0)
    .fetch_all(conn)
    .await?;
    rows.iter().filter_map(|row| row.read().transpose()).collect()
}

/// What a checkpoint remembers of one thing.
#[derive(Debug, FromRow)]
pub struct Mark {
    /// Position of its last shown entry.
    pub position: i64,
    /// Kind.
    pub subject_kind: String,
    /// Id.
    pub subject_id: Uuid,
}

/// The last checkpoint: its position and time.
pub async fn last_checkpoint(db: impl PgExecutor<'_>) -> Result<Option<(i64, DateTime)>, sqlx::Error> {
    sqlx::query_as("select position, at from picture_checkpoints order by position desc limit 1")
        .fetch_optional(db)
        .await
}

/// What was open at a checkpoint.
pub async fn marks(db: impl PgExecutor<'_>, checkpoint: i64) -> Result<Vec<Mark>, sqlx::Error> {
    sqlx::query_as(
        "select s.position, j.subject_kind, j.subject_id
         from picture_checkpoints c cross join unnest(c.positions) as p (position)
         join journal_seal s on s.position = p.position join journal j on j.id = s.entry_id
         where c.position = $1",
    )
    .bind(checkpoint)
    .fetch_all(db)
    .await
}

/// Writes a checkpoint; two nodes write the same one.
pub async fn insert_checkpoint(
    db: impl PgExecutor<'_>,
    position: i64,
    at: DateTime,
    positions: &[i64],
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into picture_checkpoints (position, at, positions) values ($1, $2, $3) on conflict do nothing")
        .bind(position)
        .bind(at)
        .bind(positions)
        .execute(db)
        .await?;
    Ok(())
}
