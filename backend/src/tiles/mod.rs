//! The deployment's base map from a PMTiles archive: `GET /api/tiles/{z}/{x}/{y}`.

mod archive;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::Problem;

use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

pub use archive::Archive;

/// Where the page finds the archive's tiles, as Leaflet writes it.
pub const ADDRESS: &str = "/api/tiles/{z}/{x}/{y}";

/// A day in the browser's own cache and in no other: whoever is not logged in gets no map. After that it asks whether the
/// archive is still the same.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=86400");

/// Routes of the tiles.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tile))
}

/// Reads a tile of the base map. `204` where the archive has none: the sea, or deeper than it reaches. `404` when the
/// deployment has no archive, or no map has such a tile.
#[utoipa::path(get, path = "/api/tiles/{z}/{x}/{y}", tag = "places", params(
    ("z" = u8, Path, description = "Zoom"), ("x" = u32, Path, description = "Column"), ("y" = u32, Path, description = "Row")),
    responses((status = 200, content_type = "image/png", body = Vec<u8>), (status = 204), (status = 304),
    (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn tile(
    State(app): State<App>,
    actor: Actor,
    Path((z, x, y)): Path<(u8, u32, u32)>,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    actor.require(Resource::Place, Action::Read)?;
    let archive = app.settings.archive.clone().ok_or(ApiError::NOT_FOUND)?;
    let coord = pmtiles::TileCoord::new(z, x, y).map_err(|_| ApiError::NOT_FOUND)?;
    let (tag, kind) = (archive.tag(), archive.content_type());
    let kept: [(HeaderName, HeaderValue); 2] = [(header::CACHE_CONTROL, KEPT), (header::ETAG, tag.clone())];
    if asked.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let found = tokio::task::spawn_blocking(move || archive.tile(coord)).await.map_err(ApiError::internal)?;
    Ok(match found.map_err(ApiError::internal)? {
        Some(image) => (kept, [(header::CONTENT_TYPE, kind)], image).into_response(),
        None => (StatusCode::NO_CONTENT, kept).into_response(),
    })
}
