//! Reading units.

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::UnitId;
use vnr_shared::time::DateTime;
use vnr_shared::unit::{CrewMember, Station, UnitAssignment, UnitSummary};

use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::word;

/// Columns of an [`OwnRow`], from `units u`.
macro_rules! own_columns {
    () => {
        "u.id, u.mark, u.institution_id, u.department_id, u.call_sign, u.kind, u.vehicle, u.capabilities, u.station_name,
    u.lat, u.lon, u.status, u.status_since, u.status_by, u.shift_from, u.shift_to, u.part_of, u.active, u.version"
    };
}
pub(super) use own_columns;

/// Columns of a [`UnitRow`], from `units u`. Each of the last three is a question of its own for each unit: this is for few
/// units, [`super::all`] for many.
const UNIT_COLUMNS: &str = concat!(
    own_columns!(),
    ", array(select p.id from units p where p.part_of = u.id order by p.id) as parts,
    coalesce((select jsonb_agg(jsonb_build_object('user', c.user_id, 'name', c.name, 'leader', c.leader) order by c.place)
              from unit_crew c where c.unit_id = u.id), '[]') as crew,
    coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'incident', n.incident_id, 'number', i.number,
                  'order', n.place, 'since', n.assigned_at, 'en_route_at', n.en_route_at, 'at_scene_at', n.at_scene_at)
                  order by n.place, n.id)
              from assignments n join incidents i on i.id = n.incident_id
              where n.unit_id = u.id and n.released_at is null), '[]') as assignments"
);

/// Joins `units u` to the access of the actor's institution, the statement's `$1`.
pub const SEEN: &str = "join unit_access s on s.unit_id = u.id and s.institution_id = $1";

/// What a unit's own row says.
#[derive(Debug, FromRow)]
pub(super) struct OwnRow {
    pub id: Uuid,
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
}

impl OwnRow {
    /// The unit with what lies beside its row.
    pub fn with(
        self,
        parts: Vec<Uuid>,
        crew: Vec<CrewMember>,
        assignments: Vec<UnitAssignment>,
    ) -> Result<UnitSummary, ApiError> {
        let mark = u32::try_from(self.mark)
            .map_err(|_| ApiError::Inconsistent(format!("units.mark = {}", self.mark)))?;
        let capabilities = self.capabilities.iter().map(|c| word("units.capabilities", c));
        Ok(UnitSummary {
            id: self.id.into(),
            mark,
            call_sign: self.call_sign,
            institution: self.institution_id.into(),
            department: self.department_id.map(Into::into),
            kind: word("units.kind", &self.kind)?,
            status: word("units.status", &self.status)?,
            since: self.status_since,
            status_by: self.status_by,
            crew,
            capabilities: capabilities.collect::<Result<_, _>>()?,
            vehicle: self.vehicle,
            station: Station { name: self.station_name, lat: self.lat, lon: self.lon },
            assignments,
            shift_from: self.shift_from,
            shift_to: self.shift_to,
            part_of: self.part_of.map(Into::into),
            parts: parts.into_iter().map(Into::into).collect(),
            active: self.active,
            version: self.version,
        })
    }
}

/// A unit as it lies, with what lies beside its row.
#[derive(Debug, FromRow)]
struct UnitRow {
    #[sqlx(flatten)]
    own: OwnRow,
    parts: Vec<Uuid>,
    crew: Json<Vec<CrewMember>>,
    assignments: Json<Vec<UnitAssignment>>,
}

impl TryFrom<UnitRow> for UnitSummary {
    type Error = ApiError;

    fn try_from(row: UnitRow) -> Result<Self, ApiError> {
        row.own.with(row.parts, row.crew.0, row.assignments.0)
    }
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
