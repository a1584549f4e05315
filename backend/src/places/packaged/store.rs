//! SQL of the packaged data.

use sqlx::PgConnection;

use super::content::PackagedTerritory;

/// Held while the packaged data is loaded, so that two nodes do not load it twice.
const LOCK: i64 = 0x766e_725f_706b;

/// Waits for the turn; it ends with the transaction.
pub async fn lock(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(conn).await?;
    Ok(())
}

/// Whether there are no territories.
pub async fn no_territories(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select not exists (select from territories)").fetch_one(conn).await
}

/// Whether the gazetteer is empty.
pub async fn no_addresses(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select not exists (select from addresses)").fetch_one(conn).await
}

/// Writes a territory.
pub async fn insert_territory(conn: &mut PgConnection, new: &PackagedTerritory) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into territories
             (id, atvk, name, class, parent_id, successor_id, valid_from, valid_to, source, border)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, st_multi(st_setsrid(st_geomfromgeojson($10), 4326)))",
    )
    .bind(new.id.0)
    .bind(&new.atvk)
    .bind(&new.name)
    .bind(&new.class)
    .bind(new.parent.map(|id| id.0))
    .bind(new.successor.map(|id| id.0))
    .bind(new.valid_from)
    .bind(new.valid_to)
    .bind(super::SOURCE)
    .bind(&new.border)
    .execute(conn)
    .await?;
    Ok(())
}

/// Enters the municipalities in force into the gazetteer, at a point within each; returns how many.
pub async fn insert_municipalities(conn: &mut PgConnection) -> Result<usize, sqlx::Error> {
    let done = sqlx::query(
        "insert into addresses (code, kind, name, name_folded, full_text, folded, atvk, lat, lon, source)
         select 'P' || atvk, 113, name, folded, name, folded, atvk, st_y(middle), st_x(middle), $1
         from territories, st_pointonsurface(border) middle,
              lower(translate(name, 'ĀČĒĢĪĶĻŅŠŪŽāčēģīķļņšūž', 'ACEGIKLNSUZacegiklnsuz')) folded
         where class = 'municipality' and valid_to is null",
    )
    .bind(super::SOURCE)
    .execute(conn)
    .await?;
    Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
}
