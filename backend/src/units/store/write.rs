//! Writing units.

use sqlx::PgConnection;
use uuid::Uuid;
use vnr_shared::id::{DepartmentId, InstitutionId, UnitId};
use vnr_shared::time::DateTime;
use vnr_shared::unit::{CrewMember, PutUnit, UnitStatus, UnitSummary};

use crate::access::Actor;
use crate::sql::as_word;

fn words<T: serde::Serialize>(values: &[T]) -> Vec<String> {
    values.iter().map(as_word).collect()
}

/// Writes a new unit, off duty. The territory of its home is the innermost one that holds the place now.
pub async fn insert(
    conn: &mut PgConnection,
    id: UnitId,
    institution: InstitutionId,
    put: &PutUnit,
    by: &str,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into units (id, institution_id, call_sign, department_id, kind, vehicle, capabilities, station_name, lat,
                            lon, active, status, status_since, status_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(id.0)
    .bind(institution.0)
    .bind(&put.call_sign)
    .bind(put.department.map(|d| d.0))
    .bind(as_word(&put.kind))
    .bind(&put.vehicle)
    .bind(words(&put.capabilities))
    .bind(&put.station.name)
    .bind(put.station.lat)
    .bind(put.station.lon)
    .bind(put.active)
    .bind(as_word(&UnitStatus::OffDuty))
    .bind(now)
    .bind(by)
    .execute(&mut *conn)
    .await?;
    place(conn, id, now).await
}

/// Whether an institution has this department; none is always right.
pub async fn is_department(
    conn: &mut PgConnection,
    institution: InstitutionId,
    department: Option<DepartmentId>,
) -> Result<bool, sqlx::Error> {
    let Some(department) = department else { return Ok(true) };
    sqlx::query_scalar("select exists (select from departments where id = $1 and institution_id = $2)")
        .bind(department.0)
        .bind(institution.0)
        .fetch_one(conn)
        .await
}

/// Writes a unit anew.
pub async fn update(
    conn: &mut PgConnection,
    id: UnitId,
    put: &PutUnit,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update units set call_sign = $2, department_id = $3, kind = $4, vehicle = $5, capabilities = $6,
             station_name = $7, lat = $8, lon = $9, active = $10, version = version + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(&put.call_sign)
    .bind(put.department.map(|d| d.0))
    .bind(as_word(&put.kind))
    .bind(&put.vehicle)
    .bind(words(&put.capabilities))
    .bind(&put.station.name)
    .bind(put.station.lat)
    .bind(put.station.lon)
    .bind(put.active)
    .execute(&mut *conn)
    .await?;
    place(conn, id, now).await
}

/// Finds the territory of a unit's home: the smallest one that holds it.
async fn place(conn: &mut PgConnection, id: UnitId, now: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update units u set territory_id = (
             select t.id from territories t
             where st_covers(t.border, st_setsrid(st_makepoint(u.lon, u.lat), 4326))
               and t.valid_from <= $2 and (t.valid_to is null or $2 < t.valid_to)
             order by st_area(t.border) limit 1)
         where u.id = $1",
    )
    .bind(id.0)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
}

/// Writes the present shift and its crew; a member without a name gets that of the account. False when an account is not of
/// the unit's institution.
pub async fn set_shift(
    conn: &mut PgConnection,
    id: UnitId,
    from: DateTime,
    to: DateTime,
    crew: &[CrewMember],
) -> Result<bool, sqlx::Error> {
    sqlx::query("update units set shift_from = $2, shift_to = $3, version = version + 1 where id = $1")
        .bind(id.0)
        .bind(from)
        .bind(to)
        .execute(&mut *conn)
        .await?;
    sqlx::query("delete from unit_crew where unit_id = $1").bind(id.0).execute(&mut *conn).await?;
    let users: Vec<Option<Uuid>> = crew.iter().map(|member| member.user.map(|user| user.0)).collect();
    let names: Vec<&str> = crew.iter().map(|member| member.name.as_str()).collect();
    let leaders: Vec<bool> = crew.iter().map(|member| member.leader).collect();
    let written = sqlx::query(
        "insert into unit_crew (unit_id, place, user_id, name, leader)
         select $1, c.place, c.user_id, coalesce(nullif(c.name, ''), a.name), c.leader
         from unnest($2::uuid[], $3::text[], $4::boolean[]) with ordinality as c (user_id, name, leader, place)
         left join users a on a.id = c.user_id and a.institution_id = (select institution_id from units where id = $1)
         where c.user_id is null or a.id is not null",
    )
    .bind(id.0)
    .bind(users)
    .bind(names)
    .bind(leaders)
    .execute(conn)
    .await?;
    Ok(usize::try_from(written.rows_affected()).is_ok_and(|n| n == crew.len()))
}

/// Writes a status.
pub async fn set_status(
    conn: &mut PgConnection,
    actor: &Actor,
    id: UnitId,
    status: UnitStatus,
    since: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update units set status = $2, version = version + 1,
             status_since = case when status = $2 then status_since else $3 end,
             status_by = case when status = $2 then status_by else $4 end
         where id = $1",
    )
    .bind(id.0)
    .bind(as_word(&status))
    .bind(since)
    .bind(&actor.name)
    .execute(conn)
    .await
    .map(drop)
}

/// Puts a status back as it stood, with since when and by whom.
pub async fn put_status_back(conn: &mut PgConnection, unit: &UnitSummary) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update units set status = $2, status_since = $3, status_by = $4, version = version + 1 where id = $1",
    )
    .bind(unit.id.0)
    .bind(as_word(&unit.status))
    .bind(unit.since)
    .bind(&unit.status_by)
    .execute(conn)
    .await
    .map(drop)
}

/// Writes the status with which a unit of the demonstration begins.
pub async fn begin_as(
    conn: &mut PgConnection,
    id: UnitId,
    status: UnitStatus,
    since: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("update units set status = $2, status_since = $3 where id = $1")
        .bind(id.0)
        .bind(as_word(&status))
        .bind(since)
        .execute(conn)
        .await
        .map(drop)
}

/// Makes units parts of another, or of none.
pub async fn set_part_of(
    conn: &mut PgConnection,
    parts: &[UnitId],
    whole: Option<UnitId>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update units set part_of = $2 where id = any($1)")
        .bind(parts.iter().map(|id| id.0).collect::<Vec<_>>())
        .bind(whole.map(|id| id.0))
        .execute(conn)
        .await
        .map(drop)
}

/// Ends a unit.
pub async fn dissolve(conn: &mut PgConnection, id: UnitId) -> Result<(), sqlx::Error> {
    sqlx::query("update units set active = false where id = $1").bind(id.0).execute(conn).await.map(drop)
}
