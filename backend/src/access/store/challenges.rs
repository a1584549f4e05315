//! SQL of what a log-in or a set-up remembers between its requests.

use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::time::DateTime;

/// Writes a challenge.
pub async fn put(
    db: impl PgExecutor<'_>,
    id: Uuid,
    kind: &str,
    state: &Value,
    expires_at: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into login_challenges (id, kind, state, expires_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(kind)
        .bind(Json(state))
        .bind(expires_at)
        .execute(db)
        .await
        .map(drop)
}

/// Reads a challenge that is still good.
pub async fn peek(
    conn: &mut PgConnection,
    id: Uuid,
    kind: &str,
    now: DateTime,
) -> Result<Option<Value>, sqlx::Error> {
    sqlx::query_scalar("select state from login_challenges where id = $1 and kind = $2 and $3 < expires_at")
        .bind(id)
        .bind(kind)
        .bind(now)
        .fetch_optional(conn)
        .await
}

/// Reads and removes a challenge that is still good: it serves once, whichever node is asked.
pub async fn take(
    db: impl PgExecutor<'_>,
    id: Uuid,
    kind: &str,
    now: DateTime,
) -> Result<Option<Value>, sqlx::Error> {
    sqlx::query_scalar(
        "delete from login_challenges where id = $1 and kind = $2 and $3 < expires_at returning state",
    )
    .bind(id)
    .bind(kind)
    .bind(now)
    .fetch_optional(db)
    .await
}

/// Removes a challenge.
pub async fn remove(conn: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from login_challenges where id = $1").bind(id).execute(conn).await.map(drop)
}
