//! SQL of assignments.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::dispatch::Assignment;
use vnr_shared::id::{AssignmentId, IncidentId, InstitutionId, UnitId};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{UnitAssignment, UnitStatus};

use crate::access::Actor;

/// Incidents to which units are sent now, in the order of their ids: that in which they are locked.
pub async fn incidents_of(conn: &mut PgConnection, unit: UnitId) -> Result<Vec<IncidentId>, sqlx::Error> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "select incident_id from assignments where unit_id = $1 and released_at is null order by incident_id",
    )
    .bind(unit.0)
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Units of an institution that are sent to an incident now.
pub async fn units_at(
    conn: &mut PgConnection,
    incident: IncidentId,
    institution: InstitutionId,
) -> Result<Vec<UnitId>, sqlx::Error> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "select n.unit_id from assignments n join units u on u.id = n.unit_id
         where n.incident_id = $1 and n.released_at is null and u.institution_id = $2 order by n.unit_id",
    )
    .bind(incident.0)
    .bind(institution.0)
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Sends a unit: before everything else it has, or behind.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    id: AssignmentId,
    (incident, unit): (IncidentId, UnitId),
    first: bool,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into assignments (id, incident_id, unit_id, place, assigned_at, assigned_by)
         select $1, $2, $3, coalesce(case when $4 then min(place) - 1 else max(place) + 1 end, 1), $5, $6
         from assignments where unit_id = $3 and released_at is null",
    )
    .bind(id.0)
    .bind(incident.0)
    .bind(unit.0)
    .bind(first)
    .bind(now)
    .bind(actor.user.0)
    .execute(conn)
    .await
    .map(drop)
}

/// Notes when a unit first took a status for an assignment.
pub async fn stamp(
    conn: &mut PgConnection,
    id: AssignmentId,
    status: UnitStatus,
    at: DateTime,
) -> Result<(), sqlx::Error> {
    let sql = match status {
        UnitStatus::EnRoute => "update assignments set en_route_at = coalesce(en_route_at, $2) where id = $1",
        UnitStatus::AtScene => "update assignments set at_scene_at = coalesce(at_scene_at, $2) where id = $1",
        UnitStatus::Transporting => {
            "update assignments set transporting_at = coalesce(transporting_at, $2) where id = $1"
        }
        _ => return Ok(()),
    };
    sqlx::query(sql).bind(id.0).bind(at).execute(conn).await.map(drop)
}

/// Ends an assignment.
pub async fn release(
    conn: &mut PgConnection,
    actor: &Actor,
    id: AssignmentId,
    reason: &str,
    at: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update assignments set released_at = $2, released_by = $3, reason = $4 where id = $1 and released_at is null",
    )
    .bind(id.0)
    .bind(at)
    .bind(actor.user.0)
    .bind(reason)
    .execute(conn)
    .await
    .map(drop)
}

/// Puts an assignment back to how it stood: open, with its place in the unit's order and its times.
pub async fn put_back(conn: &mut PgConnection, assignment: &UnitAssignment) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update assignments set released_at = null, released_by = null, reason = '', place = $2, en_route_at = $3,
             at_scene_at = $4
         where id = $1",
    )
    .bind(assignment.id.0)
    .bind(assignment.order)
    .bind(assignment.en_route_at)
    .bind(assignment.at_scene_at)
    .execute(conn)
    .await
    .map(drop)
}

/// Puts a unit's assignments in the order of these incidents.
pub async fn reorder(
    conn: &mut PgConnection,
    unit: UnitId,
    incidents: &[IncidentId],
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update assignments n set place = o.place
         from unnest($2::uuid[]) with ordinality as o (incident_id, place)
         where n.unit_id = $1 and n.incident_id = o.incident_id and n.released_at is null",
    )
    .bind(unit.0)
    .bind(incidents.iter().map(|id| id.0).collect::<Vec<_>>())
    .execute(conn)
    .await
    .map(drop)
}

#[derive(Debug, FromRow)]
struct AssignmentRow {
    id: Uuid,
    incident_id: Uuid,
    unit_id: Uuid,
    call_sign: String,
    place: i32,
    assigned_at: DateTime,
    assigned_by: String,
    en_route_at: Option<DateTime>,
    at_scene_at: Option<DateTime>,
    transporting_at: Option<DateTime>,
    released_at: Option<DateTime>,
    released_by: Option<String>,
    reason: String,
}

/// Every assignment of an incident, oldest first. The caller has checked that the reader may see the incident.
pub async fn of_incident(conn: &mut PgConnection, id: IncidentId) -> Result<Vec<Assignment>, sqlx::Error> {
    let rows: Vec<AssignmentRow> = sqlx::query_as(
        "select n.id, n.incident_id, n.unit_id, u.call_sign, n.place, n.assigned_at, a.name as assigned_by,
                n.en_route_at, n.at_scene_at, n.transporting_at, n.released_at, r.name as released_by, n.reason
         from assignments n join units u on u.id = n.unit_id
         join users a on a.id = n.assigned_by left join users r on r.id = n.released_by
         where n.incident_id = $1 order by n.assigned_at, n.id",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Assignment::from).collect())
}

impl From<AssignmentRow> for Assignment {
    fn from(row: AssignmentRow) -> Self {
        Self {
            id: row.id.into(),
            incident: row.incident_id.into(),
            unit: row.unit_id.into(),
            call_sign: row.call_sign,
            order: row.place,
            assigned_at: row.assigned_at,
            assigned_by: row.assigned_by,
            en_route_at: row.en_route_at,
            at_scene_at: row.at_scene_at,
            transporting_at: row.transporting_at,
            released_at: row.released_at,
            released_by: row.released_by,
            reason: row.reason,
        }
    }
}
