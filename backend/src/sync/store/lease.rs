//! SQL of what a device is lent.

use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;
use vnr_shared::id::{DeviceId, UnitId};
use vnr_shared::place::Extent;
use vnr_shared::sync::{LeasedPlace, WorkItem};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::visible::{VISIBLE, seen_by};

/// VARIS types of buildings and premises.
const HOUSES: [i16; 2] = [108, 109];

/// Whether a type of the address register is a building or a part of one.
pub fn is_house(kind: i16) -> bool {
    HOUSES.contains(&kind)
}

/// A number of work without a network, as it is at an instant.
pub async fn number(conn: &mut PgConnection, code: &str, at: DateTime) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select value::bigint from device_numbers
         where code = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to) order by valid_from desc limit 1",
    )
    .bind(code)
    .bind(at)
    .fetch_one(conn)
    .await
}

/// Renews a lease. True when the last one was of the same area and unit and has not run out.
pub async fn renew(
    conn: &mut PgConnection,
    device: DeviceId,
    of: &str,
    until: DateTime,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "with before as (select id, lease_of = $2 and leased_until > $4 as known from devices where id = $1 for update)
         update devices d set lease_of = $2, leased_until = $3 from before b where d.id = b.id
         returning coalesce(b.known, false)",
    )
    .bind(device.0)
    .bind(of)
    .bind(until)
    .bind(now)
    .fetch_one(conn)
    .await
}

/// Whether a device is the actor's, not revoked, and its lease runs.
pub async fn is_leased(
    conn: &mut PgConnection,
    actor: &Actor,
    device: DeviceId,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from devices
                        where id = $1 and user_id = $2 and revoked_at is null and leased_until > $3)",
    )
    .bind(device.0)
    .bind(actor.user.0)
    .bind(now)
    .fetch_one(conn)
    .await
}

/// The rectangle around the municipality of the unit's home; without a unit, or without a home, around all that the
/// institution works in. None where nobody has said where that is.
pub async fn ground(
    conn: &mut PgConnection,
    actor: &Actor,
    unit: Option<UnitId>,
    now: DateTime,
) -> Result<Option<Extent>, sqlx::Error> {
    type Box4 = (Option<f64>, Option<f64>, Option<f64>, Option<f64>);
    let (west, south, east, north): Box4 = sqlx::query_as(
        "with recursive home (id, parent_id) as (
             select t.id, t.parent_id from territories t join units u on u.territory_id = t.id where u.id = $2
             union all
             select t.id, t.parent_id from territories t join home h on t.id = h.parent_id),
         lent (id) as (
             select id from home where parent_id is null
             union all
             select territory_id from institution_territories
             where institution_id = $1 and valid_from <= $3 and (valid_to is null or $3 < valid_to)
               and not exists (select from home)),
         whole as (select st_extent(t.border) as e from territories t join lent on lent.id = t.id)
         select st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e) from whole",
    )
    .bind(actor.institution.0)
    .bind(unit.map(|unit| unit.0))
    .bind(now)
    .fetch_one(conn)
    .await?;
    Ok(match (west, south, east, north) {
        (Some(west), Some(south), Some(east), Some(north)) => Some(Extent { west, south, east, north }),
        _ => None,
    })
}

/// The incidents that the actor may see to which a unit is sent, in the order of its work.
pub async fn work(conn: &mut PgConnection, actor: &Actor, unit: UnitId) -> Result<Vec<WorkItem>, ApiError> {
    let sql = format!(
        "select i.id, i.version from incidents i {VISIBLE}
         join assignments n on n.incident_id = i.id and n.unit_id = $4 and n.released_at is null
         order by n.place, n.id"
    );
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seen_by(actor)?);
    let rows: Vec<(Uuid, i64)> = query.bind(unit.0).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(id, version)| WorkItem { incident: id.into(), version }).collect())
}

/// What changes when the catalogue that is valid at an instant does.
pub async fn catalogue_mark(conn: &mut PgConnection, at: DateTime) -> Result<String, sqlx::Error> {
    sqlx::query_scalar(
        "select left(md5(concat_ws(' ',
             (select concat_ws(',', count(*), max(valid_from), max(version)) from incident_types
              where valid_from <= $1 and (valid_to is null or $1 < valid_to)),
             (select concat_ws(',', count(*), max(valid_from), max(version)) from type_forms
              where valid_from <= $1 and (valid_to is null or $1 < valid_to)),
             (select concat_ws(',', count(*), max(valid_from)) from type_words
              where valid_from <= $1 and (valid_to is null or $1 < valid_to)),
             (select concat_ws(',', count(*), max(valid_from)) from type_prompts
              where valid_from <= $1 and (valid_to is null or $1 < valid_to)))), 16)",
    )
    .bind(at)
    .fetch_one(conn)
    .await
}

/// What changes when the dangers in an area at an instant do.
pub async fn hazards_mark(
    conn: &mut PgConnection,
    ground: Option<Extent>,
    at: DateTime,
) -> Result<String, sqlx::Error> {
    sqlx::query_scalar(
        "select left(md5(concat_ws(',', count(*), max(h.at), string_agg(h.id::text, '' order by h.id))), 16) from hazards h
         where h.struck_at is null and h.valid_from <= $5 and (h.valid_to is null or $5 < h.valid_to)
           and ($1::float8 is null or point(h.lon, h.lat) <@ box(point($1, $2), point($3, $4)))",
    )
    .bind(ground.map(|e| e.west))
    .bind(ground.map(|e| e.south))
    .bind(ground.map(|e| e.east))
    .bind(ground.map(|e| e.north))
    .bind(at)
    .fetch_one(conn)
    .await
}

/// What changes when the gazetteer is imported anew or the area is another. The rows themselves are not counted: there are
/// six hundred thousand of them.
pub async fn places_mark(conn: &mut PgConnection, ground: Option<Extent>) -> Result<String, sqlx::Error> {
    sqlx::query_scalar(
        "select left(md5(concat_ws(',', $1::text, count(*), sum(rows_done), max(finished_at))), 16) from import_checkpoints",
    )
    .bind(ground.map(|ground| ground.to_string()))
    .fetch_one(conn)
    .await
}

/// A page of the gazetteer in an area, after a row: what is not a house first, each part by code. Towns, parishes and
/// municipalities of the whole land are in it, a few hundred, because addresses at the edge name them; flats are not, because a
/// search for one is answered with its house. The whole address goes along where the device cannot make it of the parent's.
pub async fn places(
    conn: &mut PgConnection,
    ground: Option<Extent>,
    (house, code): (bool, &str),
    most: usize,
) -> Result<Vec<LeasedPlace>, ApiError> {
    type Row = (String, i16, String, Option<String>, i32, i32, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "with page as (
             select code, kind, name, parent_code, full_text, lat, lon from addresses
             where lat is not null and valid_to is null and kind <> 109
               and ($1::float8 is null or kind in (104, 105, 113)
                    or point(lon, lat) <@ box(point($1, $2), point($3, $4)))
               and (kind = any($5), code) > ($6, $7)
             order by kind = any($5), code limit $8)
         select p.code, p.kind, p.name, p.parent_code, round(p.lat * 1e5)::int, round(p.lon * 1e5)::int,
                case when p.kind = any($5) and o.lat is not null and o.valid_to is null
                          and ($1::float8 is null or o.kind in (104, 105, 113)
                               or point(o.lon, o.lat) <@ box(point($1, $2), point($3, $4)))
                     then null else p.full_text end
         from page p left join addresses o on o.code = p.parent_code
         order by p.kind = any($5), p.code",
    )
    .bind(ground.map(|e| e.west))
    .bind(ground.map(|e| e.south))
    .bind(ground.map(|e| e.east))
    .bind(ground.map(|e| e.north))
    .bind(HOUSES)
    .bind(house)
    .bind(code)
    .bind(i64::try_from(most).map_err(ApiError::internal)?)
    .fetch_all(conn)
    .await?;
    let place =
        |(code, kind, name, parent, lat, lon, text)| LeasedPlace(code, kind, name, parent, lat, lon, text);
    Ok(rows.into_iter().map(place).collect())
}
