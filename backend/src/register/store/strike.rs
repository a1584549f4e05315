//! Striking records of incidents.

use sqlx::PgConnection;
use uuid::Uuid;
use vnr_shared::id::IncidentId;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::register::Struck;

macro_rules! statement {
    ($table:literal) => {
        statement!($table, "incident_id = $2")
    };
    ($table:literal, $of:literal) => {
        concat!(
            "update ",
            $table,
            " set struck_by = $3, struck_at = $4, struck_reason = $5 where id = $1 and ",
            $of,
            " and struck_at is null"
        )
    };
}

/// Strikes a record of an incident; false when there is none, or it is struck already.
pub async fn strike(
    conn: &mut PgConnection,
    actor: &Actor,
    incident: IncidentId,
    (what, id): (Struck, Uuid),
    reason: &str,
    now: DateTime,
) -> Result<bool, sqlx::Error> {
    let sql = match what {
        Struck::Note => statement!("incident_notes"),
        Struck::Link => statement!("incident_links", "(incident_id = $2 or other_id = $2)"),
        Struck::Person => statement!("incident_persons"),
        Struck::Vehicle => statement!("incident_vehicles"),
        Struck::Object => statement!("incident_objects"),
        Struck::Attachment => statement!("attachments"),
    };
    let query = sqlx::query(sql).bind(id).bind(incident.0).bind(actor.user.0).bind(now).bind(reason);
    Ok(query.execute(conn).await?.rows_affected() == 1)
}

/// Takes the striking of a note or a link back; false when there is none, or it is not struck.
pub async fn unstrike(
    conn: &mut PgConnection,
    incident: IncidentId,
    (what, id): (Struck, Uuid),
) -> Result<bool, sqlx::Error> {
    let sql = match what {
        Struck::Note => {
            "update incident_notes set struck_by = null, struck_at = null, struck_reason = null
             where id = $1 and incident_id = $2 and struck_at is not null"
        }
        Struck::Link => {
            "update incident_links set struck_by = null, struck_at = null, struck_reason = null
             where id = $1 and (incident_id = $2 or other_id = $2) and struck_at is not null"
        }
        // Only what a line adds is taken back.
        Struck::Person | Struck::Vehicle | Struck::Object | Struck::Attachment => return Ok(false),
    };
    Ok(sqlx::query(sql).bind(id).bind(incident.0).execute(conn).await?.rows_affected() == 1)
}
