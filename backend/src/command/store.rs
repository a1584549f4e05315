//! SQL of the command table.

use serde_json::Value;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::UserId;
use vnr_shared::time::DateTime;

use super::CommandKey;
use crate::access::Actor;
use crate::journal::{self, Entry};

/// A command as it was stored.
#[derive(Debug, FromRow)]
pub struct Stored {
    /// Hash of the request.
    pub request_hash: Vec<u8>,
    /// HTTP status of the answer.
    pub status: Option<i16>,
    /// Body of the answer.
    pub answer: Option<Value>,
}

/// Claims a key; false when it was claimed before. Waits while another transaction holds the claim.
pub async fn claim(
    conn: &mut PgConnection,
    actor: UserId,
    key: CommandKey,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into commands (actor, key, request_hash, at) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(actor.0)
    .bind(key.key)
    .bind(key.hash.as_slice())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Reads a command that was claimed before.
pub async fn stored(conn: &mut PgConnection, actor: UserId, key: Uuid) -> Result<Stored, sqlx::Error> {
    sqlx::query_as("select request_hash, status, answer from commands where actor = $1 and key = $2")
        .bind(actor.0)
        .bind(key)
        .fetch_one(conn)
        .await
}

/// Stores the answer of a claimed command.
pub async fn answer(
    conn: &mut PgConnection,
    actor: UserId,
    key: Uuid,
    status: u16,
    body: &Value,
) -> Result<(), sqlx::Error> {
    sqlx::query("update commands set status = $3, answer = $4 where actor = $1 and key = $2")
        .bind(actor.0)
        .bind(key)
        .bind(small(status))
        .bind(Json(body))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a journal entry and stores the answer of the command that is its cause, in one statement.
pub async fn journal_and_answer(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime,
    key: Uuid,
    entry: Entry,
    status: u16,
    body: &Value,
) -> Result<(), sqlx::Error> {
    let values = journal::entry_arguments(Some(actor), now, Some(key), entry)?;
    // The entry's actor and cause are the command's actor and key.
    let sql = format!(
        "{}, queued as (insert into journal_pending select id from e)
         update commands set status = $16, answer = $17 where actor = $2 and key = $15",
        journal::ENTRY
    );
    sqlx::query_with(AssertSqlSafe(sql), values).bind(small(status)).bind(Json(body)).execute(conn).await?;
    Ok(())
}

/// An HTTP status as its column holds it.
fn small(status: u16) -> i16 {
    i16::try_from(status).unwrap_or(i16::MAX)
}
