//! `GET /api/attachments/{id}`: the content of a file.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::fs::File;
use tokio_util::io::ReaderStream;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::AttachmentId;
use vnr_shared::problem::Problem;

use super::kind::is_plain_image;
use super::receive::path_of;
use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Purpose, percent_encoded};
use crate::journal::record_read;

/// Streams a file to whoever may see its incident. Browsers are told to save it, not to open it; only plain images may be
/// shown in a page. The reading is journaled.
#[utoipa::path(get, path = "/api/attachments/{id}", tag = "attachments", params(("id" = AttachmentId, Path),
    ("X-Purpose" = Option<String>, Header, description = "Purpose of the reading, percent-encoded")), responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AttachmentId>,
    Purpose(purpose): Purpose,
) -> Result<Response, ApiError> {
    actor.require(Resource::Attachment, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    let stored = store::find(&mut conn, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    drop(conn);
    let file = File::open(path_of(&app.files, &stored.sha256)).await?;
    let payload = json!({ "attachment": id, "purpose": purpose });
    record_read(&app, &actor, "incident", stored.incident_id, "attachment.read", payload).await?;
    let place = if is_plain_image(&stored.media_type) { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, stored.media_type),
        (header::CONTENT_LENGTH, stored.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("{place}; filename*=UTF-8''{}", percent_encoded(&stored.name))),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}
