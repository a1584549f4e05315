//! The command line, as the register's parts know it. The console has one; the card has none, and its download no grammar.

use leptos::prelude::*;
use vnr_shared::line::Action;

use crate::api;
use crate::ui::Says;

/// What the screen's command line does for the parts on it.
#[derive(Clone, Copy)]
pub struct Lines {
    /// Writes the line of an action.
    pub say: Callback<Action, String>,
    /// Hears of a command that a button has done, so that it can be taken back like a typed one.
    pub done: Callback<api::Key>,
}

impl Lines {
    /// The line of an action; nothing where the screen has no command line.
    pub fn says(action: impl Fn() -> Option<Action> + Send + Sync + 'static) -> Says {
        let lines = use_context::<Self>()?;
        Some(Callback::new(move |()| action().map(|action| lines.say.run(action)).unwrap_or_default()))
    }

    /// Has the screen's command line remember a command.
    pub fn did(lines: Option<Self>, key: api::Key) {
        if let Some(lines) = lines {
            lines.done.try_run(key);
        }
    }
}
