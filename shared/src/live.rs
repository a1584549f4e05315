//! Frames of the live socket. The socket only tells; commands go over HTTP.
//!
//! A client subscribes with the last position it has. It gets either a snapshot or exactly the changes it
//! missed, in order, and from then on every change once. Positions of a client are not contiguous: entries it
//! may not see, or did not ask for, are passed over, and a [`ServerFrame::Beat`] moves its position on.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Resource;
use crate::incident;
use crate::place::Extent;
use crate::time::DateTime;

/// What the client says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// What it wants to see. A later one replaces it and starts anew.
    Subscribe {
        /// Kinds of things.
        topics: Vec<Kind>,
        /// Only what lies here; everything when absent. What lies nowhere is everywhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extent: Option<Extent>,
        /// Last position the client has; none for a snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
    },
}

/// Declares everything that live screens show, once: the word of each kind, its type, its list in the picture, and the
/// resource that a role must be permitted to read.
macro_rules! shown_kinds {
    ($($(#[$doc:meta])* $kind:ident($shown:ty), $word:literal, $list:ident, $resource:ident;)*) => {
        /// A kind of thing that live screens show. Its word is the journal's `subject_kind`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Its word in the journal and in frames.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)*
                }
            }

            /// What a role must be permitted to read in order to see it.
            pub const fn resource(self) -> Resource {
                match self {
                    $(Self::$kind => Resource::$resource,)*
                }
            }

            /// The kind of a word; none for what no screen shows.
            pub fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$kind),)*
                    _ => None,
                }
            }
        }

        /// One thing as screens show it.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Subject {
            $($(#[$doc])* $kind(Box<$shown>),)*
        }

        /// Everything that is open, true at one position. The same picture is kept live, and drawn of any past moment.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Picture {
            $($(#[$doc])* #[serde(skip_serializing_if = "Vec::is_empty")] pub $list: Vec<$shown>,)*
        }
    };
}

shown_kinds! {
    /// Incidents.
    Incident(incident::Summary), "incident", incidents, Incident;
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame {
    /// The whole of what is open in the subscription. Replaces what the client had.
    Snapshot {
        /// Position at which it is true.
        position: i64,
        /// Clock of the server.
        now: DateTime,
        /// What is open.
        picture: Picture,
    },
    /// Something is new or changed.
    Upsert {
        /// Position.
        position: i64,
        /// When it was done, by the clock of the server.
        at: DateTime,
        /// The thing as it then was.
        subject: Subject,
    },
    /// Something is no longer to be shown: it left the extent, or the reader may see it no longer.
    Gone {
        /// Position.
        position: i64,
        /// When.
        at: DateTime,
        /// Its kind.
        kind: Kind,
        /// Which.
        id: Uuid,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_kind_is_how_it_is_written_and_read() {
        for &kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
            assert_eq!(Kind::of(kind.word()), Some(kind));
        }
    }
}
