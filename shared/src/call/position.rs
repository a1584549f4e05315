//! Where a caller is, as several sources say it.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::aml::{Aml, AmlMethod};
use super::ecall::Msd;
use crate::place::{PlaceSource, on_earth};
use crate::problem::{FaultCode, Findings};
use crate::time::DateTime;

/// Radius within which a vehicle that trusts its position is, metres (EN 15722, control element: ± 150 m at 95 %).
pub const ECALL_TRUSTED_M: f64 = 150.0;
/// Radius assumed for a vehicle that does not trust its position, metres. No source gives one: it is drawn as wide as a
/// suburb so that nobody takes it for exact.
pub const ECALL_DOUBTED_M: f64 = 2_000.0;
/// Radius assumed for a source that gives none, metres: nobody is told that an unknown error is small.
pub const UNKNOWN_RADIUS_M: f64 = 500.0;
/// Age at which a position counts as twice as wide: a caller in a car is somewhere else after two minutes.
const STALE: Duration = Duration::minutes(2);

/// One statement of where the caller is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallPosition {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres; a call is drawn as a circle. Absent when the source gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// Who says so.
    pub source: PlaceSource,
    /// How sure the source is, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// When it was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime>,
}

impl CallPosition {
    /// What an AML message says, when it says anything.
    pub fn of_aml(aml: &Aml) -> Option<Self> {
        let p = aml.position?;
        // A place that the telephone took from the mobile network is as good as the network's, and no better.
        let source = if aml.method == AmlMethod::Cell { PlaceSource::Cell } else { PlaceSource::Aml };
        Some(Self {
            lat: p.lat,
            lon: p.lon,
            radius_m: p.radius_m,
            source,
            confidence: aml.confidence,
            at: aml.at,
        })
    }

    /// What a vehicle says, when it says anything.
    pub fn of_ecall(msd: &Msd) -> Option<Self> {
        let (lat, lon) = msd.position()?;
        let (radius, confidence) =
            if msd.trusted { (ECALL_TRUSTED_M, Some(95)) } else { (ECALL_DOUBTED_M, None) };
        Some(Self { lat, lon, radius_m: Some(radius), source: PlaceSource::Ecall, confidence, at: msd.at() })
    }

    /// Checks a position that somebody sent.
    pub fn check(&self) -> Findings {
        let mut found = Findings::default();
        if !on_earth(self.lat, self.lon) {
            found.fault("lat", FaultCode::OutsideWorld);
        }
        if self.radius_m.is_some_and(|r| !(0.0..=1_000_000.0).contains(&r)) {
            found.fault("radius_m", FaultCode::OutOfRange);
        }
        if self.confidence.is_some_and(|c| c > 100) {
            found.fault("confidence", FaultCode::OutOfRange);
        }
        found
    }

    /// The radius by which positions are compared, metres: the one stated, wider for a low confidence and for age.
    fn worth(&self, now: DateTime) -> f64 {
        let stated = self.radius_m.unwrap_or(UNKNOWN_RADIUS_M).max(1.0);
        // A circle with half the confidence is taken as twice as wide.
        let sure = f64::from(self.confidence.unwrap_or(68).clamp(10, 100)) / 100.0;
        let age = self.at.map_or(STALE, |at| (now - at).max(Duration::zero()));
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of minutes are far below 2^52")]
        let stale = 1.0 + age.num_milliseconds() as f64 / STALE.num_milliseconds() as f64;
        stated / sure * stale
    }
}

/// The best of several positions, by index.
///
/// The rule: an address that a person chose from the gazetteer, or a point a person set on the map, stands above what machines
/// measured, because it was said to be the place of the event and not of the telephone. Among measured ones the smallest
/// circle wins, after it was widened for what the source itself doubts (low confidence) and for its age (twice as wide
/// after two minutes). What callers said without an address comes last. Equal ones: the later in the list.
pub fn best(positions: &[CallPosition], now: DateTime) -> Option<usize> {
    let rank = |p: &CallPosition| match p.source {
        PlaceSource::Address | PlaceSource::Map => 0,
        PlaceSource::Caller => 2,
        _ => 1,
    };
    let order = |(_, a): &(usize, &CallPosition), (_, b): &(usize, &CallPosition)| {
        rank(a).cmp(&rank(b)).then(a.worth(now).total_cmp(&b.worth(now)))
    };
    positions.iter().enumerate().rev().min_by(order).map(|(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: &str = "2026-11-22T10:00:00Z";

    fn at(source: PlaceSource, radius_m: f64, confidence: u8, seconds_ago: i64) -> CallPosition {
        let now: DateTime = NOW.parse().unwrap();
        CallPosition {
            lat: 56.95,
            lon: 24.1,
            radius_m: Some(radius_m),
            source,
            confidence: Some(confidence),
            at: Some(now - Duration::seconds(seconds_ago)),
        }
    }

    fn choose(positions: &[CallPosition]) -> PlaceSource {
        positions[best(positions, NOW.parse().unwrap()).unwrap()].source
    }

    #[test]
    fn the_smallest_circle_wins_until_it_is_old() {
        let cell = at(PlaceSource::Cell, 1500.0, 68, 5);
        assert_eq!(choose(&[cell, at(PlaceSource::Aml, 30.0, 90, 5)]), PlaceSource::Aml);
        assert_eq!(choose(&[cell, at(PlaceSource::Aml, 400.0, 30, 600)]), PlaceSource::Cell);
    }

    #[test]
    fn a_chosen_address_stands_above_a_telephone_and_hearsay_below() {
        let aml = at(PlaceSource::Aml, 5.0, 95, 0);
        assert_eq!(choose(&[at(PlaceSource::Address, 100.0, 50, 900), aml]), PlaceSource::Address);
        assert_eq!(choose(&[at(PlaceSource::Caller, 1.0, 100, 0), aml]), PlaceSource::Aml);
        assert_eq!(best(&[], NOW.parse().unwrap()), None);
    }

    #[test]
    fn a_vehicle_in_doubt_is_drawn_wide() {
        let aml = at(PlaceSource::Aml, 200.0, 68, 0);
        assert_eq!(choose(&[at(PlaceSource::Ecall, ECALL_TRUSTED_M, 95, 0), aml]), PlaceSource::Ecall);
        assert_eq!(choose(&[at(PlaceSource::Ecall, ECALL_DOUBTED_M, 95, 0), aml]), PlaceSource::Aml);
    }

    proptest! {
        #[test]
        fn the_choice_does_not_depend_on_the_order(radii in proptest::collection::vec(1.0..5000.0_f64, 1..6)) {
            let now = NOW.parse().unwrap();
            let positions: Vec<_> = radii.iter().map(|r| at(PlaceSource::Aml, *r, 90, 10)).collect();
            let mut turned = positions.clone();
            turned.reverse();
            let of = |list: &[CallPosition]| best(list, now).map(|i| list[i]);
            prop_assert_eq!(of(&positions), of(&turned));
        }
    }
}
