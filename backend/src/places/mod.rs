//! Places: the gazetteer and the territories.

pub mod import;
pub mod packaged;
mod routes;
pub mod search;
pub(crate) mod store;
mod territories;
#[cfg(test)]
mod tests;

pub use routes::router;
pub use store::territory_at;
