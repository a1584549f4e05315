//! Logging in, and coming back after the screen has locked.

mod form;
mod lock;
mod text;

pub use form::{Login, LoginForm};
pub use lock::Lock;
