//! That incidents are one event.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::duplicate::MergeIncident;
use vnr_shared::id::{IncidentId, LinkId};
use vnr_shared::incident::Status;
use vnr_shared::time::DateTime;

use super::held::Held;
use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::{as_word, word};

/// A merge that stands.
#[derive(Debug)]
pub struct Merge {
    /// Its id.
    pub id: Uuid,
    /// The incident that goes on.
    pub target: IncidentId,
    /// Where the source stood before.
    pub status_before: Status,
    /// When the source had been closed before.
    pub closed_at_before: Option<DateTime>,
    /// When it was merged.
    pub at: DateTime,
    /// The link, when the merge made it.
    pub link: Option<LinkId>,
}

#[derive(Debug, FromRow)]
struct MergeRow {
    id: Uuid,
    target_id: Uuid,
    status_before: String,
    closed_at_before: Option<DateTime>,
    at: DateTime,
    link_id: Uuid,
    link_made: bool,
}

/// The merge by which an incident became part of another.
pub async fn of_source(conn: &mut PgConnection, source: IncidentId) -> Result<Option<Merge>, ApiError> {
    let row: Option<MergeRow> = sqlx::query_as(
        "select id, target_id, status_before, closed_at_before, at, link_id, link_made from incident_merges
         where source_id = $1 and split_at is null",
    )
    .bind(source.0)
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Merge {
            id: row.id,
            target: row.target_id.into(),
            status_before: word("incident_merges.status_before", &row.status_before)?,
            closed_at_before: row.closed_at_before,
            at: row.at,
            link: row.link_made.then_some(row.link_id.into()),
        })
    })
    .transpose()
}

/// Writes a merge with its link; a link that says so already is kept and used.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    source: IncidentId,
    merge: &MergeIncident,
    held: &Held,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with made as (
             insert into incident_links (id, kind, incident_id, other_id, by_user, at)
             values ($1, 'duplicate_of', $2, $3, $4, $5)
             on conflict (incident_id, other_id, kind) where struck_at is null do nothing returning id)
         insert into incident_merges (id, source_id, target_id, status_before, closed_at_before, link_id, link_made, by_user,
             at)
         select $1, $2, $3, $6, (select closed_at from incidents where id = $2),
                coalesce((select id from made), (select id from incident_links where incident_id = $2 and other_id = $3
                                                 and kind = 'duplicate_of' and struck_at is null)),
                exists (select from made), $4, $5",
    )
    .bind(merge.id.0)
    .bind(source.0)
    .bind(merge.into.0)
    .bind(actor.user.0)
    .bind(now)
    .bind(as_word(&held.standing.status))
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a merge.
pub async fn end(
    conn: &mut PgConnection,
    actor: &Actor,
    merge: &Merge,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("update incident_merges set split_by = $2, split_at = $3 where id = $1")
        .bind(merge.id)
        .bind(actor.user.0)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    if let Some(link) = merge.link {
        sqlx::query(
            "update incident_links set struck_by = $2, struck_at = $3, struck_reason = 'split' where id = $1 and struck_at is null",
        )
        .bind(link.0)
        .bind(actor.user.0)
        .bind(now)
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// Returns the source of an ended merge to where it stood, unless it was moved on since.
pub async fn restore(
    conn: &mut PgConnection,
    source: IncidentId,
    merge: &Merge,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update incidents set version = version + 1, updated_at = $5,
             status = case when status = 'closed' and closed_at = $4 then $2 else status end,
             closed_at = case when status = 'closed' and closed_at = $4 then $3 else closed_at end
         where id = $1",
    )
    .bind(source.0)
    .bind(as_word(&merge.status_before))
    .bind(merge.closed_at_before)
    .bind(merge.at)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}
