//! Calls (izsaukumi): what reaches a dispatch floor before it is an incident.
//!
//! A call comes as a card of the 112 platform or is entered by hand, waits, is claimed by a dispatcher, and then becomes an
//! incident, is attached to one, or is closed with a reason. Where the caller is, several sources may say; all are kept and
//! [`position::best`] chooses the one that is drawn, as a circle.

pub mod aml;
mod card;
mod command;
pub mod ecall;
pub mod position;
mod propose;
mod record;
mod state;

pub use card::{CONTRACT, Card, CardAnswer, CardCall, CardStatus};
pub use command::{AttachCall, ClaimCall, CloseCall, NewCall, normalise_number};
pub use position::CallPosition;
pub use propose::{Guide, Prompt, PromptKind, Proposal, TypeWords};
pub use record::{Call, CallAnswer, CallSummary, Caller, CardVersion, CloseReason, Closed, Report};
pub use state::{CallState, CallStep};
