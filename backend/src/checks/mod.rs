//! Checks of a person, a plate or a document (pārbaude) against the whole register. Each one is journaled with its purpose before
//! anything is handed out; those that a device made of what it is lent are told when there is a network again.

mod check;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use check::told;

/// Routes of checks.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(check::check))
}
