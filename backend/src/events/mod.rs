//! Major events: what a staff leads together.
//!
//! The institution that leads changes the head, says who takes part, and ends the event. Whoever takes part works on it:
//! puts in sections, posts, tasks and drawings, attaches incidents, gives orders and reports. Every change is one entry
//! about the event, which holds the whole of it, so that live screens and the time machine need nothing else.

mod begin;
mod change;
mod edit;
mod end;
mod incidents;
mod orders;
mod parts;
mod read;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use begin::begin;
pub use end::end;
pub use incidents::{attach, release};
pub use orders::{give_order, give_report};
pub use parts::{put, strike};
pub use store::open;

/// Routes of major events.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::list, begin::create))
        .routes(routes!(read::get, edit::edit))
        .routes(routes!(end::create))
        .routes(routes!(incidents::create_attached))
        .routes(routes!(incidents::create_released))
        .routes(routes!(parts::put_section))
        .routes(routes!(parts::put_post))
        .routes(routes!(parts::put_task))
        .routes(routes!(parts::put_drawing))
        .routes(routes!(parts::create_struck))
        .routes(routes!(orders::create_order))
        .routes(routes!(orders::create_report))
}
