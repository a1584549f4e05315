//! Who calls, when and what they say: a shift by the profile of the week, or a storm night. Pure.

use std::time::Duration;

use chrono::{NaiveDateTime, Timelike};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use vnr_shared::call::CallPosition;
use vnr_shared::place::PlaceHit;

use super::super::kinds::Kind;
use super::super::storm::{self, StormReport};
use super::profile::Profile;

/// Events of Latvia in a day: the planning figure that the register is built for.
pub const EVENTS_A_DAY: f64 = 3_000.0;
/// Mean time after which somebody else reports the same, in seconds.
const AGAIN_MEAN_S: f64 = 300.0;
/// Longest such time.
const AGAIN_MAX: Duration = Duration::from_hours(1);

/// One call.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The event it is of: calls with the same number are of one event.
    pub event: usize,
    /// When it comes, in the time of the shift.
    pub arrives: Duration,
    /// Type as whoever took the call chose it.
    pub type_code: String,
    /// What was said.
    pub text: String,
    /// Address as it was named.
    pub address: String,
    /// Where the caller is.
    pub position: CallPosition,
    /// Number of the caller.
    pub caller: String,
    /// Codes of the institutions that are to answer.
    pub services: Vec<&'static str>,
}

/// Callers to come.
#[derive(Debug)]
pub enum Callers {
    /// By the profile of the week.
    Shift(Box<Week>),
    /// A night whose calls are known beforehand, the next one last.
    Storm {
        /// Calls to come.
        left: Vec<StormReport>,
        /// How far the night has come.
        come: Duration,
        /// The shift's time then.
        at: Duration,
    },
}

/// Arrivals by the profile of the week.
#[derive(Debug)]
pub struct Week {
    profile: Profile,
    /// Wall-clock time at which the shift begins.
    begins: NaiveDateTime,
    /// Share of calls that are of an event already reported.
    again: f64,
    kinds: Vec<Kind>,
    houses: Vec<PlaceHit>,
    chance: StdRng,
    events: usize,
    /// When the next event comes, in units of the mean distance: what is left of it when the rate changes stays left.
    left: f64,
    at: Duration,
    /// Further calls of events that came.
    later: Vec<Said>,
}

impl Week {
    /// A week's profile at some houses, of which there must be one.
    pub fn new(
        (profile, begins): (Profile, NaiveDateTime),
        (seed, again): (u64, f64),
        kinds: Vec<Kind>,
        houses: Vec<PlaceHit>,
    ) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let left = gap(&mut chance);
        let later = Vec::new();
        Self { profile, begins, again, kinds, houses, chance, events: 0, left, at: Duration::ZERO, later }
    }

    fn due(&mut self, until: Duration, rate: f64) -> Vec<Said> {
        let mut said = Vec::new();
        while self.at < until {
            let local = self.begins + chrono::Duration::from_std(self.at).unwrap_or_default();
            let a_second = EVENTS_A_DAY / 86_400.0 * rate * self.profile.at(local);
            // The rate is that of the hour, so it is looked at anew at the beginning of the next.
            let hour_left = 3_600 - u64::from(local.num_seconds_from_midnight() % 3_600);
            let span = until.saturating_sub(self.at).min(Duration::from_secs(hour_left));
            let wait = Duration::try_from_secs_f64(self.left / a_second).unwrap_or(Duration::MAX);
            if wait > span {
                self.left -= a_second * span.as_secs_f64();
                self.at += span;
                continue;
            }
            self.at += wait;
            self.left = gap(&mut self.chance);
            said.extend(self.event());
        }
        said.extend(self.later.extract_if(.., |said| said.arrives <= until));
        said.sort_by_key(|said| said.arrives);
        said
    }

    /// A new event: its first call, and perhaps others to come.
    fn event(&mut self) -> Option<Said> {
        let chance = &mut self.chance;
        let kind = self.kinds.choose_weighted(chance, |kind| f64::from(kind.calls.max(1))).ok()?.clone();
        let house = self.houses.choose(chance)?.clone();
        let number = self.events;
        self.events += 1;
        let mut arrives = self.at;
        // So many of all calls are repetitions: each call is followed by another with this chance.
        while chance.random_bool(self.again) {
            let wait = Duration::from_secs_f64(gap(chance) * AGAIN_MEAN_S).min(AGAIN_MAX);
            arrives += wait;
            let said = call(chance, (number, arrives), &kind, &house, &self.houses, false);
            self.later.push(said);
        }
        Some(call(chance, (number, self.at), &kind, &house, &self.houses, true))
    }
}

/// A distance between two arrivals of which the mean is 1.
fn gap(chance: &mut StdRng) -> f64 {
    -chance.random_range(1e-9..1.0_f64).ln()
}

fn call(
    chance: &mut StdRng,
    (event, arrives): (usize, Duration),
    kind: &Kind,
    house: &PlaceHit,
    houses: &[PlaceHit],
    first: bool,
) -> Said {
    let (address, lat, lon, radius_m, source) = storm::place(chance, house, houses);
    let position = CallPosition { lat, lon, radius_m, source, confidence: None, at: None };
    let mut text = kind.description.trim_end_matches('.').to_owned();
    if let Some(detail) = storm::detail(chance).filter(|_| !first || chance.random_bool(0.5)) {
        text = format!("{text}, {detail}");
    }
    let services = services(&kind.type_code, event);
    let caller = storm::telephone(chance);
    Said { event, arrives, type_code: kind.type_code.clone(), text, address, position, caller, services }
}

/// Who answers a type. A simplification for training, not a rule of the services: fire and rescue what burns, floods or has
/// people hurt on a road; the State Police the rest; what is the municipality's, and every third breach of order in Rīga, its
/// police.
pub fn services(type_code: &str, event: usize) -> Vec<&'static str> {
    match type_code.split('.').next().unwrap_or_default() {
        "fire" => vec!["VUGD"],
        "traffic" if type_code.ends_with("injured") => vec!["VP", "VUGD"],
        "municipal" | "animal" => vec!["RPP"],
        "order" if event.is_multiple_of(3) => vec!["RPP"],
        _ => vec!["VP"],
    }
}

impl Callers {
    /// Callers of a storm night.
    pub fn storm(mut night: Vec<StormReport>) -> Self {
        night.reverse();
        Self::Storm { left: night, come: Duration::ZERO, at: Duration::ZERO }
    }

    /// The calls up to a time of the shift, in order. `rate` is how many times as often they come as they are made for.
    pub fn due(&mut self, until: Duration, rate: f64) -> Vec<Said> {
        match self {
            Self::Shift(week) => week.due(until, rate),
            Self::Storm { left, come, at } => {
                *come += until.saturating_sub(*at).mul_f64(rate);
                *at = until;
                let mut said = Vec::new();
                while let Some(report) = left.pop_if(|report| report.arrives <= *come) {
                    said.push(of_storm(report, until));
                }
                said
            }
        }
    }

    /// Whether nobody will call any more.
    pub const fn is_over(&self) -> bool {
        match self {
            Self::Shift(_) => false,
            Self::Storm { left, .. } => left.is_empty(),
        }
    }
}

fn of_storm(report: StormReport, arrives: Duration) -> Said {
    let StormReport { event, type_code, text, address, lat, lon, radius_m, source, caller, .. } = report;
    let position = CallPosition { lat, lon, radius_m, source, confidence: None, at: None };
    let services = services(&type_code, event);
    Said { event, arrives, type_code, text, address, position, caller, services }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use vnr_shared::place::PlaceKind;

    use super::super::super::kinds::Kinds;
    use super::super::super::storm::{Storm, night};
    use super::*;

    fn houses() -> Vec<PlaceHit> {
        let house = |n: u32| PlaceHit {
            code: n.to_string(),
            address: format!("Brīvības iela {n}, Rīga"),
            kind: PlaceKind::Building,
            lat: 56.95 + f64::from(n) * 0.001,
            lon: 24.11,
        };
        (0..50).map(house).collect()
    }

    fn week(seed: u64, again: f64) -> Callers {
        let begins = "2026-11-16T00:00:00".parse().unwrap();
        let kinds = Kinds::packaged().unwrap().into_list();
        let profile = Profile::packaged().unwrap();
        Callers::Shift(Box::new(Week::new((profile, begins), (seed, again), kinds, houses())))
    }

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn a_week_has_as_many_events_as_latvia_and_the_share_of_repetitions_that_was_asked_for() {
        let mut callers = week(1, 0.2);
        let said: Vec<Said> = (1..=7 * 24).flat_map(|h| callers.due(Duration::from_hours(h), 1.0)).collect();
        let events = said.iter().map(|s| s.event).collect::<HashSet<_>>().len();
        // Seven days of 3 000 are 21 000; the deviation of such a number is 145.
        assert!((20_400..21_600).contains(&events), "{events}");
        let again =
            1.0 - f64::from(u32::try_from(events).unwrap()) / f64::from(u32::try_from(said.len()).unwrap());
        assert!((0.18..0.22).contains(&again), "{again}");
        let of = |from: u64, to: u64| {
            let hours = Duration::from_hours(from)..Duration::from_hours(to);
            said.iter().filter(|s| hours.contains(&s.arrives)).count()
        };
        assert!(of(16, 17) > 3 * of(3, 4), "{} {}", of(16, 17), of(3, 4));
    }

    #[test]
    fn twenty_times_as_many_come_at_twenty_times_the_rate_and_none_while_no_time_passes() {
        let (mut one, mut twenty) = (week(3, 0.0), week(3, 0.0));
        let (a, b) = (one.due(DAY, 1.0).len(), twenty.due(DAY, 20.0).len());
        assert!((19 * a..21 * a).contains(&b), "{a} {b}");
        assert_eq!(twenty.due(DAY, 20.0), []);
    }

    #[test]
    fn the_same_seed_says_the_same_however_often_it_is_asked() {
        let all = week(5, 0.1).due(DAY, 2.0);
        let mut callers = week(5, 0.1);
        let mut parts: Vec<Said> =
            (1..=24 * 60).flat_map(|m| callers.due(Duration::from_mins(m), 2.0)).collect();
        parts.sort_by_key(|s| s.arrives);
        assert_eq!(all.len(), parts.len());
        assert!(all.iter().zip(&parts).all(|(a, b)| a.event == b.event && a.text == b.text));
        assert_ne!(all, week(6, 0.1).due(DAY, 2.0));
    }

    #[test]
    fn a_storm_brings_all_its_reports_once_at_any_rate() {
        let storm = Storm { seed: 1, reports: 300, lasts: Duration::from_hours(10), duplicates: 0.2 };
        let mut callers = Callers::storm(night(storm, &houses()).unwrap());
        let mut said = callers.due(Duration::from_mins(10), 10.0);
        assert!(!said.is_empty() && said.len() < 300 && !callers.is_over());
        said.extend(callers.due(Duration::from_hours(2), 10.0));
        assert!(callers.is_over());
        assert_eq!(said.len(), 300);
        assert_eq!(said.iter().map(|s| s.event).collect::<HashSet<_>>().len(), 240);
    }

    #[test]
    fn every_type_has_somebody_who_answers_it() {
        for kind in Kinds::packaged().unwrap().into_list() {
            assert!(!services(&kind.type_code, 0).is_empty());
        }
    }
}
