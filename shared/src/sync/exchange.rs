//! What a device and the server say to each other.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{Answered, BATCH_MAX, ClockOffset, Item, Lease};
use crate::check::CheckMade;
use crate::id::{ConflictId, DeviceId, IncidentId, InstitutionId, ReportId, UnitId, UserId};
use crate::incident::{AddNote, ChangeStatus, EditIncident, NewIncident};
use crate::person::NewInvolvement;
use crate::problem::{ConflictField, FaultCode, Findings};
use crate::report::{EditFieldReport, NewFieldReport, NewSupplement, TakeReportStep};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;
use crate::unit::{MarkMessages, SendMessage, SetUnitStatus};

/// Most commands that one may need.
const NEEDS_MAX: usize = 20;

/// What can be done without a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Act {
    /// Files an incident, whole.
    File(Box<NewIncident>),
    /// Changes fields of an incident, based on the version the device had.
    Edit {
        /// The incident.
        incident: IncidentId,
        /// The fields.
        edit: Box<EditIncident>,
    },
    /// Takes a step of an incident's life cycle. Status is a path and not a value: a step that is still possible is taken,
    /// whatever else was changed meanwhile, and one that is not is set aside.
    Step {
        /// The incident.
        incident: IncidentId,
        /// The step.
        step: ChangeStatus,
    },
    /// Adds a line to an incident's log.
    Note {
        /// The incident.
        incident: IncidentId,
        /// The line.
        note: AddNote,
    },
    /// Ties a person to an incident.
    Involve {
        /// The incident.
        incident: IncidentId,
        /// The person.
        person: Box<NewInvolvement>,
    },
    /// Reports the status of a unit.
    UnitStatus {
        /// The unit.
        unit: UnitId,
        /// The status.
        status: SetUnitStatus,
    },
    /// Begins a field report.
    Report(Box<NewFieldReport>),
    /// Changes a field report that is a draft. Only its author does, so what is refused is what was changed on another device.
    EditReport {
        /// The report.
        report: ReportId,
        /// The fields.
        edit: Box<EditFieldReport>,
    },
    /// Takes a step of a field report, when it is still what was looked at: checks, gives back, locks.
    StepReport {
        /// The report.
        report: ReportId,
        /// The step.
        step: TakeReportStep,
    },
    /// Adds to a locked field report.
    Supplement {
        /// The report.
        report: ReportId,
        /// What is added.
        supplement: NewSupplement,
    },
    /// Ties a field report to an incident.
    TieReport {
        /// The report.
        report: ReportId,
        /// The incident.
        incident: IncidentId,
    },
    /// Writes a message: whoever is of the unit's crew to the console.
    Message(SendMessage),
    /// Says that messages were read.
    MessagesRead(MarkMessages),
    /// Tells of a check that was made of what the device is lent, so that it stands in the journal.
    Checked(CheckMade),
}

/// Commands up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncUp {
    /// The device.
    pub device: DeviceId,
    /// When this was sent, by the device's clock.
    pub sent_at: DateTime,
    /// What the device has measured of its clock; without it the way here counts as no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockOffset>,
    /// Commands, in any order; most [`BATCH_MAX`].
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub items: Vec<Item<Act>>,
    /// Position of the journal up to which the device has the picture; none to be given it whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
}

/// Answers and changes down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncDown<F> {
    /// Clock of the server.
    pub now: DateTime,
    /// The device is to erase what it has, and is told nothing else.
    pub erase: bool,
    /// What the device may hold from now on, and until when; none with [`Self::erase`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// An answer to each command that was sent.
    pub answers: Vec<Answered>,
    /// What a live socket would have told since: frames of [`crate::live::ServerFrame`].
    pub frames: Vec<F>,
    /// Whether there is more: ask again at once.
    pub more: bool,
}

impl SyncUp {
    /// Checks the envelope. What is in a command is checked when its turn comes, so that one bad command stops no other.
    pub fn check(&self) -> Findings {
        let mut found = Findings::default();
        if self.items.len() > BATCH_MAX {
            found.fault("items", FaultCode::TooLong);
        }
        for (n, item) in self.items.iter().enumerate() {
            if item.seq == 0 || i64::try_from(item.seq).is_err() {
                found.fault(format!("items.{n}.seq"), FaultCode::OutOfRange);
            }
            if item.needs.len() > NEEDS_MAX {
                found.fault(format!("items.{n}.needs"), FaultCode::TooLong);
            }
        }
        found
    }

    /// What the device's clock has to be moved by, as far as can be told at `now`.
    pub fn offset(&self, now: DateTime) -> Duration {
        self.clock.map_or(now - self.sent_at, |clock| Duration::milliseconds(clock.add_ms))
    }
}

/// A device as its owner and the administrator see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    /// Id, made by the device.
    pub id: DeviceId,
    /// Whose it is.
    pub user: UserId,
    /// Name of that user.
    pub user_name: String,
    /// Institution.
    pub institution: InstitutionId,
    /// Name of the device.
    pub name: String,
    /// When it was registered.
    pub registered_at: DateTime,
    /// When it last reached the server.
    pub seen_at: DateTime,
    /// Milliseconds its clock was off at that time.
    pub clock_add_ms: i64,
    /// Commands that wait for a predecessor.
    pub held: i64,
    /// When it was revoked.
    pub revoked_at: Option<DateTime>,
    /// When it was told to erase what it has.
    pub erased_at: Option<DateTime>,
}

/// Registers a device for the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutDevice {
    /// Name, to be recognised by.
    pub name: String,
}

impl PutDevice {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        match text::clean_line(&self.name, LINE_MAX) {
            Ok(name) if name.is_empty() => found.fault("name", FaultCode::Required),
            Ok(name) => self.name = name,
            Err(code) => found.fault("name", code),
        }
        found
    }
}

/// Two sides of an edit, waiting for somebody to decide (pretruna).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictCard {
    /// Id.
    pub id: ConflictId,
    /// The incident.
    pub incident: IncidentId,
    /// Its registration number.
    pub number: String,
    /// Who made the edit.
    pub by: UserId,
    /// Name of that user.
    pub by_name: String,
    /// When it was made, by a corrected clock.
    pub made_at: DateTime,
    /// When it arrived.
    pub at: DateTime,
    /// Version it was based on.
    pub base_version: i64,
    /// Both sides of each field: `yours` is the device's, `theirs` what the register held.
    pub fields: Vec<ConflictField>,
}

/// Decides a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecideConflict {
    /// Version of the incident that the decision was made on.
    pub version: i64,
    /// Fields of which the device's value is taken; the others stay as the register has them.
    pub take: Vec<String>,
}
