//! SQL of sessions.

use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::id::{SessionId, UserId};
use vnr_shared::session::SessionInfo;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::access::client::Client;

/// A session about to be written.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Id.
    pub id: SessionId,
    /// Hash of the token.
    pub hash: &'a [u8],
    /// User.
    pub user: UserId,
    /// CSRF token.
    pub csrf: &'a str,
    /// Device, as the user names it.
    pub device: &'a str,
    /// Where it comes from.
    pub client: &'a Client,
    /// Now.
    pub now: DateTime,
    /// End.
    pub expires_at: DateTime,
}

/// Writes a session.
pub async fn insert(conn: &mut PgConnection, new: &NewSession<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into sessions (id, token_hash, user_id, csrf, device, user_agent, address, created_at, last_seen_at,
                               expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
    )
    .bind(new.id.0)
    .bind(new.hash)
    .bind(new.user.0)
    .bind(new.csrf)
    .bind(new.device)
    .bind(&new.client.user_agent)
    .bind(&new.client.address)
    .bind(new.now)
    .bind(new.expires_at)
    .execute(conn)
    .await
    .map(drop)
}

/// What a session's description needs beside the actor.
#[derive(FromRow)]
pub struct Detail {
    /// Login name.
    pub login: String,
    /// CSRF token.
    pub csrf: String,
    /// Beginning.
    pub created_at: DateTime,
}

/// Reads it.
pub async fn detail(db: impl PgExecutor<'_>, id: SessionId) -> Result<Detail, sqlx::Error> {
    sqlx::query_as(
        "select u.login, s.csrf, s.created_at from sessions s join users u on u.id = s.user_id where s.id = $1",
    )
    .bind(id.0)
    .fetch_one(db)
    .await
}

/// Notes that a session is in use.
pub async fn touch(db: impl PgExecutor<'_>, id: SessionId, now: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query("update sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2")
        .bind(id.0)
        .bind(now)
        .execute(db)
        .await
        .map(drop)
}

/// Ends a session of a user; false when there is no such open session.
pub async fn revoke(
    conn: &mut PgConnection,
    user: UserId,
    id: SessionId,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "update sessions set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null and $3 < expires_at",
    )
    .bind(id.0)
    .bind(user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of a user, but for one that is named; returns those that ended.
pub async fn revoke_all(
    conn: &mut PgConnection,
    user: UserId,
    except: Option<SessionId>,
    now: DateTime,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "update sessions set revoked_at = $3
         where user_id = $1 and id is distinct from $2 and revoked_at is null and $3 < expires_at returning id",
    )
    .bind(user.0)
    .bind(except.map(|id| id.0))
    .bind(now)
    .fetch_all(conn)
    .await
}

#[derive(FromRow)]
struct InfoRow {
    id: Uuid,
    device: String,
    user_agent: String,
    created_at: DateTime,
    last_seen_at: DateTime,
}

/// The actor's open sessions, last used first.
pub async fn list(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    now: DateTime,
) -> Result<Vec<SessionInfo>, sqlx::Error> {
    let rows: Vec<InfoRow> = sqlx::query_as(
        "select id, device, user_agent, created_at, last_seen_at from sessions
         where user_id = $1 and revoked_at is null and $2 < expires_at order by last_seen_at desc, id",
    )
    .bind(actor.user.0)
    .bind(now)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let InfoRow { id, device, user_agent, created_at, last_seen_at } = row;
            let current = id == actor.session.0;
            SessionInfo { id: id.into(), device, user_agent, created_at, last_seen_at, current }
        })
        .collect())
}
