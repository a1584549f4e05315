//! Calls: what waits for a dispatcher, who works on it, and what becomes of it.

mod answer;
pub(crate) mod change;
mod claim;
mod enter;
mod read;
pub mod stale;
pub(crate) mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use answer::{attach_to, close_call, file, hold, reopen_call};
pub use claim::{put_back, take};
pub use enter::enter_call;
pub use store::read::{open, reports};

/// Routes of calls.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::list, enter::enter))
        .routes(routes!(read::reasons))
        .routes(routes!(read::get))
        .routes(routes!(claim::claim))
        .routes(routes!(claim::release))
        .routes(routes!(answer::attach))
        .routes(routes!(answer::close))
        .routes(routes!(answer::reopen))
}
