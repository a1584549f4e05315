//! Lines of the log.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{AddNote, Note};
use vnr_shared::text::fold;
use vnr_shared::time::DateTime;

use super::StrikeColumns;
use crate::access::Actor;

/// Appends a line, and its words to those under which the incident is found.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    id: IncidentId,
    note: &AddNote,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with n as (insert into incident_notes (id, incident_id, text, by_user, at) values ($1, $2, $3, $4, $5))
         update incidents set updated_at = $5,
             words = vnr_join_words(
                 words, setweight(to_tsvector('vnr', $3) || to_tsvector('simple', $6), 'B'))
         where id = $2",
    )
    .bind(note.id.0)
    .bind(id.0)
    .bind(&note.text)
    .bind(actor.user.0)
    .bind(now)
    .bind(fold(&note.text))
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(Debug, FromRow)]
struct NoteRow {
    id: Uuid,
    text: String,
    by_user: Uuid,
    by_name: String,
    at: DateTime,
    #[sqlx(flatten)]
    strike: StrikeColumns,
}

/// The log of an incident, oldest line first. The caller has checked that the reader may see the incident.
pub async fn of_incident(conn: &mut PgConnection, id: IncidentId) -> Result<Vec<Note>, sqlx::Error> {
    let rows: Vec<NoteRow> = sqlx::query_as(
        "select n.id, n.text, n.by_user, u.name as by_name, n.at, n.struck_by, n.struck_at, n.struck_reason
         from incident_notes n join users u on u.id = n.by_user where n.incident_id = $1 order by n.at, n.id",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    let note = |row: NoteRow| Note {
        id: row.id.into(),
        text: row.text,
        by: row.by_user.into(),
        by_name: row.by_name,
        at: row.at,
        struck: row.strike.into(),
    };
    Ok(rows.into_iter().map(note).collect())
}
