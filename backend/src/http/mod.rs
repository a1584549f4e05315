//! The HTTP side: how a request is read, how an answer is written, what is logged.

mod extract;
mod log;
pub mod problem;

pub use extract::{Command, Query, Unkeyed};
pub use log::log_request;
