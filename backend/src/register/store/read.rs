//! Reading incidents.

use sqlx::{FromRow, PgConnection, PgPool};
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Disposition, Incident, Occurred, Summary};
use vnr_shared::place::{Extent, Place, to_lks92};
use vnr_shared::time::DateTime;

use super::{SUMMARY_COLUMNS, SummaryRow, VISIBLE, links, notes, seen_by};
use crate::access::Actor;
use crate::error::ApiError;
use crate::places::store::TerritoryRow;
use crate::sql::word;

/// Whether the actor may see an incident.
pub async fn is_visible(conn: &mut PgConnection, actor: &Actor, id: IncidentId) -> Result<bool, ApiError> {
    let sql = format!("select exists (select 1 from incidents i {VISIBLE} where i.id = $4)");
    let query = sqlx::query_scalar_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?);
    Ok(query.bind(id.0).fetch_one(conn).await?)
}

/// The open incidents that the actor may see in an extent.
pub async fn open(
    conn: &mut PgConnection,
    actor: &Actor,
    extent: Option<&Extent>,
) -> Result<Vec<Summary>, ApiError> {
    let sql = format!(
        "select {SUMMARY_COLUMNS} from incidents i {VISIBLE} and a.open
         where $4::float8 is null or (i.lon between $4 and $6 and i.lat between $5 and $7)
         order by i.received_at, i.id"
    );
    let rows: Vec<SummaryRow> = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?)
        .bind(extent.map(|e| e.west))
        .bind(extent.map(|e| e.south))
        .bind(extent.map(|e| e.east))
        .bind(extent.map(|e| e.north))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(Summary::try_from).collect()
}

/// Those of some incidents that the actor may see, oldest receipt first.
pub async fn among(
    conn: &mut PgConnection,
    actor: &Actor,
    ids: &[IncidentId],
) -> Result<Vec<Summary>, ApiError> {
    let sql = format!(
        "select {SUMMARY_COLUMNS} from incidents i {VISIBLE} where i.id = any($4) order by i.received_at, i.id"
    );
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<SummaryRow> =
        sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?).bind(ids).fetch_all(conn).await?;
    rows.into_iter().map(Summary::try_from).collect()
}

/// Names of the fields that edits have set since a version.
pub async fn fields_changed_since(
    conn: &mut PgConnection,
    id: IncidentId,
    version: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct jsonb_object_keys(payload -> 'changes') from journal
         where subject_kind = 'incident' and subject_id = $1 and payload ? 'changes'
           and (payload ->> 'version')::bigint > $2",
    )
    .bind(id.0)
    .bind(version)
    .fetch_all(conn)
    .await
}

/// A decision from its two columns.
pub fn disposition(kind: Option<&str>, case_number: Option<String>) -> Result<Option<Disposition>, ApiError> {
    kind.map(|kind| Ok(Disposition { kind: word("incidents.disposition", kind)?, case_number })).transpose()
}

#[derive(Debug, FromRow)]
struct IncidentRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    registrar_id: Uuid,
    department_id: Option<Uuid>,
    registered_by: Uuid,
    registered_by_name: String,
    device: String,
    registered_at: DateTime,
    channel: String,
    occurred_from: Option<DateTime>,
    occurred_to: Option<DateTime>,
    occurred_uncertain: bool,
    place_source: String,
    address_code: Option<String>,
    place_note: String,
    description: String,
    disposition: Option<String>,
    case_number: Option<String>,
    retention_policy: Option<String>,
    legal_hold: bool,
    closed_at: Option<DateTime>,
    t_id: Option<Uuid>,
    t_atvk: Option<String>,
    t_name: Option<String>,
    t_class: Option<String>,
    t_from: Option<DateTime>,
    t_to: Option<DateTime>,
    shared_with: Vec<Uuid>,
}

/// The whole incident, if the actor may see it. Persons, vehicles, objects and files are added by their own stores.
pub async fn incident(pool: &PgPool, actor: &Actor, id: IncidentId) -> Result<Option<Incident>, ApiError> {
    let mut conn = pool.acquire().await?;
    let sql = format!(
        "select {SUMMARY_COLUMNS}, i.registrar_id, i.department_id, i.registered_by, u.name as registered_by_name,
                i.device, i.registered_at, i.channel, i.occurred_from, i.occurred_to, i.occurred_uncertain,
                i.place_source, i.address_code, i.place_note, i.description, i.disposition, i.case_number,
                i.retention_policy, i.legal_hold, i.closed_at, t.id as t_id, t.atvk as t_atvk, t.name as t_name,
                t.class as t_class, t.valid_from as t_from, t.valid_to as t_to,
                array(select institution_id from incident_shares s where s.incident_id = i.id order by at) as shared_with
         from incidents i {VISIBLE}
         join users u on u.id = i.registered_by
         left join territories t on t.id = i.territory_id
         where i.id = $4"
    );
    let row: Option<IncidentRow> = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?)
        .bind(id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut incident = assemble(row, actor)?;
    incident.notes = notes::of_incident(&mut conn, id).await?;
    incident.links = links::of_incident(&mut conn, actor, id).await?;
    Ok(Some(incident))
}

fn assemble(row: IncidentRow, actor: &Actor) -> Result<Incident, ApiError> {
    let territory = match (row.t_id, row.t_atvk, row.t_name, row.t_class, row.t_from) {
        (Some(id), Some(atvk), Some(name), Some(class), Some(valid_from)) => {
            Some(TerritoryRow { id, atvk, name, class, valid_from, valid_to: row.t_to }.try_into()?)
        }
        _ => None,
    };
    let summary = Summary::try_from(row.summary)?;
    let may_update = actor.require(Resource::Incident, Action::Update).is_ok();
    Ok(Incident {
        place: Place {
            lat: summary.lat,
            lon: summary.lon,
            radius_m: summary.radius_m,
            source: word("incidents.place_source", &row.place_source)?,
            address: summary.address.clone(),
            address_code: row.address_code,
            note: row.place_note,
            territory,
            lks92: to_lks92(summary.lat, summary.lon),
        },
        registered_by_institution: row.registrar_id.into(),
        department: row.department_id.map(Into::into),
        registered_by: row.registered_by.into(),
        registered_by_name: row.registered_by_name,
        device: row.device,
        registered_at: row.registered_at,
        channel: word("incidents.channel", &row.channel)?,
        occurred: Occurred {
            from: row.occurred_from,
            to: row.occurred_to,
            uncertain: row.occurred_uncertain,
        },
        description: row.description,
        disposition: disposition(row.disposition.as_deref(), row.case_number)?,
        retention_policy: row.retention_policy,
        legal_hold: row.legal_hold,
        arrived_at: summary.clock.and_then(|c| c.stopped_at),
        closed_at: row.closed_at,
        notes: Vec::new(),
        persons: Vec::new(),
        vehicles: Vec::new(),
        objects: Vec::new(),
        attachments: Vec::new(),
        links: Vec::new(),
        shared_with: row.shared_with.into_iter().map(Into::into).collect(),
        reports: Vec::new(),
        editable: may_update && summary.owner == actor.institution,
        summary,
    })
}
