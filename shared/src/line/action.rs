//! What a line asks for, with every name resolved. Each action is one command of a capability.

use super::Verb;
use super::words::Screen;
use crate::id::{CallId, CommandId, IncidentId, InstitutionId, TimerId, UnitId};
use crate::incident::{Category, LinkKind, Step};
use crate::unit::UnitStatus;

/// A unit or an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A unit.
    Unit(UnitId),
    /// An incident.
    Incident(IncidentId),
}

/// Where to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To an incident.
    Incident(IncidentId),
    /// To a unit.
    Unit(UnitId),
    /// To a screen.
    Screen(Screen),
}

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// File an incident.
    Create {
        /// Type code.
        type_code: String,
        /// Address in words, or `latitude,longitude`.
        place: String,
        /// Category; that of the type, when none.
        category: Option<Category>,
        /// What happened; empty when nothing was said.
        text: String,
    },
    /// Search the register.
    Find {
        /// For what.
        text: String,
    },
    /// Take a call.
    Take {
        /// Call; the one that has waited longest, when none.
        call: Option<CallId>,
    },
    /// Put a call back.
    PutBack {
        /// Call.
        call: CallId,
    },
    /// Attach a call to an incident.
    Attach {
        /// Call.
        call: CallId,
        /// Incident.
        incident: IncidentId,
    },
    /// Close a call without an incident.
    Dismiss {
        /// Call.
        call: CallId,
        /// Code of the reason.
        reason: String,
        /// More about it; empty when nothing was said.
        text: String,
    },
    /// Send units to an incident.
    Assign {
        /// Units.
        units: Vec<UnitId>,
        /// Incident.
        incident: IncidentId,
    },
    /// Take units off. One of the two is given; without an incident they leave all theirs, without units all of the own
    /// institution leave it.
    Release {
        /// Units.
        units: Vec<UnitId>,
        /// Incident.
        incident: Option<IncidentId>,
    },
    /// Set the status of units.
    Status {
        /// Units.
        units: Vec<UnitId>,
        /// Status.
        status: UnitStatus,
    },
    /// Add a line to the log.
    Note {
        /// Incident.
        incident: IncidentId,
        /// Text.
        text: String,
    },
    /// Set the type.
    Type {
        /// Incident.
        incident: IncidentId,
        /// Type code.
        type_code: String,
    },
    /// Set the category.
    Category {
        /// Incident.
        incident: IncidentId,
        /// Category.
        category: Category,
    },
    /// Take a step of the life cycle; closing and opening again among them.
    Step {
        /// Incident.
        incident: IncidentId,
        /// Step.
        step: Step,
        /// Why; empty when nothing was said.
        reason: String,
        /// Institution to pass it to.
        to: Option<InstitutionId>,
    },
    /// Link two incidents.
    Link {
        /// Incident.
        incident: IncidentId,
        /// The other.
        other: IncidentId,
        /// How they relate.
        kind: LinkKind,
    },
    /// Make an incident a report of another.
    Merge {
        /// The one that is merged.
        incident: IncidentId,
        /// Into this one.
        into: IncidentId,
    },
    /// Take a merged incident out again.
    Split {
        /// The one that was merged.
        incident: IncidentId,
    },
    /// Set a timer.
    Timer {
        /// On what.
        subject: Subject,
        /// Minutes from now.
        minutes: u32,
        /// What for; empty when nothing was said.
        text: String,
    },
    /// End a timer.
    EndTimer {
        /// Timer.
        timer: TimerId,
    },
    /// Warn of a danger at the place of an incident.
    Hazard {
        /// Incident.
        incident: IncidentId,
        /// What danger.
        text: String,
    },
    /// Send units a message.
    Message {
        /// Units.
        units: Vec<UnitId>,
        /// Text.
        text: String,
    },
    /// Mark the messages of units as read.
    Read {
        /// Units.
        units: Vec<UnitId>,
    },
    /// Take up the alarms of units.
    TakeAlarm {
        /// Units; whose alarm is the oldest that nobody has taken, when none.
        units: Vec<UnitId>,
    },
    /// End the alarms of units.
    EndAlarm {
        /// Units.
        units: Vec<UnitId>,
        /// What it was.
        reason: String,
    },
    /// Show something.
    Go {
        /// What.
        target: Target,
    },
    /// Explain.
    Help {
        /// What; everything when none.
        topic: Option<Verb>,
    },
    /// Take back what was done.
    Undo {
        /// Which command; one's last, when none.
        command: Option<CommandId>,
    },
}

impl Action {
    /// Its verb.
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Create { .. } => Verb::Create,
            Self::Find { .. } => Verb::Find,
            Self::Take { .. } => Verb::Take,
            Self::PutBack { .. } => Verb::PutBack,
            Self::Attach { .. } => Verb::Attach,
            Self::Dismiss { .. } => Verb::Dismiss,
            Self::Assign { .. } => Verb::Assign,
            Self::Release { .. } => Verb::Release,
            Self::Status { .. } => Verb::Status,
            Self::Note { .. } => Verb::Note,
            Self::Type { .. } => Verb::Type,
            Self::Category { .. } => Verb::Category,
            Self::Step { step: Step::Close, .. } => Verb::Close,
            Self::Step { step: Step::Reopen, .. } => Verb::Reopen,
            Self::Step { .. } => Verb::Step,
            Self::Link { .. } => Verb::Link,
            Self::Merge { .. } => Verb::Merge,
            Self::Split { .. } => Verb::Split,
            Self::Timer { .. } => Verb::Timer,
            Self::EndTimer { .. } => Verb::EndTimer,
            Self::Hazard { .. } => Verb::Hazard,
            Self::Message { .. } => Verb::Message,
            Self::Read { .. } => Verb::Read,
            Self::TakeAlarm { .. } => Verb::TakeAlarm,
            Self::EndAlarm { .. } => Verb::EndAlarm,
            Self::Go { .. } => Verb::Go,
            Self::Help { .. } => Verb::Help,
            Self::Undo { .. } => Verb::Undo,
        }
    }

    /// Whether it only shows something: the browser does it by itself, and nothing is journaled.
    pub const fn only_shows(&self) -> bool {
        matches!(self, Self::Find { .. } | Self::Go { .. } | Self::Help { .. })
    }
}
