//! A storm night, invented: many events in few hours, with callers who report the same thing in other words, from elsewhere
//! and later. Which reports are of one event is known, which is what real logs do not tell.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde::Deserialize;
use vnr_shared::place::{PlaceHit, PlaceSource};

const KINDS: &str = include_str!("../../../data/simulate/storm.csv");
const DETAILS: &str = include_str!("../../../data/simulate/storm_details.txt");

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;
/// How far an event strikes from one that came before it in its street, metres: wires and trees of one street fall together.
const STREET_M: f64 = 700.0;

/// What kind of night.
#[derive(Debug, Clone, Copy)]
pub struct Storm {
    /// The same seed makes the same night.
    pub seed: u64,
    /// Reports in all.
    pub reports: usize,
    /// How long it lasts.
    pub lasts: Duration,
    /// Share of reports that are of an event already reported.
    pub duplicates: f64,
}

impl Storm {
    /// The night by which duplicates are measured: 2 500 reports in 14 hours, every fifth of something already reported.
    pub const fn night(seed: u64) -> Self {
        Self { seed, reports: 2_500, lasts: Duration::from_hours(14), duplicates: 0.2 }
    }
}

/// One report of the night.
#[derive(Debug, Clone, PartialEq)]
pub struct StormReport {
    /// The event it is of: reports with the same number are of one event.
    pub event: usize,
    /// When it comes, counted from the beginning of the night.
    pub arrives: Duration,
    /// Type as whoever took the call chose it.
    pub type_code: String,
    /// What the caller said.
    pub text: String,
    /// Address as it was named.
    pub address: String,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres, where the source gives one.
    pub radius_m: Option<f64>,
    /// Where the position comes from.
    pub source: PlaceSource,
    /// Number of the caller.
    pub caller: String,
}

#[derive(Debug, Deserialize)]
struct KindLine {
    type_code: String,
    kin: String,
    weight: f64,
    phrases: String,
}

/// An event as it is, behind what callers say of it.
struct Event<'a> {
    kind: &'a KindLine,
    house: &'a PlaceHit,
    at: Duration,
    details: Vec<&'a str>,
    callers: Vec<String>,
}

/// Invents the reports of a night at some houses, in the order in which they come. Empty where there are no houses.
pub fn night(storm: Storm, houses: &[PlaceHit]) -> Result<Vec<StormReport>, csv::Error> {
    let kinds: Vec<KindLine> =
        csv::Reader::from_reader(KINDS.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let details: Vec<&str> = DETAILS.lines().filter(|line| !line.is_empty()).collect();
    let mut chance = StdRng::seed_from_u64(storm.seed);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a few thousand"
    )]
    let further = (storm.reports as f64 * storm.duplicates.clamp(0.0, 1.0)).round() as usize;
    let mut events: Vec<Event<'_>> = Vec::new();
    for _ in further..storm.reports {
        let Some(event) = strike(&mut chance, storm, &kinds, &details, houses, &events) else {
            return Ok(Vec::new());
        };
        events.push(event);
    }
    let mut reports: Vec<StormReport> = Vec::with_capacity(storm.reports);
    for (number, event) in events.iter_mut().enumerate() {
        let at = event.at;
        reports.push(report(&mut chance, event, number, at, houses));
    }
    for _ in 0..further {
        let number = noticed(&mut chance, &events);
        let mean_minutes = if chance.random_bool(0.8) { 12.0 } else { 70.0 };
        let wait = Duration::from_secs_f64(60.0 * mean_minutes * -chance.random_range(1e-6..1.0_f64).ln());
        let at = events[number].at + wait.min(Duration::from_hours(5));
        reports.push(report(&mut chance, &mut events[number], number, at, houses));
    }
    reports.sort_by_key(|report| report.arrives);
    Ok(reports)
}

/// A new event. The night swells and ebbs; a third of what happens does so near something that happened before.
fn strike<'a>(
    chance: &mut StdRng,
    storm: Storm,
    kinds: &'a [KindLine],
    details: &'a [&'a str],
    houses: &'a [PlaceHit],
    before: &[Event<'a>],
) -> Option<Event<'a>> {
    let mut kind = kinds.choose_weighted(chance, |kind| kind.weight).ok()?;
    let mut house = houses.choose(chance)?;
    if let Some(near) = before.choose(chance).filter(|_| chance.random_bool(0.33)) {
        let close = |h: &&PlaceHit| {
            vnr_shared::place::distance_m(h.lat, h.lon, near.house.lat, near.house.lon) < STREET_M
        };
        // Looking at a few houses is enough: a street without one of them is no street of this night.
        let some: Vec<&PlaceHit> = houses.choose_multiple(chance, 400).filter(close).collect();
        if let Some(found) = some.choose(chance) {
            house = found;
            if chance.random_bool(0.6) {
                kind = near.kind;
            }
        }
    }
    let swell = (chance.random::<f64>() + chance.random::<f64>() + chance.random::<f64>()) / 3.0;
    let at = storm.lasts.mul_f64(swell);
    let details = details.choose_multiple(chance, 3).copied().collect();
    Some(Event { kind, house, at, details, callers: Vec::new() })
}

/// The event that one more caller reports: what lies on a road is seen by many, what happens at home by few.
fn noticed(chance: &mut StdRng, events: &[Event<'_>]) -> usize {
    let seen = |event: &Event<'_>| match event.kind.type_code.split('.').next() {
        Some("traffic" | "fire") => 4.0,
        Some("other" | "medical") => 2.0,
        _ => 1.0,
    };
    let numbers: Vec<usize> = (0..events.len()).collect();
    numbers.choose_weighted(chance, |n| seen(&events[*n])).copied().unwrap_or_default()
}

fn report(
    chance: &mut StdRng,
    event: &mut Event<'_>,
    number: usize,
    arrives: Duration,
    houses: &[PlaceHit],
) -> StormReport {
    let first = event.callers.is_empty();
    let again = !first && chance.random_bool(0.12);
    let caller = match event.callers.choose(chance) {
        Some(known) if again => known.clone(),
        _ => telephone(chance),
    };
    event.callers.push(caller.clone());
    let type_code = if !first && chance.random_bool(0.25) { &event.kind.kin } else { &event.kind.type_code };
    let (house, lat, lon, radius_m, source) = place(chance, event.house, houses);
    StormReport {
        event: number,
        arrives,
        type_code: type_code.clone(),
        text: words(chance, event),
        address: house,
        lat,
        lon,
        radius_m,
        source,
        caller,
    }
}

/// What the caller says: one way of saying it, with what this caller happens to notice.
fn words(chance: &mut StdRng, event: &Event<'_>) -> String {
    let phrases: Vec<&str> = event.kind.phrases.split('|').collect();
    let mut said = vec![phrases.choose(chance).copied().unwrap_or_default()];
    said.extend(event.details.iter().copied().filter(|_| chance.random_bool(0.4)));
    said.join(", ")
}

/// An invented number of a mobile telephone.
pub(super) fn telephone(chance: &mut StdRng) -> String {
    format!("+3712{:07}", chance.random_range(0..10_000_000))
}

/// Something that a caller notices besides.
pub(super) fn detail(chance: &mut StdRng) -> Option<&'static str> {
    let details: Vec<&str> = DETAILS.lines().filter(|line| !line.is_empty()).collect();
    details.choose(chance).copied()
}

/// Where the report says that it is: by the telephone, by the cell, or by the address the caller names, which is at times the
/// neighbour's and now and then quite another.
pub(super) fn place(
    chance: &mut StdRng,
    house: &PlaceHit,
    houses: &[PlaceHit],
) -> (String, f64, f64, Option<f64>, PlaceSource) {
    let mut off = |metres: f64| {
        let (angle, far) = (
            chance.random_range(0.0..std::f64::consts::TAU),
            -chance.random_range(1e-6..1.0_f64).ln() * metres,
        );
        let north = far * angle.sin() / DEGREE_M;
        let east = far * angle.cos() / (DEGREE_M * house.lat.to_radians().cos());
        (house.lat + north, house.lon + east)
    };
    let way = off(35.0);
    let wide = off(450.0);
    let lost = off(320.0);
    match chance.random_range(0..100) {
        0..55 => {
            (String::new(), way.0, way.1, Some(f64::from(chance.random_range(15..120))), PlaceSource::Aml)
        }
        55..68 => (
            String::new(),
            wide.0,
            wide.1,
            Some(f64::from(chance.random_range(500..1800))),
            PlaceSource::Cell,
        ),
        68..93 => {
            let next_door =
                |h: &&PlaceHit| vnr_shared::place::distance_m(h.lat, h.lon, house.lat, house.lon) < 120.0;
            let named =
                houses.choose_multiple(chance, 300).find(next_door).filter(|_| chance.random_bool(0.4));
            let named = named.unwrap_or(house);
            (named.address.clone(), named.lat, named.lon, None, PlaceSource::Address)
        }
        _ => (String::new(), lost.0, lost.1, Some(200.0), PlaceSource::Map),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use vnr_shared::place::PlaceKind;

    use super::*;

    fn houses() -> Vec<PlaceHit> {
        let house = |n: u32| PlaceHit {
            code: n.to_string(),
            address: format!("Brīvības iela {n}, Rīga"),
            kind: PlaceKind::Building,
            lat: 56.95 + f64::from(n % 30) * 0.001,
            lon: 24.11 + f64::from(n / 30) * 0.002,
        };
        (0..900).map(house).collect()
    }

    #[test]
    fn a_night_has_as_many_reports_and_duplicates_as_were_asked_for() {
        let reports = night(Storm::night(7), &houses()).unwrap();
        let events: HashSet<usize> = reports.iter().map(|r| r.event).collect();
        assert_eq!((reports.len(), events.len()), (2_500, 2_000));
        assert!(reports.is_sorted_by_key(|r| r.arrives));
        assert!(reports.iter().all(|r| vnr_shared::place::near_latvia(r.lat, r.lon)));
    }

    #[test]
    fn the_same_seed_makes_the_same_night_and_another_seed_another() {
        let of = |seed| night(Storm::night(seed), &houses()).unwrap();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert_eq!(night(Storm::night(1), &[]).unwrap(), []);
    }

    #[test]
    fn the_kinds_are_types_of_the_catalogue() {
        let kinds: Vec<KindLine> =
            csv::Reader::from_reader(KINDS.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap();
        for code in kinds.iter().flat_map(|kind| [&kind.type_code, &kind.kin]) {
            let catalogue = include_str!("../../../data/reference/incident_types.csv");
            assert!(catalogue.lines().any(|line| line.starts_with(&format!("{code},"))), "{code}");
        }
    }
}
