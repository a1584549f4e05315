//! SQL of the measurements: what is looked up, copied and generated. Runs as the owner of a database that lives as long
//! as the measurement.

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::time::DateTime;

/// Makes the cluster remember when each transaction committed; takes effect with its next start.
pub async fn keep_commit_times(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("alter system set track_commit_timestamp = on").execute(conn).await?;
    Ok(())
}

/// The version of the database.
pub async fn version(conn: &mut PgConnection) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("show server_version").fetch_one(conn).await
}

/// When each edit of an incident committed, by incident and version.
pub async fn commit_times(
    conn: &mut PgConnection,
) -> Result<HashMap<(IncidentId, i64), DateTime>, sqlx::Error> {
    #[derive(FromRow)]
    struct Row {
        subject_id: Uuid,
        version: i64,
        at: DateTime,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select subject_id, (summary ->> 'version')::bigint as version, pg_xact_commit_timestamp(xmin) as at
         from journal where kind = 'incident.edited' and pg_xact_commit_timestamp(xmin) is not null",
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.subject_id.into(), row.version), row.at)).collect())
}

/// How many entries about edits and lines each of these commands has in the journal.
pub async fn entries_of(
    conn: &mut PgConnection,
    commands: &[Uuid],
) -> Result<HashMap<Uuid, i64>, sqlx::Error> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "select cause, count(*) from journal
         where cause = any($1) and kind in ('incident.edited', 'incident.noted') group by cause",
    )
    .bind(commands)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Units of the State Police, seen by one, two or three institutions more; their ids and marks.
pub async fn make_units(conn: &mut PgConnection, count: u32) -> Result<Vec<(UnitId, u32)>, sqlx::Error> {
    let made: Vec<(Uuid, i32)> = sqlx::query_as(
        "with made as (
             insert into units (id, institution_id, call_sign, kind, vehicle, capabilities, station_name, lat, lon, status,
                                status_since, status_by)
             select gen_random_uuid(), i.id, 'M' || n, 'patrol', '', '{}', '', 56.95, 24.11, 'available', now(), 'VNR'
             from institutions i, generate_series(1, $1) n where i.code = 'VP'
             returning id, mark)
         , seen as (
             insert into unit_access
             select m.id, i.id, 'rule' from made m join institutions i
               on i.code in ('VP', 'K112') or (m.mark % 3 > 0 and i.code = 'RPP') or (m.mark % 3 > 1 and i.code = 'VUGD'))
         select id, mark from made order by mark",
    )
    .bind(i32::try_from(count).unwrap_or(i32::MAX))
    .fetch_all(conn)
    .await?;
    Ok(made.into_iter().filter_map(|(id, mark)| Some((id.into(), u32::try_from(mark).ok()?))).collect())
}

/// A table for the bare insert.
pub async fn make_bare(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    let sql = "create table if not exists bench_bare (id bigint generated always as identity primary key, frame text)";
    sqlx::query(sql).execute(conn).await?;
    Ok(())
}

/// The bare insert, a transaction of its own.
pub async fn insert_bare(conn: &mut PgConnection, frame: &str) -> Result<(), sqlx::Error> {
    sqlx::query("insert into bench_bare (frame) values ($1)").bind(frame).execute(conn).await?;
    Ok(())
}

/// Rows as literals: of each row where the expression `key` gives the id, every column that can be written, with its value
/// as SQL text. `table` and `key` are of this program, never of a user.
pub async fn literals(
    conn: &mut PgConnection,
    table: &str,
    key: &str,
    id: Uuid,
) -> Result<Vec<Vec<(String, String)>>, sqlx::Error> {
    let columns: Vec<String> = sqlx::query_scalar(
        "select column_name::text from information_schema.columns
         where table_schema = 'public' and table_name = $1 and is_identity = 'NO' order by ordinal_position",
    )
    .bind(table)
    .fetch_all(&mut *conn)
    .await?;
    let quoted: Vec<String> =
        columns.iter().map(|column| format!("quote_nullable({column}::text)")).collect();
    let sql = format!("select array[{}] from {table} where {key} = $1", quoted.join(", "));
    let rows: Vec<Vec<String>> =
        sqlx::query_scalar(AssertSqlSafe(sql)).bind(id.to_string()).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| columns.iter().cloned().zip(row).collect()).collect())
}

/// Fills a register to search in: incidents over ten years of three institutions, half of them with a person, a quarter
/// with a vehicle. Indexes are made afterwards and foreign keys are not checked, as in any load of this size.
pub async fn generate(conn: &mut PgConnection, rows: i64) -> Result<(), sqlx::Error> {
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "select indexname::text, indexdef from pg_indexes
         where schemaname = 'public' and tablename in ('incidents', 'persons', 'incident_persons', 'incident_access')
           and indexname not in (select conname from pg_constraint)",
    )
    .fetch_all(&mut *conn)
    .await?;
    for (name, _) in &indexes {
        sqlx::query(AssertSqlSafe(format!("drop index {name}"))).execute(&mut *conn).await?;
    }
    let fill = include_str!("fill.sql").replace(":rows", &rows.to_string());
    sqlx::raw_sql(AssertSqlSafe(fill)).execute(&mut *conn).await?;
    for (_, definition) in indexes {
        sqlx::query(AssertSqlSafe(definition)).execute(&mut *conn).await?;
    }
    sqlx::raw_sql("vacuum analyze").execute(conn).await?;
    Ok(())
}

/// What there is to search for.
#[derive(Debug, Clone, FromRow)]
pub struct Sample {
    /// Name of a person.
    pub name: String,
    /// Code of a person.
    pub code: String,
    /// Plate of a vehicle.
    pub plate: String,
    /// Address.
    pub address: String,
    /// Words of a description.
    pub description: String,
    /// Number.
    pub number: String,
    /// Type.
    pub type_code: String,
    /// When it was received.
    pub received_at: DateTime,
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
}

/// Samples from all over the register, the same each time.
pub async fn samples(conn: &mut PgConnection, count: i64) -> Result<Vec<Sample>, sqlx::Error> {
    sqlx::query_as(
        "select p.names as name, p.codes[1] as code, v.plate, i.address, i.description, i.number, i.type_code,
                i.received_at, i.lat, i.lon
         from incidents i
         join incident_persons ip on ip.incident_id = i.id join persons p on p.id = ip.person_id
         join incident_vehicles iv on iv.incident_id = i.id join vehicles v on v.id = iv.vehicle_id
         order by md5(i.number) limit $1",
    )
    .bind(count)
    .fetch_all(conn)
    .await
}

/// Units of an institution, free and on duty, each at a place as if its device had just said so.
pub async fn units(conn: &mut PgConnection, code: &str, places: &[(f64, f64)]) -> Result<(), sqlx::Error> {
    let (lats, lons): (Vec<f64>, Vec<f64>) = places.iter().copied().unzip();
    sqlx::query(
        "with own as (select id from institutions where code = $1),
         made as (
             insert into units (id, institution_id, call_sign, kind, vehicle, capabilities, station_name, lat, lon, status,
                                status_since, status_by, shift_from, shift_to)
             select gen_random_uuid(), own.id, 'B' || p.n, 'patrol', '', '{armed}', 'Iecirknis ' || p.n % 50, p.lat, p.lon,
                    case when p.n % 4 = 0 then 'busy' else 'available' end, now(), '', now(), now() + interval '8 hours'
             from own, unnest($2::float8[], $3::float8[]) with ordinality p (lat, lon, n)
             returning id, mark, institution_id, lat, lon),
         seen as (
             insert into unit_access (unit_id, institution_id, reason) select id, institution_id, 'own' from made),
         crew as (
             insert into unit_crew (unit_id, place, name, leader)
             select id, place, 'Ekipāža', place = 1 from made, generate_series(1, 2) place)
         insert into unit_latest (mark, at, lat_e7, lon_e7, received_at)
         select mark, now(), (lat * 1e7)::int, (lon * 1e7)::int, now() from made",
    )
    .bind(code)
    .bind(lats)
    .bind(lons)
    .execute(conn)
    .await?;
    Ok(())
}
