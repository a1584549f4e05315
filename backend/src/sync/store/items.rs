//! SQL of devices' commands. The caller has checked that the device is the actor's.

use std::collections::HashMap;

use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgPool};
use uuid::Uuid;
use vnr_shared::id::{CommandId, DeviceId};
use vnr_shared::sync::{Act, Item, Ledger, Outcome};
use vnr_shared::time::DateTime;

use crate::error::ApiError;

/// The ledger of a device, locked for the transaction.
pub async fn lock_ledger(conn: &mut PgConnection, device: DeviceId) -> Result<Ledger, ApiError> {
    let next: i64 = sqlx::query_scalar("select next_seq from devices where id = $1 for update")
        .bind(device.0)
        .fetch_one(&mut *conn)
        .await?;
    let rows: Vec<(i64, Uuid)> =
        sqlx::query_as("select seq, key from device_commands where device_id = $1 and seq >= $2")
            .bind(device.0)
            .bind(next)
            .fetch_all(conn)
            .await?;
    let number = |n: i64| u64::try_from(n).map_err(ApiError::internal);
    let held = rows.into_iter().map(|(seq, key)| Ok((number(seq)?, CommandId(key))));
    Ok(Ledger { next: number(next)?, held: held.collect::<Result<_, ApiError>>()? })
}

fn signed(seq: u64) -> Result<i64, ApiError> {
    i64::try_from(seq).map_err(ApiError::internal)
}

/// Keeps a command until its turn comes.
pub async fn keep(
    conn: &mut PgConnection,
    device: DeviceId,
    item: &Item<Act>,
    now: DateTime,
) -> Result<(), ApiError> {
    sqlx::query(
        "insert into device_commands (device_id, seq, key, item, arrived_at) values ($1, $2, $3, $4, $5)
         on conflict (device_id, seq) do nothing",
    )
    .bind(device.0)
    .bind(signed(item.seq)?)
    .bind(item.key.0)
    .bind(Json(item))
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a command of the device with this key is known.
pub async fn has(conn: &mut PgConnection, device: DeviceId, key: CommandId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select 1 from device_commands where device_id = $1 and key = $2)")
        .bind(device.0)
        .bind(key.0)
        .fetch_one(conn)
        .await
}

/// A command that waits.
#[derive(Debug, FromRow)]
pub struct Waiting {
    /// Its number.
    pub seq: i64,
    /// As it arrived.
    pub item: Value,
}

/// The command whose turn it is, when it is here.
pub async fn due(pool: &PgPool, device: DeviceId) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as(
        "select c.seq, c.item from devices d join device_commands c on c.device_id = d.id and c.seq = d.next_seq
         where d.id = $1",
    )
    .bind(device.0)
    .fetch_optional(pool)
    .await
}

/// Holds the device for one command; false when it is no longer that command's turn.
pub async fn claim(conn: &mut PgConnection, device: DeviceId, seq: i64) -> Result<bool, sqlx::Error> {
    let next: i64 = sqlx::query_scalar("select next_seq from devices where id = $1 for update")
        .bind(device.0)
        .fetch_one(conn)
        .await?;
    Ok(next == seq)
}

/// Stores the answer and goes on to the next number. The caller holds the device.
pub async fn answer(
    conn: &mut PgConnection,
    device: DeviceId,
    seq: i64,
    outcome: &Outcome,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with said as (update device_commands set outcome = $3, answered_at = $4 where device_id = $1 and seq = $2)
         update devices set next_seq = $2 + 1 where id = $1",
    )
    .bind(device.0)
    .bind(seq)
    .bind(Json(outcome))
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Answers a command that was done under its key before it came here, if it still waits.
pub async fn settle(pool: &PgPool, device: DeviceId, seq: i64, now: DateTime) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    if claim(&mut tx, device, seq).await? {
        answer(&mut tx, device, seq, &Outcome::Done { version: None }, now).await?;
    }
    tx.commit().await
}

/// The first of these commands of the device that is not done.
pub async fn lacking(
    pool: &PgPool,
    device: DeviceId,
    needs: &[CommandId],
) -> Result<Option<CommandId>, ApiError> {
    let (_, known) = outcomes(pool, device, needs).await?;
    Ok(needs.iter().find(|need| !known.get(need).is_some_and(Outcome::carries)).copied())
}

/// The least number without an answer, and the answers to these commands.
pub async fn outcomes(
    pool: &PgPool,
    device: DeviceId,
    keys: &[CommandId],
) -> Result<(u64, HashMap<CommandId, Outcome>), ApiError> {
    let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
    let next: i64 = sqlx::query_scalar("select next_seq from devices where id = $1")
        .bind(device.0)
        .fetch_one(pool)
        .await?;
    let rows: Vec<(Uuid, Json<Outcome>)> = sqlx::query_as(
        "select key, outcome from device_commands where device_id = $1 and key = any($2) and outcome is not null",
    )
    .bind(device.0)
    .bind(keys)
    .fetch_all(pool)
    .await?;
    let next = u64::try_from(next).map_err(ApiError::internal)?;
    Ok((next, rows.into_iter().map(|(key, outcome)| (CommandId(key), outcome.0)).collect()))
}

/// Names of the fields of a thing that anybody but this device has set since a version.
pub async fn changed_by_others(
    conn: &mut PgConnection,
    device: DeviceId,
    (kind, id): (&str, Uuid),
    version: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct jsonb_object_keys(payload -> 'changes') from journal j
         where subject_kind = $4 and subject_id = $2 and payload ? 'changes'
           and (payload ->> 'version')::bigint > $3
           and not exists (select 1 from device_commands c where c.device_id = $1 and c.key = j.cause)",
    )
    .bind(device.0)
    .bind(id)
    .bind(version)
    .bind(kind)
    .fetch_all(conn)
    .await
}
