//! Frames of the live socket. The socket only tells; commands go over HTTP.
//!
//! A client subscribes with the last position it has. It gets either a snapshot or exactly the changes it
//! missed, in order, and from then on every change once. Positions of a client are not contiguous: entries it
//! may not see, or did not ask for, are passed over, and a [`ServerFrame::Beat`] moves its position on.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Resource;
use crate::call;
use crate::event;
use crate::incident;
use crate::place::Extent;
use crate::presence::Present;
use crate::time::DateTime;
use crate::unit;

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
    /// Where units are, from a device; answered by [`ServerFrame::Taken`]. The same as `POST /api/units/positions`.
    Positions {
        /// Fixes, in any order.
        fixes: Vec<unit::PositionFix>,
    },
}

/// What a picture needs to know of a thing, whatever its kind.
pub trait Shown {
    /// Its id: the journal's `subject_id`.
    fn key(&self) -> Uuid;
    /// Whether it stays in the picture. What is over is told once more by an upsert and then let go of.
    fn is_open(&self) -> bool;
    /// Its version; an older one never takes the place of a newer one. What has none is always taken.
    fn version(&self) -> i64 {
        0
    }
}

impl Shown for incident::Summary {
    fn key(&self) -> Uuid {
        self.id.0
    }

    fn is_open(&self) -> bool {
        self.status.is_open()
    }

    fn version(&self) -> i64 {
        self.version
    }
}

impl Shown for call::CallSummary {
    fn key(&self) -> Uuid {
        self.id.0
    }

    fn is_open(&self) -> bool {
        self.state.is_open()
    }

    fn version(&self) -> i64 {
        self.version
    }
}

impl Shown for unit::UnitSummary {
    fn key(&self) -> Uuid {
        self.id.0
    }

    fn is_open(&self) -> bool {
        self.active
    }

    fn version(&self) -> i64 {
        self.version
    }
}

impl Shown for unit::TimerSummary {
    fn key(&self) -> Uuid {
        self.id.0
    }

    fn is_open(&self) -> bool {
        self.state != unit::TimerState::Ended
    }

    fn version(&self) -> i64 {
        self.version
    }
}

impl Shown for unit::AlarmSummary {
    fn key(&self) -> Uuid {
        self.id.0
    }

    fn is_open(&self) -> bool {
        self.state != unit::AlarmState::Closed
    }

    fn version(&self) -> i64 {
        self.version
    }
}

impl Shown for unit::MessageSummary {
    fn key(&self) -> Uuid {
        self.id.0
    }

    /// A message is before the eye until somebody of the other side has read it.
    fn is_open(&self) -> bool {
        self.read_at.is_none()
    }

    /// It only ever comes to be delivered and then read.
    fn version(&self) -> i64 {
        i64::from(self.delivered_at.is_some()) + i64::from(self.read_at.is_some())
    }
}

/// Puts a thing into a list in the place of its older self, or takes it out when it is over.
fn put<T: Shown>(list: &mut Vec<T>, thing: T) {
    let at = list.iter().position(|old| old.key() == thing.key());
    match (at, thing.is_open()) {
        (Some(at), true) => {
            if let Some(old) = list.get_mut(at) {
                *old = thing;
            }
        }
        (Some(at), false) => drop(list.remove(at)),
        (None, true) => list.push(thing),
        (None, false) => {}
    }
}

/// Declares everything that live screens show, once: the word of each kind, its type, its list in the picture, and the
/// resource that a role must be permitted to read.
macro_rules! shown_kinds {
    ($($(#[$doc:meta])* $kind:ident($shown:ty), $word:literal, $list:ident, $resource:ident;)*) => {
        /// A kind of thing that live screens show. Its word is the journal's `subject_kind`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

        impl Subject {
            /// Its kind.
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }

            /// Reads a thing of a kind as the journal keeps it.
            pub fn read(kind: Kind, json: &str) -> Result<Self, serde_json::Error> {
                Ok(match kind {
                    $(Kind::$kind => Self::$kind(serde_json::from_str(json)?),)*
                })
            }

            /// Its id.
            pub fn key(&self) -> Uuid {
                match self {
                    $(Self::$kind(thing) => thing.key(),)*
                }
            }

            /// Whether a picture holds it.
            pub fn is_open(&self) -> bool {
                match self {
                    $(Self::$kind(thing) => thing.is_open(),)*
                }
            }
        }

        impl Picture {
            /// Takes a thing as it now is: in the place of its older self, and out of the picture when it is over.
            pub fn put(&mut self, subject: Subject) {
                match subject {
                    $(Subject::$kind(thing) => put(&mut self.$list, *thing),)*
                }
            }

            /// Takes a thing out.
            pub fn remove(&mut self, kind: Kind, id: Uuid) {
                match kind {
                    $(Kind::$kind => self.$list.retain(|thing| thing.key() != id),)*
                }
            }

            /// Sorts every list by id, so that two pictures of the same things are written alike.
            pub fn sort(&mut self) {
                $(self.$list.sort_unstable_by_key(Shown::key);)*
            }
        }
    };
}

/// Hands every shown kind to another macro, so that a store of live things elsewhere has no list of its own to forget
/// one in. Whoever calls it needs the modules of `vnr_shared` in scope.
#[macro_export]
macro_rules! for_shown_kinds {
    ($then:ident) => {
        $then! {
            /// Calls.
            Call(call::CallSummary), "call", calls, Call;
            /// Incidents.
            Incident(incident::Summary), "incident", incidents, Incident;
            /// Major events.
            Event(event::EventSummary), "event", events, Event;
            /// Units.
            Unit(unit::UnitSummary), "unit", units, Unit;
            /// Timers.
            Timer(unit::TimerSummary), "timer", timers, Unit;
            /// Panic alarms.
            Alarm(unit::AlarmSummary), "alarm", alarms, Unit;
            /// Messages between consoles and units.
            Message(unit::MessageSummary), "message", messages, Unit;
        }
    };
}

for_shown_kinds!(shown_kinds);

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
    /// Who has a record open now; nobody when the list is empty. Has no position: it is no change of the register.
    Presence {
        /// Kind of the record.
        kind: Kind,
        /// Which.
        id: Uuid,
        /// Everybody there.
        people: Vec<Present>,
    },
    /// What became of the positions that the client sent.
    Taken(unit::TakenPositions),
    /// The client fell behind, or what it has is too old to be continued: subscribe anew without a position.
    Resync,
    /// The session has ended or was revoked; the socket closes.
    Ended,
}

impl Picture {
    /// Follows one frame; returns the position up to which the picture is then true, if the frame tells one. Whoever
    /// follows every frame has the picture that the server would show at that position.
    pub fn follow(&mut self, frame: ServerFrame) -> Option<i64> {
        match frame {
            ServerFrame::Snapshot { position, picture, .. } => {
                *self = picture;
                Some(position)
            }
            ServerFrame::Upsert { position, subject, .. } => {
                self.put(subject);
                Some(position)
            }
            ServerFrame::Gone { position, kind, id, .. } => {
                self.remove(kind, id);
                Some(position)
            }
            ServerFrame::Beat { position, .. } => Some(position),
            ServerFrame::Presence { .. }
            | ServerFrame::Taken(_)
            | ServerFrame::Resync
            | ServerFrame::Ended => None,
        }
    }
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

    fn incident(n: u128, status: &str) -> Subject {
        let json = serde_json::json!({
            "id": Uuid::from_u128(n), "number": "VP-1", "owner": Uuid::nil(), "type_code": "other", "category": "C",
            "status": status, "received_at": "2026-11-22T10:00:00Z", "lat": 56.95, "lon": 24.11, "address": "",
            "headline": "", "sensitivity": "normal", "version": 1, "updated_at": "2026-11-22T10:00:00Z",
        });
        Subject::Incident(serde_json::from_value(json).unwrap())
    }

    #[test]
    fn a_picture_holds_each_thing_once_and_lets_go_of_what_is_over() {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let upsert = |position, subject| ServerFrame::Upsert { position, at, subject };
        let mut picture = Picture::default();
        for frame in [
            upsert(1, incident(2, "registered")),
            upsert(2, incident(1, "registered")),
            upsert(3, incident(2, "assigned")),
            upsert(4, incident(3, "closed")),
        ] {
            picture.follow(frame);
        }
        picture.sort();
        let mut expected = Picture::default();
        expected.put(incident(1, "registered"));
        expected.put(incident(2, "assigned"));
        assert_eq!(picture, expected);
        assert_eq!(picture.follow(upsert(5, incident(1, "closed"))), Some(5));
        let gone = ServerFrame::Gone { position: 6, at, kind: Kind::Incident, id: Uuid::from_u128(2) };
        assert_eq!(picture.follow(gone), Some(6));
        assert_eq!(picture, Picture::default());
    }
}
