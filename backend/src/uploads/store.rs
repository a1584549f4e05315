//! SQL of uploads. An upload is known to nobody but its sender.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;
use vnr_shared::id::AttachmentId;
use vnr_shared::incident::Taken;
use vnr_shared::time::DateTime;
use vnr_shared::upload::{NewUpload, Upload};

use crate::access::Actor;
use crate::error::ApiError;

/// An upload as it lies.
#[derive(Debug, FromRow)]
pub struct Stored {
    /// Id.
    pub id: Uuid,
    /// Incident.
    pub incident_id: Uuid,
    /// Name of the file.
    pub name: String,
    /// Type as the sender has it.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// Hash of the whole.
    pub sha256: String,
    taken_at: Option<DateTime>,
    taken_lat: Option<f64>,
    taken_lon: Option<f64>,
    received: i64,
    /// What it became.
    pub attachment_id: Option<Uuid>,
}

impl Stored {
    /// As its sender sees it.
    pub fn upload(&self) -> Result<Upload, ApiError> {
        let bytes = |n: i64| u64::try_from(n).map_err(ApiError::internal);
        Ok(Upload {
            id: self.id.into(),
            incident: self.incident_id.into(),
            size: bytes(self.size)?,
            offset: bytes(self.received)?,
            attachment: self.attachment_id.map(Into::into),
        })
    }

    /// When and where it was recorded.
    pub fn taken(&self) -> Option<Taken> {
        self.taken_at.map(|at| Taken { at, lat: self.taken_lat, lon: self.taken_lon })
    }
}

const COLUMNS: &str =
    "id, incident_id, name, media_type, size, sha256, taken_at, taken_lat, taken_lon, received,
    attachment_id";

/// How many files of the actor are on their way.
pub async fn open_of(conn: &mut PgConnection, actor: &Actor) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from uploads where user_id = $1 and attachment_id is null")
        .bind(actor.user.0)
        .fetch_one(conn)
        .await
}

/// Writes an announced file.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    new: &NewUpload,
    now: DateTime,
) -> Result<Result<(), sqlx::Error>, ApiError> {
    let NewUpload { id, incident, name, media_type, size, sha256, taken } = new;
    let done = sqlx::query(
        "insert into uploads (id, user_id, incident_id, name, media_type, size, sha256, taken_at, taken_lat, taken_lon,
                              created_at, touched_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
    )
    .bind(id.0)
    .bind(actor.user.0)
    .bind(incident.0)
    .bind(name)
    .bind(media_type)
    .bind(i64::try_from(*size).map_err(ApiError::internal)?)
    .bind(sha256)
    .bind(taken.map(|taken| taken.at))
    .bind(taken.and_then(|taken| taken.lat))
    .bind(taken.and_then(|taken| taken.lon))
    .bind(now)
    .execute(conn)
    .await;
    Ok(done.map(|_| ()))
}

/// An upload of the actor.
pub async fn find(
    conn: &mut PgConnection,
    actor: &Actor,
    id: AttachmentId,
) -> Result<Option<Stored>, sqlx::Error> {
    let sql = format!("select {COLUMNS} from uploads where id = $1 and user_id = $2");
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).bind(actor.user.0).fetch_optional(conn).await
}

/// An upload of the actor, held for the transaction.
pub async fn lock(
    conn: &mut PgConnection,
    actor: &Actor,
    id: AttachmentId,
) -> Result<Option<Stored>, sqlx::Error> {
    let sql = format!("select {COLUMNS} from uploads where id = $1 and user_id = $2 for update");
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).bind(actor.user.0).fetch_optional(conn).await
}

/// Counts what is on the disk. The caller holds the upload.
pub async fn received(conn: &mut PgConnection, id: Uuid, bytes: u64, now: DateTime) -> Result<(), ApiError> {
    sqlx::query("update uploads set received = $2, touched_at = $3 where id = $1")
        .bind(id)
        .bind(i64::try_from(bytes).map_err(ApiError::internal)?)
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes what an upload became.
pub async fn done(
    conn: &mut PgConnection,
    id: Uuid,
    attachment: AttachmentId,
    now: DateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("update uploads set attachment_id = $2, received = size, touched_at = $3 where id = $1")
        .bind(id)
        .bind(attachment.0)
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets uploads that nobody has touched since an instant; returns their ids.
pub async fn forget(conn: &mut PgConnection, before: DateTime) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("delete from uploads where touched_at < $1 returning id")
        .bind(before)
        .fetch_all(conn)
        .await
}
