//! SQL of major events. Every reading function of others takes the actor and filters by what the actor may see.

pub mod incidents;
pub mod orders;
pub mod parts;

use chrono::Duration;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::event::{BeginEvent, Ended, EventSummary, LATEST_ORDERS};
use vnr_shared::id::{InstitutionId, MajorEventId};
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::journal::Scope;

/// Condition on `major_events e` of what an institution `$1` sees.
const SEEN: &str = "(e.owner_id = $1 or $1 = any(e.participants))";

/// What an edit of the head may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Name.
    pub name: String,
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
    /// Place in words.
    pub address: String,
    /// What happened and what is the aim.
    pub description: String,
    /// Who takes part.
    pub participants: Vec<InstitutionId>,
    /// Minutes between reports.
    pub report_every_min: Option<i32>,
}

/// An event, locked.
#[derive(Debug)]
pub struct Held {
    /// Who leads.
    pub owner: InstitutionId,
    /// The head.
    pub head: Head,
    /// Whether it is ended.
    pub ended: bool,
    /// Version of the whole.
    pub version: i64,
    /// Version of the head.
    pub head_version: i64,
    /// Who sees it.
    pub scope: Scope,
}

#[derive(Debug, FromRow)]
struct HeadRow {
    id: Uuid,
    name: String,
    owner_id: Uuid,
    participants: Vec<Uuid>,
    began_at: DateTime,
    ended_at: Option<DateTime>,
    ended_by: Option<String>,
    ended_reason: Option<String>,
    lat: f64,
    lon: f64,
    address: String,
    description: String,
    report_every_min: Option<i32>,
    report_due_at: Option<DateTime>,
    version: i64,
    head_version: i64,
    updated_at: DateTime,
}

const HEAD_COLUMNS: &str = "e.id, e.name, e.owner_id, e.participants, e.began_at, e.ended_at, e.ended_by, e.ended_reason,
    e.lat, e.lon, e.address, e.description, e.report_every_min, e.report_due_at, e.version, e.head_version, e.updated_at";

impl HeadRow {
    fn held(self) -> Held {
        let mut audience = self.participants.clone();
        audience.push(self.owner_id);
        audience.sort_unstable();
        Held {
            owner: self.owner_id.into(),
            ended: self.ended_at.is_some(),
            version: self.version,
            head_version: self.head_version,
            scope: Scope { lat: Some(self.lat), lon: Some(self.lon), ..Scope::of(audience) },
            head: Head {
                name: self.name,
                lat: self.lat,
                lon: self.lon,
                address: self.address,
                description: self.description,
                participants: self.participants.into_iter().map(Into::into).collect(),
                report_every_min: self.report_every_min,
            },
        }
    }

    /// Puts the event together from its rows.
    async fn whole(self, conn: &mut PgConnection) -> Result<EventSummary, ApiError> {
        let id = MajorEventId(self.id);
        let mut parts = parts::of_event(conn, id).await?;
        let orders = orders::latest(conn, id, LATEST_ORDERS).await?;
        let ended = match (self.ended_at, self.ended_by, self.ended_reason) {
            (Some(at), Some(by), Some(reason)) => Some(Ended { at, by, reason }),
            _ => None,
        };
        Ok(EventSummary {
            id,
            name: self.name,
            owner: self.owner_id.into(),
            participants: self.participants.into_iter().map(Into::into).collect(),
            began_at: self.began_at,
            ended,
            lat: self.lat,
            lon: self.lon,
            address: self.address,
            description: self.description,
            incidents: incidents::of_event(conn, id).await?,
            sections: parts::take(&mut parts)?,
            posts: parts::take(&mut parts)?,
            tasks: parts::take(&mut parts)?,
            drawings: parts::take(&mut parts)?,
            orders,
            report_every_min: self.report_every_min,
            report_due_at: self.report_due_at,
            report: orders::latest_report(conn, id).await?,
            version: self.version,
            head_version: self.head_version,
            updated_at: self.updated_at,
        })
    }
}

/// The event as screens show it, for whoever has just changed it or was found to see it.
pub async fn summary(conn: &mut PgConnection, id: MajorEventId) -> Result<EventSummary, ApiError> {
    let sql = format!("select {HEAD_COLUMNS} from major_events e where e.id = $1");
    let row: HeadRow = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_one(&mut *conn).await?;
    row.whole(conn).await
}

/// Whether the actor sees an event.
pub async fn is_visible(
    conn: &mut PgConnection,
    actor: &Actor,
    id: MajorEventId,
) -> Result<bool, sqlx::Error> {
    let sql = format!("select exists (select 1 from major_events e where {SEEN} and e.id = $2)");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(actor.institution.0).bind(id.0).fetch_one(conn).await
}

/// Events that the actor sees, latest first; only those that are (not) ended when `open` is given.
pub async fn list(
    conn: &mut PgConnection,
    actor: &Actor,
    open: Option<bool>,
) -> Result<Vec<EventSummary>, ApiError> {
    let sql = format!(
        "select {HEAD_COLUMNS} from major_events e
         where {SEEN} and ($2::boolean is null or (e.ended_at is null) = $2)
         order by e.began_at desc, e.id desc limit 200"
    );
    let rows: Vec<HeadRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(actor.institution.0)
        .bind(open)
        .fetch_all(&mut *conn)
        .await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        events.push(row.whole(conn).await?);
    }
    Ok(events)
}

/// The running events that the actor sees.
pub async fn open(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<EventSummary>, ApiError> {
    list(conn, actor, Some(true)).await
}

/// Locks an event that the actor sees.
pub async fn lock(
    conn: &mut PgConnection,
    actor: &Actor,
    id: MajorEventId,
) -> Result<Option<Held>, sqlx::Error> {
    let sql = format!("select {HEAD_COLUMNS} from major_events e where {SEEN} and e.id = $2 for update");
    let row: Option<HeadRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(actor.institution.0)
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(HeadRow::held))
}

/// Whether all of these institutions take part in the register.
pub async fn all_active(conn: &mut PgConnection, ids: &[InstitutionId]) -> Result<bool, sqlx::Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_scalar("select count(*) = cardinality($1) from institutions where id = any($1) and active")
        .bind(ids)
        .fetch_one(conn)
        .await
}

/// When the next report is due.
fn due(every_min: Option<i32>, now: DateTime) -> Option<DateTime> {
    every_min.map(|minutes| now + Duration::minutes(i64::from(minutes)))
}

/// Writes a new event.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    event: &BeginEvent,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let participants: Vec<Uuid> = event.participants.iter().map(|id| id.0).collect();
    sqlx::query(
        "insert into major_events (id, name, owner_id, participants, began_at, began_by, lat, lon, address, description,
                                   report_every_min, report_due_at, version, head_version, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 1, $5)",
    )
    .bind(event.id.0)
    .bind(&event.name)
    .bind(actor.institution.0)
    .bind(participants)
    .bind(now)
    .bind(actor.user.0)
    .bind(event.lat)
    .bind(event.lon)
    .bind(&event.address)
    .bind(&event.description)
    .bind(event.report_every_min)
    .bind(due(event.report_every_min, now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes the head. The clock of the next report starts anew where `restart` says so.
pub async fn update_head(
    conn: &mut PgConnection,
    id: MajorEventId,
    head: &Head,
    restart: bool,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let participants: Vec<Uuid> = head.participants.iter().map(|id| id.0).collect();
    sqlx::query(
        "update major_events set name = $2, lat = $3, lon = $4, address = $5, description = $6, participants = $7,
             report_every_min = $8, report_due_at = case when $9 then $10 else report_due_at end,
             head_version = head_version + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(&head.name)
    .bind(head.lat)
    .bind(head.lon)
    .bind(&head.address)
    .bind(&head.description)
    .bind(participants)
    .bind(head.report_every_min)
    .bind(restart)
    .bind(due(head.report_every_min, now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Starts the clock of the next report.
pub async fn start_report_clock(
    conn: &mut PgConnection,
    id: MajorEventId,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update major_events set report_due_at = $2 + report_every_min * interval '1 minute' where id = $1",
    )
    .bind(id.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends an event.
pub async fn end(
    conn: &mut PgConnection,
    actor: &Actor,
    id: MajorEventId,
    reason: &str,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update major_events set ended_at = $2, ended_by = $3, ended_reason = $4, report_due_at = null where id = $1",
    )
    .bind(id.0)
    .bind(now)
    .bind(&actor.name)
    .bind(reason)
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts a change of anything in the event.
pub async fn touch(conn: &mut PgConnection, id: MajorEventId, now: DateTime) -> Result<(), sqlx::Error> {
    sqlx::query("update major_events set version = version + 1, updated_at = $2 where id = $1")
        .bind(id.0)
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Names of the fields that were set since a version: of a part, or of the head when there is none.
pub async fn fields_changed_since(
    conn: &mut PgConnection,
    id: MajorEventId,
    part: Option<Uuid>,
    version: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct jsonb_object_keys(payload -> 'changes') from journal
         where subject_kind = 'event' and subject_id = $1 and payload ? 'changes'
           and (payload ->> 'part') is not distinct from $2::text and (payload ->> 'version')::bigint > $3",
    )
    .bind(id.0)
    .bind(part.map(|part| part.to_string()))
    .bind(version)
    .fetch_all(conn)
    .await
}
