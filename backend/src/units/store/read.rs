//! Reading units.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::UnitId;
use vnr_shared::time::DateTime;
use vnr_shared::unit::fix::from_e7;
use vnr_shared::unit::{Candidate, CrewMember, Station, UnitAssignment, UnitPosition, UnitSummary};

use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::word;

/// Columns of a [`UnitRow`], from `units u`.
pub const UNIT_COLUMNS: &str = "u.id, u.mark, u.institution_id, u.department_id, u.call_sign, u.kind, u.vehicle,
    u.capabilities, u.station_name, u.lat, u.lon, u.status, u.status_since, u.status_by, u.shift_from, u.shift_to,
    u.part_of, u.active, u.version,
    array(select p.id from units p where p.part_of = u.id order by p.id) as parts,
    coalesce((select jsonb_agg(jsonb_build_object('user', c.user_id, 'name', c.name, 'leader', c.leader) order by c.place)
              from unit_crew c where c.unit_id = u.id), '[]') as crew,
    coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'incident', n.incident_id, 'number', i.number,
                  'order', n.place, 'since', n.assigned_at, 'en_route_at', n.en_route_at, 'at_scene_at', n.at_scene_at)
                  order by n.place, n.id)
              from assignments n join incidents i on i.id = n.incident_id
              where n.unit_id = u.id and n.released_at is null), '[]') as assignments";

/// Joins `units u` to the access of the actor's institution, the statement's `$1`.
pub const SEEN: &str = "join unit_access s on s.unit_id = u.id and s.institution_id = $1";

/// A unit as it lies.
#[derive(Debug, FromRow)]
pub struct UnitRow {
    id: Uuid,
    mark: i32,
    institution_id: Uuid,
    department_id: Option<Uuid>,
    call_sign: String,
    kind: String,
    vehicle: String,
    capabilities: Vec<String>,
    station_name: String,
    lat: f64,
    lon: f64,
    status: String,
    status_since: DateTime,
    status_by: String,
    shift_from: Option<DateTime>,
    shift_to: Option<DateTime>,
    part_of: Option<Uuid>,
    active: bool,
    version: i64,
    parts: Vec<Uuid>,
    crew: Json<Vec<CrewMember>>,
    assignments: Json<Vec<UnitAssignment>>,
}

impl TryFrom<UnitRow> for UnitSummary {
    type Error = ApiError;

    fn try_from(row: UnitRow) -> Result<Self, ApiError> {
        let mark = u32::try_from(row.mark)
            .map_err(|_| ApiError::Inconsistent(format!("units.mark = {}", row.mark)))?;
        let capabilities = row.capabilities.iter().map(|c| word("units.capabilities", c));
        Ok(Self {
            id: row.id.into(),
            mark,
            call_sign: row.call_sign,
            institution: row.institution_id.into(),
            department: row.department_id.map(Into::into),
            kind: word("units.kind", &row.kind)?,
            status: word("units.status", &row.status)?,
            since: row.status_since,
            status_by: row.status_by,
            crew: row.crew.0,
            capabilities: capabilities.collect::<Result<_, _>>()?,
            vehicle: row.vehicle,
            station: Station { name: row.station_name, lat: row.lat, lon: row.lon },
            assignments: row.assignments.0,
            shift_from: row.shift_from,
            shift_to: row.shift_to,
            part_of: row.part_of.map(Into::into),
            parts: row.parts.into_iter().map(Into::into).collect(),
            active: row.active,
            version: row.version,
        })
    }
}

fn summaries(rows: Vec<UnitRow>) -> Result<Vec<UnitSummary>, ApiError> {
    rows.into_iter().map(UnitSummary::try_from).collect()
}

/// The units that exist now and that the actor may see, by call sign.
pub async fn open(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<UnitSummary>, ApiError> {
    let sql = format!("select {UNIT_COLUMNS} from units u {SEEN} where u.active order by u.call_sign, u.id");
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(actor.institution.0).fetch_all(conn).await?;
    summaries(rows)
}

/// One unit, if the actor may see it.
pub async fn one(
    conn: &mut PgConnection,
    actor: &Actor,
    id: UnitId,
) -> Result<Option<UnitSummary>, ApiError> {
    let sql = format!("select {UNIT_COLUMNS} from units u {SEEN} where u.id = $2");
    let row: Option<UnitRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(actor.institution.0)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    row.map(UnitSummary::try_from).transpose()
}

/// A unit that the caller has just written.
pub async fn written(conn: &mut PgConnection, id: UnitId) -> Result<UnitSummary, ApiError> {
    let sql = format!("select {UNIT_COLUMNS} from units u where u.id = $1");
    let row: UnitRow = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_one(conn).await?;
    row.try_into()
}

/// Whether there is a unit with this id, whoever may see it.
pub async fn exists(conn: &mut PgConnection, id: UnitId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from units where id = $1)").bind(id.0).fetch_one(conn).await
}

/// The unit of whose crew the actor is, if there is one; the one whose shift began last.
pub async fn own(conn: &mut PgConnection, actor: &Actor) -> Result<Option<UnitId>, sqlx::Error> {
    let id: Option<Uuid> = sqlx::query_scalar(
        "select u.id from units u join unit_crew c on c.unit_id = u.id
         where c.user_id = $1 and u.institution_id = $2 and u.active
         order by u.shift_from desc nulls last, u.id limit 1",
    )
    .bind(actor.user.0)
    .bind(actor.institution.0)
    .fetch_optional(conn)
    .await?;
    Ok(id.map(Into::into))
}

/// A unit locked for a change, as it was before.
#[derive(Debug)]
pub struct HeldUnit {
    /// The unit.
    pub unit: UnitSummary,
    /// Who may see it.
    pub audience: Vec<Uuid>,
}

/// Locks units that the actor may see, in the order of their ids, so that two commands never wait for each other. What the
/// actor may not see is left out.
pub async fn lock(conn: &mut PgConnection, actor: &Actor, ids: &[UnitId]) -> Result<Vec<HeldUnit>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        #[sqlx(flatten)]
        unit: UnitRow,
        audience: Vec<Uuid>,
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    // First the locks, then the reading: what a subquery reads is as of the statement's beginning, and the unit may have
    // been changed while this one waited.
    sqlx::query("select id from units where id = any($1) order by id for update")
        .bind(&ids)
        .execute(&mut *conn)
        .await?;
    let sql = format!(
        "select {UNIT_COLUMNS},
                array(select institution_id from unit_access where unit_id = u.id order by 1) as audience
         from units u {SEEN} where u.id = any($2) order by u.id"
    );
    let rows: Vec<Row> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(actor.institution.0).bind(&ids).fetch_all(conn).await?;
    rows.into_iter().map(|row| Ok(HeldUnit { unit: row.unit.try_into()?, audience: row.audience })).collect()
}

/// The units that exist now and that the actor may see, with everything that choosing between them needs.
pub async fn candidates(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<Candidate>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        #[sqlx(flatten)]
        unit: UnitRow,
        p_at: Option<DateTime>,
        p_lat: Option<i32>,
        p_lon: Option<i32>,
        p_accuracy: Option<f32>,
        p_speed: Option<f32>,
        p_heading: Option<f32>,
        last_assigned_at: Option<DateTime>,
        assigned_in_shift: i64,
    }
    let sql = format!(
        "select {UNIT_COLUMNS}, p.at as p_at, p.lat_e7 as p_lat, p.lon_e7 as p_lon, p.accuracy_m as p_accuracy,
                p.speed_mps as p_speed, p.heading_deg as p_heading, l.last_assigned_at, l.assigned_in_shift
         from units u {SEEN}
         left join unit_latest p on p.mark = u.mark
         cross join lateral (
             select max(n.assigned_at) as last_assigned_at,
                    count(*) filter (where n.assigned_at >= u.shift_from) as assigned_in_shift
             from assignments n where n.unit_id = u.id) l
         where u.active order by u.call_sign, u.id"
    );
    let rows: Vec<Row> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(actor.institution.0).fetch_all(conn).await?;
    let candidate = |row: Row| {
        let position = match (row.p_at, row.p_lat, row.p_lon) {
            (Some(at), Some(lat), Some(lon)) => Some(UnitPosition {
                at,
                lat: from_e7(lat),
                lon: from_e7(lon),
                accuracy_m: row.p_accuracy,
                speed_mps: row.p_speed,
                heading_deg: row.p_heading,
            }),
            _ => None,
        };
        Ok(Candidate {
            unit: row.unit.try_into()?,
            position,
            last_assigned_at: row.last_assigned_at,
            assigned_in_shift: u32::try_from(row.assigned_in_shift).unwrap_or(u32::MAX),
        })
    };
    rows.into_iter().map(candidate).collect()
}
