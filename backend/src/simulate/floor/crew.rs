//! One unit of the simulator: obeys what it is sent to, drives there in a straight line, works, and drives home.
//!
//! What it is to do it learns from the register alone: its status and its first assignment as live screens show them. So a
//! dispatcher who sends it elsewhere, or sets its status by hand, is obeyed at once. Pure: time, chance and what is seen are
//! given to it.

use std::time::Duration;

use rand::Rng;
use vnr_shared::id::IncidentId;
use vnr_shared::road::metres;
use vnr_shared::time::DateTime;
use vnr_shared::unit::{UnitKind, UnitStatus, UnitSummary};

/// How long a deed that the register has not shown yet is waited for before it is tried again.
const AGAIN: Duration = Duration::from_secs(20);
/// Share of the speed at which one drives when nobody waits.
const AT_LEISURE: f64 = 0.7;
/// A unit nearer to its goal than this is there, in metres.
const THERE_M: f64 = 15.0;
/// How often a unit that moves and one that stands tell where they are, as devices do.
const TELLS: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));

/// Latitude and longitude in degrees.
pub type Point = (f64, f64);

/// How fast a unit comes closer along a straight line, in metres a second. An assumption of the simulator, not measured:
/// 40 km/h for a car with blue lights in a town with its detours, 35 for a fire engine.
pub fn speed_mps(kind: UnitKind) -> f64 {
    let kmh = match kind {
        UnitKind::Foot => 5.0,
        UnitKind::Boat => 20.0,
        UnitKind::Engine | UnitKind::Ladder | UnitKind::Rescue => 35.0,
        UnitKind::Motorcycle => 45.0,
        _ => 40.0,
    };
    kmh / 3.6
}

/// What the unit is at, by which its timers are known to be for this and nothing else.
type Task = (UnitStatus, Option<IncidentId>, DateTime);

/// A simulated unit.
#[derive(Debug, Clone)]
pub struct Crew {
    at: Point,
    /// The last step's time.
    now: Duration,
    moving: Option<(f64, f64)>,
    task: Option<Task>,
    /// When the next status is due, for what is waited for and not driven to.
    due: Duration,
    /// When the next status was told; none while it was not.
    told: Option<Duration>,
    /// When it last told where it is.
    reported: Option<Duration>,
}

/// Where a unit is, as its device would say it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Whereabouts {
    /// Position.
    pub at: Point,
    /// Metres a second.
    pub speed_mps: f64,
    /// Degrees from north.
    pub heading_deg: f64,
}

impl Crew {
    /// A unit that stands somewhere.
    pub const fn new(at: Point) -> Self {
        Self {
            at,
            now: Duration::ZERO,
            moving: None,
            task: None,
            due: Duration::ZERO,
            told: None,
            reported: None,
        }
    }

    /// Lives until `now`; returns the status that it takes now, if any. `scene` is where its first assignment is, as far as
    /// that can be seen.
    pub fn step(
        &mut self,
        unit: &UnitSummary,
        scene: Option<Point>,
        now: Duration,
        chance: &mut impl Rng,
    ) -> Option<UnitStatus> {
        let task = (unit.status, unit.current().map(|a| a.incident), unit.since);
        if self.task != Some(task) {
            self.task = Some(task);
            self.told = None;
            self.due = now + patience(unit.status, chance);
        }
        let passed = now.saturating_sub(self.now);
        self.now = now;
        let fast = speed_mps(unit.kind);
        let home = (unit.station.lat, unit.station.lon);
        let arrived = match unit.status {
            // Who may not see the incident is told the way by radio; here that takes as long as the timer says.
            UnitStatus::EnRoute => scene.map_or(now >= self.due, |scene| self.drive(scene, fast, passed)),
            UnitStatus::Available => {
                self.drive(home, fast * AT_LEISURE, passed);
                false
            }
            _ => {
                self.moving = None;
                false
            }
        };
        let next = match unit.status {
            UnitStatus::Assigned if now >= self.due => UnitStatus::EnRoute,
            UnitStatus::EnRoute if arrived => UnitStatus::AtScene,
            UnitStatus::AtScene if now >= self.due => match chance.random_range(0..10) {
                0 => UnitStatus::Transporting,
                _ => UnitStatus::Available,
            },
            UnitStatus::Transporting | UnitStatus::Busy if now >= self.due => UnitStatus::Available,
            _ => return None,
        };
        if self.told.is_some_and(|told| now < told + AGAIN) {
            return None;
        }
        self.told = Some(now);
        Some(next)
    }

    /// Where it is, when that is due to be told.
    pub fn tell(&mut self, status: UnitStatus) -> Option<Whereabouts> {
        if matches!(status, UnitStatus::OffDuty | UnitStatus::OutOfService) {
            return None;
        }
        let wait = if self.moving.is_some() { TELLS.0 } else { TELLS.1 };
        if self.reported.is_some_and(|last| self.now < last + wait) {
            return None;
        }
        self.reported = Some(self.now);
        let (speed_mps, heading_deg) = self.moving.unwrap_or_default();
        Some(Whereabouts { at: self.at, speed_mps, heading_deg })
    }

    /// Comes closer to a place for as long as has passed; whether it is there.
    fn drive(&mut self, to: Point, mps: f64, passed: Duration) -> bool {
        let left = metres(self.at, to);
        let gone = mps * passed.as_secs_f64();
        if left <= gone.max(THERE_M) {
            self.at = to;
            self.moving = None;
            return true;
        }
        let heading = bearing(self.at, to);
        let share = gone / left;
        self.at = (self.at.0 + (to.0 - self.at.0) * share, self.at.1 + (to.1 - self.at.1) * share);
        self.moving = Some((mps, heading));
        false
    }
}

/// Degrees from north in which a place lies; flat, which over a town is close enough.
fn bearing(from: Point, to: Point) -> f64 {
    let east = (to.1 - from.1) * from.0.to_radians().cos();
    east.atan2(to.0 - from.0).to_degrees().rem_euclid(360.0)
}

/// How long a unit stays in a status before it takes the next: a crew sets out within a minute, works at a scene for a quarter
/// of an hour to three quarters, brings somebody in for half an hour. Assumptions of the simulator.
fn patience(status: UnitStatus, chance: &mut impl Rng) -> Duration {
    let (least, most) = match status {
        UnitStatus::Assigned => (20, 60),
        UnitStatus::EnRoute => (300, 900),
        UnitStatus::AtScene => (15 * 60, 45 * 60),
        UnitStatus::Transporting | UnitStatus::Busy => (20 * 60, 40 * 60),
        _ => (0, 1),
    };
    Duration::from_secs(chance.random_range(least..=most))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use serde_json::json;
    use uuid::Uuid;
    use vnr_shared::unit::Duty;

    use super::*;

    const HOME: Point = (56.95, 24.11);

    fn unit(status: UnitStatus, sent: &[u128], changes: i64) -> UnitSummary {
        let since: DateTime = "2026-11-22T10:00:00Z".parse().unwrap();
        let sent: Vec<_> = sent
            .iter()
            .map(|n| {
                json!({ "id": Uuid::from_u128(*n), "incident": Uuid::from_u128(*n), "number": "VP-1", "order": 0,
                    "since": since })
            })
            .collect();
        serde_json::from_value(json!({
            "id": Uuid::nil(), "mark": 1, "call_sign": "101", "institution": Uuid::nil(), "kind": "patrol",
            "status": status, "since": since + chrono::Duration::seconds(changes), "status_by": "", "crew": [],
            "capabilities": [], "vehicle": "", "station": { "name": "", "lat": HOME.0, "lon": HOME.1 },
            "assignments": sent, "active": true, "version": 1,
        }))
        .unwrap()
    }

    fn secs(s: u64) -> Duration {
        Duration::from_secs(s)
    }

    #[test]
    fn a_unit_that_is_sent_sets_out_drives_arrives_works_and_goes_home() {
        let mut chance = StdRng::seed_from_u64(1);
        let scene = (56.97, 24.14);
        let (mut crew, mut duty, mut changes, mut deeds) =
            (Crew::new(HOME), Duty { status: UnitStatus::Assigned, waiting: 1 }, 0, Vec::new());
        for s in 0..3 * 3600 {
            let sent: &[u128] = if duty.waiting > 0 { &[7] } else { &[] };
            let before = crew.at;
            if let Some(status) =
                crew.step(&unit(duty.status, sent, changes), Some(scene), secs(s), &mut chance)
            {
                duty = duty.take(status).unwrap().duty;
                changes += 1;
                deeds.push((s, status));
            }
            let way = metres(before, crew.at);
            assert!(way <= speed_mps(UnitKind::Patrol).max(THERE_M) + 0.1, "{way} m in a second");
        }
        let order: Vec<_> = deeds.iter().map(|(_, status)| *status).collect();
        assert_eq!(order[..2], [UnitStatus::EnRoute, UnitStatus::AtScene]);
        assert_eq!(order.last(), Some(&UnitStatus::Available));
        // 2.87 km at 40 km/h are 258 s.
        let drove = deeds[1].0 - deeds[0].0;
        assert!((240..=262).contains(&drove), "{drove}");
        assert_eq!(crew.at, HOME);
    }

    #[test]
    fn a_unit_that_is_sent_elsewhere_on_the_way_turns() {
        let mut chance = StdRng::seed_from_u64(2);
        let mut crew = Crew::new(HOME);
        let (north, south) = ((57.0, 24.11), (56.9, 24.11));
        crew.step(&unit(UnitStatus::EnRoute, &[1], 0), Some(north), secs(0), &mut chance);
        crew.step(&unit(UnitStatus::EnRoute, &[1], 0), Some(north), secs(60), &mut chance);
        assert!(crew.at.0 > HOME.0);
        let told = crew.tell(UnitStatus::EnRoute).unwrap();
        assert!(told.heading_deg < 1.0 && told.speed_mps > 10.0, "{told:?}");
        crew.step(&unit(UnitStatus::EnRoute, &[2], 1), Some(south), secs(200), &mut chance);
        assert!(crew.at.0 < HOME.0);
    }

    #[test]
    fn positions_are_told_as_devices_tell_them() {
        let mut chance = StdRng::seed_from_u64(3);
        let mut crew = Crew::new(HOME);
        let mut told = [0; 2];
        for s in 0..600 {
            let (status, sent): (_, &[u128]) =
                if s < 300 { (UnitStatus::Available, &[]) } else { (UnitStatus::EnRoute, &[1]) };
            crew.step(&unit(status, sent, 0), Some((57.2, 24.11)), secs(s), &mut chance);
            told[usize::from(s >= 300)] += usize::from(crew.tell(status).is_some());
        }
        assert_eq!(told, [5, 60]);
        assert_eq!(crew.tell(UnitStatus::OffDuty), None);
    }

    proptest! {
        #[test]
        fn whatever_dispatchers_do_a_unit_only_takes_legal_statuses(
            seed: u64, orders in proptest::collection::vec((0..5_u8, 1..2000_u64), 1..60),
        ) {
            let mut chance = StdRng::seed_from_u64(seed);
            let (mut crew, mut now, mut changes) = (Crew::new(HOME), Duration::ZERO, 0);
            let (mut duty, mut sent) = (Duty { status: UnitStatus::Available, waiting: 0 }, Vec::new());
            for (order, wait) in orders {
                now += secs(wait);
                if order == 0 && let Some(next) = duty.assigned(false) {
                    duty = next;
                    sent.push(u128::from(wait));
                    changes += 1;
                } else if order == 1 && duty.waiting > 0 {
                    duty = duty.released(true);
                    sent.remove(0);
                    changes += 1;
                }
                let shown = unit(duty.status, &sent, changes);
                if let Some(status) = crew.step(&shown, Some((56.9, 24.0)), now, &mut chance) {
                    let taken = duty.take(status);
                    prop_assert!(taken.is_ok(), "{status:?} from {duty:?}");
                    let taken = taken.unwrap().duty;
                    sent.drain(..sent.len() - taken.waiting);
                    duty = taken;
                    changes += 1;
                }
            }
        }
    }
}
