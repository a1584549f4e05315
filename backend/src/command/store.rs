//! SQL of the command table.

use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::UserId;
use vnr_shared::time::DateTime;

use super::CommandKey;

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
        .bind(i16::try_from(status).unwrap_or(i16::MAX))
        .bind(Json(body))
        .execute(conn)
        .await?;
    Ok(())
}
