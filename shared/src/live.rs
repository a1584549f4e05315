//! Frames of the live socket. The socket only tells; commands go over HTTP.
//!
//! A client subscribes with the last position it has. It gets either a snapshot or exactly the changes it
//! missed, in order, and from then on every change once. Positions of a client are not contiguous: entries it
//! may not see, or did not ask for, are passed over, and a [`ServerFrame::Beat`] moves its position on.

use serde::{Deserialize, Serialize};

use crate::id::IncidentId;
use crate::incident::Summary;
use crate::place::Extent;
use crate::time::DateTime;

/// What the client says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// What it wants to see. A later one replaces it and starts anew.
    Subscribe {
        /// Topics.
        topics: Vec<Topic>,
        /// Only what lies here; everything when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extent: Option<Extent>,
        /// Last position the client has; none for a snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
    },
}

/// A kind of change one may subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Incidents.
    Incidents,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The whole of what is open in the subscription, true at a position. Replaces what the client had.
    Snapshot {
        /// Position at which it is true.
        position: i64,
        /// Clock of the server.
        now: DateTime,
        /// Open incidents.
        incidents: Vec<Summary>,
    },
    /// An incident is new or changed.
    Upsert {
        /// Position.
        position: i64,
        /// When it was done, by the clock of the server.
        at: DateTime,
        /// The incident as it then was.
        incident: Box<Summary>,
    },
    /// An incident is no longer to be shown: it left the extent, or the reader may see it no longer.
    Gone {
        /// Position.
        position: i64,
        /// When.
        at: DateTime,
        /// Which.
        id: IncidentId,
    },
    /// Nothing happened that concerns the client up to this position. Also the heartbeat.
    Beat {
        /// Position.
        position: i64,
        /// Clock of the server.
        now: DateTime,
    },
    /// The client fell behind, or what it has is too old to be continued: subscribe anew without a position.
    Resync,
    /// The session has ended or was revoked; the socket closes.
    Ended,
}

/// Seconds between heartbeats.
pub const BEAT_SECONDS: u32 = 10;
/// Seconds without a frame after which the client takes the link for dead.
pub const DEAD_SECONDS: u32 = 25;
