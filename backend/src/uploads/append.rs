//! `PATCH /api/uploads/{id}`: the next piece of a file.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::AttachmentId;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::upload::{PIECE_MAX, Upload};

use super::read::{OFFSET, headers};
use super::{finish, pieces, store};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// What a piece is called in the tus protocol.
const PIECE_TYPE: &str = "application/offset+octet-stream";

/// Takes the piece that begins at `Upload-Offset`, at most 1 MiB; what came of a piece whose connection broke is kept. With the
/// last one the file is verified and becomes an attachment of its incident. A piece that is sent twice is refused with
/// `offset_mismatch`: ask how far the file has come and go on there.
#[utoipa::path(patch, path = "/api/uploads/{id}", tag = "attachments",
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    params(("id" = AttachmentId, Path), ("Upload-Offset" = u64, Header, description = "Where the piece begins")),
    responses((status = 200, body = Upload), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
    (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn append(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AttachmentId>,
    head: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    actor.require(Resource::Attachment, Action::Create)?;
    if head.get(header::CONTENT_TYPE).is_none_or(|value| value != PIECE_TYPE) {
        return Err(ApiError::Refused(ProblemCode::UnsupportedMediaType));
    }
    let offset: Option<u64> = head.get(OFFSET).and_then(|value| value.to_str().ok()?.parse().ok());
    let offset = offset.ok_or_else(|| ApiError::field("upload-offset", FaultCode::WrongForm))?;
    let mut conn = app.pool.acquire().await?;
    let stored = store::find(&mut conn, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    // No connection is held while a piece trickles in.
    drop(conn);
    let upload = stored.upload()?;
    if upload.offset != offset {
        return Err(ApiError::Refused(ProblemCode::OffsetMismatch));
    }
    let most = PIECE_MAX.min(upload.size - upload.offset);
    let piece = pieces::read(body, most).await?;
    let offset = if piece.is_empty() { offset } else { keep(&app, &actor, &stored, offset, &piece).await? };
    let upload = if offset == upload.size && upload.attachment.is_none() {
        finish::finish(&app, &actor, &stored).await?
    } else {
        Upload { offset, ..upload }
    };
    Ok((headers(&upload), Json(upload)).into_response())
}

/// Writes a piece to the disk and then counts it; returns where the next one begins. Of two that come at once, the second
/// finds that the first was faster.
async fn keep(
    app: &App,
    actor: &Actor,
    stored: &store::Stored,
    offset: u64,
    piece: &[u8],
) -> Result<u64, ApiError> {
    let mut tx = app.pool.begin().await?;
    let held = store::lock(&mut tx, actor, stored.id.into()).await?.ok_or(ApiError::NOT_FOUND)?;
    if held.upload()?.offset != offset {
        return Err(ApiError::Refused(ProblemCode::OffsetMismatch));
    }
    pieces::write(&pieces::path_of(&app.files, stored.id), offset, piece).await?;
    let end = offset + piece.len() as u64;
    store::received(&mut tx, stored.id, end, app.now()).await?;
    tx.commit().await?;
    Ok(end)
}
