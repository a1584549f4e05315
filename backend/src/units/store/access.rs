//! Who may see a unit.

use sqlx::PgConnection;
use uuid::Uuid;
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::time::DateTime;

/// Finds anew which institutions may see a unit, and returns them.
///
/// The own institution; the institution responsible for an incident to which the unit is sent, for as long as it is; and those
/// that the dated rules give it, by the kinds of both and, where the rule says so, only if the other works at the unit's home.
pub async fn refresh(conn: &mut PgConnection, id: UnitId, now: DateTime) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "with recursive u as (select * from units where id = $1),
         around (id, parent_id) as (
             select t.id, t.parent_id from territories t join u on u.territory_id = t.id
             union all
             select t.id, t.parent_id from territories t join around on t.id = around.parent_id),
         reasons (institution_id, reason, rank) as (
             select institution_id, 'own', 1 from u
             union all
             select i.owner_id, 'joint', 2
             from assignments n join incidents i on i.id = n.incident_id where n.unit_id = $1 and n.released_at is null
             union all
             select t.id, 'rule', 3
             from u join institutions o on o.id = u.institution_id
             join unit_sharing_rules r on r.from_kind = o.kind and r.valid_from <= $2
                 and (r.valid_to is null or $2 < r.valid_to)
             join institutions t on t.kind = r.to_kind and t.active
             where not r.territory_bound or exists (
                 select 1 from institution_territories it join around on around.id = it.territory_id
                 where it.institution_id = t.id and it.valid_from <= $2 and (it.valid_to is null or $2 < it.valid_to))),
         wanted as (select distinct on (institution_id) institution_id, reason from reasons order by institution_id, rank),
         gone as (
             delete from unit_access where unit_id = $1
               and institution_id not in (select institution_id from wanted)),
         put as (
             insert into unit_access as a (unit_id, institution_id, reason)
             select $1, w.institution_id, w.reason from wanted w
             on conflict (unit_id, institution_id) do update set reason = excluded.reason
                 where a.reason is distinct from excluded.reason)
         select array(select institution_id from wanted order by institution_id)",
    )
    .bind(id.0)
    .bind(now)
    .fetch_one(conn)
    .await
}

/// Locks the units that are sent to an incident, of whatever institution, and says who may see each.
pub async fn lock_sent(
    conn: &mut PgConnection,
    incident: IncidentId,
) -> Result<Vec<(UnitId, Vec<Uuid>)>, sqlx::Error> {
    let rows: Vec<(Uuid, Vec<Uuid>)> = sqlx::query_as(
        "select u.id, array(select institution_id from unit_access where unit_id = u.id order by institution_id)
         from units u
         where u.id in (select unit_id from assignments where incident_id = $1 and released_at is null)
         order by u.id for update of u",
    )
    .bind(incident.0)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(id, audience)| (id.into(), audience)).collect())
}
