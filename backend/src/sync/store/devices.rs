//! SQL of devices.

use chrono::Duration;
use sqlx::{FromRow, PgConnection, PgPool};
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::DeviceId;
use vnr_shared::sync::Device;
use vnr_shared::time::DateTime;

use crate::access::Actor;

/// Notes that a device of the actor reached the server. `None` when it is not the actor's; true when it was revoked, and is
/// told to erase what it has.
pub async fn seen(
    pool: &PgPool,
    actor: &Actor,
    device: DeviceId,
    now: DateTime,
    offset: Duration,
) -> Result<Option<bool>, sqlx::Error> {
    sqlx::query_scalar(
        "update devices set seen_at = $3, clock_add_ms = $4,
                erased_at = case when revoked_at is not null then coalesce(erased_at, $3) end
         where id = $1 and user_id = $2 returning revoked_at is not null",
    )
    .bind(device.0)
    .bind(actor.user.0)
    .bind(now)
    .bind(offset.num_milliseconds())
    .fetch_optional(pool)
    .await
}

/// Registers a device of the actor, or names it anew. False when the id is somebody else's, or of a revoked one.
pub async fn put(
    conn: &mut PgConnection,
    actor: &Actor,
    device: DeviceId,
    name: &str,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into devices (id, user_id, institution_id, name, registered_at, seen_at) values ($1, $2, $3, $4, $5, $5)
         on conflict (id) do update set name = excluded.name
             where devices.user_id = excluded.user_id and devices.revoked_at is null",
    )
    .bind(device.0)
    .bind(actor.user.0)
    .bind(actor.institution.0)
    .bind(name)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Revokes a device of the actor, or for who keeps users, of the institution. False when there is none to revoke.
pub async fn revoke(
    conn: &mut PgConnection,
    actor: &Actor,
    device: DeviceId,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "update devices set revoked_at = $4, revoked_by = $2
         where id = $1 and revoked_at is null and (user_id = $2 or ($5 and institution_id = $3))",
    )
    .bind(device.0)
    .bind(actor.user.0)
    .bind(actor.institution.0)
    .bind(now)
    .bind(actor.may(Resource::User, Action::Update))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

#[derive(Debug, FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    user_name: String,
    institution_id: Uuid,
    name: String,
    registered_at: DateTime,
    seen_at: DateTime,
    clock_add_ms: i64,
    held: i64,
    revoked_at: Option<DateTime>,
    erased_at: Option<DateTime>,
}

/// The actor's own devices, or for who keeps users, those of the institution.
pub async fn list(pool: &PgPool, actor: &Actor) -> Result<Vec<Device>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select d.id, d.user_id, u.name as user_name, d.institution_id, d.name, d.registered_at, d.seen_at, d.clock_add_ms,
                (select count(*) from device_commands c where c.device_id = d.id and c.outcome is null) as held,
                d.revoked_at, d.erased_at
         from devices d join users u on u.id = d.user_id
         where d.user_id = $1 or ($3 and d.institution_id = $2) order by d.seen_at desc, d.id",
    )
    .bind(actor.user.0)
    .bind(actor.institution.0)
    .bind(actor.may(Resource::User, Action::Read))
    .fetch_all(pool)
    .await?;
    let device = |row: Row| Device {
        id: row.id.into(),
        user: row.user_id.into(),
        user_name: row.user_name,
        institution: row.institution_id.into(),
        name: row.name,
        registered_at: row.registered_at,
        seen_at: row.seen_at,
        clock_add_ms: row.clock_add_ms,
        held: row.held,
        revoked_at: row.revoked_at,
        erased_at: row.erased_at,
    };
    Ok(rows.into_iter().map(device).collect())
}
