//! How work that was done without a network gets into the register: exactly once, in order, and never over somebody else's.
//!
//! A device writes each command into its [`Outbox`] before it shows it as done, with a number of its own that has no gaps.
//! The server keeps what arrives and does it in the order of those numbers ([`Ledger`]); what comes before its predecessor
//! is held. Each command gets its own answer, which is stored with it, so that a repetition is answered and not done. One
//! that the register refuses is set aside, with those that depend on it, and the rest goes on. Of an edit that was based on
//! an older version the fields that nobody else touched are written; a field that somebody else changed keeps their value,
//! and ours is kept beside it for a person to decide ([`merge`]).
//!
//! Nothing here knows what a command does: the protocol is the same for all of them, and is proved without them.

mod exchange;
mod lease;
mod ledger;
mod merge;
#[cfg(test)]
mod model;
mod outbox;
#[cfg(test)]
mod proof;
mod timing;
#[cfg(test)]
mod world;

use serde::{Deserialize, Serialize};

use crate::id::{CommandId, ConflictId};
use crate::problem::{ConflictField, ProblemCode};
use crate::time::DateTime;

pub use exchange::{Act, ConflictCard, DecideConflict, Device, PutDevice, SyncDown, SyncUp};
pub use lease::{Lease, LeasedPlace, LeasedPlaces, LeasedReports, Marks, WorkItem};
pub use ledger::{Arrival, Ledger};
pub use merge::{Merged, merge};
pub use outbox::{Entry, Outbox};
pub use timing::{ClockOffset, measure};

/// Most commands of one request. A day's work of one officer is some dozens.
pub const BATCH_MAX: usize = 50;

/// A command as a device made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item<A> {
    /// Its key: the same however often it is sent.
    pub key: CommandId,
    /// Its number on this device: 1, 2, 3 …
    pub seq: u64,
    /// When it was made, by the device's own clock, however wrong that is.
    pub made_at: DateTime,
    /// Commands of this device without which it makes no sense: a note about an incident needs the incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<CommandId>,
    /// What is to be done.
    pub act: A,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done as it was asked.
    Done {
        /// Version of the subject afterwards, where it has one.
        version: Option<i64>,
    },
    /// Others had changed the same thing meanwhile, but other fields of it: both stand.
    Merged {
        /// Version afterwards.
        version: i64,
    },
    /// Others had changed the same fields: theirs stand, ours are kept on a card for a person to decide.
    Conflict {
        /// The card.
        card: ConflictId,
        /// Version afterwards.
        version: i64,
        /// Both sides of each field on the card.
        fields: Vec<ConflictField>,
    },
    /// A number before it has not arrived; it is kept until then.
    Held {
        /// The number that is missing.
        missing: u64,
    },
    /// Refused, and kept to be looked at.
    SetAside {
        /// Why.
        reason: Aside,
    },
}

/// Why a command was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aside {
    /// The register refused it.
    Refused(ProblemCode),
    /// It needs another that was set aside, or that this device has not sent.
    Needs(CommandId),
    /// Its number was used for another command before: the device lost its memory and went on.
    NumberReused,
}

impl Outcome {
    /// Whether it is the last word, so that the device need not send the command again.
    pub const fn is_final(&self) -> bool {
        !matches!(self, Self::Held { .. })
    }

    /// Whether a command that needs this one can be done.
    pub const fn carries(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Merged { .. } | Self::Conflict { .. })
    }

    /// Whether a person has to look at it.
    pub const fn wants_a_person(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::SetAside { .. })
    }
}

/// The answer to one command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Its key.
    pub key: CommandId,
    /// What became of it.
    pub outcome: Outcome,
}
