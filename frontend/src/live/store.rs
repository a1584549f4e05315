//! What is live: the things of every shown kind, and who is on which record.

use std::collections::HashMap;

use leptos::prelude::*;
use uuid::Uuid;
use vnr_shared::live::{Kind, Picture, ServerFrame, Subject};
use vnr_shared::presence::Present;
use vnr_shared::time::DateTime as Timestamp;
// Clippy does not look at wildcards in a build for tests, where the expectation would be one too many.
#[cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the list of shown kinds names its types by their modules")
)]
use vnr_shared::*;

use super::keyed::Keyed;

/// What applying frames told about the link itself.
#[derive(Debug, Default, PartialEq)]
pub struct Applied {
    /// The last change: when it was done.
    pub changed_at: Option<Timestamp>,
    /// A clock of the server.
    pub server_now: Option<Timestamp>,
    /// The server asks for a new start.
    pub resync: bool,
    /// The session has ended.
    pub ended: bool,
}

/// Declares the store with a keyed list for each shown kind.
macro_rules! store {
    ($($(#[$doc:meta])* $kind:ident($shown:ty), $word:literal, $list:ident, $resource:ident;)*) => {
        /// What is live. A copy is the same store.
        #[derive(Clone, Copy)]
        pub struct Store {
            $($(#[$doc])* pub $list: Keyed<$shown>,)*
            /// Who is on which record.
            pub presence: RwSignal<HashMap<(Kind, Uuid), Vec<Present>>>,
            position: StoredValue<Option<i64>>,
        }

        impl Store {
            /// An empty store.
            pub fn new() -> Self {
                Self {
                    $($list: Keyed::new(),)*
                    presence: RwSignal::new(HashMap::new()),
                    position: StoredValue::new(None),
                }
            }

            fn upsert(self, subject: Subject) -> Option<Kind> {
                match subject {
                    $(Subject::$kind(thing) => self.$list.upsert(*thing).then_some(Kind::$kind),)*
                }
            }

            fn remove(self, kind: Kind, id: Uuid) {
                match kind {
                    $(Kind::$kind => self.$list.remove(id),)*
                }
            }

            fn replace(self, picture: Picture) {
                $(self.$list.replace(picture.$list);)*
            }

            fn tell(self, kind: Kind) {
                match kind {
                    $(Kind::$kind => self.$list.tell(),)*
                }
            }
        }
    };
}

for_shown_kinds!(store);

impl Store {
    /// Position of the last frame applied.
    pub fn position(self) -> Option<i64> {
        self.position.get_value()
    }

    /// Forgets the position, so that the next subscription starts with a snapshot.
    pub fn forget_position(self) {
        self.position.set_value(None);
    }

    /// Who is on a record; reactive.
    pub fn present(self, kind: Kind, id: Uuid) -> Vec<Present> {
        self.presence.with(|p| p.get(&(kind, id)).cloned().unwrap_or_default())
    }

    /// Applies frames in order. What was applied before is passed over, so that a frame sent twice changes nothing.
    pub fn apply(self, frames: Vec<ServerFrame>) -> Applied {
        let mut told = Applied::default();
        let mut changed: Vec<Kind> = Vec::new();
        for frame in frames {
            match frame {
                ServerFrame::Snapshot { position, now, picture } => {
                    self.position.set_value(Some(position));
                    told.server_now = Some(now);
                    self.replace(picture);
                    self.presence.update(HashMap::clear);
                    changed = Kind::ALL.to_vec();
                }
                ServerFrame::Upsert { position, at, subject } if self.advance(position) => {
                    told.changed_at = Some(at);
                    changed.extend(self.upsert(subject));
                }
                ServerFrame::Gone { position, at, kind, id } if self.advance(position) => {
                    told.changed_at = Some(at);
                    self.remove(kind, id);
                    changed.push(kind);
                }
                ServerFrame::Beat { position, now } => {
                    self.advance(position);
                    told.server_now = Some(now);
                }
                ServerFrame::Presence { kind, id, people } => self.presence.update(|presence| {
                    if people.is_empty() {
                        presence.remove(&(kind, id));
                    } else {
                        presence.insert((kind, id), people);
                    }
                }),
                ServerFrame::Resync => told.resync = true,
                ServerFrame::Ended => told.ended = true,
                // The page sends no positions.
                ServerFrame::Taken(_) | ServerFrame::Upsert { .. } | ServerFrame::Gone { .. } => {}
            }
        }
        for kind in Kind::ALL {
            if changed.contains(kind) {
                self.tell(*kind);
            }
        }
        told
    }

    /// Moves the position on; `false` for what is not new.
    fn advance(self, position: i64) -> bool {
        let new = self.position.get_value().is_none_or(|at| position > at);
        if new {
            self.position.set_value(Some(position));
        }
        new
    }
}
