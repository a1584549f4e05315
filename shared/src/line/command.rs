//! The typed line as a command to the server, and what it answers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Chosen, Screen, Verb};
use crate::id::{CallId, CommandId, IncidentId, UnitId};
use crate::lang::Lang;
use crate::problem::{FaultCode, FieldError, Findings};
use crate::text;

/// Does what a line says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunLine {
    /// The line as it was typed.
    pub line: String,
    /// What was selected.
    #[serde(default)]
    pub context: LineContext,
    /// Language of the answer; that of the user, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// The whole line as the sender understood it. When the server understands it differently, nothing is done and the
    /// server's reading is sent back to be confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expects: Option<String>,
    /// Whether only to tell what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

/// The selected rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineContext {
    /// Incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Call being worked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
}

impl From<LineContext> for Chosen {
    fn from(context: LineContext) -> Self {
        Self { incident: context.incident, unit: context.unit, call: context.call }
    }
}

/// What a line did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineDone {
    /// The command, by which it may be undone.
    pub id: CommandId,
    /// The whole line, with whole numbers.
    pub line: String,
    /// What was done, as a sentence.
    pub said: String,
    /// What it changed.
    pub changed: Vec<ChangedSubject>,
    /// Whether it can be taken back.
    pub undoable: bool,
    /// What the screen should show now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Opened>,
    /// Doubts, such as a unit that was busy; nothing was refused for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// What taking back did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndoDone {
    /// The command that took it back. Undoing this one does it again.
    pub id: CommandId,
    /// The command that was taken back.
    pub undone: CommandId,
    /// What it changed.
    pub changed: Vec<ChangedSubject>,
}

/// Something that a command changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedSubject {
    /// Kind, as in the journal.
    pub kind: String,
    /// Id.
    pub id: Uuid,
}

/// What the screen should show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Opened {
    /// An incident.
    Incident(IncidentId),
    /// A unit.
    Unit(UnitId),
    /// The search, for these words.
    Search(String),
    /// A screen.
    Screen(Screen),
    /// The help, about a verb or about all.
    Help(Option<String>),
}

impl Opened {
    /// The help about a verb.
    pub fn help(topic: Option<Verb>, lang: Lang) -> Self {
        Self::Help(topic.map(|verb| verb.name(lang).to_owned()))
    }
}

/// One way of understanding a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineReading {
    /// The line that means just this.
    pub line: String,
    /// What it would do.
    pub said: String,
}

impl RunLine {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.line = found.take("line", text::clean(&self.line, text::NOTE_MAX));
        if self.line.is_empty() && found.faults.is_empty() {
            found.fault("line", FaultCode::Required);
        }
        found
    }
}
