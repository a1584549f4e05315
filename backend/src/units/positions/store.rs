//! SQL of positions.

use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::id::UnitId;
use vnr_shared::time::DateTime;
use vnr_shared::unit::UnitPosition;
use vnr_shared::unit::fix::{from_e7, to_e7};

use super::board::Known;
use crate::access::Actor;

/// A position about to be written.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The unit's mark.
    pub mark: u32,
    /// Where and when.
    pub position: UnitPosition,
    /// When it was received.
    pub received_at: DateTime,
    /// Whether its own time lay in the future.
    pub ahead: bool,
}

fn small(mark: u32) -> i32 {
    i32::try_from(mark).unwrap_or(i32::MAX)
}

/// Writes positions into the tracks, and where they are newer into the table of the latest. What is there already stays.
pub async fn write(conn: &mut PgConnection, rows: &[Row]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with f as (
             select * from unnest($1::integer[], $2::timestamptz[], $3::integer[], $4::integer[], $5::real[], $6::real[],
                                  $7::real[], $8::timestamptz[], $9::boolean[])
                 as f (mark, at, lat_e7, lon_e7, accuracy_m, speed_mps, heading_deg, received_at, ahead)),
         tracks as (
             insert into unit_positions (mark, at, lat_e7, lon_e7, accuracy_m, speed_mps, heading_deg, received_at, ahead)
             select * from f on conflict do nothing)
         insert into unit_latest as l (mark, at, lat_e7, lon_e7, accuracy_m, speed_mps, heading_deg, received_at)
         select distinct on (mark) mark, at, lat_e7, lon_e7, accuracy_m, speed_mps, heading_deg, received_at
         from f order by mark, at desc
         on conflict (mark) do update set at = excluded.at, lat_e7 = excluded.lat_e7, lon_e7 = excluded.lon_e7,
             accuracy_m = excluded.accuracy_m, speed_mps = excluded.speed_mps, heading_deg = excluded.heading_deg,
             received_at = excluded.received_at, written_at = clock_timestamp()
             where excluded.at > l.at",
    )
    .bind(rows.iter().map(|r| small(r.mark)).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| r.position.at).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| to_e7(r.position.lat)).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| to_e7(r.position.lon)).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| r.position.accuracy_m).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| r.position.speed_mps).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| r.position.heading_deg).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| r.received_at).collect::<Vec<_>>())
    .bind(rows.iter().map(|r| r.ahead).collect::<Vec<_>>())
    .execute(conn)
    .await
    .map(drop)
}

/// Makes the partitions of the days around today and drops those past their term.
pub async fn keep(
    db: impl PgExecutor<'_>,
    today: chrono::NaiveDate,
    keep_days: i32,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select unit_positions_keep($1, $2)").bind(today).bind(keep_days).fetch_one(db).await
}

#[derive(Debug, FromRow)]
struct PositionRow {
    mark: i32,
    at: DateTime,
    lat_e7: i32,
    lon_e7: i32,
    accuracy_m: Option<f32>,
    speed_mps: Option<f32>,
    heading_deg: Option<f32>,
}

impl PositionRow {
    fn position(&self) -> UnitPosition {
        UnitPosition {
            at: self.at,
            lat: from_e7(self.lat_e7),
            lon: from_e7(self.lon_e7),
            accuracy_m: self.accuracy_m,
            speed_mps: self.speed_mps,
            heading_deg: self.heading_deg,
        }
    }
}

/// The latest positions that were written since an instant of the database's clock, and that clock now. Everything, without
/// an instant. A write that was under way then is found a little later, so callers ask from a little earlier.
pub async fn latest(
    conn: &mut PgConnection,
    since: Option<DateTime>,
) -> Result<(DateTime, Vec<(u32, UnitPosition)>), sqlx::Error> {
    let now: DateTime = sqlx::query_scalar("select clock_timestamp()").fetch_one(&mut *conn).await?;
    let rows: Vec<PositionRow> = sqlx::query_as(
        "select mark, at, lat_e7, lon_e7, accuracy_m, speed_mps, heading_deg from unit_latest
         where $1::timestamptz is null or written_at > $1",
    )
    .bind(since)
    .fetch_all(conn)
    .await?;
    let known = rows.iter().filter_map(|row| Some((u32::try_from(row.mark).ok()?, row.position())));
    Ok((now, known.collect()))
}

/// A unit's track between two instants, oldest first.
pub async fn track(
    db: impl PgExecutor<'_>,
    mark: u32,
    from: DateTime,
    to: DateTime,
) -> Result<Vec<UnitPosition>, sqlx::Error> {
    let rows: Vec<PositionRow> = sqlx::query_as(
        "select mark, at, lat_e7, lon_e7, accuracy_m, speed_mps, heading_deg from unit_positions
         where mark = $1 and at >= $2 and at < $3 order by at",
    )
    .bind(small(mark))
    .bind(from)
    .bind(to)
    .fetch_all(db)
    .await?;
    Ok(rows.iter().map(PositionRow::position).collect())
}

/// Where each unit that the actor may see was last at an instant, with its mark; not older than `oldest`.
pub async fn at(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    oldest: DateTime,
    at: DateTime,
) -> Result<Vec<(u32, UnitPosition)>, sqlx::Error> {
    let rows: Vec<PositionRow> = sqlx::query_as(
        "select p.* from units u
         join unit_access s on s.unit_id = u.id and s.institution_id = $1
         cross join lateral (
             select mark, at, lat_e7, lon_e7, accuracy_m, speed_mps, heading_deg from unit_positions
             where mark = u.mark and at > $2 and at <= $3 order by at desc limit 1) p",
    )
    .bind(actor.institution.0)
    .bind(oldest)
    .bind(at)
    .fetch_all(db)
    .await?;
    Ok(rows.iter().filter_map(|row| Some((u32::try_from(row.mark).ok()?, row.position()))).collect())
}

/// Units as far as positions need them: those with these ids, or all. For the node itself, which decides for each actor.
pub async fn units(db: impl PgExecutor<'_>, ids: Option<&[UnitId]>) -> Result<Vec<Known>, sqlx::Error> {
    #[derive(FromRow)]
    struct Row {
        id: Uuid,
        mark: i32,
        institution_id: Uuid,
        active: bool,
        crew: Vec<Uuid>,
        audience: Vec<Uuid>,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select u.id, u.mark, u.institution_id, u.active,
                array(select user_id from unit_crew c where c.unit_id = u.id and c.user_id is not null) as crew,
                array(select institution_id from unit_access a where a.unit_id = u.id order by 1) as audience
         from units u where $1::uuid[] is null or u.id = any($1)",
    )
    .bind(ids.map(|ids| ids.iter().map(|id| id.0).collect::<Vec<_>>()))
    .fetch_all(db)
    .await?;
    let known = |row: Row| {
        let mut audience = row.audience;
        // PostgreSQL and this program order ids alike, but a search must not depend on it.
        audience.sort_unstable();
        Some(Known {
            id: row.id.into(),
            mark: u32::try_from(row.mark).ok()?,
            institution: row.institution_id,
            crew: row.crew,
            audience,
            active: row.active,
        })
    };
    Ok(rows.into_iter().filter_map(known).collect())
}
