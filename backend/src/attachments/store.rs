//! SQL of attachments.

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{AttachmentId, IncidentId};
use vnr_shared::incident::{Attachment, Taken};
use vnr_shared::time::DateTime;

use super::NewFile;
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

/// Inserts an attachment.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    incident: IncidentId,
    id: AttachmentId,
    file: &NewFile<'_>,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    let NewFile { name, media_type, size, sha256, taken } = file;
    sqlx::query(
        "insert into attachments (id, incident_id, name, media_type, size, sha256, by_user, at, taken_at, taken_lat,
                                  taken_lon)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id.0)
    .bind(incident.0)
    .bind(name)
    .bind(media_type)
    .bind(size)
    .bind(sha256)
    .bind(actor.user.0)
    .bind(now)
    .bind(taken.map(|taken| taken.at))
    .bind(taken.and_then(|taken| taken.lat))
    .bind(taken.and_then(|taken| taken.lon))
    .execute(conn)
    .await?;
    Ok(())
}

/// The file of an incident with this content that is not struck.
pub async fn same_on(
    conn: &mut PgConnection,
    incident: IncidentId,
    sha256: &str,
) -> Result<Option<AttachmentId>, sqlx::Error> {
    let same: Option<Uuid> = sqlx::query_scalar(
        "select id from attachments where incident_id = $1 and sha256 = $2 and struck_at is null order by at, id limit 1",
    )
    .bind(incident.0)
    .bind(sha256)
    .fetch_optional(conn)
    .await?;
    Ok(same.map(Into::into))
}

/// The type of the content with a hash, when the actor may read a file that has it.
pub async fn readable_with(
    conn: &mut PgConnection,
    actor: &Actor,
    sha256: &str,
) -> Result<Option<String>, ApiError> {
    if !actor.may(Resource::Attachment, Action::Read) {
        return Ok(None);
    }
    let sql = format!(
        "select f.media_type from attachments f join incidents i on i.id = f.incident_id {VISIBLE}
         where f.sha256 = $4 limit 1"
    );
    let query = sqlx::query_scalar_with(AssertSqlSafe(sql), seen_by(actor)?);
    Ok(query.bind(sha256).fetch_optional(conn).await?)
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
        taken_at: Option<DateTime>,
        taken_lat: Option<f64>,
        taken_lon: Option<f64>,
        #[sqlx(flatten)]
        strike: StrikeColumns,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select f.id, f.name, f.media_type, f.size, f.sha256, u.name as by_name, f.at, f.taken_at, f.taken_lat,
                f.taken_lon, f.struck_by, f.struck_at, f.struck_reason
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
        taken: row.taken_at.map(|at| Taken { at, lat: row.taken_lat, lon: row.taken_lon }),
        struck: row.strike.into(),
    };
    Ok(rows.into_iter().map(attachment).collect())
}
