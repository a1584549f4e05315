//! What-if (ja nu): a copy of the live picture in which units are sent and moved, what it would mean, and the orders that
//! make it so. Nothing here is kept anywhere; what is decided goes out as ordinary commands, one for each move.

use std::collections::HashMap;

use crate::access::InstitutionKind;
use crate::dispatch::{AssignUnits, AssignedUnit, ReleaseUnits, on_assigned, on_released};
use crate::id::{AssignmentId, IncidentId, InstitutionId, UnitId};
use crate::incident::{Standing, Status, Summary};
use crate::recommend::candidate::Terms;
use crate::recommend::cover::{Cover, Ground, TerritoryCover};
use crate::recommend::{Candidate, Numbers, Reason, UnitName, Verdict, Whereabouts};
use crate::road::{metres, straight_line};
use crate::sort;
use crate::time::DateTime;
use crate::unit::{UnitAssignment, UnitStatus, UnitSummary};

/// One thing that a plan does with a unit. A unit has one move at most: a later one takes the place of the former.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// Sends it to an incident, before whatever else it has.
    Send(UnitId, IncidentId),
    /// Has it stand by at a place: its name in words, latitude, longitude.
    StandBy(UnitId, String, f64, f64),
    /// Takes it back from the incident that it works now.
    Free(UnitId, IncidentId),
}

/// The command that makes a move so.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// `POST /api/incidents/{id}/assignments`.
    Assign(IncidentId, AssignUnits),
    /// `POST /api/incidents/{id}/assignments/release`.
    Release(IncidentId, ReleaseUnits),
    /// `POST /api/messages`: to the unit, that it stands by at the place of this name and position.
    Message(UnitId, String, f64, f64),
}

impl Move {
    /// The unit it moves.
    pub const fn unit(&self) -> UnitId {
        match self {
            Self::Send(unit, _) | Self::StandBy(unit, ..) | Self::Free(unit, _) => *unit,
        }
    }

    /// The command that makes it so.
    pub fn order(&self) -> Order {
        match self {
            Self::Send(unit, incident) => {
                Order::Assign(*incident, AssignUnits { units: vec![*unit], first: true })
            }
            Self::StandBy(unit, name, lat, lon) => Order::Message(*unit, name.clone(), *lat, *lon),
            Self::Free(unit, incident) => {
                Order::Release(*incident, ReleaseUnits { units: vec![*unit], reason: String::new() })
            }
        }
    }
}

/// A picture of its own, as far as a plan looks at it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fork {
    /// Units.
    pub units: Vec<UnitSummary>,
    /// Open incidents.
    pub incidents: Vec<Summary>,
    /// Where units are; one that is absent is at its station, as far as that can be known.
    pub at: HashMap<UnitId, Whereabouts>,
    /// Units whose move is not possible as things stand now: it is left out.
    pub impossible: Vec<UnitId>,
}

impl Fork {
    /// Makes the moves in a copy of the picture.
    #[must_use]
    pub fn with(mut self, moves: &[Move], now: DateTime) -> Self {
        for step in moves {
            let done = match step {
                Move::Send(unit, incident) => self.send(*unit, *incident, now),
                Move::StandBy(unit, _, lat, lon) => self.stand_by(*unit, *lat, *lon, now),
                Move::Free(unit, incident) => self.free(*unit, *incident, now),
            };
            if done.is_none() {
                self.impossible.push(step.unit());
            }
        }
        self
    }

    fn send(&mut self, unit: UnitId, incident: IncidentId, now: DateTime) -> Option<()> {
        let unit = self.units.iter_mut().find(|u| u.id == unit && u.active && u.part_of.is_none())?;
        let incident = self.incidents.iter_mut().find(|i| i.id == incident)?;
        if unit.assignments.iter().any(|sent| sent.incident == incident.id) {
            return None;
        }
        let own = unit.institution == incident.owner;
        let step = on_assigned(incident.status, own).ok()?;
        let duty = unit.duty().assigned(true)?;
        if let Some(step) = step {
            incident.status = Standing { status: incident.status, before: None }.step(step).ok()?.status;
        }
        if duty.status != unit.status {
            (unit.status, unit.since) = (duty.status, now);
        }
        let assignment = UnitAssignment {
            id: AssignmentId(unit.id.0),
            incident: incident.id,
            number: incident.number.clone(),
            order: unit.assignments.first().map_or(0, |first| first.order - 1),
            since: now,
            en_route_at: None,
            at_scene_at: None,
        };
        unit.assignments.insert(0, assignment);
        incident.units.push(AssignedUnit { id: unit.id, call_sign: unit.call_sign.clone() });
        Some(())
    }

    fn stand_by(&mut self, unit: UnitId, lat: f64, lon: f64, now: DateTime) -> Option<()> {
        let unit = self.units.iter().find(|u| u.id == unit && u.active && u.part_of.is_none())?;
        // Only who is free can be asked to stand by elsewhere.
        if unit.status != UnitStatus::Available {
            return None;
        }
        self.at.insert(unit.id, Whereabouts { lat, lon, at: Some(now) });
        Some(())
    }

    fn free(&mut self, unit: UnitId, incident: IncidentId, now: DateTime) -> Option<()> {
        let unit = self.units.iter_mut().find(|u| u.id == unit)?;
        let sent = unit.assignments.iter().position(|sent| sent.incident == incident)?;
        let worked = unit.assignments.get(sent).is_some_and(|sent| sent.at_scene_at.is_some());
        let duty = unit.duty().released(sent == 0);
        unit.assignments.remove(sent);
        if duty.status != unit.status {
            (unit.status, unit.since) = (duty.status, now);
        }
        let (id, institution) = (unit.id, unit.institution);
        let incident = self.incidents.iter_mut().find(|i| i.id == incident)?;
        incident.units.retain(|sent| sent.id != id);
        let own = |id: UnitId| self.units.iter().any(|u| u.id == id && u.institution == incident.owner);
        let left = incident.units.iter().filter(|sent| own(sent.id)).count();
        if let Some(step) = on_released(incident.status, institution == incident.owner, left, worked) {
            incident.status = Standing { status: incident.status, before: None }.step(step).ok()?.status;
        }
        Some(())
    }

    /// Where a unit is believed to be.
    pub fn whereabouts(&self, unit: &UnitSummary) -> Whereabouts {
        let home = Whereabouts { lat: unit.station.lat, lon: unit.station.lon, at: None };
        self.at.get(&unit.id).copied().unwrap_or(home)
    }
}

/// The first arrival at an incident to which nobody has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The incident.
    pub incident: IncidentId,
    /// Who comes first, and when; none when nobody is sent.
    pub first: Option<(UnitName, DateTime)>,
    /// That against the legal clock; the present moment, where nobody is sent.
    pub verdict: Verdict,
}

/// What a picture means for clocks and ground.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlook {
    /// Ground that some free unit covers, in thousandths.
    pub covered: u16,
    /// Free units.
    pub free: usize,
    /// Territories, the least covered first.
    pub territories: Vec<TerritoryCover>,
    /// Own incidents to which nobody has come, in the order of their clocks.
    pub arrivals: Vec<Arrival>,
    /// Of those, how many would be missed: somebody comes late, or nobody is sent and the time is over.
    pub late: usize,
    /// Of those, how many have nobody on the way.
    pub nobody: usize,
}

/// Looks ahead from a picture: the same rules by which the server counts coverage and hindrances, and straight lines for the
/// way, also where the server has a road map. It is a comparison of before and after.
pub fn outlook(
    fork: &Fork,
    ground: &Ground,
    (asking, institution_kind): (InstitutionId, InstitutionKind),
    numbers: &Numbers,
    now: DateTime,
) -> Outlook {
    let nobody = IncidentId(uuid::Uuid::nil());
    let terms = Terms { asking, incident: nobody, excluded: &[], numbers, now };
    let of_ground = |reason: &Reason| !matches!(reason, Reason::ShiftEnds(_));
    let free: Vec<(f64, f64)> = fork
        .units
        .iter()
        .filter(|unit| unit.active && unit.institution == asking)
        .map(|unit| {
            let at = fork.whereabouts(unit);
            let whereabouts = Some(at);
            (at, Candidate { unit: unit.clone(), institution_kind, whereabouts, load: 0, travel: None })
        })
        .filter(|(_, candidate)| !candidate.hindrances(&terms).iter().any(of_ground))
        .map(|(at, _)| (at.lat, at.lon))
        .collect();
    let cover = Cover::of(ground, free.iter().copied());
    let waits = |i: &&Summary| i.owner == asking && matches!(i.status, Status::Registered | Status::Assigned);
    let mut waiting: Vec<&Summary> = fork.incidents.iter().filter(waits).collect();
    sort::by_key(&mut waiting, |i| (i.clock.map_or(DateTime::MAX_UTC, |clock| clock.due_at), i.received_at));
    let arrivals: Vec<Arrival> = waiting.into_iter().map(|i| arrival(fork, ground, i, asking, now)).collect();
    let misses = |arrival: &&Arrival| matches!(arrival.verdict, Verdict::Misses { .. });
    Outlook {
        covered: cover.share(),
        free: free.len(),
        territories: cover.territories(),
        late: arrivals.iter().filter(misses).count(),
        nobody: arrivals.iter().filter(|arrival| arrival.first.is_none()).count(),
        arrivals,
    }
}

fn arrival(
    fork: &Fork,
    ground: &Ground,
    incident: &Summary,
    asking: InstitutionId,
    now: DateTime,
) -> Arrival {
    let closing = ground.closing_at(incident.lat, incident.lon);
    let comes = |unit: &UnitSummary| {
        let at = fork.whereabouts(unit);
        let travel = straight_line(metres((at.lat, at.lon), (incident.lat, incident.lon)), closing?);
        let name = UnitName { id: unit.id, call_sign: unit.call_sign.clone() };
        Some((name, now + chrono::Duration::seconds(i64::from(travel.seconds))))
    };
    // Only the own arrive in the sense of the law, and only who works this incident first is on the way to it.
    let on_the_way = |unit: &&UnitSummary| {
        unit.institution == asking
            && unit.status.is_on_incident()
            && unit.current().is_some_and(|sent| sent.incident == incident.id)
    };
    let first = fork.units.iter().filter(on_the_way).filter_map(comes).min_by_key(|(_, at)| *at);
    let at = first.as_ref().map_or(now, |(_, at)| *at);
    let verdict = match incident.clock.map(|clock| (clock.due_at - at).num_seconds()) {
        None => Verdict::NoClock,
        Some(spare) if spare >= 0 => Verdict::Meets(spare),
        Some(spare) => Verdict::Misses { by: -spare, unless: None },
    };
    Arrival { incident: incident.id, first, verdict }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;
    use crate::recommend::cover::Cell;
    use crate::recommend::testing::{NOW, at, candidate, id, incident, numbers};

    /// Two patrols in the west, one in the east, an incident in each half.
    fn picture() -> Fork {
        let unit = |n: u128, lon: f64| {
            candidate(n, 0, |c| {
                c.unit.station.lon = lon;
                c.unit.station.lat = 57.0;
            })
            .unit
        };
        let event = |n: u128, lon: f64, minutes: i64| {
            incident(|i| {
                (i.id, i.lat, i.lon) = (id(n).into(), 57.0, lon);
                if let Some(clock) = &mut i.clock {
                    clock.due_at = at(NOW) + Duration::minutes(minutes);
                }
            })
        };
        Fork {
            units: vec![unit(1, 24.0), unit(2, 24.01), unit(3, 24.6)],
            incidents: vec![event(101, 24.05, 10), event(102, 24.5, 10)],
            ..Fork::default()
        }
    }

    fn ground() -> Ground {
        let cell = |n: u16| Cell {
            lat: 57.0,
            lon: 24.0 + f64::from(n) / 60.0,
            reach: 6_000.0,
            closing: 10.0,
            territory: u16::from(n >= 20),
        };
        Ground::new((0..40).map(cell).collect(), vec!["Rietumi".into(), "Austrumi".into()], 1.0)
    }

    fn look(fork: &Fork) -> Outlook {
        let of = (id(1).into(), InstitutionKind::StatePolice);
        outlook(fork, &ground(), of, &numbers(), at(NOW))
    }

    #[test]
    fn sending_units_turns_missing_clocks_into_met_ones_and_shows_the_ground_they_leave() {
        let before = look(&picture());
        assert_eq!((before.free, before.nobody, before.late), (3, 2, 0));
        let moves = [Move::Send(id(2).into(), id(101).into()), Move::Send(id(3).into(), id(102).into())];
        let fork = picture().with(&moves, at(NOW));
        let after = look(&fork);
        assert_eq!((after.free, after.nobody), (1, 0));
        assert!(after.covered < before.covered);
        let east = |o: &Outlook| o.territories.iter().find(|t| t.territory == "Austrumi").unwrap().covered;
        assert!(east(&before) > 0 && east(&after) == 0);
        // 2.4 km at 10 m/s are four minutes of the ten; 6 km are just over ten.
        let of = |n: u128| after.arrivals.iter().find(|a| a.incident == id(n).into()).unwrap();
        assert!(matches!(of(101).verdict, Verdict::Meets(s) if (340..370).contains(&s)), "{:?}", of(101));
        assert!(matches!(of(102).verdict, Verdict::Misses { by, .. } if by < 20), "{:?}", of(102));
        assert_eq!(after.late, 1);
        assert_eq!(fork.incidents[0].status, Status::Assigned);
        assert_eq!(fork.incidents[0].units[0].call_sign, "2");
    }

    #[test]
    fn a_unit_that_stands_by_elsewhere_covers_other_ground() {
        let (empty, moved) = (look(&picture()), {
            let moves = [Move::StandBy(id(1).into(), "Tilts".into(), 57.0, 24.3)];
            look(&picture().with(&moves, at(NOW)))
        });
        assert!(moved.covered > empty.covered, "{} {}", moved.covered, empty.covered);
    }

    #[test]
    fn what_cannot_be_done_is_named_and_left_out() {
        let mut base = picture();
        base.units[0].status = UnitStatus::OffDuty;
        base.incidents[1].status = Status::Done;
        let moves = [
            Move::Send(id(1).into(), id(101).into()),
            Move::Send(id(3).into(), id(102).into()),
            Move::Send(id(9).into(), id(101).into()),
            Move::Free(id(2).into(), id(101).into()),
        ];
        let fork = base.clone().with(&moves, at(NOW));
        assert_eq!(fork.impossible, [1, 3, 9, 2].map(|n| id(n).into()));
        assert_eq!((&fork.units, &fork.incidents), (&base.units, &base.incidents));
    }

    #[test]
    fn freeing_takes_back_what_sending_did() {
        let sent = picture().with(&[Move::Send(id(2).into(), id(101).into())], at(NOW));
        let back = sent.with(&[Move::Free(id(2).into(), id(101).into())], at(NOW));
        assert_eq!(back.incidents, picture().incidents);
        assert_eq!(back.units[1].status, UnitStatus::Available);
        assert!(back.impossible.is_empty());
    }

    #[test]
    fn each_move_is_one_command() {
        let (unit, to) = (id(1).into(), id(101).into());
        assert_eq!(
            Move::Send(unit, to).order(),
            Order::Assign(to, AssignUnits { units: vec![unit], first: true })
        );
        assert!(
            matches!(Move::Free(unit, to).order(), Order::Release(i, body) if i == to && body.units == [unit])
        );
        assert!(matches!(
            Move::StandBy(unit, "Tilts".into(), 57.0, 24.0).order(),
            Order::Message(u, name, ..) if u == unit && name == "Tilts"
        ));
    }

    proptest! {
        #[test]
        fn whatever_is_planned_units_and_incidents_agree(
            plan in proptest::collection::vec((0..3_u8, 1..4_u128, 101..103_u128), 0..12),
        ) {
            let moves: Vec<Move> = plan
                .into_iter()
                .map(|(kind, unit, incident)| match kind {
                    0 => Move::Send(id(unit).into(), id(incident).into()),
                    1 => Move::Free(id(unit).into(), id(incident).into()),
                    _ => Move::StandBy(id(unit).into(), String::new(), 57.0, 24.2),
                })
                .collect();
            let fork = picture().with(&moves, at(NOW));
            for unit in &fork.units {
                prop_assert_eq!(unit.status.is_on_incident(), !unit.assignments.is_empty());
                for incident in &fork.incidents {
                    let sent = unit.assignments.iter().filter(|a| a.incident == incident.id).count();
                    prop_assert_eq!(incident.units.iter().filter(|u| u.id == unit.id).count(), sent);
                    prop_assert!(sent < 2);
                }
            }
            for incident in &fork.incidents {
                prop_assert_eq!(incident.status == Status::Assigned, !incident.units.is_empty());
            }
        }
    }
}
