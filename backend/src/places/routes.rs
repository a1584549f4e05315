//! Routes of places.

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// Routes of places.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
