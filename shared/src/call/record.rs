//! Calls as they are read.

use serde::{Deserialize, Serialize};

use super::ecall::ECall;
use super::{CallPosition, CallState};
use crate::id::{CallId, IncidentId, InstitutionId, UserId};
use crate::incident::Channel;
use crate::lang::Lang;
use crate::problem::FieldError;
use crate::time::DateTime;

/// Who called. Personal data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Caller {
    /// Telephone number as it came, such as `+37120000000`; empty when it was withheld.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Name, as it was said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Caller {
    /// Whether nothing is known.
    pub const fn is_unknown(&self) -> bool {
        self.number.is_empty() && self.name.is_empty()
    }
}

/// One call as lists, maps and live frames show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallSummary {
    /// The call.
    pub id: CallId,
    /// Institution whose dispatchers have to answer it. A card that concerns several is a call of each.
    pub institution: InstitutionId,
    /// Where it stands.
    pub state: CallState,
    /// How it came.
    pub channel: Channel,
    /// When.
    pub received_at: DateTime,
    /// Who called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Latitude of the best position, for whoever looks at an extent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude of the best position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// The best position with its circle, source, confidence and time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<CallPosition>,
    /// Address or place in words.
    pub address: String,
    /// First words of what was said.
    pub text: String,
    /// Type that the platform or whoever took the call proposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// Number of the card at the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_number: Option<String>,
    /// Version of the card that is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_version: Option<i32>,
    /// Whether a vehicle called.
    pub ecall: bool,
    /// When the 112 centre took the card back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<UserId>,
    /// Name of whoever works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_by_name: Option<String>,
    /// When it was claimed, or the claim was last renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<DateTime>,
    /// Incident it became or belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// When somebody has to look at it; absent for a call that is to be answered now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<DateTime>,
    /// Version.
    pub version: i64,
}

/// The whole call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    /// What lists show.
    pub summary: CallSummary,
    /// All that was said.
    pub text: String,
    /// Language of the caller, as the platform names it.
    pub language: String,
    /// Every position, in the order in which it was learned.
    pub positions: Vec<CallPosition>,
    /// What the vehicle sent.
    pub ecall: Option<ECall>,
    /// What could not be read or is doubtful.
    pub warnings: Vec<FieldError>,
    /// Versions of the card that came, in the order of receipt.
    pub versions: Vec<CardVersion>,
    /// Why it was closed without an incident.
    pub closed: Option<Closed>,
}

/// One version of a card as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardVersion {
    /// Version.
    pub version: i32,
    /// When it came.
    pub received_at: DateTime,
    /// Whether it takes the card back.
    pub withdrawn: bool,
    /// Whether it is the one that is shown; one that came late is kept and is not.
    pub shown: bool,
}

/// That a call was closed without an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Closed {
    /// Code of the reason.
    pub reason: String,
    /// More about it.
    pub note: String,
    /// Who closed it.
    pub by: UserId,
    /// When.
    pub at: DateTime,
}

/// A reason for which a call needs no incident: a row of a dated table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseReason {
    /// Code.
    pub code: String,
    /// The key that closes the call with it in one stroke.
    pub key: String,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
}

impl CloseReason {
    /// Name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_lv, &self.name_en)
    }
}

/// Answer to a command that changed a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallAnswer {
    /// The call as it now is.
    pub call: CallSummary,
    /// Doubts; nothing was refused for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// One caller's report of an incident (ziņojums). Every caller stays a report of their own, also when incidents are merged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// Incident under which it was filed; another than the one read when that one was merged into it.
    pub incident: IncidentId,
    /// Registration number of that incident.
    pub number: String,
    /// The call; absent for an incident that was filed without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    /// How it came.
    pub channel: Channel,
    /// When.
    pub received_at: DateTime,
    /// Who called, for those who may read persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Where the caller was, or said it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<CallPosition>,
    /// Address or place in words.
    pub address: String,
    /// What was said.
    pub text: String,
}
