//! SQL of layouts. Each statement is bound to the layouts of the actor.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::id::LayoutId;
use vnr_shared::layout::{Arrangement, Layout, PutLayout};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;

/// A layout as it lies. The arrangement is read apart, so that one of a newer program is told by name.
#[derive(Debug, FromRow)]
pub struct LayoutRow {
    id: Uuid,
    name: String,
    active: bool,
    arrangement: Json<serde_json::Value>,
    version: i64,
}

impl TryFrom<LayoutRow> for Layout {
    type Error = ApiError;

    fn try_from(row: LayoutRow) -> Result<Self, ApiError> {
        let arrangement: Arrangement = serde_json::from_value(row.arrangement.0)
            .map_err(|error| ApiError::Inconsistent(format!("layouts.arrangement: {error}")))?;
        Ok(Self { id: row.id.into(), name: row.name, active: row.active, arrangement, version: row.version })
    }
}

/// The actor's layouts by name.
pub async fn of(db: impl PgExecutor<'_>, actor: &Actor) -> Result<Vec<Layout>, ApiError> {
    let rows: Vec<LayoutRow> = sqlx::query_as(
        "select id, name, active, arrangement, version from layouts where user_id = $1 order by name",
    )
    .bind(actor.user.0)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Layout::try_from).collect()
}

/// One of the actor's layouts, locked until the transaction ends. The actor's row is locked first, so that two windows of
/// one person do not both make theirs the one in use.
pub async fn lock(conn: &mut PgConnection, actor: &Actor, id: LayoutId) -> Result<Option<Layout>, ApiError> {
    sqlx::query("select 1 from users where id = $1 for no key update")
        .bind(actor.user.0)
        .execute(&mut *conn)
        .await?;
    let row: Option<LayoutRow> = sqlx::query_as(
        "select id, name, active, arrangement, version from layouts where user_id = $1 and id = $2",
    )
    .bind(actor.user.0)
    .bind(id.0)
    .fetch_optional(conn)
    .await?;
    row.map(Layout::try_from).transpose()
}

/// How many layouts the actor has.
pub async fn count(conn: &mut PgConnection, actor: &Actor) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from layouts where user_id = $1")
        .bind(actor.user.0)
        .fetch_one(conn)
        .await
}

/// No other of the actor's layouts is in use.
pub async fn put_aside(conn: &mut PgConnection, actor: &Actor, but: LayoutId) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update layouts set active = false, version = version + 1 where user_id = $1 and id <> $2 and active",
    )
    .bind(actor.user.0)
    .bind(but.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a layout; none when its id is somebody else's.
pub async fn put(
    conn: &mut PgConnection,
    actor: &Actor,
    id: LayoutId,
    body: &PutLayout,
    now: DateTime,
) -> Result<Option<LayoutRow>, sqlx::Error> {
    sqlx::query_as(
        "insert into layouts (id, user_id, name, active, arrangement, updated_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set name = excluded.name, active = excluded.active,
             arrangement = excluded.arrangement, updated_at = excluded.updated_at, version = layouts.version + 1
             where layouts.user_id = excluded.user_id
         returning id, name, active, arrangement, version",
    )
    .bind(id.0)
    .bind(actor.user.0)
    .bind(&body.name)
    .bind(body.active)
    .bind(Json(&body.arrangement))
    .bind(now)
    .fetch_optional(conn)
    .await
}

/// Removes a layout of the actor.
pub async fn remove(conn: &mut PgConnection, actor: &Actor, id: LayoutId) -> Result<(), sqlx::Error> {
    sqlx::query("delete from layouts where user_id = $1 and id = $2")
        .bind(actor.user.0)
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}
