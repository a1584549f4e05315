//! Incidents of events.

use sqlx::PgConnection;
use uuid::Uuid;
use vnr_shared::event::{EventIncident, ReleaseIncident};
use vnr_shared::id::{IncidentId, MajorEventId, SectionId};
use vnr_shared::time::DateTime;

use crate::access::Actor;

/// The incidents of an event, in the order in which they were attached.
pub async fn of_event(
    conn: &mut PgConnection,
    event: MajorEventId,
) -> Result<Vec<EventIncident>, sqlx::Error> {
    let rows: Vec<(Uuid, Option<Uuid>)> = sqlx::query_as(
        "select incident_id, section_id from major_event_incidents
         where event_id = $1 and released_at is null order by attached_at, incident_id",
    )
    .bind(event.0)
    .fetch_all(conn)
    .await?;
    let read = |(id, section): (Uuid, Option<Uuid>)| EventIncident {
        id: id.into(),
        section: section.map(Into::into),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Whether an incident belongs to another running event.
pub async fn belongs_elsewhere(
    conn: &mut PgConnection,
    event: MajorEventId,
    incident: IncidentId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (
             select 1 from major_event_incidents i join major_events e on e.id = i.event_id
             where i.incident_id = $1 and i.released_at is null and e.ended_at is null and e.id <> $2)",
    )
    .bind(incident.0)
    .bind(event.0)
    .fetch_one(conn)
    .await
}

/// Attaches an incident, or gives it to another section.
pub async fn attach(
    conn: &mut PgConnection,
    actor: &Actor,
    (event, incident): (MajorEventId, IncidentId),
    section: Option<SectionId>,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into major_event_incidents as i (event_id, incident_id, section_id, attached_at, attached_by)
         values ($1, $2, $3, $4, $5)
         on conflict (event_id, incident_id) do update
             set section_id = excluded.section_id,
                 attached_at = case when i.released_at is null then i.attached_at else excluded.attached_at end,
                 attached_by = case when i.released_at is null then i.attached_by else excluded.attached_by end,
                 released_at = null, released_by = null, released_reason = null",
    )
    .bind(event.0)
    .bind(incident.0)
    .bind(section.map(|section| section.0))
    .bind(now)
    .bind(actor.user.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes an incident out; whether it was there.
pub async fn release(
    conn: &mut PgConnection,
    actor: &Actor,
    event: MajorEventId,
    body: &ReleaseIncident,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "update major_event_incidents set released_at = $3, released_by = $4, released_reason = $5
         where event_id = $1 and incident_id = $2 and released_at is null",
    )
    .bind(event.0)
    .bind(body.incident.0)
    .bind(now)
    .bind(actor.user.0)
    .bind(&body.reason)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
