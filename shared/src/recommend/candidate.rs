//! Who could go, and what stands in the way.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::numbers::{NumberCode, Numbers};
use super::plan::Requirement;
use crate::access::InstitutionKind;
use crate::id::{IncidentId, InstitutionId, UnitId};
use crate::road::Travel;
use crate::time::DateTime;
use crate::unit::{Capability, UnitKind, UnitStatus, UnitSummary};

/// Where a unit is believed to be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Whereabouts {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// When its device was there; absent for the home of a unit that sends no positions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime>,
}

/// A unit with what is known of it in view of one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The unit.
    pub unit: UnitSummary,
    /// Kind of its institution.
    pub institution_kind: InstitutionKind,
    /// Where it is; none when nothing is known, not even a home.
    pub whereabouts: Option<Whereabouts>,
    /// Assignments it was given in the present shift.
    pub load: u32,
    /// Travel time to the place in question; none without whereabouts.
    pub travel: Option<Travel>,
}

/// What stands in the way of sending a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reason {
    /// Whoever asks does not want it.
    Excluded,
    /// It is another institution's.
    OtherInstitution(InstitutionId),
    /// The shift is over or has not begun.
    OffDuty,
    /// It is not in service.
    OutOfService,
    /// It is a part of a combined unit.
    PartOf(UnitId),
    /// It works an incident.
    Working {
        /// The incident.
        incident: IncidentId,
        /// Its number.
        number: String,
        /// What it does there.
        status: UnitStatus,
        /// When it may be free, by the usual time of work; absent where that is over or not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        free_at: Option<DateTime>,
    },
    /// It is busy with what no incident stands for, since then.
    Busy(DateTime),
    /// Nothing is known of where it is.
    NoPosition,
    /// Its position is so many seconds old.
    PositionOld(i64),
    /// Its shift ends then, too soon.
    ShiftEnds(DateTime),
    /// It is of another kind than is needed: one of these.
    Kind(Vec<UnitKind>),
    /// It lacks these.
    Lacks(Vec<Capability>),
    /// Its crew is too small.
    Crew {
        /// What it has.
        has: u8,
        /// What is needed.
        needs: u8,
    },
    /// Institutions of this kind are needed.
    InstitutionKind(InstitutionKind),
}

/// What would change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Change {
    /// No longer to exclude it.
    Include,
    /// To ask its institution.
    Ask(InstitutionId),
    /// To call its crew in.
    CallIn,
    /// To bring it back into service.
    Restore,
    /// To dissolve the combined unit.
    Dissolve(UnitId),
    /// To release it from that incident.
    Release(IncidentId),
    /// To ask it whether it can interrupt what it does.
    Interrupt,
    /// To ask it by radio where it is, and send it by hand.
    AskWhere,
    /// To prolong the shift.
    Prolong,
    /// To change the unit itself (crew or equipment), or send it beside what the plan asks for.
    Equip,
}

/// A reason with what would change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hindrance {
    /// The reason.
    pub reason: Reason,
    /// What would change it.
    pub change: Change,
}

impl From<Reason> for Hindrance {
    fn from(reason: Reason) -> Self {
        let change = match &reason {
            Reason::Excluded => Change::Include,
            Reason::OtherInstitution(institution) => Change::Ask(*institution),
            Reason::OffDuty => Change::CallIn,
            Reason::OutOfService => Change::Restore,
            Reason::PartOf(unit) => Change::Dissolve(*unit),
            Reason::Working { incident, .. } => Change::Release(*incident),
            Reason::Busy(_) => Change::Interrupt,
            Reason::NoPosition | Reason::PositionOld(_) => Change::AskWhere,
            Reason::ShiftEnds(_) => Change::Prolong,
            Reason::Kind(_) | Reason::Lacks(_) | Reason::Crew { .. } | Reason::InstitutionKind(_) => {
                Change::Equip
            }
        };
        Self { reason, change }
    }
}

/// What holds for every unit of one question.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Institution that asks: only its own units are offered.
    pub asking: InstitutionId,
    /// The incident in question.
    pub incident: IncidentId,
    /// Units that whoever asks does not want.
    pub excluded: &'a [UnitId],
    /// Numbers.
    pub numbers: &'a Numbers,
    /// Now.
    pub now: DateTime,
}

impl Candidate {
    /// Whether it is sent to an incident already.
    pub fn is_sent_to(&self, incident: IncidentId) -> bool {
        self.unit.assignments.iter().any(|assignment| assignment.incident == incident)
    }

    /// Seconds of travel; a unit that is nowhere is last.
    pub fn seconds(&self) -> u32 {
        self.travel.map_or(u32::MAX, |travel| travel.seconds)
    }

    /// What stands in the way whatever is needed.
    pub fn hindrances(&self, terms: &Terms<'_>) -> Vec<Reason> {
        let unit = &self.unit;
        let mut found = Vec::new();
        if terms.excluded.contains(&unit.id) {
            found.push(Reason::Excluded);
        }
        if unit.institution != terms.asking {
            found.push(Reason::OtherInstitution(unit.institution));
        }
        if let Some(whole) = unit.part_of {
            found.push(Reason::PartOf(whole));
        }
        match (unit.status, unit.current()) {
            (UnitStatus::Available, _) => {}
            (UnitStatus::OffDuty, _) => found.push(Reason::OffDuty),
            (UnitStatus::OutOfService, _) => found.push(Reason::OutOfService),
            (UnitStatus::Busy, _) | (_, None) => found.push(Reason::Busy(unit.since)),
            (status, Some(current)) => found.push(Reason::Working {
                incident: current.incident,
                number: current.number.clone(),
                status,
                free_at: self.free_at(terms),
            }),
        }
        self.place_and_shift(terms, &mut found);
        found
    }

    fn place_and_shift(&self, terms: &Terms<'_>, found: &mut Vec<Reason>) {
        match self.whereabouts {
            None => found.push(Reason::NoPosition),
            Some(Whereabouts { at: Some(at), .. }) => {
                let age = (terms.now - at).num_seconds();
                if terms.numbers.get(NumberCode::PositionAge).is_some_and(|most| age > most) {
                    found.push(Reason::PositionOld(age));
                }
            }
            Some(_) => {}
        }
        let margin = terms.numbers.get(NumberCode::ShiftMargin);
        if let (Some(end), Some(margin), Some(travel)) = (self.unit.shift_to, margin, self.travel) {
            let there = terms.now + Duration::seconds(i64::from(travel.seconds));
            if end < there + Duration::seconds(margin) && self.unit.status.can_be_sent() {
                found.push(Reason::ShiftEnds(end));
            }
        }
    }

    /// When the work at hand is usually over.
    fn free_at(&self, terms: &Terms<'_>) -> Option<DateTime> {
        let arrived = self.unit.current()?.at_scene_at?;
        let free = arrived + Duration::seconds(terms.numbers.get(NumberCode::Work)?);
        (free > terms.now).then_some(free)
    }

    /// What it lacks of what is needed.
    pub fn lacks(&self, needed: &Requirement) -> Vec<Reason> {
        let unit = &self.unit;
        let mut found = Vec::new();
        if let Some(kind) = needed.institution_kind.filter(|kind| *kind != self.institution_kind) {
            found.push(Reason::InstitutionKind(kind));
        }
        if !needed.kinds.is_empty() && !needed.kinds.contains(&unit.kind) {
            found.push(Reason::Kind(needed.kinds.clone()));
        }
        let missing: Vec<_> =
            needed.capabilities.iter().filter(|c| !unit.capabilities.contains(c)).copied().collect();
        if !missing.is_empty() {
            found.push(Reason::Lacks(missing));
        }
        let has = u8::try_from(unit.crew.len()).unwrap_or(u8::MAX);
        if has < needed.crew {
            found.push(Reason::Crew { has, needs: needed.crew });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::testing::{at, candidate, id, numbers};

    fn terms<'a>(numbers: &'a Numbers, excluded: &'a [UnitId]) -> Terms<'a> {
        let incident = id(500).into();
        Terms { asking: id(1).into(), incident, excluded, numbers, now: at("2026-11-22T10:00:00Z") }
    }

    #[test]
    fn a_free_unit_near_by_has_nothing_in_its_way() {
        assert_eq!(candidate(14, 300, |_| {}).hindrances(&terms(&numbers(), &[])), []);
    }

    #[test]
    fn everything_in_the_way_is_named_with_what_would_change_it() {
        let numbers = numbers();
        let reasons =
            |change: fn(&mut Candidate)| candidate(14, 300, change).hindrances(&terms(&numbers, &[]));
        assert_eq!(reasons(|c| c.unit.institution = id(2).into()), [Reason::OtherInstitution(id(2).into())]);
        assert_eq!(reasons(|c| c.unit.status = UnitStatus::OffDuty), [Reason::OffDuty]);
        assert_eq!(reasons(|c| c.whereabouts = None), [Reason::NoPosition]);
        let old = |c: &mut Candidate| c.whereabouts.as_mut().unwrap().at = Some(at("2026-11-22T09:46:00Z"));
        assert_eq!(reasons(old), [Reason::PositionOld(14 * 60)]);
        // A shift that ends in 20 minutes is too short for 5 minutes of travel and the margin of 15 minutes.
        let end = at("2026-11-22T10:19:59Z");
        assert_eq!(reasons(|c| c.unit.shift_to = Some(at("2026-11-22T10:19:59Z"))), [Reason::ShiftEnds(end)]);
        assert_eq!(reasons(|c| c.unit.shift_to = Some(at("2026-11-22T10:20:00Z"))), []);
        let excluded = [id(14).into()];
        assert_eq!(candidate(14, 300, |_| {}).hindrances(&terms(&numbers, &excluded)), [Reason::Excluded]);
        let busy = Hindrance::from(candidate(14, 9, working).hindrances(&terms(&numbers, &[])).remove(0));
        assert_eq!(busy.change, Change::Release(id(451).into()));
        let Reason::Working { number, free_at, .. } = busy.reason else { panic!("{busy:?}") };
        assert_eq!((number.as_str(), free_at), ("VP-2026-000451", Some(at("2026-11-22T10:10:00Z"))));
    }

    fn working(c: &mut Candidate) {
        c.unit.status = UnitStatus::AtScene;
        c.unit.assignments = vec![crate::recommend::testing::assignment(451, Some("2026-11-22T09:30:00Z"))];
    }

    #[test]
    fn what_a_unit_lacks_is_named() {
        let needed = Requirement {
            count: 1,
            kinds: vec![UnitKind::Dog],
            capabilities: vec![Capability::Dog, Capability::Armed],
            crew: 3,
            institution_kind: Some(InstitutionKind::FireRescue),
        };
        let lacks = candidate(14, 300, |c| c.unit.capabilities = vec![Capability::Armed]).lacks(&needed);
        assert_eq!(
            lacks,
            [
                Reason::InstitutionKind(InstitutionKind::FireRescue),
                Reason::Kind(vec![UnitKind::Dog]),
                Reason::Lacks(vec![Capability::Dog]),
                Reason::Crew { has: 2, needs: 3 },
            ]
        );
        assert_eq!(candidate(14, 300, |_| {}).lacks(&Requirement::default()), []);
    }
}
