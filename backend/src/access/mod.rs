//! Who asks, and what they may see.

mod actor;
pub(crate) mod store;

pub use actor::{Actor, SESSION_COOKIE};
