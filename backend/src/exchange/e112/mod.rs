//! The 112 platform: the Unified Electronic Card (Vienotā elektroniskā kartīte) comes in and becomes calls.
//!
//! The format of the real card is not public; `shared::call::Card` is a contract of our own. A card is never lost for its
//! form: what cannot be read of it is left out with a warning, and only what identifies it can refuse it.

mod data;
mod store;
mod take;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Routes of the 112 platform.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take::take))
}
