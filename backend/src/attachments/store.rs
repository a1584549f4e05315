//! SQL of attachments.

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::{AttachmentId, IncidentId};
use vnr_shared::incident::Attachment;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::error::ApiError;
use crate::register::store::{StrikeColumns, VISIBLE, seen_by};

/// Keeps the sweep of files out until the transaction ends: between the file's move and the commit of its row, the file
/// looks like one that nobody wants.
pub async fn hold_files(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock_shared(hashtext('vnr.files'))").execute(conn).await?;
    Ok(())
}

/// Waits until no transaction holds files; the caller may remove files until its own ends.
pub async fn own_files(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtext('vnr.files'))").execute(conn).await?;
    Ok(())
}

/// Whether any attachment has this content.
pub async fn is_used(conn: &mut PgConnection, sha256: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select 1 from attachments where sha256 = $1)")
        .bind(sha256)
        .fetch_one(conn)
        .await
}

/// Inserts an attachment; `content` is its size and hash.
#[expect(clippy::too_many_arguments, reason = "each is a separate fact, and this is the one caller")]
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    incident: IncidentId,
    id: AttachmentId,
    name: &str,
    media_type: &str,
    content: (i64, &str),
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into attachments (id, incident_id, name, media_type, size, sha256, by_user, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(incident.0)
    .bind(name)
    .bind(media_type)
    .bind(content.0)
    .bind(content.1)
    .bind(actor.user.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// An attachment as its reading needs it.
#[derive(Debug, FromRow)]
pub struct Stored {
    /// Incident.
    pub incident_id: Uuid,
    /// Name.
    pub name: String,
    /// Type as found.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// Hash.
    pub sha256: String,
}

/// An attachment of an incident that the actor may see.
pub async fn find(
    conn: &mut PgConnection,
    actor: &Actor,
    id: AttachmentId,
) -> Result<Option<Stored>, ApiError> {
    let sql = format!(
        "select f.incident_id, f.name, f.media_type, f.size, f.sha256
         from attachments f join incidents i on i.id = f.incident_id {VISIBLE} where f.id = $4"
    );
    let query = sqlx::query_as_with(AssertSqlSafe(sql), seen_by(actor)?);
    Ok(query.bind(id.0).fetch_optional(conn).await?)
}

/// Attachments of an incident, oldest first. The caller has checked that the reader may see it.
pub async fn of_incident(conn: &mut PgConnection, id: IncidentId) -> Result<Vec<Attachment>, sqlx::Error> {
    #[derive(FromRow)]
    struct Row {
        id: Uuid,
        name: String,
        media_type: String,
        size: i64,
        sha256: String,
        by_name: String,
        at: DateTime,
        #[sqlx(flatten)]
        strike: StrikeColumns,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select f.id, f.name, f.media_type, f.size, f.sha256, u.name as by_name, f.at, f.struck_by, f.struck_at,
                f.struck_reason
         from attachments f join users u on u.id = f.by_user where f.incident_id = $1 order by f.at, f.id",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    let attachment = |row: Row| Attachment {
        id: row.id.into(),
        name: row.name,
        media_type: row.media_type,
        size: row.size,
        sha256: row.sha256,
        by_name: row.by_name,
        at: row.at,
        struck: row.strike.into(),
    };
    Ok(rows.into_iter().map(attachment).collect())
}
