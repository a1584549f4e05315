//! The things of one kind, by id. Each row is a signal of its own, so that a change repaints one row; what looks at all of
//! them follows one counter.

use std::collections::{HashMap, HashSet};

use leptos::prelude::*;
use uuid::Uuid;
use vnr_shared::live::Shown;
use vnr_shared::time::DateTime;

use crate::edge;

/// How long what is over stays, so that its row does not vanish from under the eye.
const KEEP_MINUTES: i64 = 10;

/// A row and since when it is over.
struct Row<T: 'static> {
    signal: ArcRwSignal<T>,
    over_since: Option<DateTime>,
}

/// The things of one kind.
pub struct Keyed<T: 'static> {
    rows: StoredValue<HashMap<Uuid, Row<T>>>,
    changes: RwSignal<u64>,
}

impl<T> Clone for Keyed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Keyed<T> {}

impl<T: Shown + PartialEq + Send + Sync + 'static> Keyed<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { rows: StoredValue::new(HashMap::new()), changes: RwSignal::new(0) }
    }

    /// One thing, if it is here.
    pub fn row(self, id: impl Into<Uuid>) -> Option<ArcRwSignal<T>> {
        let id = id.into();
        self.rows.with_value(|rows| rows.get(&id).map(|row| row.signal.clone()))
    }

    /// Looks at every thing; reactive to any change.
    pub fn each(self, look: impl FnMut(&T)) {
        self.changes.track();
        self.each_untracked(look);
    }

    /// Looks at every thing as it is now.
    pub fn each_untracked(self, mut look: impl FnMut(&T)) {
        self.rows.with_value(|rows| {
            for row in rows.values() {
                row.signal.with_untracked(&mut look);
            }
        });
    }

    /// The things that a reader wants, in no order; reactive to any change.
    pub fn collect<U>(self, mut wanted: impl FnMut(&T) -> Option<U>) -> Vec<U> {
        let mut found = Vec::new();
        self.each(|thing| found.extend(wanted(thing)));
        found
    }

    /// Takes what a command answered, ahead of the link: whoever acts sees it at once. An older state is not taken.
    pub fn put(self, thing: T) {
        if self.upsert(thing) {
            self.tell();
        }
    }

    /// Takes a thing without telling; returns whether anything is different.
    pub(super) fn upsert(self, thing: T) -> bool {
        let id = thing.key();
        let over = (!thing.is_open()).then(edge::now);
        let Some(row) = self.row(id) else {
            self.rows.update_value(|rows| {
                rows.insert(id, Row { signal: ArcRwSignal::new(thing), over_since: over });
            });
            return true;
        };
        let newer = row.with_untracked(|old| thing.version() >= old.version() && *old != thing);
        if newer {
            self.rows.update_value(|rows| {
                if let Some(row) = rows.get_mut(&id) {
                    row.over_since = over.map(|now| row.over_since.unwrap_or(now));
                }
            });
            row.set(thing);
        }
        newer
    }

    /// Takes a thing out without telling.
    pub(super) fn remove(self, id: Uuid) {
        self.rows.update_value(|rows| {
            rows.remove(&id);
        });
    }

    /// Takes a whole list in the place of what is here, without telling.
    pub(super) fn replace(self, things: Vec<T>) {
        let ids: HashSet<Uuid> = things.iter().map(Shown::key).collect();
        self.rows.update_value(|rows| rows.retain(|id, _| ids.contains(id)));
        for thing in things {
            self.upsert(thing);
        }
    }

    /// Lets go of what has long been over, and tells whoever looks at all of them.
    pub(super) fn tell(self) {
        let limit = edge::now() - chrono::Duration::minutes(KEEP_MINUTES);
        self.rows.update_value(|rows| rows.retain(|_, row| row.over_since.is_none_or(|since| since > limit)));
        self.changes.update(|n| *n += 1);
    }
}
