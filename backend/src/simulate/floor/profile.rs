//! When events come: how much more or less than on average in each hour of the week.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use serde::Deserialize;

use super::super::calls::Call;

/// The packaged table; `data/simulate/README.md` says where its numbers come from.
const TABLE: &str = include_str!("../../../../data/simulate/profile.csv");
/// Minutes of an hour of the day, or days of a weekday, that a log must cover before its own figure is taken.
const ENOUGH_MINUTES: f64 = 120.0;
/// Least and greatest share of the average that a day of the week is given by a log of few days.
const DAY_BOUNDS: (f64, f64) = (0.2, 5.0);

#[derive(Debug, Deserialize)]
struct Line {
    part: String,
    number: usize,
    weight: f64,
}

/// How often events come, by hour of the day and day of the week, as a multiple of the average over a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    hours: [f64; 24],
    /// From Monday.
    days: [f64; 7],
}

impl Profile {
    /// The packaged profile.
    pub fn packaged() -> Result<Self, csv::Error> {
        let (mut hours, mut days) = ([0.0; 24], [0.0; 7]);
        for line in csv::Reader::from_reader(TABLE.as_bytes()).deserialize() {
            let Line { part, number, weight } = line?;
            let cell =
                if part == "hour" { hours.get_mut(number) } else { days.get_mut(number.wrapping_sub(1)) };
            if let Some(cell) = cell {
                *cell = weight;
            }
        }
        Ok(Self { hours, days }.levelled())
    }

    /// The profile of a log. What counts is how many calls came in the time that the log covers: from the first to the last
    /// call of each of its days. Hours of the day that it covers for less than two hours keep the form of `base`.
    pub fn of(calls: &[Call], base: &Self) -> Self {
        let days = observed(calls);
        let (mut calls_in, mut minutes_of) = ([0.0; 24], [0.0; 24]);
        for day in days.values() {
            for hour in 0..24 {
                calls_in[hour] += day.calls[hour];
                minutes_of[hour] += day.minutes(hour);
            }
        }
        let known = |hour: usize| minutes_of[hour] >= ENOUGH_MINUTES;
        let seen: f64 = (0..24).filter(|h| known(*h)).map(|h| calls_in[h]).sum();
        let expected: f64 = (0..24).filter(|h| known(*h)).map(|h| base.hours[h] * minutes_of[h]).sum();
        if seen <= 0.0 || expected <= 0.0 {
            return base.clone();
        }
        let scale = seen / expected;
        let hours =
            std::array::from_fn(
                |h| if known(h) { calls_in[h] / minutes_of[h] } else { base.hours[h] * scale },
            );
        let mut weekdays = [(0.0, 0.0); 7];
        for (date, day) in &days {
            let of = &mut weekdays[date.weekday().num_days_from_monday() as usize];
            of.0 += day.calls.iter().sum::<f64>();
            of.1 += (0..24).map(|hour| hours[hour] * day.minutes(hour)).sum::<f64>();
        }
        let factor = |(calls, expected): (f64, f64)| {
            if expected > 0.0 { (calls / expected).clamp(DAY_BOUNDS.0, DAY_BOUNDS.1) } else { 1.0 }
        };
        Self { hours, days: weekdays.map(factor) }.levelled()
    }

    /// How many hours of the day a log covers well enough to be taken by itself.
    pub fn hours_known(calls: &[Call]) -> usize {
        let days = observed(calls);
        (0..24).filter(|h| days.values().map(|day| day.minutes(*h)).sum::<f64>() >= ENOUGH_MINUTES).count()
    }

    /// How often events come at a wall-clock time, as a multiple of the average.
    pub fn at(&self, local: NaiveDateTime) -> f64 {
        self.hours[local.hour() as usize % 24] * self.days[local.weekday().num_days_from_monday() as usize]
    }

    fn levelled(mut self) -> Self {
        level(&mut self.hours);
        level(&mut self.days);
        self
    }
}

/// Makes the average 1.
#[expect(clippy::cast_precision_loss, reason = "24 or 7")]
fn level(values: &mut [f64]) {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    for value in values.iter_mut() {
        *value = if mean > 0.0 { *value / mean } else { 1.0 };
    }
}

/// What a log tells of one day.
#[derive(Debug, Default)]
struct Day {
    /// First and last minute of the day.
    span: Option<(u32, u32)>,
    calls: [f64; 24],
}

impl Day {
    /// Minutes of an hour of the day within the span.
    fn minutes(&self, hour: usize) -> f64 {
        let hour = u32::try_from(hour).unwrap_or_default();
        let Some((first, last)) = self.span else { return 0.0 };
        let (from, to) = (first.max(hour * 60), (last + 1).min(hour * 60 + 60));
        f64::from(to.saturating_sub(from))
    }
}

fn observed(calls: &[Call]) -> BTreeMap<NaiveDate, Day> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for call in calls {
        let day = days.entry(call.at.date()).or_default();
        let minute = call.at.hour() * 60 + call.at.minute();
        let (first, last) = day.span.unwrap_or((minute, minute));
        day.span = Some((first.min(minute), last.max(minute)));
        day.calls[call.at.hour() as usize % 24] += 1.0;
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn call(at: NaiveDateTime) -> Call {
        Call { kind: String::new(), at, place: String::new(), line: String::new() }
    }

    /// So many calls in each minute of some hours of a day.
    fn day(date: &str, hours: std::ops::Range<u32>, a_minute: usize) -> Vec<Call> {
        let midnight = local(&format!("{date}T00:00:00"));
        let minutes = hours.start * 60..hours.end * 60;
        minutes.flat_map(|m| vec![call(midnight + chrono::Duration::minutes(m.into())); a_minute]).collect()
    }

    fn mean(profile: &Profile) -> f64 {
        let monday = local("2026-11-16T00:30:00");
        (0..24 * 7).map(|h| profile.at(monday + chrono::Duration::hours(h))).sum::<f64>() / (24.0 * 7.0)
    }

    #[test]
    fn the_packaged_profile_has_quiet_nights_and_an_average_of_one() {
        let profile = Profile::packaged().unwrap();
        assert!((mean(&profile) - 1.0).abs() < 1e-9);
        assert!(profile.at(local("2026-11-20T17:00:00")) > 3.0 * profile.at(local("2026-11-20T03:00:00")));
        assert!(profile.at(local("2026-11-20T17:00:00")) > profile.at(local("2026-11-22T17:00:00")));
    }

    #[test]
    fn a_log_of_a_few_hours_changes_those_and_leaves_the_form_of_the_others() {
        let base = Profile::packaged().unwrap();
        let log = [day("2026-11-16", 12..15, 1), day("2026-11-17", 12..15, 1)].concat();
        let profile = Profile::of(&log, &base);
        assert_eq!(Profile::hours_known(&log), 3);
        assert!((mean(&profile) - 1.0).abs() < 1e-9);
        let at = |p: &Profile, hour: u32| p.hours[hour as usize];
        assert!((at(&profile, 12) - at(&profile, 14)).abs() < 1e-9, "as many in each hour that the log has");
        let form = |p: &Profile| at(p, 20) / at(p, 4);
        assert!((form(&profile) - form(&base)).abs() < 1e-9);
    }

    #[test]
    fn a_day_with_twice_as_many_calls_is_twice_as_busy() {
        let log = [day("2026-11-16", 8..20, 1), day("2026-11-20", 8..20, 2)].concat();
        let profile = Profile::of(&log, &Profile::packaged().unwrap());
        let noon = |date: &str| profile.at(local(&format!("{date}T12:00:00")));
        assert!((noon("2026-11-20") / noon("2026-11-16") - 2.0).abs() < 1e-9);
    }

    #[test]
    fn an_empty_log_says_nothing() {
        let base = Profile::packaged().unwrap();
        assert_eq!(Profile::of(&[], &base), base);
    }
}
