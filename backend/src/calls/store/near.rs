//! What lies near a place: incidents that may be the same event, what happened there before, and dangers.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;
use vnr_shared::call::{CallPosition, CallSummary};
use vnr_shared::duplicate::{LOOK_BACK, REACH_M, Report};
use vnr_shared::hazard::{Hazard, HazardQuery, NewHazard};
use vnr_shared::id::{CallId, HazardId, IncidentId};
use vnr_shared::incident::Summary;
use vnr_shared::place::{Extent, distance_m};
use vnr_shared::time::DateTime;

use super::{COLUMNS, CallRow};
use crate::access::Actor;
use crate::error::ApiError;
use crate::register::store::{SUMMARY_COLUMNS, SummaryRow, VISIBLE, seen_by};
use crate::sql::{as_word, word};

/// Candidates that are weighed. More than so many open incidents within reach is a disaster in which none is "the" one.
const CANDIDATES_MAX: i64 = 400;
/// Incidents and calls of a history that are shown.
const HISTORY_MAX: i64 = 50;
/// Metres of a degree of latitude, a little less, so that a rectangle in degrees is never too small.
const DEGREE_M: f64 = 111_000.0;

/// A rectangle around a circle, in degrees: west, south, east, north.
fn around(lat: f64, lon: f64, radius_m: f64) -> [f64; 4] {
    let north = radius_m / DEGREE_M;
    let east = north / lat.to_radians().cos().max(0.01);
    [lon - east, lat - north, lon + east, lat + north]
}

#[derive(Debug, FromRow)]
struct CandidateRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    description: String,
    calls: Json<Vec<CandidateCall>>,
}

/// A caller's report of a candidate.
#[derive(Debug, serde::Deserialize)]
struct CandidateCall {
    position: Option<CallPosition>,
    received_at: DateTime,
    address: String,
    text: String,
    number: String,
}

/// Incidents that the actor may see within reach of a report and not long before or after it, each with what was reported of
/// it: the incident itself and every call. Those merged into another are found by the one they were merged into.
pub async fn candidates(
    conn: &mut PgConnection,
    actor: &Actor,
    report: &Report,
    except: Option<IncidentId>,
) -> Result<Vec<(Summary, Vec<Report>)>, ApiError> {
    let [west, south, east, north] = around(report.lat, report.lon, REACH_M);
    let sql = format!(
        "select {SUMMARY_COLUMNS}, left(i.description, 2000) as description,
                coalesce((select jsonb_agg(jsonb_build_object('position', c.position, 'received_at', c.received_at,
                              'address', c.address, 'text', left(c.text, 2000), 'number', c.caller_number))
                          from calls c where c.incident_id = i.id), '[]') as calls
         from incidents i {VISIBLE}
         where point(i.lon, i.lat) <@ box(point($4, $5), point($6, $7))
           and i.received_at between $8 and $9 and i.id is distinct from $10
           and not exists (select from incident_merges m where m.source_id = i.id and m.split_at is null)
         order by i.received_at desc limit {CANDIDATES_MAX}"
    );
    let rows: Vec<CandidateRow> = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?)
        .bind(west)
        .bind(south)
        .bind(east)
        .bind(north)
        .bind(report.at - LOOK_BACK)
        .bind(report.at + LOOK_BACK)
        .bind(except.map(|id| id.0))
        .fetch_all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let summary = Summary::try_from(row.summary)?;
            let place = (summary.lat, summary.lon, summary.radius_m);
            let of_call = |call: &CandidateCall| {
                let place = call.position.map_or(place, |p| (p.lat, p.lon, p.radius_m));
                Report::new(place, call.received_at, &summary.type_code, &call.text, &call.address)
                    .by(&call.number)
            };
            let mut reports: Vec<Report> = row.calls.0.iter().map(of_call).collect();
            reports.push(Report::new(
                place,
                summary.received_at,
                &summary.type_code,
                &row.description,
                &summary.address,
            ));
            Ok((summary, reports))
        })
        .collect()
}

/// A visible incident as a report, with the number of whoever called first.
pub async fn report_of(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
) -> Result<Option<Report>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        lat: f64,
        lon: f64,
        radius_m: Option<f64>,
        received_at: DateTime,
        type_code: String,
        description: String,
        address: String,
        number: String,
    }
    let sql = format!(
        "select i.lat, i.lon, i.radius_m, i.received_at, i.type_code, i.description, i.address,
                coalesce((select c.caller_number from calls c where c.incident_id = i.id
                          order by c.received_at limit 1), '') as number
         from incidents i {VISIBLE} where i.id = $4"
    );
    let row: Option<Row> = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|r| {
        let place = (r.lat, r.lon, r.radius_m);
        Report::new(place, r.received_at, &r.type_code, &r.description, &r.address).by(&r.number)
    }))
}

/// The number of a call of the actor's institution; empty when it was withheld, none when there is no such call.
pub async fn number_of(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CallId,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select caller_number from calls where id = $1 and institution_id = $2")
        .bind(id.0)
        .bind(actor.institution.0)
        .fetch_optional(conn)
        .await
}

/// Days and metres to look back for a type.
pub async fn look_back(
    db: impl PgExecutor<'_>,
    type_code: &str,
    at: DateTime,
) -> Result<(i32, i32), sqlx::Error> {
    let found: Option<(i32, i32)> = sqlx::query_as(
        "select days, radius_m from look_backs
         where ($1 = type_code or starts_with($1, type_code || '.') or type_code = '')
           and valid_from <= $2 and (valid_to is null or $2 < valid_to)
         order by length(type_code) desc limit 1",
    )
    .bind(type_code)
    .bind(at)
    .fetch_optional(db)
    .await?;
    Ok(found.unwrap_or_default())
}

/// Incidents that the actor may see at a place since an instant, newest first.
pub async fn incidents_at(
    conn: &mut PgConnection,
    actor: &Actor,
    (lat, lon, radius_m): (f64, f64, f64),
    since: DateTime,
) -> Result<Vec<Summary>, ApiError> {
    let [west, south, east, north] = around(lat, lon, radius_m);
    let sql = format!(
        "select {SUMMARY_COLUMNS} from incidents i {VISIBLE}
         where point(i.lon, i.lat) <@ box(point($4, $5), point($6, $7)) and i.received_at >= $8
         order by i.received_at desc, i.id limit {HISTORY_MAX}"
    );
    let rows: Vec<SummaryRow> = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?)
        .bind(west)
        .bind(south)
        .bind(east)
        .bind(north)
        .bind(since)
        .fetch_all(conn)
        .await?;
    let found: Vec<Summary> = rows.into_iter().map(Summary::try_from).collect::<Result<_, _>>()?;
    Ok(found.into_iter().filter(|i| distance_m(lat, lon, i.lat, i.lon) <= radius_m).collect())
}

/// Earlier calls of the actor's institution from the same number since an instant, newest first.
pub async fn calls_from(
    conn: &mut PgConnection,
    actor: &Actor,
    number: &str,
    except: CallId,
    since: DateTime,
) -> Result<Vec<CallSummary>, ApiError> {
    let sql = format!(
        "select {COLUMNS} from calls c
         where c.caller_number = $1 and c.caller_number <> '' and c.institution_id = $2 and c.id <> $3
           and c.received_at >= $4
         order by c.received_at desc, c.id limit {HISTORY_MAX}"
    );
    let rows: Vec<CallRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(number)
        .bind(actor.institution.0)
        .bind(except.0)
        .bind(since)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(CallSummary::try_from).collect()
}

#[derive(Debug, FromRow)]
struct HazardRow {
    id: Uuid,
    institution_id: Uuid,
    lat: f64,
    lon: f64,
    radius_m: f64,
    address: String,
    kind: String,
    text: String,
    valid_from: DateTime,
    valid_to: Option<DateTime>,
    by_name: String,
    at: DateTime,
}

impl HazardRow {
    fn hazard(self, distance_m: f64) -> Result<Hazard, ApiError> {
        Ok(Hazard {
            id: self.id.into(),
            institution: self.institution_id.into(),
            lat: self.lat,
            lon: self.lon,
            radius_m: self.radius_m,
            address: self.address,
            kind: word("hazards.kind", &self.kind)?,
            text: self.text,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            by_name: self.by_name,
            at: self.at,
            distance_m,
        })
    }
}

/// Hazards that hold at an instant and whose circle touches that of the question, nearest first. Every institution sees them:
/// whoever goes there must know.
pub async fn hazards(
    conn: &mut PgConnection,
    query: HazardQuery,
    at: DateTime,
) -> Result<Vec<Hazard>, ApiError> {
    let reach = query.radius_m.unwrap_or(100.0);
    let [west, south, east, north] = around(query.lat, query.lon, reach + vnr_shared::hazard::RADIUS_MAX);
    let rows: Vec<HazardRow> = sqlx::query_as(
        "select h.id, h.institution_id, h.lat, h.lon, h.radius_m, h.address, h.kind, h.text, h.valid_from, h.valid_to,
                u.name as by_name, h.at
         from hazards h join users u on u.id = h.by_user
         where point(h.lon, h.lat) <@ box(point($1, $2), point($3, $4)) and h.struck_at is null
           and h.valid_from <= $5 and (h.valid_to is null or $5 < h.valid_to)",
    )
    .bind(west)
    .bind(south)
    .bind(east)
    .bind(north)
    .bind(at)
    .fetch_all(conn)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (distance_m, radius_m) = (distance_m(query.lat, query.lon, row.lat, row.lon), row.radius_m);
        if distance_m <= reach + radius_m {
            found.push(row.hazard(distance_m)?);
        }
    }
    found.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    Ok(found)
}

/// Hazards that hold at an instant and lie in an area, or anywhere.
pub async fn hazards_within(
    conn: &mut PgConnection,
    ground: Option<Extent>,
    at: DateTime,
) -> Result<Vec<Hazard>, ApiError> {
    let rows: Vec<HazardRow> = sqlx::query_as(
        "select h.id, h.institution_id, h.lat, h.lon, h.radius_m, h.address, h.kind, h.text, h.valid_from, h.valid_to,
                u.name as by_name, h.at
         from hazards h join users u on u.id = h.by_user
         where h.struck_at is null and h.valid_from <= $5 and (h.valid_to is null or $5 < h.valid_to)
           and ($1::float8 is null or point(h.lon, h.lat) <@ box(point($1, $2), point($3, $4)))
         order by h.id",
    )
    .bind(ground.map(|e| e.west))
    .bind(ground.map(|e| e.south))
    .bind(ground.map(|e| e.east))
    .bind(ground.map(|e| e.north))
    .bind(at)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| row.hazard(0.0)).collect()
}

/// Writes a hazard.
pub async fn insert_hazard(
    conn: &mut PgConnection,
    actor: &Actor,
    new: &NewHazard,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let NewHazard { id, lat, lon, radius_m, address, kind, text, valid_from, valid_to } = new;
    sqlx::query(
        "insert into hazards (id, institution_id, lat, lon, radius_m, address, kind, text, valid_from, valid_to, by_user, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id.0)
    .bind(actor.institution.0)
    .bind(lat)
    .bind(lon)
    .bind(radius_m)
    .bind(address)
    .bind(as_word(kind))
    .bind(text)
    .bind(valid_from.unwrap_or(now))
    .bind(valid_to)
    .bind(actor.user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Strikes a hazard that the actor's institution entered; false when there is none to strike.
pub async fn strike_hazard(
    conn: &mut PgConnection,
    actor: &Actor,
    id: HazardId,
    reason: &str,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "update hazards set struck_by = $3, struck_at = $4, struck_reason = $5
         where id = $1 and institution_id = $2 and struck_at is null",
    )
    .bind(id.0)
    .bind(actor.institution.0)
    .bind(actor.user.0)
    .bind(now)
    .bind(reason)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the striking of a hazard of the actor's institution back; false when there is none that is struck.
pub async fn unstrike_hazard(
    conn: &mut PgConnection,
    actor: &Actor,
    id: HazardId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "update hazards set struck_by = null, struck_at = null, struck_reason = null
         where id = $1 and institution_id = $2 and struck_at is not null",
    )
    .bind(id.0)
    .bind(actor.institution.0)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
