//! SQL of passkeys.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::id::UserId;
use vnr_shared::session::PasskeyInfo;
use vnr_shared::time::DateTime;
use webauthn_rs::prelude::Passkey;

use crate::error::ApiError;

/// A passkey as it lies.
#[derive(Debug)]
pub struct Row {
    /// What its user sees.
    pub info: PasskeyInfo,
    /// What it is checked with.
    pub credential: Passkey,
}

#[derive(FromRow)]
struct PasskeyRow {
    id: Uuid,
    credential: Json<Passkey>,
    name: String,
    created_at: DateTime,
    last_used_at: Option<DateTime>,
}

/// The passkeys of a user, oldest first.
pub async fn of_user(db: impl PgExecutor<'_>, user: UserId) -> Result<Vec<Row>, ApiError> {
    let rows: Vec<PasskeyRow> = sqlx::query_as(
        "select id, credential, name, created_at, last_used_at from passkeys where user_id = $1
         order by created_at, id",
    )
    .bind(user.0)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let PasskeyRow { id, credential, name, created_at, last_used_at } = row;
            Row { info: PasskeyInfo { id, name, created_at, last_used_at }, credential: credential.0 }
        })
        .collect())
}

/// Writes a passkey.
pub async fn insert(
    conn: &mut PgConnection,
    user: UserId,
    info: &PasskeyInfo,
    credential: &Passkey,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into passkeys (id, user_id, credential_id, credential, name, created_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(info.id)
    .bind(user.0)
    .bind(credential.cred_id().as_slice())
    .bind(Json(credential))
    .bind(&info.name)
    .bind(info.created_at)
    .execute(conn)
    .await
    .map(drop)
}

/// Notes that a passkey opened a session, with its counter as it now is.
pub async fn used(
    conn: &mut PgConnection,
    id: Uuid,
    credential: &Passkey,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("update passkeys set credential = $2, last_used_at = $3 where id = $1")
        .bind(id)
        .bind(Json(credential))
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

/// Removes a passkey of a user; false when there is none.
pub async fn remove(conn: &mut PgConnection, user: UserId, id: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("delete from passkeys where id = $1 and user_id = $2")
        .bind(id)
        .bind(user.0)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
