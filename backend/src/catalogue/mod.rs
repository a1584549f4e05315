//! Law and catalogues as data: incident types and response times.

mod forms;
mod guide;
mod norms;
mod put_type;
pub(crate) mod store;
mod types;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::http::packed;

pub use store::types as types_at;

/// Routes of the catalogues. Tablets read them over a bad link, so they go packed.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(types::list))
        .routes(routes!(guide::guide))
        .routes(routes!(forms::list))
        .routes(routes!(forms::put))
        .routes(routes!(put_type::put))
        .routes(routes!(norms::list))
        .layer(packed())
}
