//! SQL of the import.

use chrono::NaiveDate;
use sqlx::{PgConnection, PgPool};
use vnr_shared::time::DateTime;

use crate::places::store::Entry;

/// Name of this import in the table of checkpoints.
const IMPORT: &str = "addresses";

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checkpoint {
    /// Rows read, rejected ones included.
    pub rows_done: u64,
    /// Rows left out.
    pub rows_rejected: u64,
    /// Whether the file was read to its end.
    pub finished: bool,
}

/// How far this very file has come; another edition of it begins anew.
pub async fn checkpoint(pool: &PgPool, file: &str, fingerprint: &str) -> Result<Checkpoint, sqlx::Error> {
    let found: Option<(i64, i64, bool)> = sqlx::query_as(
        "select rows_done, rows_rejected, finished_at is not null from import_checkpoints
         where import = $1 and file = $2 and fingerprint = $3",
    )
    .bind(IMPORT)
    .bind(file)
    .bind(fingerprint)
    .fetch_optional(pool)
    .await?;
    Ok(found.map_or_else(Checkpoint::default, |(done, rejected, finished)| Checkpoint {
        rows_done: done.unsigned_abs(),
        rows_rejected: rejected.unsigned_abs(),
        finished,
    }))
}

/// Notes how far a file has come.
pub async fn save(
    conn: &mut PgConnection,
    file: &str,
    fingerprint: &str,
    at: &Checkpoint,
    finished_at: Option<DateTime>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into import_checkpoints (import, file, fingerprint, rows_done, rows_rejected, finished_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (import, file) do update set fingerprint = excluded.fingerprint,
             rows_done = excluded.rows_done, rows_rejected = excluded.rows_rejected,
             finished_at = excluded.finished_at",
    )
    .bind(IMPORT)
    .bind(file)
    .bind(fingerprint)
    .bind(i64::try_from(at.rows_done).unwrap_or(i64::MAX))
    .bind(i64::try_from(at.rows_rejected).unwrap_or(i64::MAX))
    .bind(finished_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps former names.
pub async fn insert_names(conn: &mut PgConnection, entries: &[Entry]) -> Result<(), sqlx::Error> {
    let column = |of: fn(&Entry) -> &str| entries.iter().map(|e| of(e).to_owned()).collect::<Vec<_>>();
    sqlx::query(
        "insert into address_names (code, kind, name, full_text, folded, valid_from, valid_to)
         select * from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[])
         on conflict do nothing",
    )
    .bind(column(|e| &e.code))
    .bind(entries.iter().map(|e| e.kind).collect::<Vec<_>>())
    .bind(column(|e| &e.name))
    .bind(column(|e| &e.full_text))
    .bind(column(|e| &e.folded))
    .bind(entries.iter().map(|e| e.valid_from).collect::<Vec<_>>())
    .bind(entries.iter().map(|e| e.valid_to).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives streets and places, which have no position of their own in the register, the middle of what lies in them, and
/// ends the packaged rows once houses of the register are in.
pub async fn finish(pool: &PgPool, today: NaiveDate) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    for kind in [107_i16, 106, 105, 104, 113] {
        sqlx::query(
            "update addresses a set lat = m.lat, lon = m.lon
             from (select parent_code, avg(lat) lat, avg(lon) lon from addresses
                   where lat is not null and valid_to is null and source = $2 group by parent_code) m
             where m.parent_code = a.code and a.kind = $1 and a.source = $2",
        )
        .bind(kind)
        .bind(super::SOURCE)
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query(
        "update addresses set valid_to = $1
         where source = 'packaged' and valid_to is null
           and exists (select from addresses where kind = 108 and source = $2)",
    )
    .bind(today)
    .bind(super::SOURCE)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
