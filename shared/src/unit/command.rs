//! Commands about units themselves.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{Capability, CrewMember, Station, UnitKind, UnitStatus, UnitSummary};
use crate::id::{DepartmentId, InstitutionId, UnitId};
use crate::problem::{FaultCode, FieldError, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

/// Longest call sign, in characters.
const CALL_SIGN_MAX: usize = 20;
/// Most people of one crew; a fire engine with a relief has eight.
pub const CREW_MAX: usize = 20;
/// Most units that one combined unit is formed from.
const PARTS_MAX: usize = 20;
/// Longest shift. Duties of a day and a night are the longest there are.
const SHIFT_MAX: Duration = Duration::hours(36);
/// How far a clock of a device may run ahead.
const CLOCK_SKEW: Duration = Duration::minutes(2);

/// Adds or changes a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutUnit {
    /// Version it is based on; 0 for a new one.
    pub version: i64,
    /// Institution; the own one, when absent. Fixed once the unit exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// Call sign.
    pub call_sign: String,
    /// Department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Kind.
    pub kind: UnitKind,
    /// Vehicle and plate in words.
    #[serde(default)]
    pub vehicle: String,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
    /// Home.
    pub station: Station,
    /// Whether it exists.
    pub active: bool,
}

/// Sets who is on duty with a unit and until when. Replaces the present shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutShift {
    /// Beginning; now, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// End.
    pub to: DateTime,
    /// Crew.
    pub crew: Vec<CrewMember>,
}

/// Forms one unit for a while from several (apvieno vienības). They cannot be sent by themselves until it is dissolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormUnit {
    /// Id made by the sender.
    pub id: UnitId,
    /// Call sign.
    pub call_sign: String,
    /// Units it is formed from, all of the own institution and available. The first one's home becomes its home.
    pub parts: Vec<UnitId>,
}

/// Dissolves a combined unit: its parts are available again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DissolveUnit {
    /// Version it is based on.
    pub version: i64,
}

/// Sets a unit's status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetUnitStatus {
    /// The status.
    pub status: UnitStatus,
    /// Version it is based on. Without one the status machine alone decides: an officer's report of arrival must not fail
    /// because somebody corrected the crew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// When it was so, from a device that had no network; now, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime>,
    /// Why, where there is something to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Answer to a command about a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitAnswer {
    /// The unit as it now is.
    pub unit: UnitSummary,
    /// Doubts; nothing was refused for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// Answer to a command about several units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitsAnswer {
    /// The units as they now are, the one the command names first.
    pub units: Vec<UnitSummary>,
}

fn check_call_sign(call_sign: &mut String, found: &mut Findings) {
    *call_sign = found.take("call_sign", text::clean_line(call_sign, CALL_SIGN_MAX));
    if call_sign.is_empty() && found.faults.is_empty() {
        found.fault("call_sign", FaultCode::Required);
    }
}

impl PutUnit {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_call_sign(&mut self.call_sign, &mut found);
        self.vehicle = found.take("vehicle", text::clean_line(&self.vehicle, LINE_MAX));
        self.capabilities.sort_unstable();
        self.capabilities.dedup();
        self.station.name = found.take("station.name", text::clean_line(&self.station.name, LINE_MAX));
        if !crate::place::on_earth(self.station.lat, self.station.lon) {
            found.fault("station.lat", FaultCode::OutsideWorld);
        } else if !crate::place::near_latvia(self.station.lat, self.station.lon) {
            found.warning("station.lat", FaultCode::OutsideLatvia);
        }
        if self.kind == UnitKind::Combined {
            // A combined unit is formed and dissolved, so that its parts are always known.
            found.fault("kind", FaultCode::Unknown);
        }
        found
    }
}

impl PutShift {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        let from = self.from.unwrap_or(now);
        if self.to <= from || self.to <= now {
            found.fault("to", FaultCode::EndBeforeStart);
        } else if self.to - from > SHIFT_MAX {
            found.fault("to", FaultCode::OutOfRange);
        }
        if from > now + CLOCK_SKEW {
            // Rosters are another system's; here stands who is there.
            found.fault("from", FaultCode::InFuture);
        }
        if self.crew.len() > CREW_MAX {
            found.fault("crew", FaultCode::TooLong);
        }
        for (i, member) in self.crew.iter_mut().enumerate() {
            let field = format!("crew.{i}.name");
            member.name = found.take(&field, text::clean_line(&member.name, LINE_MAX));
            if member.name.is_empty() && member.user.is_none() {
                found.fault(field, FaultCode::Required);
            }
        }
        if self.crew.iter().filter(|member| member.leader).count() > 1 {
            found.fault("crew", FaultCode::Taken);
        }
        found
    }
}

impl FormUnit {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_call_sign(&mut self.call_sign, &mut found);
        let mut distinct = self.parts.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() != self.parts.len() {
            found.fault("parts", FaultCode::Taken);
        } else if self.parts.len() < 2 {
            found.fault("parts", FaultCode::Required);
        } else if self.parts.len() > PARTS_MAX {
            found.fault("parts", FaultCode::TooLong);
        }
        if self.parts.contains(&self.id) {
            found.fault("parts", FaultCode::SelfReference);
        }
        found
    }
}

impl SetUnitStatus {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        self.reason = found.take("reason", text::clean(&self.reason, text::NOTE_MAX));
        if self.at.is_some_and(|at| at > now + CLOCK_SKEW) {
            found.fault("at", FaultCode::InFuture);
        }
        found
    }

    /// When the status began: what the device says, but neither before the unit's last change nor in the future.
    pub fn instant(&self, since: DateTime, now: DateTime) -> DateTime {
        self.at.unwrap_or(now).min(now).max(since)
    }
}
