//! Links between incidents.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{IncidentLink, LinkIncidents};
use vnr_shared::time::DateTime;

use super::{VISIBLE, seen_by};
use crate::access::Actor;
use crate::error::ApiError;
use crate::sql::{as_word, word};

/// Links an incident to another.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
    link: &LinkIncidents,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into incident_links (id, kind, incident_id, other_id, by_user, at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(link.id.0)
    .bind(as_word(&link.kind))
    .bind(id.0)
    .bind(link.other.0)
    .bind(actor.user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(Debug, FromRow)]
struct LinkRow {
    id: Uuid,
    kind: String,
    other: Uuid,
    other_number: String,
    inverse: bool,
}

/// Links of an incident whose other end the actor may see too.
pub async fn of_incident(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
) -> Result<Vec<IncidentLink>, ApiError> {
    let sql = format!(
        "select l.id, l.kind, i.id as other, i.number as other_number, l.other_id = $4 as inverse
         from incident_links l
         join incidents i on i.id = case when l.incident_id = $4 then l.other_id else l.incident_id end
         {VISIBLE}
         where (l.incident_id = $4 or l.other_id = $4) and l.struck_at is null
         order by l.at, l.id"
    );
    let query = sqlx::query_as_with(sqlx::AssertSqlSafe(sql), seen_by(actor)?);
    let rows: Vec<LinkRow> = query.bind(id.0).fetch_all(conn).await?;
    rows.into_iter()
        .map(|row| {
            Ok(IncidentLink {
                id: row.id.into(),
                kind: word("incident_links.kind", &row.kind)?,
                other: row.other.into(),
                other_number: row.other_number,
                inverse: row.inverse,
            })
        })
        .collect()
}
