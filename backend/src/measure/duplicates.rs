//! Precision and recall of the search for duplicates.
//!
//! Reports are taken in the order in which they come, as a dispatcher takes them. Each is weighed against every earlier one
//! within reach and time; the most probable is what the dispatcher is offered, if it is probable enough. An offer is right
//! when both are of one event.

use chrono::{DateTime, Duration};
use vnr_shared::duplicate::{LOOK_BACK, OFFER, REACH_M, Report, SHOW};
use vnr_shared::place::distance_m;

use super::{Duplicates, MeasureError, log};
use crate::places::packaged;
use crate::simulate::{Storm, night};
use crate::terminal::out;

/// A report with the event it is of.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Reports with the same number are of one event.
    pub event: usize,
    /// The report.
    pub report: Report,
    /// Whether its truth is known; the others are there to be mistaken for.
    pub judged: bool,
}

/// What came of the offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Reports of an event that was reported before.
    pub duplicates: usize,
    /// Offers made.
    pub offered: usize,
    /// Offers that were right.
    pub right: usize,
    /// Duplicates whose event was among the three most probable shown.
    pub among_three: usize,
}

impl Score {
    /// Share of the offers that were right.
    pub fn precision(&self) -> f64 {
        share(self.right, self.offered)
    }

    /// Share of the duplicates that were offered rightly.
    pub fn recall(&self) -> f64 {
        share(self.right, self.duplicates)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand reports")]
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    share
}

/// Measures and prints.
pub fn run(args: &Duplicates) -> Result<(), MeasureError> {
    let reports = storm(args.seed)?;
    print(&format!("storm: {} reports in 14 h, seed {}", reports.len(), args.seed), score(&reports));
    if let Some(path) = &args.calls {
        let reports = log::read(path, args.seed)?;
        print(
            &format!("{}: {} calls, judged by the accidents", path.display(), reports.len()),
            score(&reports),
        );
        out(log::TRUTH);
    }
    Ok(())
}

fn print(what: &str, score: Score) {
    out(what);
    out(&format!(
        "  duplicates {:>5}   offered {:>5}   right {:>5}",
        score.duplicates, score.offered, score.right
    ));
    out(&format!(
        "  precision {:.3}   recall {:.3}   among the first three {:.3}",
        score.precision(),
        score.recall(),
        share(score.among_three, score.duplicates)
    ));
}

/// The reports of an invented storm.
pub fn storm(seed: u64) -> Result<Vec<Labelled>, MeasureError> {
    let houses = packaged::houses()?;
    let labelled = |r: crate::simulate::StormReport| {
        let at = DateTime::UNIX_EPOCH + Duration::from_std(r.arrives).unwrap_or_default();
        let report =
            Report::new((r.lat, r.lon, r.radius_m), at, &r.type_code, &r.text, &r.address).by(&r.caller);
        Labelled { event: r.event, report, judged: true }
    };
    Ok(night(Storm::night(seed), &houses)?.into_iter().map(labelled).collect())
}

/// Offers each report what was reported before, and counts.
pub fn score(reports: &[Labelled]) -> Score {
    let mut score = Score::default();
    let mut from = 0;
    for (i, new) in reports.iter().enumerate().filter(|(_, new)| new.judged) {
        while reports[from].report.at + LOOK_BACK < new.report.at {
            from += 1;
        }
        let earlier = &reports[from..i];
        let is_duplicate = reports[..i].iter().any(|old| old.judged && old.event == new.event);
        let near = |old: &&Labelled| {
            let (a, b) = (&old.report, &new.report);
            distance_m(a.lat, a.lon, b.lat, b.lon) <= REACH_M
        };
        // One event is offered once, with the best of its reports.
        let mut likely: Vec<(f64, usize, bool)> = Vec::new();
        for old in earlier.iter().filter(near) {
            let p = new.report.against(&old.report).probability();
            match likely.iter_mut().find(|(_, event, _)| *event == old.event) {
                Some(known) => known.0 = known.0.max(p),
                None => likely.push((p, old.event, old.judged)),
            }
        }
        likely.retain(|(p, ..)| *p >= SHOW);
        likely.sort_by(|a, b| b.0.total_cmp(&a.0));
        let right = |found: &(f64, usize, bool)| found.2 && found.1 == new.event;
        score.duplicates += usize::from(is_duplicate);
        score.among_three += usize::from(likely.iter().take(3).any(right));
        if let Some(first) = likely.first().filter(|(p, ..)| *p >= OFFER) {
            score.offered += 1;
            score.right += usize::from(right(first));
        }
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_duplicates_of_a_storm_are_offered_and_most_offers_are_right() {
        let score = score(&storm(3).unwrap());
        assert_eq!(score.duplicates, 500);
        assert!(score.precision() > 0.6 && score.recall() > 0.6, "{score:?}");
    }
}
