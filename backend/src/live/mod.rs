//! Live screens: sealed journal entries, fanned out to sockets.
//!
//! The hub reads each entry once, encodes each frame once, and hands the same bytes to every socket; a socket decides
//! only whether its actor may see the entry and asked for it. Slow sockets are told to start anew; nobody waits for
//! them.

mod hub;
pub mod picture;
pub mod routes;
mod socket;

pub use hub::{Cast, Control, Hub, Wanted, encode, may_see, run};
