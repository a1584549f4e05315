//! Places: the gazetteer and the territories.

mod routes;
pub(crate) mod store;

pub use routes::router;
pub use store::territory_at;
