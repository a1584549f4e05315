//! SQL of the audit.

use serde_json::Value;
use sqlx::{FromRow, PgExecutor, Postgres, QueryBuilder};
use uuid::Uuid;
use vnr_shared::journal::{JournalEntry, JournalQuery};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;

/// An entry with its id, by which the next page is asked for.
#[derive(Debug)]
pub struct Row {
    /// Id.
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

/// Entries the actor may audit, newest first, from before an entry. Beside what users of the institution did these are the
/// system's entries about its own users, such as a failed log-in. Either part is read from an index in the order of the list,
/// as far as the page needs.
pub async fn list(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    query: &JournalQuery,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Row>, ApiError> {
    let mut sql = QueryBuilder::new(
        "select j.id, s.position, j.at, j.actor, j.actor_name, j.institution, j.device, j.subject_kind, j.subject_id,
                j.kind, j.payload, j.cause
         from (",
    );
    if actor.is_manager() {
        sql.push("(select * from journal j where true");
        push_page(&mut sql, query, before, limit);
    } else {
        sql.push("(select * from journal j where j.institution = ").push_bind(actor.institution.0);
        push_page(&mut sql, query, before, limit);
        sql.push(" union all (select * from journal j where j.institution is distinct from ");
        sql.push_bind(actor.institution.0);
        sql.push(" and j.subject_kind in ('user', 'account') and j.subject_id in (select id from users where institution_id = ");
        sql.push_bind(actor.institution.0).push(")");
        push_page(&mut sql, query, before, limit);
    }
    sql.push(") j left join journal_seal s on s.entry_id = j.id order by j.at desc, j.id desc limit ");
    let rows: Vec<EntryRow> = sql.push_bind(limit).build_query_as().persistent(false).fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// What is asked of `journal j`, in order, one page of it. Closes the bracket of its `select`.
fn push_page(sql: &mut QueryBuilder<Postgres>, query: &JournalQuery, before: Option<i64>, limit: i64) {
    if let Some(actor) = query.actor {
        sql.push(" and j.actor = ").push_bind(actor.0);
    }
    if let Some(subject) = query.subject {
        sql.push(" and j.subject_id = ").push_bind(subject);
    }
    if let Some(kind) = &query.kind {
        sql.push(" and (j.kind = ").push_bind(kind.clone()).push(" or starts_with(j.kind, ");
        sql.push_bind(format!("{kind}.")).push("))");
    }
    if let Some(from) = query.from {
        sql.push(" and j.at >= ").push_bind(from);
    }
    if let Some(to) = query.to {
        sql.push(" and j.at < ").push_bind(to);
    }
    if let Some(before) = before {
        sql.push(" and (j.at, j.id) < (select at, id from journal where id = ").push_bind(before).push(")");
    }
    sql.push(" order by j.at desc, j.id desc limit ").push_bind(limit).push(")");
}
