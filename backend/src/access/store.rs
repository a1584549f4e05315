//! SQL of who asks; here as far as every request needs it.

pub mod accounts;
pub mod challenges;
pub mod institutions;
pub mod passkeys;
pub mod sessions;
pub mod throttle;
pub mod users;

use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;
use vnr_shared::time::DateTime;

use super::Actor;
use crate::error::ApiError;

#[derive(Debug, FromRow)]
struct ActorRow {
    session: Uuid,
    csrf: String,
    device: String,
    expires_at: DateTime,
    last_seen_at: DateTime,
    user_id: Uuid,
    name: String,
    lang: String,
    department_id: Option<Uuid>,
    institution_id: Uuid,
    institution_kind: String,
    roles: Vec<String>,
    grants: Vec<String>,
}

const ACTOR: &str =
    "select s.id as session, s.csrf, s.device, s.expires_at, s.last_seen_at, u.id as user_id, u.name,
        u.lang, u.department_id, u.institution_id, i.kind as institution_kind,
        array(select role from user_roles r where r.user_id = u.id and r.valid_from <= $2
              and (r.valid_to is null or $2 < r.valid_to) order by role) as roles,
        array(select distinct kind from grants g where g.user_id = u.id and g.valid_from <= $2
              and $2 < g.valid_to) as grants
    from sessions s join users u on u.id = s.user_id join institutions i on i.id = u.institution_id
    where s.revoked_at is null and $2 < s.expires_at and u.active and i.active";

/// What a request is checked against beside the actor.
pub struct Seen {
    /// CSRF token of the session.
    pub csrf: String,
    /// When the session was last noted as used.
    pub last: DateTime,
}

/// The actor behind a session token's hash, and what the request is checked against; none when the session or its user is not
/// valid now.
pub async fn actor_by_token(
    db: impl PgExecutor<'_>,
    hash: &[u8],
    now: DateTime,
) -> Result<Option<(Actor, Seen)>, ApiError> {
    let sql = format!("{ACTOR} and s.token_hash = $1");
    let row: Option<ActorRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(hash).bind(now).fetch_optional(db).await?;
    row.map(|row| {
        let seen = Seen { csrf: row.csrf.clone(), last: row.last_seen_at };
        Actor::try_from(row).map(|actor| (actor, seen))
    })
    .transpose()
}

/// The actor of a session, which must be open.
pub async fn actor_by_session(
    db: impl PgExecutor<'_>,
    session: Uuid,
    now: DateTime,
) -> Result<Option<Actor>, ApiError> {
    let sql = format!("{ACTOR} and s.id = $1");
    let row: Option<ActorRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(session).bind(now).fetch_optional(db).await?;
    row.map(Actor::try_from).transpose()
}

impl TryFrom<ActorRow> for Actor {
    type Error = ApiError;

    fn try_from(row: ActorRow) -> Result<Self, ApiError> {
        use crate::sql::word;
        Ok(Self {
            user: row.user_id.into(),
            name: row.name,
            institution: row.institution_id.into(),
            institution_kind: word("institutions.kind", &row.institution_kind)?,
            department: row.department_id.map(Into::into),
            session: row.session.into(),
            device: row.device,
            roles: row.roles.iter().map(|r| word("user_roles.role", r)).collect::<Result<_, _>>()?,
            grants: row.grants.iter().map(|g| word("grants.kind", g)).collect::<Result<_, _>>()?,
            lang: word("users.lang", &row.lang)?,
            expires_at: row.expires_at,
        })
    }
}
