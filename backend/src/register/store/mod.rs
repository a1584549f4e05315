//! SQL of the register of incidents. Every reading function takes the actor and filters by what the actor may see.

pub mod access;
pub mod held;
pub mod links;
pub mod merge;
pub mod notes;
pub mod read;
pub mod reference;
mod rows;
pub mod search;
pub mod strike;
pub mod visible;
pub mod write;

pub use read::{among, open};
pub use rows::{SUMMARY_COLUMNS, StrikeColumns, SummaryRow};
pub use visible::{ALLOWED, READERS, VISIBLE, seen_by};
