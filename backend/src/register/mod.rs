//! The register of incidents.

mod change;
pub mod create;
mod cursor;
pub mod edit;
mod editable;
mod get;
#[cfg(test)]
mod input_tests;
mod journal;
pub mod links;
pub mod merge;
mod merge_edit;
pub mod notes;
mod search;
#[cfg(test)]
mod search_tests;
mod share;
pub mod status;
pub(crate) mod store;
mod strike;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod words;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use change::{Changed, changed, lock, require_visible};
pub use get::card;
pub use merge::{Told, merge_as, merge_into, split_as, split_from};
pub use merge_edit::{MergedEdit, merge_fields, take_fields};
pub use store::held::{Held, Stand, lock_for_unit};
pub use store::search::KnownShares;
pub use store::write::set_status;
pub use store::{among, open, visible};
pub use strike::{Struck, set_struck, strike};

/// Routes of the register.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::create, search::search))
        .routes(routes!(get::get, edit::edit))
        .routes(routes!(status::change_status))
        .routes(routes!(notes::add))
        .routes(routes!(notes::strike))
        .routes(routes!(links::add))
        .routes(routes!(links::strike))
        .routes(routes!(merge::merge))
        .routes(routes!(merge::split))
        .routes(routes!(share::share))
        .routes(routes!(journal::journal))
}
