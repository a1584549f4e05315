//! All units that an actor may see, read as sets: as many statements for a thousand units as for one. A question for each unit,
//! as for one unit, took 14 ms of a dispatcher's recommendation among a thousand; these take 3.
//!
//! The caller reads in a transaction that sees one state, so that the lists belong together.

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::time::DateTime;
use vnr_shared::unit::fix::from_e7;
use vnr_shared::unit::{Candidate, CrewMember, UnitAssignment, UnitPosition, UnitSummary};

use super::read::{OwnRow, SEEN, own_columns};
use crate::access::Actor;
use crate::error::ApiError;

/// What lies beside the rows of units, by unit.
struct Beside {
    parts: HashMap<Uuid, Vec<Uuid>>,
    crews: HashMap<Uuid, Vec<CrewMember>>,
    assignments: HashMap<Uuid, Vec<UnitAssignment>>,
}

#[derive(FromRow)]
struct PartRow {
    unit: Uuid,
    part: Uuid,
}

#[derive(FromRow)]
struct CrewRow {
    unit_id: Uuid,
    user_id: Option<Uuid>,
    name: String,
    leader: bool,
}

#[derive(FromRow)]
struct AssignmentRow {
    unit_id: Uuid,
    id: Uuid,
    incident_id: Uuid,
    number: String,
    place: i32,
    assigned_at: DateTime,
    en_route_at: Option<DateTime>,
    at_scene_at: Option<DateTime>,
}

/// Gathers rows under their units, in the order in which they came.
fn gather<R, T>(rows: Vec<R>, split: impl Fn(R) -> (Uuid, T)) -> HashMap<Uuid, Vec<T>> {
    let mut gathered: HashMap<Uuid, Vec<T>> = HashMap::with_capacity(rows.len());
    for (unit, one) in rows.into_iter().map(split) {
        gathered.entry(unit).or_default().push(one);
    }
    gathered
}

impl Beside {
    async fn read(conn: &mut PgConnection, actor: &Actor) -> Result<Self, sqlx::Error> {
        let parts: Vec<PartRow> = sqlx::query_as(
            "select p.part_of as unit, p.id as part from units p
             join unit_access s on s.unit_id = p.part_of and s.institution_id = $1 order by p.id",
        )
        .bind(actor.institution.0)
        .fetch_all(&mut *conn)
        .await?;
        let crews: Vec<CrewRow> = sqlx::query_as(
            "select c.unit_id, c.user_id, c.name, c.leader from unit_crew c
             join unit_access s on s.unit_id = c.unit_id and s.institution_id = $1 order by c.unit_id, c.place",
        )
        .bind(actor.institution.0)
        .fetch_all(&mut *conn)
        .await?;
        let assignments: Vec<AssignmentRow> = sqlx::query_as(
            "select n.unit_id, n.id, n.incident_id, i.number, n.place, n.assigned_at, n.en_route_at, n.at_scene_at
             from assignments n join unit_access s on s.unit_id = n.unit_id and s.institution_id = $1
             join incidents i on i.id = n.incident_id
             where n.released_at is null order by n.place, n.id",
        )
        .bind(actor.institution.0)
        .fetch_all(conn)
        .await?;
        let member = |row: CrewRow| {
            let CrewRow { unit_id, user_id, name, leader } = row;
            (unit_id, CrewMember { user: user_id.map(Into::into), name, leader })
        };
        let assignment = |row: AssignmentRow| {
            let assignment = UnitAssignment {
                id: row.id.into(),
                incident: row.incident_id.into(),
                number: row.number,
                order: row.place,
                since: row.assigned_at,
                en_route_at: row.en_route_at,
                at_scene_at: row.at_scene_at,
            };
            (row.unit_id, assignment)
        };
        Ok(Self {
            parts: gather(parts, |row| (row.unit, row.part)),
            crews: gather(crews, member),
            assignments: gather(assignments, assignment),
        })
    }

    /// The unit of a row.
    fn unit(&mut self, own: OwnRow) -> Result<UnitSummary, ApiError> {
        let parts = self.parts.remove(&own.id).unwrap_or_default();
        let crew = self.crews.remove(&own.id).unwrap_or_default();
        let assignments = self.assignments.remove(&own.id).unwrap_or_default();
        own.with(parts, crew, assignments)
    }
}

/// The units that exist now and that the actor may see, by call sign.
pub async fn open(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<UnitSummary>, ApiError> {
    let own = own_columns!();
    let sql = format!("select {own} from units u {SEEN} where u.active order by u.call_sign, u.id");
    let rows: Vec<OwnRow> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(actor.institution.0).fetch_all(&mut *conn).await?;
    let mut beside = Beside::read(conn, actor).await?;
    rows.into_iter().map(|row| beside.unit(row)).collect()
}

#[derive(FromRow)]
struct CandidateRow {
    #[sqlx(flatten)]
    own: OwnRow,
    p_at: Option<DateTime>,
    p_lat: Option<i32>,
    p_lon: Option<i32>,
    p_accuracy: Option<f32>,
    p_speed: Option<f32>,
    p_heading: Option<f32>,
    last_assigned_at: Option<DateTime>,
    assigned_in_shift: i64,
}

impl CandidateRow {
    fn position(&self) -> Option<UnitPosition> {
        Some(UnitPosition {
            at: self.p_at?,
            lat: from_e7(self.p_lat?),
            lon: from_e7(self.p_lon?),
            accuracy_m: self.p_accuracy,
            speed_mps: self.p_speed,
            heading_deg: self.p_heading,
        })
    }
}

/// The units that exist now and that the actor may see, with everything that choosing between them needs. Of the past of a
/// unit it reads the last assignment and those of the shift, however long it has served.
pub async fn candidates(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<Candidate>, ApiError> {
    let own = own_columns!();
    let sql = format!(
        "select {own}, p.at as p_at, p.lat_e7 as p_lat, p.lon_e7 as p_lon, p.accuracy_m as p_accuracy,
                p.speed_mps as p_speed, p.heading_deg as p_heading,
                (select max(n.assigned_at) from assignments n where n.unit_id = u.id) as last_assigned_at,
                (select count(*) from assignments n where n.unit_id = u.id and n.assigned_at >= u.shift_from)
                    as assigned_in_shift
         from units u {SEEN} left join unit_latest p on p.mark = u.mark
         where u.active order by u.call_sign, u.id"
    );
    let rows: Vec<CandidateRow> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(actor.institution.0).fetch_all(&mut *conn).await?;
    let mut beside = Beside::read(conn, actor).await?;
    let candidate = |row: CandidateRow| {
        Ok(Candidate {
            position: row.position(),
            last_assigned_at: row.last_assigned_at,
            assigned_in_shift: u32::try_from(row.assigned_in_shift).unwrap_or(u32::MAX),
            unit: beside.unit(row.own)?,
        })
    };
    rows.into_iter().map(candidate).collect()
}
