//! SQL of cards.

use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;
use vnr_shared::call::{Card, CardStatus};
use vnr_shared::id::{CallId, InstitutionId};
use vnr_shared::time::DateTime;

use super::data::Read;
use crate::access::Actor;
use crate::calls::store::read::StoredWarning;

/// Waits for other versions of the same card.
pub async fn lock(conn: &mut PgConnection, card: &Card) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 112))")
        .bind(&card.platform)
        .bind(&card.number)
        .execute(conn)
        .await
        .map(drop)
}

/// The highest version that has come, and whether exactly this one has.
pub async fn versions(conn: &mut PgConnection, card: &Card) -> Result<(Option<i32>, bool), sqlx::Error> {
    sqlx::query_as(
        "select max(version), coalesce(bool_or(version = $3), false) from call_cards where platform = $1 and number = $2",
    )
    .bind(&card.platform)
    .bind(&card.number)
    .bind(card.version)
    .fetch_one(conn)
    .await
}

/// Keeps a version as it came.
pub async fn keep(
    conn: &mut PgConnection,
    actor: &Actor,
    card: &Card,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into call_cards (platform, number, version, withdrawn, body, received_at, by_user)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&card.platform)
    .bind(&card.number)
    .bind(card.version)
    .bind(card.status == CardStatus::Withdrawn)
    .bind(Json(card))
    .bind(now)
    .bind(actor.user.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The institutions of some codes that take part.
pub async fn institutions(
    conn: &mut PgConnection,
    codes: &[String],
) -> Result<Vec<(String, InstitutionId)>, sqlx::Error> {
    let rows: Vec<(String, Uuid)> =
        sqlx::query_as("select code, id from institutions where code = any ($1) and active order by code")
            .bind(codes)
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|(code, id)| (code, id.into())).collect())
}

/// The calls of a card, locked, each with its institution.
pub async fn calls(
    conn: &mut PgConnection,
    card: &Card,
) -> Result<Vec<(CallId, InstitutionId)>, sqlx::Error> {
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "select id, institution_id from calls where platform = $1 and card_number = $2 order by institution_id for update",
    )
    .bind(&card.platform)
    .bind(&card.number)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(call, institution)| (call.into(), institution.into())).collect())
}

/// Makes a call of a card, empty but for what never changes.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    card: &Card,
    (id, institution): (CallId, InstitutionId),
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into calls (id, institution_id, state, channel, received_at, platform, card_number, entered_by, version,
             updated_at)
         values ($1, $2, 'waiting', 'e112', $3, $4, $5, $6, 0, $3)",
    )
    .bind(id.0)
    .bind(institution.0)
    .bind(now)
    .bind(&card.platform)
    .bind(&card.number)
    .bind(actor.user.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what a card says into a call. `stands` is false when the platform takes the call back; then one that nobody has
/// answered is withdrawn, and one that has been keeps its state and shows that the card was taken back.
pub async fn update(
    conn: &mut PgConnection,
    card: &Card,
    read: &Read,
    id: CallId,
    stands: bool,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let warning = |w: &vnr_shared::problem::Fault| StoredWarning { field: w.field.clone(), code: w.code };
    let warnings: Vec<StoredWarning> = read.warnings.iter().map(warning).collect();
    sqlx::query(
        "update calls set caller_number = $2, caller_name = $3, language = $4, lat = $5, lon = $6, position = $7,
             positions = $8, address = $9, text = $10, type_code = $11, ecall = $12, warnings = $13, card_version = $14,
             withdrawn_at = case when $15 then null else coalesce(withdrawn_at, $16) end,
             state = case when not $15 and state in ('waiting', 'claimed') then 'withdrawn'
                          when $15 and state = 'withdrawn' then 'waiting' else state end,
             claimed_by = case when $15 then claimed_by end, claimed_at = case when $15 then claimed_at end,
             version = version + 1, updated_at = $16
         where id = $1",
    )
    .bind(id.0)
    .bind(&card.caller.number)
    .bind(&card.caller.name)
    .bind(&card.language)
    .bind(read.best.map(|p| p.lat))
    .bind(read.best.map(|p| p.lon))
    .bind(read.best.map(Json))
    .bind(Json(&read.positions))
    .bind(&card.address)
    .bind(&card.text)
    .bind(&card.type_code)
    .bind(read.ecall.as_ref().map(Json))
    .bind(Json(warnings))
    .bind(card.version)
    .bind(stands)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}
