//! SQL of accounts, as far as logging in needs them.

use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::id::UserId;

use crate::error::ApiError;

/// What a log-in is checked against.
#[derive(Clone)]
pub struct Account {
    /// The user.
    pub user: UserId,
    /// Login name.
    pub login: String,
    /// Hash of the password, in PHC form.
    pub password_hash: Option<String>,
    /// Secret of the one-time codes.
    pub totp_secret: Option<Vec<u8>>,
    /// Whether the account and its institution take part.
    pub active: bool,
    /// Whether it belongs to a program.
    pub machine: bool,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("user", &self.user).finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct AccountRow {
    id: Uuid,
    login: String,
    password_hash: Option<String>,
    totp_secret: Option<Vec<u8>>,
    active: bool,
    machine: bool,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        let AccountRow { id, login, password_hash, totp_secret, active, machine } = row;
        Self { user: id.into(), login, password_hash, totp_secret, active, machine }
    }
}

/// The account of a login.
pub async fn by_login(db: impl PgExecutor<'_>, login: &str) -> Result<Option<Account>, ApiError> {
    let row: Option<AccountRow> = sqlx::query_as(
        "select u.id, u.login, u.password_hash, u.totp_secret, u.active and i.active as active, u.machine
         from users u join institutions i on i.id = u.institution_id where u.login = $1",
    )
    .bind(login)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Account::from))
}

/// The account of a user.
pub async fn by_id(db: impl PgExecutor<'_>, user: UserId) -> Result<Option<Account>, ApiError> {
    let row: Option<AccountRow> = sqlx::query_as(
        "select u.id, u.login, u.password_hash, u.totp_secret, u.active and i.active as active, u.machine
         from users u join institutions i on i.id = u.institution_id where u.id = $1",
    )
    .bind(user.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Account::from))
}

/// Takes a time step as used; false when it, or a later one, was used before.
pub async fn use_totp_step(conn: &mut PgConnection, user: UserId, step: i64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("update users set totp_last_step = $2 where id = $1 and totp_last_step < $2")
        .bind(user.0)
        .bind(step)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets or removes the secret of one-time codes; `step` is the last time step that counts as used.
pub async fn set_totp(
    conn: &mut PgConnection,
    user: UserId,
    secret: Option<&[u8]>,
    step: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("update users set totp_secret = $2, totp_last_step = $3 where id = $1")
        .bind(user.0)
        .bind(secret)
        .bind(step)
        .execute(conn)
        .await
        .map(drop)
}

/// The user that a provider's subject is tied to.
pub async fn by_subject(db: impl PgExecutor<'_>, subject: &str) -> Result<Option<UserId>, sqlx::Error> {
    let found: Option<Uuid> =
        sqlx::query_scalar("select id from users where oidc_subject = $1 and not machine")
            .bind(subject)
            .fetch_optional(db)
            .await?;
    Ok(found.map(UserId))
}

/// Ties a user to a provider's subject.
pub async fn set_subject(conn: &mut PgConnection, user: UserId, subject: &str) -> Result<(), sqlx::Error> {
    sqlx::query("update users set oidc_subject = $2 where id = $1")
        .bind(user.0)
        .bind(subject)
        .execute(conn)
        .await
        .map(drop)
}
