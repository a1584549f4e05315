//! Messages between a console and a unit, with the times at which they came to the device and were read.

use serde::{Deserialize, Serialize};

use crate::id::{IncidentId, InstitutionId, MessageId, UnitId};
use crate::problem::{FaultCode, Findings};
use crate::text;
use crate::time::DateTime;

/// Longest message, in characters: what a driver can be asked to look at.
const TEXT_MAX: usize = 2000;
/// Most messages that one command marks.
pub const MARKS_MAX: usize = 500;

/// A message as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageSummary {
    /// The message.
    pub id: MessageId,
    /// The unit it is for or from.
    pub unit: UnitId,
    /// Call sign of the unit.
    pub call_sign: String,
    /// Institution of the unit.
    pub institution: InstitutionId,
    /// Whether the unit wrote it; otherwise a console did.
    pub from_unit: bool,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: DateTime,
    /// The text.
    pub text: String,
    /// The incident it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// When it came to a device of the other side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<DateTime>,
    /// When somebody of the other side read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<DateTime>,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_by: Option<String>,
}

/// Sends a message. Whoever is of the unit's crew writes to the console; everybody else writes to the unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendMessage {
    /// Id made by the sender.
    pub id: MessageId,
    /// The unit.
    pub unit: UnitId,
    /// The text.
    pub text: String,
    /// The incident it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
}

/// Says that messages have come, or were read. Those that are marked already stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkMessages {
    /// Which.
    pub messages: Vec<MessageId>,
    /// Whether they were read; otherwise they have come to the device.
    #[serde(default)]
    pub read: bool,
}

impl SendMessage {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.text = found.take("text", text::clean(&self.text, TEXT_MAX));
        if self.text.is_empty() && found.faults.is_empty() {
            found.fault("text", FaultCode::Required);
        }
        found
    }
}

impl MarkMessages {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.messages.sort_unstable();
        self.messages.dedup();
        if self.messages.is_empty() {
            found.fault("messages", FaultCode::Required);
        } else if self.messages.len() > MARKS_MAX {
            found.fault("messages", FaultCode::TooLong);
        }
        found
    }
}
