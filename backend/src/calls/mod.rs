//! Calls: what waits for a dispatcher, who works on it, and what becomes of it.

mod answer;
mod back;
pub(crate) mod change;
mod claim;
mod duplicates;
mod enter;
mod hazards;
mod history;
mod read;
pub mod stale;
pub(crate) mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use answer::{attach_to, close_call, file, hold, reopen_call};
pub use back::{kept, lock_all, put_call_back};
pub use claim::{put_back, take, take_first};
pub use duplicates::find as find_duplicates;
pub use enter::enter_call;
pub use hazards::{add_hazard, set_hazard_struck, strike_hazard};
pub use store::near::hazards_within;
pub use store::read::{close_reasons, open, reports};

/// Routes of calls.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::list, enter::enter))
        .routes(routes!(duplicates::of_draft))
        .routes(routes!(duplicates::of_incident))
        .routes(routes!(hazards::list, hazards::add))
        .routes(routes!(hazards::strike))
        .routes(routes!(history::history))
        .routes(routes!(read::reasons))
        .routes(routes!(read::get))
        .routes(routes!(claim::claim))
        .routes(routes!(claim::release))
        .routes(routes!(answer::attach))
        .routes(routes!(answer::close))
        .routes(routes!(answer::reopen))
}
