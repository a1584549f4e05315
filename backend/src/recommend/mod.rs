//! Who goes: response plans, recommendations for one incident and for all that compete, and the ground that is covered.
//!
//! The choice itself is `vnr_shared::recommend`, which the browser has too. Here its question is put together: the incident,
//! the plan that fits, the units with where they are, and how long each would take.

mod ask;
mod coverage;
mod ground;
mod ground_map;
mod joint;
mod lines;
mod plans;
mod put_plan;
pub mod reference;
mod store;
mod travel;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use ground::Grounds;

/// Routes of recommendations and plans.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask::recommendations))
        .routes(routes!(joint::joint))
        .routes(routes!(coverage::coverage))
        .routes(routes!(ground_map::ground_map))
        .routes(routes!(plans::list))
        .routes(routes!(put_plan::put))
}
