//! `GET /api/uploads/{id}`: how far a file has come.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::AttachmentId;
use vnr_shared::problem::Problem;
use vnr_shared::upload::Upload;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Where the next piece begins.
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// Size of the whole.
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// Tells how far a file of the caller has come, in `Upload-Offset` and in the body; `HEAD` gives the headers alone.
#[utoipa::path(get, path = "/api/uploads/{id}", tag = "attachments", params(("id" = AttachmentId, Path)), responses(
    (status = 200, body = Upload), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn read(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AttachmentId>,
) -> Result<Response, ApiError> {
    actor.require(Resource::Attachment, Action::Create)?;
    let mut conn = app.pool.acquire().await?;
    let upload = store::find(&mut conn, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?.upload()?;
    Ok((headers(&upload), Json(upload)).into_response())
}

/// Headers that tell how far a file has come.
pub fn headers(upload: &Upload) -> [(HeaderName, HeaderValue); 3] {
    [
        (OFFSET, HeaderValue::from(upload.offset)),
        (LENGTH, HeaderValue::from(upload.size)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}
