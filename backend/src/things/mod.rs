//! Vehicles, items and documents, and their part in incidents.

mod objects;
pub(crate) mod store;
mod suggest;
#[cfg(test)]
mod tests;
mod vehicles;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use objects::link as link_object;
pub use vehicles::link as link_vehicle;

/// Routes of vehicles and objects.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(vehicles::add))
        .routes(routes!(vehicles::strike))
        .routes(routes!(objects::add))
        .routes(routes!(objects::strike))
        .routes(routes!(suggest::vehicles))
}
