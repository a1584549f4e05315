//! Persons and their part in incidents.
//!
//! A person is seen by whoever may see an incident on which the person stands, and by the user who entered the person. A
//! tie may be protected (a victim's, for example): through it, address, contacts, codes and documents are shown only to
//! holders of the grant and to the user who entered the person. Every reading is journaled with its purpose.

mod edit;
mod get;
mod involve;
mod search;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use involve::involve;

/// Routes of persons.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(involve::add))
        .routes(routes!(involve::strike))
        .routes(routes!(search::search))
        .routes(routes!(get::get, edit::edit))
}
