//! The open incidents by id.

use std::collections::HashMap;

use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Summary;
use vnr_shared::live::{Kind, ServerFrame, Subject};
use vnr_shared::time::DateTime as Timestamp;

use crate::edge;

/// How long a closed incident stays in the store, so that its row does not vanish from under the eye.
const KEEP_CLOSED_MINUTES: i64 = 10;

/// The incidents of the console.
#[derive(Clone, Copy)]
pub struct Store {
    rows: StoredValue<HashMap<IncidentId, ArcRwSignal<Summary>>>,
    changes: RwSignal<u64>,
    position: StoredValue<Option<i64>>,
}

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

impl Store {
    /// An empty store.
    pub fn new() -> Self {
        Self {
            rows: StoredValue::new(HashMap::new()),
            changes: RwSignal::new(0),
            position: StoredValue::new(None),
        }
    }

    /// Position of the last frame applied.
    pub fn position(self) -> Option<i64> {
        self.position.get_value()
    }

    /// Forgets the position, so that the next subscription starts with a snapshot.
    pub fn forget_position(self) {
        self.position.set_value(None);
    }

    /// One incident, if it is here.
    pub fn row(self, id: IncidentId) -> Option<ArcRwSignal<Summary>> {
        self.rows.with_value(|rows| rows.get(&id).cloned())
    }

    /// Looks at all incidents; reactive to any change.
    pub fn each(self, mut look: impl FnMut(&Summary)) {
        self.changes.track();
        self.rows.with_value(|rows| {
            for row in rows.values() {
                row.with_untracked(&mut look);
            }
        });
    }

    /// Takes what a command answered, ahead of the link: whoever acts sees it at once. An older state is not taken.
    pub fn put(self, incident: Summary) {
        if self.upsert(incident) {
            self.changes.update(|n| *n += 1);
        }
    }

    fn upsert(self, incident: Summary) -> bool {
        if let Some(row) = self.row(incident.id) {
            let newer = row.with_untracked(|old| incident.version >= old.version && *old != incident);
            if newer {
                row.set(incident);
            }
            return newer;
        }
        self.rows.update_value(|rows| {
            rows.insert(incident.id, ArcRwSignal::new(incident));
        });
        true
    }

    /// Applies frames in order. What was applied before is passed over, so that a frame sent twice changes nothing.
    pub fn apply(self, frames: Vec<ServerFrame>) -> Applied {
        let mut told = Applied::default();
        let mut changed = false;
        for frame in frames {
            match frame {
                ServerFrame::Snapshot { position, now, picture } => {
                    self.position.set_value(Some(position));
                    told.server_now = Some(now);
                    let ids: Vec<_> = picture.incidents.iter().map(|i| i.id).collect();
                    self.rows.update_value(|rows| rows.retain(|id, _| ids.contains(id)));
                    for incident in picture.incidents {
                        self.upsert(incident);
                    }
                    changed = true;
                }
                ServerFrame::Upsert { position, at, subject } if self.advance(position) => {
                    told.changed_at = Some(at);
                    if let Subject::Incident(incident) = subject {
                        changed |= self.upsert(*incident);
                    }
                }
                ServerFrame::Gone { position, at, kind, id } if self.advance(position) => {
                    told.changed_at = Some(at);
                    if kind == Kind::Incident {
                        self.rows.update_value(|rows| {
                            rows.remove(&IncidentId(id));
                        });
                        changed = true;
                    }
                }
                ServerFrame::Beat { position, now } => {
                    self.advance(position);
                    told.server_now = Some(now);
                }
                ServerFrame::Resync => told.resync = true,
                ServerFrame::Ended => told.ended = true,
                ServerFrame::Upsert { .. } | ServerFrame::Gone { .. } => {}
            }
        }
        if changed {
            self.drop_long_closed();
            self.changes.update(|n| *n += 1);
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

    fn drop_long_closed(self) {
        let limit = edge::now() - chrono::Duration::minutes(KEEP_CLOSED_MINUTES);
        self.rows.update_value(|rows| {
            rows.retain(|_, row| row.with_untracked(|s| s.status.is_open() || s.updated_at > limit));
        });
    }
}
