//! A line for the log, kept on each keystroke until the server has it. The console and the card show the same one.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::{IncidentId, NoteId};
use vnr_shared::incident::{AddNote, IncidentAnswer, Summary};
use vnr_shared::time;

use super::Lines;
use crate::api::{self, Failure};
use crate::edge;

/// A line that is being written.
#[derive(Clone, Copy)]
pub struct NoteDraft {
    id: IncidentId,
    /// What is typed; each change is kept in this browser.
    pub typed: RwSignal<String>,
    /// Why it could not be added.
    pub failure: RwSignal<Option<Failure>>,
    /// When the last line was added.
    pub added: RwSignal<Option<String>>,
    /// When the typed text was last kept in this browser.
    pub kept: RwSignal<Option<String>>,
    /// One key until it is filed: a second press repeats the command and not the note.
    pending: StoredValue<Option<(api::Key, NoteId)>>,
    lines: Option<Lines>,
}

impl NoteDraft {
    /// The draft of an incident, as it was left.
    pub fn open(id: IncidentId) -> Self {
        let draft = Self {
            id,
            typed: RwSignal::new(edge::load(&key(id)).unwrap_or_default()),
            failure: RwSignal::new(None),
            added: RwSignal::new(None),
            kept: RwSignal::new(None),
            pending: StoredValue::new(None),
            lines: use_context(),
        };
        Effect::new(move |before: Option<()>| {
            let typed = draft.typed.get();
            if before.is_some() {
                draft.keep(&typed);
            }
        });
        draft
    }

    fn keep(self, typed: &str) {
        self.pending.set_value(None);
        if typed.is_empty() {
            edge::forget(&key(self.id));
            self.kept.set(None);
        } else {
            self.kept.set(edge::save(&key(self.id), typed).then(|| time::clock(edge::now())));
        }
    }

    /// Adds the line. `on_done` hears of the incident as it then is.
    pub fn submit(self, on_done: Callback<Summary>) {
        let (command_key, note) =
            self.pending.get_value().unwrap_or_else(|| (api::new_key(), NoteId(edge::new_id())));
        self.pending.set_value(Some((command_key, note)));
        let command = AddNote { id: note, text: self.typed.get_untracked() };
        if command.text.trim().is_empty() {
            return;
        }
        spawn_local(async move {
            let path = api::incident_part(self.id, "notes");
            match api::send::<_, IncidentAnswer>(Method::POST, &path, &command, command_key).await {
                Ok(answer) => {
                    Lines::did(self.lines, command_key);
                    // Even when the screen is gone: what is filed must not come back as a draft.
                    edge::forget(&key(self.id));
                    self.typed.try_set(String::new());
                    self.failure.try_set(None);
                    self.added.try_set(Some(time::clock(edge::now())));
                    on_done.try_run(answer.incident);
                }
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }
}

fn key(id: IncidentId) -> String {
    format!("vnr.note.{id}")
}
