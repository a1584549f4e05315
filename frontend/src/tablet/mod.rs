//! The officer's screens: everything works without a network, and nothing is lost.
//!
//! What was done is a command in the outbox of `vnr_shared::sync`, written to the device's encrypted safe before it is shown
//! as done ([`hold`]), and sent by itself, in order, until the server has answered it ([`sync`]).

mod cards;
mod check;
mod crypto;
mod door;
mod drafts;
mod file;
mod ground;
mod guard;
mod hold;
mod incident;
mod js;
mod outbox;
mod panic;
mod parts;
mod photos;
mod recorder;
mod report;
mod report_card;
mod report_hold;
mod report_list;
mod report_read;
mod report_text;
mod shell;
mod sketch;
mod store;
mod sync;
mod text;
mod vault;
mod wanted;
mod work;
mod worker;

pub use door::Gate;
