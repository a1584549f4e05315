//! Files of incidents. The content lies under the data folder by its hash, written once; rows say whose it is. A file is
//! never unpacked, never executed, and never shown by the browser as a page of ours.

mod add;
mod attach;
mod get;
mod kind;
mod receive;
pub(crate) mod store;
mod strike;
pub(crate) mod sweep;
#[cfg(test)]
mod tests;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use attach::{NewFile, attach};
pub use kind::{HEAD, recognise};
pub use receive::path_of;
pub use store::{readable_with, same_on};

/// Route whose requests may take long: as long as the file takes to arrive.
pub const UPLOAD_ROUTE: &str = "/api/incidents/{id}/attachments";

/// Routes of attachments.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(add::add)).routes(routes!(get::get)).routes(routes!(strike::strike))
}
