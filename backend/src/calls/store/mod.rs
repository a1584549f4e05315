//! SQL of calls. What an actor sees is what its institution has to answer.

pub mod near;
pub mod read;
mod rows;
pub mod write;

pub use rows::{COLUMNS, CallRow};
