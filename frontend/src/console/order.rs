//! The order of the list: the most urgent first, and still while somebody points at it.

use std::cmp::Ordering;

use leptos::prelude::*;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Category, Summary};
use vnr_shared::sort;
use vnr_shared::time::DateTime;

use super::filters::{By, Filters};
use crate::edge;
use crate::live::Store;

/// What an incident is sorted by.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    pub id: IncidentId,
    category: Category,
    /// End of the running clock; those without one come after those with.
    due: Option<DateTime>,
    received: DateTime,
}

impl Rank {
    fn of(i: &Summary) -> Self {
        let due = i.clock.filter(|c| c.stopped_at.is_none()).map(|c| c.due_at);
        Self { id: i.id, category: i.category, due, received: i.received_at }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let late = |r: &Self| r.due.unwrap_or(DateTime::MAX_UTC);
        self.category
            .cmp(&other.category)
            .then_with(|| late(self).cmp(&late(other)))
            .then_with(|| other.received.cmp(&self.received))
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// The list as it is shown, and as it would be if it were sorted now.
#[derive(Clone, Copy)]
pub struct Order {
    wanted: Memo<Vec<IncidentId>>,
    shown: Memo<Vec<IncidentId>>,
    sorted: RwSignal<u32>,
}

impl Order {
    /// While `held` is true rows keep their places, and new ones wait.
    pub fn new(store: Store, filters: Filters, held: Signal<bool>) -> Self {
        let wanted = Memo::new(move |_| {
            let wanted = filters.read();
            let mut ranks = Vec::new();
            store.incidents.each(|i| {
                if wanted.matches(i) {
                    ranks.push(Rank::of(i));
                }
            });
            sort::by(&mut ranks, Rank::compare);
            ranks.into_iter().map(|r| r.id).collect::<Vec<_>>()
        });
        let sorted = RwSignal::new(0);
        let shown = Memo::new(move |before: Option<&(u32, By, Vec<IncidentId>)>| {
            let (asked, by) = (sorted.get(), filters.by());
            match before {
                // Held, nothing asked for, and something there to hold on to.
                Some((then, same, rows))
                    if held.get() && *then == asked && *same == by && !rows.is_empty() =>
                {
                    (asked, by, rows.clone())
                }
                _ => (asked, by, wanted.get()),
            }
        });
        Self { wanted, shown: Memo::new(move |_| shown.with(|(.., rows)| rows.clone())), sorted }
    }

    /// The rows as shown; reactive.
    pub fn rows(self) -> Memo<Vec<IncidentId>> {
        self.shown
    }

    /// Sorts now.
    pub fn sort(self) {
        self.sorted.update(|n| *n += 1);
    }

    /// How many incidents wait to be shown, and whether the order would change; reactive.
    pub fn pending(self) -> (usize, bool) {
        self.wanted.with(|wanted| {
            self.shown.with(|shown| {
                if wanted == shown {
                    return (0, false);
                }
                let known: std::collections::HashSet<_> = shown.iter().collect();
                (wanted.iter().filter(|id| !known.contains(id)).count(), true)
            })
        })
    }
}

/// Counts for the foot of the list: overdue and waiting. Reactive to the second.
pub fn pressing(store: Store) -> (usize, usize) {
    let now = edge::second();
    let (mut late, mut waiting) = (0, 0);
    store.incidents.each(|i| {
        if i.status.is_open() {
            late += usize::from(i.clock.is_some_and(|c| c.stopped_at.is_none() && c.due_at < now));
            waiting += usize::from(i.status == vnr_shared::incident::Status::Registered);
        }
    });
    (late, waiting)
}
