//! One incident as its card has it: the whole record and its journal, read again whenever a frame says it changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Incident, Summary};
use vnr_shared::journal::JournalEntry;
use vnr_shared::problem::ProblemCode;

use crate::api::{self, Failure};
use crate::live::{LinkState, Live};
use crate::register::is_reading;
use crate::session::Access;

/// The incident of a card.
#[derive(Clone, Copy)]
pub struct Dossier {
    /// Which.
    pub id: IncidentId,
    /// The record, once it has come.
    pub incident: RwSignal<Option<Incident>>,
    /// Its journal, oldest first; empty for those who may not read it.
    pub journal: RwSignal<Vec<JournalEntry>>,
    /// Why the record could not be read.
    pub failure: RwSignal<Option<Failure>>,
    /// The last change that somebody else made while the card was open.
    pub noticed: RwSignal<Option<JournalEntry>>,
    live: Live,
    access: Access,
    asked: StoredValue<u32>,
}

impl Dossier {
    /// Reads an incident and follows it.
    pub fn open(id: IncidentId) -> Self {
        let dossier = Self {
            id,
            incident: RwSignal::new(None),
            journal: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            noticed: RwSignal::new(None),
            live: expect_context(),
            access: expect_context(),
            asked: StoredValue::new(0),
        };
        dossier.reload();
        dossier.follow();
        dossier
    }

    fn follow(self) {
        let Live { store, state, .. } = self.live;
        let stamp = Memo::new(move |_| {
            if let Some(row) = store.incidents.row(self.id.0) {
                return Some(row.with(|s| (s.version, s.updated_at)));
            }
            // A closed incident is not in the store until it changes.
            store.incidents.each(|_| {});
            None
        });
        Effect::new(move || {
            let here = self
                .incident
                .with_untracked(|i| i.as_ref().map(|i| (i.summary.version, i.summary.updated_at)));
            if let (Some(stamp), Some(here)) = (stamp.get(), here)
                && stamp > here
            {
                self.reload();
            }
        });
        // What changed while the link was down is in no frame if the incident is closed.
        Effect::new(move |before: Option<bool>| {
            let up = state.get() == LinkState::Live;
            if up && before == Some(false) && self.incident.with_untracked(Option::is_some) {
                self.reload();
            }
            up
        });
    }

    /// Reads the record and the journal anew. What is being typed is kept elsewhere and does not move.
    pub fn reload(self) {
        self.asked.update_value(|n| *n += 1);
        let number = self.asked.get_value();
        let reads_journal = untrack(|| self.access.may(Resource::IncidentJournal, Action::Read));
        spawn_local(async move {
            let incident = api::get::<Incident>(&api::incident(self.id)).await;
            let journal = if reads_journal {
                api::get::<Vec<JournalEntry>>(&api::incident_part(self.id, "journal"))
                    .await
                    .unwrap_or_default()
            } else {
                Vec::new()
            };
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match incident {
                Ok(incident) => {
                    self.notice(&journal);
                    self.failure.set(None);
                    self.live.store.incidents.put(incident.summary.clone());
                    self.incident.set(Some(incident));
                    self.journal.set(journal);
                }
                Err(why) => {
                    // It may be seen no longer: what was shown must not stay on the screen.
                    if matches!(why.code(), Some(ProblemCode::NotFound | ProblemCode::Forbidden)) {
                        self.incident.set(None);
                    }
                    self.failure.set(Some(why));
                }
            }
        });
    }

    /// Remembers the newest entry of somebody else that was not there before.
    fn notice(self, journal: &[JournalEntry]) {
        if self.incident.with_untracked(Option::is_none) {
            return;
        }
        let me = self.access.session_now().map(|s| s.user);
        let known = self.journal.with_untracked(|old| old.last().map(|e| e.at));
        let news = journal.iter().rev().find(|e| e.actor != me && !is_reading(e));
        if let Some(entry) = news.filter(|e| known.is_none_or(|k| e.at > k)) {
            self.noticed.set(Some(entry.clone()));
        }
    }

    /// Takes what a command answered, and reads the rest.
    pub fn done(self, summary: Summary) {
        self.live.store.incidents.put(summary);
        self.reload();
    }

    /// [`Self::done`] as a callback.
    pub fn on_done(self) -> Callback<Summary> {
        Callback::new(move |summary| self.done(summary))
    }

    /// A part of the record, that changes only when it changes; `None` until the record has come.
    pub fn part<T>(self, read: impl Fn(&Incident) -> T + Send + Sync + 'static) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.incident.with(|i| i.as_ref().map(&read)))
    }

    /// Whether the reader may change it; reactive.
    pub fn editable(self) -> bool {
        self.incident.with(|i| i.as_ref().is_some_and(|i| i.editable))
    }

    /// Whether the reader may add to it: notes, and what does not need the responsible institution; reactive.
    pub fn may_add(self) -> bool {
        self.access.may(Resource::Incident, Action::Update)
    }
}
