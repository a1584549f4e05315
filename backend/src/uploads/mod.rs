//! Files that come in pieces, over a link that breaks: announced, continued from where they stopped, verified by hash, and
//! then attachments like any other. What the tus protocol means, said in this API's words.
//!
//! How far a file has come is a row; the bytes lie under the data folder. A piece is read whole before anything is locked, is on
//! disk before it counts, and what arrived before a connection broke is kept.

mod append;
mod begin;
mod finish;
mod pieces;
mod read;
mod store;
pub(crate) mod sweep;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Route whose requests may take long: as long as a piece takes to arrive.
pub const PIECE_ROUTE: &str = "/api/uploads/{id}";

/// Routes of uploads.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(begin::begin)).routes(routes!(read::read, append::append))
}
