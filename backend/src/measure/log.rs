//! A log of real calls, with what can honestly be known of which calls were for one accident.

use std::collections::HashMap;
use std::path::Path;

use chrono::{Duration, NaiveDateTime};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use vnr_shared::duplicate::Report;

use super::MeasureError;
use super::duplicates::Labelled;
use crate::simulate::{self, Kinds};

/// How the truth is derived, and what it is not.
pub const TRUTH: &str = "  truth: calls of kind VEHICLE ACCIDENT, of any class, from one township and one crossing (the two streets in either order)
  within 60 min of the last such call are one accident. The log does not say so itself: calls that name another crossing for
  the same accident count as others. The search is given neither street nor text, only kind, time and coordinates, and these
  moved by 80 m on average, because the log has equal coordinates for equal crossings. Other kinds are there to be mistaken for.";

/// How long calls for one accident may lie apart.
const ONE_ACCIDENT: Duration = Duration::minutes(60);
/// Mean distance by which positions are moved, metres.
const MOVED_M: f64 = 80.0;
/// Radius told to the search.
const RADIUS_M: f64 = 150.0;

/// Reads a log. The seed moves the positions.
pub fn read(path: &Path, seed: u64) -> Result<Vec<Labelled>, MeasureError> {
    let mut calls = simulate::read_calls(path)?;
    calls.sort_by_key(|call| call.at);
    let table = Kinds::packaged()?;
    let kinds = table.of(&calls)?;
    let mut chance = StdRng::seed_from_u64(seed);
    let mut accidents: HashMap<String, (usize, NaiveDateTime)> = HashMap::new();
    let mut reports = Vec::with_capacity(calls.len());
    for (number, (call, kind)) in calls.iter().zip(kinds).enumerate() {
        let crossing = crossing(&call.place).filter(|_| call.kind.ends_with("VEHICLE ACCIDENT"));
        let event = match &crossing {
            Some(crossing) => {
                let known = accidents.get(crossing).filter(|(_, last)| call.at - *last <= ONE_ACCIDENT);
                let event = known.map_or(number, |(event, _)| *event);
                accidents.insert(crossing.clone(), (event, call.at));
                event
            }
            None => number,
        };
        let mut parts = call.place.split('|').map(|part| part.parse::<f64>().unwrap_or_default());
        let (lat, lon) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let far = -chance.random_range(1e-6..1.0_f64).ln() * MOVED_M / 111_195.0;
        let angle = chance.random_range(0.0..std::f64::consts::TAU);
        let place =
            (lat + far * angle.sin(), lon + far * angle.cos() / lat.to_radians().cos(), Some(RADIUS_M));
        let report = Report::new(place, call.at.and_utc(), &kind.type_code, "", "");
        reports.push(Labelled { event, report, judged: crossing.is_some() });
    }
    Ok(reports)
}

/// Township and the streets of a crossing, in order; none where the log has no street.
fn crossing(place: &str) -> Option<String> {
    let mut parts = place.split('|').skip(2);
    let (township, streets) = (parts.next()?, parts.next()?);
    let mut streets: Vec<&str> =
        streets.split('&').map(str::trim).filter(|street| !street.is_empty()).collect();
    streets.sort_unstable();
    (!streets.is_empty()).then(|| format!("{township}: {}", streets.join(" & ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_is_the_same_from_both_streets() {
        let one = crossing("40.1|-75.3|NORRISTOWN|DEKALB PIKE & ALLENDALE RD");
        assert_eq!(one, crossing("40.2|-75.4|NORRISTOWN|ALLENDALE RD & DEKALB PIKE"));
        assert_ne!(one, crossing("40.2|-75.4|LIMERICK|ALLENDALE RD & DEKALB PIKE"));
        assert_eq!(crossing("40.2|-75.4|LIMERICK|"), None);
    }
}
