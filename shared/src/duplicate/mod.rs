//! Duplicates: whether two reports are about one event.
//!
//! The model weighs evidence (a naive Bayes classifier): the odds before anything is known, and for each of place, time,
//! type, words and caller how many times likelier what is seen would be if both were one event. The sum of the logarithms
//! becomes a probability. Every term can be read aloud, which a dispatcher who doubts a proposal may ask for; the numbers of
//! each term stand beside it. `vnr measure duplicates` says how well it does.

mod wire;
mod words;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::place::distance_m;
use crate::text::fold;
use crate::time::DateTime;

pub use wire::{Candidate, DraftQuery, History, MergeIncident, SplitIncident};
pub use words::{Words, stem};

/// How far apart two reports of one event are looked for, metres. Beyond it the other evidence would have to be absurd.
pub const REACH_M: f64 = 3_000.0;
/// How long back reports of one event are looked for. Storms and fires go on for hours.
pub const LOOK_BACK: Duration = Duration::hours(6);
/// Probability from which an incident is offered as the same event.
pub const OFFER: f64 = 0.5;
/// Probability from which it is shown at all.
pub const SHOW: f64 = 0.03;

/// Natural logarithm of the odds that a report within reach and time is of the same event, before anything else is known: one
/// in nine hundred. Taken from invented storms (a logistic regression over their pairs), where it makes precision and recall
/// meet; the same regression left the other terms at their weights.
const PRIOR: f64 = -6.8;

/// Most that a place says, as the logarithm of odds: in a city much happens at the same place.
const PLACE_MAX: f64 = 6.0;

/// A report, as far as it matters here.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius within which it lies, metres; 0 when exact.
    pub radius_m: f64,
    /// When it was received.
    pub at: DateTime,
    /// Type; empty when not yet chosen.
    pub type_code: String,
    /// What was said, reduced to stems.
    pub words: Words,
    /// Address, folded; empty when none is known.
    pub address: String,
    /// Number of the caller, normalised; empty when not known.
    pub caller: String,
}

/// How much each kind of evidence says, as natural logarithms of odds: above zero for the same event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// Place.
    pub place: f64,
    /// Time.
    pub time: f64,
    /// Type.
    pub kind: f64,
    /// Words.
    pub words: f64,
    /// Caller.
    pub caller: f64,
    /// Metres between.
    pub distance_m: f64,
}

impl Report {
    /// A report from what was entered.
    pub fn new(
        place: (f64, f64, Option<f64>),
        at: DateTime,
        type_code: &str,
        text: &str,
        address: &str,
    ) -> Self {
        Self {
            lat: place.0,
            lon: place.1,
            radius_m: place.2.unwrap_or(0.0),
            at,
            type_code: type_code.to_owned(),
            words: Words::of(text),
            address: fold(address),
            caller: String::new(),
        }
    }

    /// The same with its caller.
    #[must_use]
    pub fn by(mut self, caller: &str) -> Self {
        caller.clone_into(&mut self.caller);
        self
    }

    /// Weighs what speaks for and against both being one event.
    pub fn against(&self, other: &Self) -> Evidence {
        let distance_m = distance_m(self.lat, self.lon, other.lat, other.lon);
        Evidence {
            place: place(distance_m, self, other),
            time: time(self.at, other.at),
            kind: kind(&self.type_code, &other.type_code),
            words: self.words.evidence(&other.words),
            caller: caller(&self.caller, &other.caller),
            distance_m,
        }
    }
}

impl Evidence {
    /// The probability that both are one event.
    pub fn probability(&self) -> f64 {
        let sum = PRIOR + self.place + self.time + self.kind + self.words + self.caller;
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Place. Reports of one event scatter around it by what the sources err (half the radius is one standard deviation) and by
/// what callers err in naming a house: 60 m. Others lie anywhere within [`REACH_M`]. The tail is heavy, because a caller
/// sometimes names the wrong crossing. The same address in words is worth something beyond the place.
fn place(distance_m: f64, one: &Report, other: &Report) -> f64 {
    const NAMED_M: f64 = 60.0;
    let spread =
        (NAMED_M * NAMED_M + (one.radius_m.powi(2) + other.radius_m.powi(2)) / 4.0).sqrt().min(REACH_M / 2.0);
    let z = distance_m / spread;
    let same_address = if !one.address.is_empty() && one.address == other.address { 0.7 } else { 0.0 };
    ((REACH_M.powi(2) / (2.0 * spread * spread)).ln() - 2.5 * (1.0 + z * z / 3.0).ln() + same_address)
        .min(PLACE_MAX)
}

/// Time. Most further callers ring within a quarter of an hour; some about what goes on for hours. Reports of other events
/// come at any time of the look-back.
fn time(one: DateTime, other: DateTime) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "seconds of hours are far below 2^52")]
    let minutes = (one - other).num_seconds().abs() as f64 / 60.0;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred minutes")]
    let window = LOOK_BACK.num_minutes() as f64;
    let of_same = |mean: f64| (-minutes / mean).exp() / mean;
    (window * (0.8 * of_same(12.0) + 0.2 * of_same(90.0))).max(1e-3).ln()
}

/// Type. Callers of one event mostly lead to the same type, sometimes to a kin one; a type not yet chosen says nothing.
fn kind(one: &str, other: &str) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    if one == other {
        2.0
    } else if are_kin(one, other) {
        0.8
    } else if one.split('.').next() == other.split('.').next() {
        -0.4
    } else {
        -4.0
    }
}

/// Types that callers take for each other.
const KIN: &[&[&str]] = &[
    &[
        "traffic.collision",
        "traffic.injured",
        "traffic.fatal",
        "traffic.pedestrian",
        "traffic.blocked",
        "fire.vehicle",
        "fire.trapped",
        "medical.injury",
    ],
    &["traffic.obstacle", "traffic.blocked", "fire.storm", "other.utility", "municipal.green"],
    &["fire.storm", "fire.collapse", "fire.technical_aid"],
    &["fire.building", "fire.smoke", "fire.alarm", "fire.gas_leak", "fire.explosion", "other.alarm"],
    &["fire.grass", "fire.forest", "fire.waste", "fire.smoke", "municipal.camping"],
    &["fire.flood", "other.utility", "fire.technical_aid"],
    &[
        "order.fight",
        "order.disturbance",
        "order.hooliganism",
        "order.drunk",
        "order.noise",
        "crime.injury",
        "crime.injury_serious",
        "order.weapon",
        "medical.injury",
    ],
    &["order.domestic", "crime.domestic_violence", "order.noise", "order.neighbours"],
    &["crime.theft", "crime.theft_shop", "crime.robbery"],
    &["medical.unconscious", "order.drunk", "medical.overdose", "medical.injury", "missing.body"],
    &["animal.collision", "traffic.collision", "traffic.obstacle", "animal.wild"],
    &["traffic.dangerous", "traffic.drunk_driver"],
];

fn are_kin(one: &str, other: &str) -> bool {
    KIN.iter().any(|family| family.contains(&one) && family.contains(&other))
}

/// Caller. Who rings twice within hours mostly rings about the same thing; different callers say nothing.
fn caller(one: &str, other: &str) -> f64 {
    if !one.is_empty() && one == other { 6.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn report(minutes: i64, north_m: f64, type_code: &str, text: &str) -> Report {
        let noon: DateTime = "2026-11-22T10:00:00Z".parse().unwrap();
        let place = (56.95 + north_m / 111_200.0, 24.11, Some(30.0));
        Report::new(place, noon + Duration::minutes(minutes), type_code, text, "")
    }

    #[test]
    fn two_callers_about_one_tree_are_one_event() {
        let one = report(0, 0.0, "traffic.obstacle", "Uz ceļa nokritis koks, aizšķērso abas joslas");
        let other = report(6, 90.0, "fire.storm", "Nogāzies liels koks, ceļš aizšķērsots");
        assert!(one.against(&other).probability() > OFFER, "{:?}", one.against(&other));
    }

    #[test]
    fn two_trees_a_kilometre_apart_are_two() {
        let one = report(0, 0.0, "traffic.obstacle", "Uz ceļa nokritis koks");
        let other = report(6, 1000.0, "traffic.obstacle", "Uz ceļa nokritis koks");
        assert!(one.against(&other).probability() < OFFER, "{:?}", one.against(&other));
    }

    #[test]
    fn a_theft_at_the_place_of_a_fire_is_another_event() {
        let one = report(0, 0.0, "fire.building", "Deg māja, dūmi no jumta");
        let other = report(20, 30.0, "crime.theft_shop", "Veikalā aizturēts zaglis");
        assert!(one.against(&other).probability() < SHOW, "{:?}", one.against(&other));
    }

    proptest! {
        #[test]
        fn the_order_of_two_reports_does_not_matter(
            minutes in -400..400_i64, metres in -4000.0..4000.0_f64, text in "[a-zāčēģ ]{0,40}", caller in "(\\+3712[0-9]{7})?",
        ) {
            let one = report(0, 0.0, "fire.smoke", "dūmi no pagraba").by("+37120000000");
            let other = report(minutes, metres, "fire.building", &text).by(&caller);
            let (a, b) = (one.against(&other).probability(), other.against(&one).probability());
            prop_assert!((a - b).abs() < 1e-9 && (0.0..=1.0).contains(&a));
        }

        #[test]
        fn nearer_is_never_less_likely(near in 0.0..3000.0_f64, further in 0.0..3000.0_f64) {
            let one = report(0, 0.0, "fire.smoke", "dūmi");
            let at = |metres| one.against(&report(3, metres, "fire.smoke", "dūmi")).probability();
            prop_assert!(at(near) >= at(near + further));
        }
    }
}
