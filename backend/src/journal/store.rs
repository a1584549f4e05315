//! SQL of the journal. The only module that writes to it.

use serde_json::value::RawValue;
use serde_json::{Value, json};
use sqlx::postgres::PgArguments;
use sqlx::types::Json;
use sqlx::{Arguments, AssertSqlSafe, FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::journal::JournalEntry;
use vnr_shared::time::DateTime;

use super::{Entry, Scope};
use crate::access::Actor;

/// Writes the entry `e` of a statement that goes on with `insert into journal_pending select id from e`, which queues it for
/// the sealer, alone or beside more. Parameters `$1` to `$15` are those of [`entry_arguments`].
pub const ENTRY: &str = "with e as (
    insert into journal (at, actor, actor_name, institution, device, subject_kind, subject_id, kind, payload,
                         summary, audience, restricted, exempt, before, cause)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    returning id)";

/// Parameters of [`ENTRY`]; a statement binds its own from `$16` on.
pub fn entry_arguments(
    actor: Option<&Actor>,
    now: DateTime,
    cause: Option<Uuid>,
    entry: Entry,
) -> Result<PgArguments, sqlx::Error> {
    let Entry { subject_kind, subject, kind, mut payload, shown } = entry;
    let (summary, scope, before) = match shown {
        Some(shown) => (Some(Json(shown.summary)), shown.scope, shown.before.map(Json)),
        None => (None, Scope::default(), None),
    };
    if let (false, Value::Object(payload)) = (scope.readers.is_empty(), &mut payload) {
        payload.insert("readers".to_owned(), json!(scope.readers));
    }
    let mut values = PgArguments::default();
    let mut added = values.add(now);
    added = added.and_then(|()| values.add(actor.map(|a| a.user.0)));
    added = added.and_then(|()| values.add(actor.map_or("VNR", |a| a.name.as_str())));
    added = added.and_then(|()| values.add(actor.map(|a| a.institution.0)));
    added = added.and_then(|()| values.add(actor.map_or("", |a| a.device.as_str())));
    added = added.and_then(|()| values.add(subject_kind));
    added = added.and_then(|()| values.add(subject));
    added = added.and_then(|()| values.add(kind));
    added = added.and_then(|()| values.add(Json(payload)));
    added = added.and_then(|()| values.add(summary));
    added = added.and_then(|()| values.add(scope.audience));
    added = added.and_then(|()| values.add(scope.restricted));
    added = added.and_then(|()| values.add(scope.exempt));
    added = added.and_then(|()| values.add(before));
    added = added.and_then(|()| values.add(cause));
    added.map_err(sqlx::Error::Encode)?;
    Ok(values)
}

/// Writes an entry and queues it for the sealer, in one statement.
pub async fn append(
    conn: &mut PgConnection,
    actor: Option<&Actor>,
    now: DateTime,
    cause: Option<Uuid>,
    entry: Entry,
) -> Result<(), sqlx::Error> {
    let values = entry_arguments(actor, now, cause, entry)?;
    let sql = format!("{ENTRY} insert into journal_pending select id from e");
    sqlx::query_with(AssertSqlSafe(sql), values).execute(conn).await?;
    Ok(())
}

/// A sealed entry as the live hub needs it. The summary is not parsed: it goes out as it lies.
#[derive(Debug, FromRow)]
pub struct Sealed {
    /// Position in the order of commits.
    pub position: i64,
    /// When.
    pub at: DateTime,
    /// Kind of the subject.
    pub subject_kind: String,
    /// The subject.
    pub subject_id: Uuid,
    /// What happened.
    pub kind: String,
    /// The subject as screens show it.
    pub summary: Option<Json<Box<RawValue>>>,
    /// Institutions that may see it.
    pub audience: Vec<Uuid>,
    /// Whether a grant is needed.
    pub restricted: bool,
    /// The one user who needs none.
    pub exempt: Option<Uuid>,
    /// Further users who need none; absent when there are no such.
    pub readers: Option<Json<Vec<Uuid>>>,
    /// Who could see it before, where that differs.
    pub before: Option<Json<Scope>>,
}

/// Sealed entries after a position, in order.
pub async fn after(db: impl PgExecutor<'_>, position: i64, limit: i64) -> Result<Vec<Sealed>, sqlx::Error> {
    sqlx::query_as(
        "select s.position, j.at, j.subject_kind, j.subject_id, j.kind, j.summary, j.audience, j.restricted, j.exempt,
                j.payload -> 'readers' as readers, j.before
         from journal_seal s join journal j on j.id = s.entry_id
         where s.position > $1 order by s.position limit $2",
    )
    .bind(position)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// Subjects about which something is committed and not yet sealed.
pub async fn pending_subjects(conn: &mut PgConnection) -> Result<Vec<(String, Uuid)>, sqlx::Error> {
    sqlx::query_as(
        "select distinct j.subject_kind, j.subject_id from journal_pending p join journal j on j.id = p.entry_id
         where j.summary is not null",
    )
    .fetch_all(conn)
    .await
}

/// The last sealed entry that shows a subject, at or before a position.
pub async fn last_shown(
    conn: &mut PgConnection,
    subject_kind: &str,
    subject: Uuid,
    position: i64,
) -> Result<Option<Sealed>, sqlx::Error> {
    sqlx::query_as(
        "select s.position, j.at, j.subject_kind, j.subject_id, j.kind, j.summary, j.audience, j.restricted, j.exempt,
                j.payload -> 'readers' as readers, j.before
         from journal j join journal_seal s on s.entry_id = j.id
         where j.subject_id = $2 and j.subject_kind = $1 and j.summary is not null and s.position <= $3
         order by s.position desc limit 1",
    )
    .bind(subject_kind)
    .bind(subject)
    .bind(position)
    .fetch_optional(conn)
    .await
}

/// Position of the last sealed entry; 0 when there is none.
pub async fn head(db: impl PgExecutor<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select coalesce(max(position), 0) from journal_seal").fetch_one(db).await
}

/// The entries about one subject, oldest first. The caller has checked that the reader may see the subject.
pub async fn of_subject(
    db: impl PgExecutor<'_>,
    subject_kind: &str,
    subject: Uuid,
) -> Result<Vec<JournalEntry>, sqlx::Error> {
    let rows: Vec<EntryRow> = sqlx::query_as(
        "select s.position, j.at, j.actor, j.actor_name, j.institution, j.device, j.subject_kind, j.subject_id, j.kind,
                j.payload, j.cause
         from journal j left join journal_seal s on s.entry_id = j.id
         where j.subject_kind = $1 and j.subject_id = $2 order by j.id",
    )
    .bind(subject_kind)
    .bind(subject)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(JournalEntry::from).collect())
}

#[derive(Debug, FromRow)]
struct EntryRow {
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

impl From<EntryRow> for JournalEntry {
    fn from(row: EntryRow) -> Self {
        Self {
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
        }
    }
}

/// Seals committed entries, at most `batch`, in one statement; returns how many. Only for whoever leads.
pub async fn seal_pending(conn: &mut PgConnection, batch: i32) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select journal_seal_pending($1)").bind(batch).fetch_one(conn).await
}

/// A sealed entry with what its hash covers.
#[derive(Debug, FromRow)]
pub struct SealedContent {
    /// Position.
    pub position: i64,
    /// The stored hash.
    pub hash: Vec<u8>,
    /// Content as when it was sealed.
    pub content: String,
}

/// Sealed entries with their content, after a position, in order.
pub async fn sealed_content(
    conn: &mut PgConnection,
    position: i64,
    limit: i64,
) -> Result<Vec<SealedContent>, sqlx::Error> {
    sqlx::query_as(
        "select s.position, s.hash, journal_content(j) as content
         from journal_seal s join journal j on j.id = s.entry_id
         where s.position > $1 order by s.position limit $2",
    )
    .bind(position)
    .bind(limit)
    .fetch_all(conn)
    .await
}

/// Tries to become the one sealer of the cluster; held until the connection ends.
pub async fn try_lead(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select pg_try_advisory_lock(hashtext('vnr.sealer'))").fetch_one(conn).await
}

/// Asks the sealing node, outside any transaction, to look for committed entries.
pub async fn announce_committed(db: impl PgExecutor<'_>) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_notify('vnr_committed', '')").execute(db).await?;
    Ok(())
}
