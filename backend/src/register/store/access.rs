//! Who may see an incident.

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Sensitivity, Summary};
use vnr_shared::time::DateTime;

use super::{READERS, SUMMARY_COLUMNS, SummaryRow};
use crate::error::ApiError;
use crate::journal::Scope;

/// An incident as it stands after a change.
#[derive(Debug, FromRow)]
struct Row {
    audience: Vec<Uuid>,
    registered_by: Uuid,
    readers: Vec<Uuid>,
    #[sqlx(flatten)]
    summary: SummaryRow,
}

/// Finds anew which institutions may see an incident, and returns it as lists show it with who may see it. Notes the time
/// too: whatever changed, a line struck or a person added, open cards see by it that there is something new.
///
/// An institution sees an incident that it is responsible for, has registered, was asked to take over or was shown by
/// hand, and those that the rules of sharing give it: by the kinds of the two institutions and, where the rule says so,
/// only if it works at the place.
pub async fn refresh(
    conn: &mut PgConnection,
    id: IncidentId,
    now: DateTime,
) -> Result<(Summary, Scope), ApiError> {
    let sql = format!(
        "with recursive i as (select * from incidents where id = $1),
         around (id, parent_id) as (
             select t.id, t.parent_id from territories t join i on i.territory_id = t.id
             union all
             select t.id, t.parent_id from territories t join around on t.id = around.parent_id),
         reasons (institution_id, reason, rank) as (
             select owner_id, 'own', 1 from i
             union all select registrar_id, 'registered', 2 from i
             union all select passed_to, 'passed', 3 from i where passed_to is not null
             union all select institution_id, 'shared', 4 from incident_shares where incident_id = $1
             union all
             select t.id, 'rule', 5
             from i join institutions o on o.id = i.owner_id
             join sharing_rules r on r.from_kind = o.kind and r.valid_from <= $2 and (r.valid_to is null or $2 < r.valid_to)
             join institutions t on t.kind = r.to_kind and t.active
             where not r.territory_bound or exists (
                 select 1 from institution_territories it join around on around.id = it.territory_id
                 where it.institution_id = t.id and it.valid_from <= i.received_at
                   and (it.valid_to is null or i.received_at < it.valid_to))),
         wanted as (select distinct on (institution_id) institution_id, reason from reasons order by institution_id, rank),
         touched as (update incidents set updated_at = $2 where id = $1 and updated_at < $2 returning *),
         gone as (
             delete from incident_access where incident_id = $1
               and institution_id not in (select institution_id from wanted)),
         put as (
             insert into incident_access as a (incident_id, institution_id, reason, received_at, open)
             select $1, w.institution_id, w.reason, i.received_at, i.status <> 'closed' from wanted w, i
             on conflict (incident_id, institution_id) do update
                 set reason = excluded.reason, received_at = excluded.received_at, open = excluded.open
                 where (a.reason, a.received_at, a.open)
                       is distinct from (excluded.reason, excluded.received_at, excluded.open))
         select array(select institution_id from wanted order by institution_id) as audience, i.registered_by,
                {READERS} as readers, {SUMMARY_COLUMNS}
         from (select * from touched union all select * from i where not exists (select from touched)) i"
    );
    let row: Row = sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).bind(now).fetch_one(conn).await?;
    let summary = Summary::try_from(row.summary)?;
    let scope = Scope {
        audience: row.audience,
        restricted: summary.sensitivity == Sensitivity::Restricted,
        exempt: Some(row.registered_by),
        readers: row.readers,
        lat: Some(summary.lat),
        lon: Some(summary.lon),
    };
    Ok((summary, scope))
}
