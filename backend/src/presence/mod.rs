//! Presence: who has a record open, and who is typing in which of its fields.
//!
//! A page says every few seconds where its person is. That is a row without a journal entry: it changes nothing of the
//! register and is worth nothing a minute later. Only when somebody comes, goes or begins to type in another field are the
//! nodes rung (`NOTIFY` with the record's kind and id, never a name), read who is there, and tell the sockets whose actors
//! may see the record. Who may is decided as for every live frame, by the record's last journal entry.

mod fanout;
pub mod routes;
mod store;

pub use fanout::{PresenceCast, Presences, run};
