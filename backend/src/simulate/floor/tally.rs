//! What has happened in a shift so far, and what is known of it that nobody at the desks is told.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use vnr_shared::id::{IncidentId, InstitutionId};

use crate::terminal::out;

/// Counts of a shift.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cards that the register acknowledged.
    pub cards: u64,
    /// Of these, calls about an event that was reported before.
    pub repeated: u64,
    /// Of these, with the location message of a telephone.
    pub located: u64,
    /// Of these, called in by a vehicle.
    pub vehicles: u64,
    /// Cards that the platform took back.
    pub withdrawn: u64,
    /// Calls that the trainer put in.
    pub injected: u64,
    /// Cards that were refused.
    pub cards_refused: u64,
    /// Fixes taken.
    pub fixes: u64,
    /// Statuses that units took.
    pub statuses: u64,
    /// Calls filed as incidents.
    pub filed: u64,
    /// Calls attached to the incident of their event, and to another one.
    pub attached: u64,
    /// Attached to an incident of another event.
    pub attached_wrong: u64,
    /// Filed although the event had an incident.
    pub filed_again: u64,
    /// Units sent.
    pub sent: u64,
    /// Incidents closed.
    pub closed: u64,
    /// Commands refused, because somebody else was quicker, with the last reason.
    pub refused: u64,
    /// The last reason.
    pub last_refusal: String,
    /// Event of each card, by its number.
    events: HashMap<String, usize>,
    /// Events of which a card was sent.
    reported: HashSet<usize>,
    /// Event of each incident that was filed from a card.
    incidents: HashMap<IncidentId, usize>,
    /// Events that an institution has an incident for.
    known: HashSet<(InstitutionId, usize)>,
}

/// A tally that several tasks write.
#[derive(Debug, Default)]
pub struct Book(Mutex<Tally>);

impl Book {
    /// Opens it.
    pub fn open(&self) -> MutexGuard<'_, Tally> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    /// Remembers which event a card is of; whether the event was reported before.
    pub fn card(&mut self, number: String, event: usize) -> bool {
        self.events.insert(number, event);
        !self.reported.insert(event)
    }

    /// A call was filed as an incident.
    pub fn file(&mut self, institution: InstitutionId, card: Option<&str>, incident: IncidentId) {
        self.filed += 1;
        let Some(&event) = card.and_then(|card| self.events.get(card)) else { return };
        self.incidents.insert(incident, event);
        if !self.known.insert((institution, event)) {
            self.filed_again += 1;
        }
    }

    /// A call was attached to an incident.
    pub fn attach(&mut self, card: Option<&str>, incident: IncidentId) {
        let event = card.and_then(|card| self.events.get(card));
        match (event, self.incidents.get(&incident)) {
            (Some(event), Some(of)) if event != of => self.attached_wrong += 1,
            _ => self.attached += 1,
        }
    }

    /// Something was refused.
    pub fn refuse(&mut self, why: &impl std::fmt::Display) {
        self.refused += 1;
        self.last_refusal = why.to_string();
    }

    /// In one line.
    pub fn line(&self) -> String {
        format!(
            "{} cards ({} about known events, {} with a location message, {} from vehicles, {} taken back, {} injected), {} filed, {} attached, {} units sent, {} statuses, {} fixes, {} closed, {} refused",
            self.cards,
            self.repeated,
            self.located,
            self.vehicles,
            self.withdrawn,
            self.injected,
            self.filed,
            self.attached + self.attached_wrong,
            self.sent,
            self.statuses,
            self.fixes,
            self.closed,
            self.refused
        )
    }

    /// Prints the end of a shift.
    pub fn print(&self) {
        out(&self.line());
        if self.filed > 0 {
            out(&format!(
                "duplicates by what is known of the events: {} attached rightly, {} wrongly, {} filed as an event of their own",
                self.attached, self.attached_wrong, self.filed_again
            ));
        }
        if self.cards_refused > 0 {
            out(&format!("{} CARDS WERE NOT TAKEN", self.cards_refused));
        }
        if self.refused > 0 {
            out(&format!("last refusal: {}", self.last_refusal));
        }
    }
}
