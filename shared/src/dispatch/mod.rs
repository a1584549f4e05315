//! Sending units to incidents (norīkošana): the commands, and what they do to the incident.
//!
//! The status of an incident is that of the institution responsible. Its own units move it: the first one sent assigns it,
//! the first one at the scene starts it and stops the legal clock (Cabinet Regulation No. 190 counts to the arrival,
//! ierašanās, of the force that is bound, so setting out does not count and neither does the arrival of others), the last
//! one released gives it back or, when the work was done, finishes it. Units of other institutions help; they are listed.

use serde::{Deserialize, Serialize};

use crate::id::{AssignmentId, IncidentId, UnitId};
use crate::incident::{IllegalStep, Status, Step, Summary};
use crate::problem::{FaultCode, FieldError, Findings};
use crate::text;
use crate::time::DateTime;
use crate::unit::UnitSummary;

/// Most units that one command sends.
const UNITS_MAX: usize = 50;

/// A unit sent to an incident, from beginning to end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignment {
    /// The assignment.
    pub id: AssignmentId,
    /// The incident.
    pub incident: IncidentId,
    /// The unit.
    pub unit: UnitId,
    /// Its call sign.
    pub call_sign: String,
    /// Place in the unit's order.
    pub order: i32,
    /// When it was given.
    pub assigned_at: DateTime,
    /// Who gave it.
    pub assigned_by: String,
    /// When the unit set out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en_route_at: Option<DateTime>,
    /// When it came to the scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_scene_at: Option<DateTime>,
    /// When it left with somebody or something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transporting_at: Option<DateTime>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_at: Option<DateTime>,
    /// Who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_by: Option<String>,
    /// Why it ended, where that was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A unit as the incident's line shows it. Its status comes from the unit itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignedUnit {
    /// The unit.
    pub id: UnitId,
    /// Its call sign, for those who may not see the unit.
    pub call_sign: String,
}

/// Sends units to an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignUnits {
    /// The units.
    pub units: Vec<UnitId>,
    /// Whether it comes before what a unit has already; otherwise it waits behind.
    #[serde(default)]
    pub first: bool,
}

/// Takes units back from an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseUnits {
    /// The units; all of the own institution, when empty.
    #[serde(default)]
    pub units: Vec<UnitId>,
    /// Why, where there is something to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Puts a unit's assignments in another order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReorderAssignments {
    /// Version of the unit it is based on.
    pub version: i64,
    /// Every incident the unit is sent to, first the one to be worked now.
    pub incidents: Vec<IncidentId>,
}

/// Answer to a command that sends units or takes them back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignmentAnswer {
    /// The incident as it now is.
    pub incident: Summary,
    /// The units as they now are, in the order of the command.
    pub units: Vec<UnitSummary>,
    /// Doubts, such as a unit that was busy; nothing was refused for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

fn check_units(units: &[UnitId], found: &mut Findings) {
    let mut distinct = units.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() != units.len() {
        found.fault("units", FaultCode::Taken);
    } else if units.len() > UNITS_MAX {
        found.fault("units", FaultCode::TooLong);
    }
}

impl AssignUnits {
    /// Checks.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_units(&self.units, &mut found);
        if self.units.is_empty() {
            found.fault("units", FaultCode::Required);
        }
        found
    }
}

impl ReleaseUnits {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_units(&self.units, &mut found);
        self.reason = found.take("reason", text::clean(&self.reason, text::NOTE_MAX));
        found
    }
}

impl ReorderAssignments {
    /// Whether it names exactly what the unit has.
    pub fn is_order_of(&self, present: &[IncidentId]) -> bool {
        let (mut asked, mut present) = (self.incidents.clone(), present.to_vec());
        asked.sort_unstable();
        present.sort_unstable();
        asked == present
    }
}

/// The step an incident takes when a unit is sent to it. `own` says whether the unit is of the institution responsible.
///
/// Nobody is sent to what is done, closed, or just offered to another institution: that has to be opened or accepted first.
pub fn on_assigned(status: Status, own: bool) -> Result<Option<Step>, IllegalStep> {
    match status {
        Status::Registered => Ok(own.then_some(Step::Assign)),
        Status::Assigned | Status::InProgress => Ok(None),
        Status::Done | Status::Closed | Status::PassedOn => {
            Err(IllegalStep { status, step: Step::Assign, legal: status.legal().to_vec() })
        }
    }
}

/// The step an incident takes when a unit comes to the scene.
pub const fn on_arrived(status: Status, own: bool) -> Option<Step> {
    match status {
        Status::Registered | Status::Assigned if own => Some(Step::Start),
        _ => None,
    }
}

/// The step an incident takes when a unit is released. `left` counts the other units of the institution responsible;
/// `worked` says whether the released one had come to the scene.
pub const fn on_released(status: Status, own: bool, left: usize, worked: bool) -> Option<Step> {
    match status {
        Status::Assigned if own && left == 0 => Some(Step::Unassign),
        Status::InProgress if own && left == 0 && worked => Some(Step::Finish),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Standing;
    use crate::unit::{Duty, Release, UnitStatus};
    use proptest::prelude::*;

    #[test]
    fn nobody_is_sent_to_what_is_over() {
        assert_eq!(on_assigned(Status::Done, true).unwrap_err().legal, Status::Done.legal());
    }

    #[test]
    fn others_help_without_moving_the_incident() {
        assert_eq!(on_assigned(Status::Registered, false), Ok(None));
        assert_eq!(on_arrived(Status::Assigned, false), None);
        assert_eq!(on_released(Status::Assigned, false, 0, true), None);
    }

    proptest! {
        /// Units are sent, drive, arrive, finish and are called back at random: each step the rules name is legal, and an
        /// incident to which an own unit is sent is never one that nobody has.
        #[test]
        fn the_rules_name_only_legal_steps(
            deeds in proptest::collection::vec((0..4_usize, 0..4_usize), 0..60), own in proptest::array::uniform4(any::<bool>()),
        ) {
            let mut standing = Standing::NEW;
            let mut duties = [Duty { status: UnitStatus::Available, waiting: 0 }; 4];
            let mut arrived = [false; 4];
            for (deed, u) in deeds {
                let sent = |duties: &[Duty; 4]| (0..4).filter(|&i| own[i] && duties[i].waiting > 0 && i != u).count();
                let step = match deed {
                    0 if duties[u].waiting == 0 => match on_assigned(standing.status, own[u]) {
                        Ok(step) => {
                            duties[u] = duties[u].assigned(false).unwrap();
                            arrived[u] = false;
                            step
                        }
                        Err(_) => None,
                    },
                    1 if duties[u].status == UnitStatus::Assigned => {
                        duties[u] = duties[u].take(UnitStatus::AtScene).unwrap().duty;
                        arrived[u] = true;
                        on_arrived(standing.status, own[u])
                    }
                    2 if duties[u].status.is_on_incident() => {
                        let taken = duties[u].take(UnitStatus::Available).unwrap();
                        prop_assert_eq!(taken.release, Release::Current);
                        duties[u] = taken.duty;
                        on_released(standing.status, own[u], sent(&duties), arrived[u])
                    }
                    3 if duties[u].waiting > 0 => {
                        duties[u] = duties[u].released(true);
                        on_released(standing.status, own[u], sent(&duties), arrived[u])
                    }
                    _ => None,
                };
                if let Some(step) = step {
                    standing = standing.step(step).unwrap();
                }
                let at_work = (0..4).any(|i| own[i] && duties[i].waiting > 0);
                prop_assert!(!(at_work && standing.status == Status::Registered));
            }
        }
    }
}
