//! The HTTP side: how a request is read, how an answer is written, what is logged.

mod extract;
mod log;
mod packed;
mod percent;
pub mod problem;
mod purpose;

pub use extract::{BODY_MAX, Command, Query, Unkeyed, idempotency_key};
pub use log::log_request;
pub use packed::packed;
pub use percent::{percent_decoded, percent_encoded};
pub use purpose::Purpose;
