//! SQL of field reports.

use sha2::{Digest, Sha256};
use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, ReportId};
use vnr_shared::report::{
    FieldReport, NewFieldReport, NewSupplement, ReportPlace, ReportQuery, ReportState, ReportStep, Standing,
    Supplement,
};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::visible::{VISIBLE, seen_by};
use crate::sql::{as_word, word};

/// Most reports of a list.
const LISTED: i64 = 200;
/// Most reports that a device holds: what it has of them must fit into an address.
const LENT_MAX: i64 = 50;

#[derive(Debug, FromRow)]
struct Row {
    id: Uuid,
    institution_id: Uuid,
    author_id: Uuid,
    author_name: String,
    written_at: DateTime,
    title: String,
    text: String,
    occurred_at: Option<DateTime>,
    lat: Option<f64>,
    lon: Option<f64>,
    address: String,
    incident_id: Option<Uuid>,
    incident_number: Option<String>,
    state: String,
    checked_by: Option<Uuid>,
    checked_name: Option<String>,
    checked_at: Option<DateTime>,
    locked_name: Option<String>,
    locked_at: Option<DateTime>,
    returned: Option<String>,
    revised: bool,
    version: i64,
}

/// A report with where it stands, locked for a change.
#[derive(Debug)]
pub struct Held {
    /// The report, without what was added.
    pub report: FieldReport,
    /// Where it stands.
    pub standing: Standing,
}

impl Row {
    fn hold(self, actor: &Actor) -> Result<Held, ApiError> {
        let state: ReportState = word("field_reports.state", &self.state)?;
        let standing =
            Standing { state, author: self.author_id.into(), checked_by: self.checked_by.map(Into::into) };
        let place = self.lat.zip(self.lon);
        let approves = actor.may(Resource::ReportApproval, Action::Update);
        let writes = actor.may(Resource::Report, Action::Update);
        let report = FieldReport {
            id: self.id.into(),
            institution: self.institution_id.into(),
            author: self.author_id.into(),
            author_name: self.author_name,
            written_at: self.written_at,
            title: self.title,
            text: self.text,
            occurred_at: self.occurred_at,
            place: place.map(|(lat, lon)| ReportPlace { lat, lon, address: self.address }),
            incident: self.incident_id.map(Into::into),
            incident_number: self.incident_number,
            state,
            checked_by: self.checked_name,
            checked_at: self.checked_at,
            locked_by: self.locked_name,
            locked_at: self.locked_at,
            returned: self.returned,
            revised: self.revised,
            supplements: Vec::new(),
            version: self.version,
            steps: standing.open_to(actor.user, approves),
            editable: writes && standing.edit(actor.user).is_ok(),
        };
        Ok(Held { report, standing })
    }
}

/// Reads reports `r` of the actor's institution that the actor may see: the own ones, those of incidents that the actor may see,
/// and those without an incident for who approves or audits (`$4`). `text` is the expression of the text.
fn select(text: &str) -> String {
    format!(
        "select r.id, r.institution_id, r.author_id, w.name as author_name, r.written_at, r.title, {text} as text,
                r.occurred_at, r.lat, r.lon, r.address, r.incident_id, r.state, r.checked_by, c.name as checked_name,
                r.checked_at, l.name as locked_name, r.locked_at, r.returned, r.revised, r.version,
                (select i.number from incidents i {VISIBLE} where i.id = r.incident_id) as incident_number
         from field_reports r join users w on w.id = r.author_id left join users c on c.id = r.checked_by
         left join users l on l.id = r.locked_by
         where r.institution_id = $1 and (r.author_id = $3 or ($4 and r.incident_id is null)
             or exists (select from incidents i {VISIBLE} where i.id = r.incident_id))"
    )
}

fn seeing(actor: &Actor) -> Result<PgArguments, ApiError> {
    let mut arguments = seen_by(actor)?;
    let all =
        actor.may(Resource::ReportApproval, Action::Update) || actor.may(Resource::Journal, Action::Read);
    arguments.add(all).map_err(ApiError::internal)?;
    Ok(arguments)
}

/// A report whole, if the actor may see it.
pub async fn one(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ReportId,
) -> Result<Option<FieldReport>, ApiError> {
    let sql = format!("{} and r.id = $5", select("r.text"));
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seeing(actor)?).bind(id.0);
    let row: Option<Row> = query.fetch_optional(&mut *conn).await?;
    let Some(row) = row else { return Ok(None) };
    let mut report = row.hold(actor)?.report;
    report.supplements = supplements(conn, id).await?;
    Ok(Some(report))
}

/// The latest changed reports that the actor may see, without their texts.
pub async fn list(
    conn: &mut PgConnection,
    actor: &Actor,
    query: &ReportQuery,
) -> Result<Vec<FieldReport>, ApiError> {
    let sql = format!(
        "{} and ($5::uuid is null or r.incident_id = $5) and ($6::text is null or r.state = $6)
             and (not $7 or r.author_id = $3) order by r.updated_at desc, r.id limit $8",
        select("''")
    );
    let rows: Vec<Row> = sqlx::query_as_with(AssertSqlSafe(sql), seeing(actor)?)
        .bind(query.incident.map(|id| id.0))
        .bind(query.state.map(|state| as_word(&state)))
        .bind(query.own)
        .bind(LISTED)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(|row| Ok(row.hold(actor)?.report)).collect()
}

/// What a device of the actor may hold, beside [`select`]: what the actor wrote and was not locked before `$6`, and what belongs
/// to the incidents `$5`.
const LENT: &str =
    "and ((r.author_id = $3 and (r.state <> 'locked' or r.updated_at > $6)) or r.incident_id = any($5))";

/// The reports that a device of the actor may hold, with their versions, the latest changed first.
pub async fn lent(
    conn: &mut PgConnection,
    actor: &Actor,
    incidents: &[IncidentId],
    since: DateTime,
) -> Result<Vec<(ReportId, i64)>, ApiError> {
    let sql = format!("{} {LENT} order by r.updated_at desc, r.id limit {LENT_MAX}", select("''"));
    let incidents: Vec<Uuid> = incidents.iter().map(|id| id.0).collect();
    let rows: Vec<Row> = sqlx::query_as_with(AssertSqlSafe(sql), seeing(actor)?)
        .bind(incidents)
        .bind(since)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.version)).collect())
}

/// What is another text when the reports are others that a device of the actor may hold, or one of them was changed.
pub async fn lent_mark(
    conn: &mut PgConnection,
    actor: &Actor,
    incidents: &[IncidentId],
    since: DateTime,
) -> Result<String, ApiError> {
    let lent = lent(conn, actor, incidents, since).await?;
    let mut digest = Sha256::new();
    for (id, version) in &lent {
        digest.update(id.0.as_bytes());
        digest.update(version.to_be_bytes());
    }
    Ok(hex::encode(&digest.finalize()[..8]))
}

/// Holds a report that the actor may see, for a change.
pub async fn lock(conn: &mut PgConnection, actor: &Actor, id: ReportId) -> Result<Option<Held>, ApiError> {
    // First the lock, then the reading: whoever waited reads what the other wrote.
    sqlx::query("select 1 from field_reports where id = $1 for update")
        .bind(id.0)
        .execute(&mut *conn)
        .await?;
    let sql = format!("{} and r.id = $5", select("r.text"));
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seeing(actor)?).bind(id.0);
    let row: Option<Row> = query.fetch_optional(conn).await?;
    row.map(|row| row.hold(actor)).transpose()
}

/// The incident that a report belongs to, whoever asks.
pub async fn incident_of(conn: &mut PgConnection, id: ReportId) -> Result<Option<IncidentId>, sqlx::Error> {
    let incident: Option<Option<Uuid>> =
        sqlx::query_scalar("select incident_id from field_reports where id = $1")
            .bind(id.0)
            .fetch_optional(conn)
            .await?;
    Ok(incident.flatten().map(Into::into))
}

/// The version of a report that the actor may see, held for a change.
pub async fn version(conn: &mut PgConnection, actor: &Actor, id: ReportId) -> Result<Option<i64>, ApiError> {
    Ok(lock(conn, actor, id).await?.map(|held| held.report.version))
}

async fn supplements(conn: &mut PgConnection, id: ReportId) -> Result<Vec<Supplement>, sqlx::Error> {
    let rows: Vec<(Uuid, i32, String, String, DateTime)> = sqlx::query_as(
        "select s.id, s.number, s.text, u.name, s.at from field_report_supplements s join users u on u.id = s.by_user
         where s.report_id = $1 order by s.number",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    let row = |(id, number, text, by_name, at): (Uuid, _, _, _, _)| Supplement {
        id: id.into(),
        number,
        text,
        by_name,
        at,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Writes a new draft of the actor. It is tied to its incident by [`tie`].
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    new: &NewFieldReport,
    written_at: DateTime,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let NewFieldReport { id, title, text, occurred_at, place, incident: _ } = new;
    sqlx::query(
        "insert into field_reports (id, institution_id, author_id, written_at, title, text, occurred_at, lat, lon, address,
                                    updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id.0)
    .bind(actor.institution.0)
    .bind(actor.user.0)
    .bind(written_at)
    .bind(title)
    .bind(text)
    .bind(occurred_at)
    .bind(place.as_ref().map(|at| at.lat))
    .bind(place.as_ref().map(|at| at.lon))
    .bind(place.as_ref().map_or("", |at| &at.address))
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what a draft says. The caller holds it.
pub async fn write(conn: &mut PgConnection, report: &FieldReport, now: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update field_reports set title = $2, text = $3, occurred_at = $4, lat = $5, lon = $6, address = $7, updated_at = $8,
                revised = returned is not null, version = version + 1 where id = $1",
    )
    .bind(report.id.0)
    .bind(&report.title)
    .bind(&report.text)
    .bind(report.occurred_at)
    .bind(report.place.as_ref().map(|at| at.lat))
    .bind(report.place.as_ref().map(|at| at.lon))
    .bind(report.place.as_ref().map_or("", |at| &at.address))
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes where a report stands after a step of the actor. The caller holds it.
pub async fn set_standing(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ReportId,
    (step, next): (ReportStep, Standing),
    reason: &str,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update field_reports set state = $2, checked_by = $3,
                checked_at = case when $3::uuid is null then null when $6 = 'check' then $5 else checked_at end,
                locked_by = case when $6 = 'lock' then $4 end, locked_at = case when $6 = 'lock' then $5 end,
                returned = case when $6 = 'return' then $7 end, revised = false, updated_at = $5, version = version + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(as_word(&next.state))
    .bind(next.checked_by.map(|by| by.0))
    .bind(actor.user.0)
    .bind(now)
    .bind(as_word(&step))
    .bind(reason)
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds to a report; returns the number of what was added. The caller holds it.
pub async fn add(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ReportId,
    new: &NewSupplement,
    now: DateTime,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar(
        "with touched as (update field_reports set updated_at = $5, version = version + 1 where id = $2)
         insert into field_report_supplements (id, report_id, number, text, by_user, at)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 from field_report_supplements where report_id = $2
         returning number",
    )
    .bind(new.id.0)
    .bind(id.0)
    .bind(&new.text)
    .bind(actor.user.0)
    .bind(now)
    .fetch_one(conn)
    .await
}

/// Ties a report to an incident; false when it has another. The caller holds it.
pub async fn tie(
    conn: &mut PgConnection,
    id: ReportId,
    incident: IncidentId,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "update field_reports set incident_id = $2, updated_at = $3, version = version + 1
         where id = $1 and incident_id is null",
    )
    .bind(id.0)
    .bind(incident.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
