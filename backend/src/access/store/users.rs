//! SQL of users, their roles and grants.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::access::{GiveGrant, Grant, PutUser, Role, User};
use vnr_shared::id::{GrantId, InstitutionId, UserId};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::{as_word, word};

const SELECT: &str = "select u.id, u.login, u.name, u.institution_id, u.department_id, u.lang, u.active, u.version,
        u.totp_secret is not null or exists (select 1 from passkeys p where p.user_id = u.id) as second_factor,
        array(select role from user_roles r where r.user_id = u.id and r.valid_from <= $1
              and (r.valid_to is null or $1 < r.valid_to) order by role) as roles,
        coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'kind', g.kind, 'reason', g.reason,
                                                      'valid_from', g.valid_from, 'valid_to', g.valid_to)
                                   order by g.valid_to, g.id)
                  from grants g where g.user_id = u.id and $1 < g.valid_to), '[]') as grants
    from users u";

#[derive(FromRow)]
struct UserRow {
    id: Uuid,
    login: String,
    name: String,
    institution_id: Uuid,
    department_id: Option<Uuid>,
    lang: String,
    active: bool,
    version: i64,
    second_factor: bool,
    roles: Vec<String>,
    grants: Json<Vec<Grant>>,
}

impl TryFrom<UserRow> for User {
    type Error = ApiError;

    fn try_from(row: UserRow) -> Result<Self, ApiError> {
        Ok(Self {
            id: row.id.into(),
            login: row.login,
            name: row.name,
            institution: row.institution_id.into(),
            department: row.department_id.map(Into::into),
            roles: row.roles.iter().map(|r| word("user_roles.role", r)).collect::<Result<_, _>>()?,
            grants: row.grants.0,
            lang: word("users.lang", &row.lang)?,
            active: row.active,
            second_factor: row.second_factor,
            version: row.version,
        })
    }
}

/// The users an administrator keeps, by login: those of the own institution, or all for the register's manager.
pub async fn list(db: impl PgExecutor<'_>, actor: &Actor, now: DateTime) -> Result<Vec<User>, ApiError> {
    let sql = format!("{SELECT} where ($2 or u.institution_id = $3) order by u.login");
    let rows: Vec<UserRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(now)
        .bind(actor.is_manager())
        .bind(actor.institution.0)
        .fetch_all(db)
        .await?;
    rows.into_iter().map(User::try_from).collect()
}

/// A user whom the actor keeps, locked until the transaction ends.
pub async fn lock(
    conn: &mut PgConnection,
    actor: &Actor,
    id: UserId,
    now: DateTime,
) -> Result<Option<User>, ApiError> {
    let sql = format!("{SELECT} where u.id = $4 and ($2 or u.institution_id = $3) for update of u");
    let row: Option<UserRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(now)
        .bind(actor.is_manager())
        .bind(actor.institution.0)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    row.map(User::try_from).transpose()
}

/// Writes a new user, without roles.
pub async fn insert(
    conn: &mut PgConnection,
    id: UserId,
    put: &PutUser,
    hash: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into users (id, login, name, institution_id, department_id, password_hash, lang, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(&put.login)
    .bind(&put.name)
    .bind(put.institution.0)
    .bind(put.department.map(|d| d.0))
    .bind(hash)
    .bind(as_word(&put.lang))
    .bind(put.active)
    .execute(conn)
    .await
    .map(drop)
}

/// Writes a user anew; the login stays, and the password where no new one is given.
pub async fn update(
    conn: &mut PgConnection,
    id: UserId,
    put: &PutUser,
    hash: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update users set name = $2, institution_id = $3, department_id = $4, lang = $5, active = $6,
             password_hash = coalesce($7, password_hash), version = version + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(&put.name)
    .bind(put.institution.0)
    .bind(put.department.map(|d| d.0))
    .bind(as_word(&put.lang))
    .bind(put.active)
    .bind(hash)
    .execute(conn)
    .await
    .map(drop)
}

/// Makes these, from now on, the roles of a user: others end, new ones begin.
pub async fn set_roles(
    conn: &mut PgConnection,
    id: UserId,
    roles: &[Role],
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let words: Vec<String> = roles.iter().map(as_word).collect();
    sqlx::query(
        "update user_roles set valid_to = $3 where user_id = $1 and valid_to is null and role <> all($2)",
    )
    .bind(id.0)
    .bind(&words)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "insert into user_roles (user_id, role, valid_from)
         select $1, w, $3 from unnest($2::text[]) w
         where not exists (select 1 from user_roles r where r.user_id = $1 and r.role = w and r.valid_to is null)
         on conflict (user_id, role, valid_from) do update set valid_to = null",
    )
    .bind(id.0)
    .bind(&words)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
}

/// Writes a new password's hash.
pub async fn set_password(conn: &mut PgConnection, user: UserId, hash: &str) -> Result<(), sqlx::Error> {
    sqlx::query("update users set password_hash = $2 where id = $1")
        .bind(user.0)
        .bind(hash)
        .execute(conn)
        .await
        .map(drop)
}

/// Whether there is any user at all.
pub async fn any(db: impl PgExecutor<'_>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from users)").fetch_one(db).await
}

/// The institution of an id, when it is there.
pub async fn has_institution(conn: &mut PgConnection, id: InstitutionId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from institutions where id = $1)")
        .bind(id.0)
        .fetch_one(conn)
        .await
}

/// Writes a grant. `by` is absent for what the system gives.
pub async fn give(
    conn: &mut PgConnection,
    by: Option<UserId>,
    user: UserId,
    grant: &GiveGrant,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into grants (id, user_id, kind, reason, given_by, valid_from, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(grant.id.0)
    .bind(user.0)
    .bind(as_word(&grant.kind))
    .bind(&grant.reason)
    .bind(by.map(|by| by.0))
    .bind(now)
    .bind(grant.valid_to)
    .execute(conn)
    .await
    .map(drop)
}

/// Ends a grant of a user now; false when there is none that is valid.
pub async fn end_grant(
    conn: &mut PgConnection,
    user: UserId,
    grant: GrantId,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done =
        sqlx::query("update grants set valid_to = $3 where id = $2 and user_id = $1 and $3 < valid_to")
            .bind(user.0)
            .bind(grant.0)
            .bind(now)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps others from adding users until the transaction ends.
pub async fn lock_table(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("lock table users in share row exclusive mode").execute(conn).await.map(drop)
}
