//! SQL of the audit.

use serde_json::Value;
use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;
use vnr_shared::journal::{JournalEntry, JournalQuery};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;

/// An entry with its place in the order of writing.
#[derive(Debug)]
pub struct Row {
    /// Place.
    pub id: i64,
    /// Entry.
    pub entry: JournalEntry,
}

#[derive(Debug, FromRow)]
struct EntryRow {
    id: i64,
    position: Option<i64>,
    at: DateTime,
    actor: Option<Uuid>,
    actor_name: String,
    institution: Option<Uuid>,
    device: String,
    subject_kind: String,
    subject_id: Uuid,
    kind: String,
    payload: Value,
    cause: Option<Uuid>,
}

impl From<EntryRow> for Row {
    fn from(row: EntryRow) -> Self {
        let entry = JournalEntry {
            position: row.position,
            at: row.at,
            actor: row.actor.map(Into::into),
            actor_name: row.actor_name,
            institution: row.institution.map(Into::into),
            device: row.device,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            kind: row.kind,
            payload: row.payload,
            cause: row.cause,
        };
        Self { id: row.id, entry }
    }
}

/// Entries the actor may audit, newest first, from before a place. Beside what users of the institution did these are the
/// system's entries about its own users, such as a failed log-in.
pub async fn list(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    query: &JournalQuery,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Row>, ApiError> {
    let rows: Vec<EntryRow> = sqlx::query_as(
        "select j.id, s.position, j.at, j.actor, j.actor_name, j.institution, j.device, j.subject_kind, j.subject_id,
                j.kind, j.payload, j.cause
         from journal j left join journal_seal s on s.entry_id = j.id
         where ($1 or j.institution = $2
                or (j.subject_kind in ('user', 'account')
                    and exists (select 1 from users u where u.id = j.subject_id and u.institution_id = $2)))
           and ($3::uuid is null or j.actor = $3)
           and ($4::uuid is null or j.subject_id = $4)
           and ($5::text is null or j.kind = $5 or starts_with(j.kind, $5 || '.'))
           and ($6::timestamptz is null or j.at >= $6)
           and ($7::timestamptz is null or j.at < $7)
           and ($8::bigint is null or j.id < $8)
         order by j.id desc limit $9",
    )
    .bind(actor.is_manager())
    .bind(actor.institution.0)
    .bind(query.actor.map(|id| id.0))
    .bind(query.subject)
    .bind(&query.kind)
    .bind(query.from)
    .bind(query.to)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Row::from).collect())
}
