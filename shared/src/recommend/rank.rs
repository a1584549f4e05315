//! Who is better: the order of those who may go.

use super::candidate::Candidate;
use super::numbers::{NumberCode, Numbers};
use crate::incident::Category;
use crate::time::DateTime;

/// Added for a unit that comes after the legal clock, so that everyone who comes in time is before it.
pub const LATE: i128 = 1 << 40;
/// Cost of a place that stays empty: more than any unit costs.
pub const EMPTY: i128 = 1 << 50;

/// By what units are compared in one question.
#[derive(Debug, Clone, Copy)]
pub struct Scale<'a> {
    /// Category of the incident.
    pub category: Category,
    /// When the legal clock of the asking institution runs out.
    pub due_at: Option<DateTime>,
    /// Least number of assignments that any of those compared has had.
    pub least_load: u32,
    /// Numbers.
    pub numbers: &'a Numbers,
    /// Now.
    pub now: DateTime,
}

impl Scale<'_> {
    /// How good a unit is; less is better.
    ///
    /// Those who come in time are before those who do not. For category A only the arrival counts then, and load and rest
    /// decide between equals: a life is not weighed against a coffee. For the others a unit that had more to do, or has just
    /// finished, may be passed over in favour of one that is a little farther away. Units that come late are always
    /// compared by arrival.
    pub fn score(&self, candidate: &Candidate) -> i128 {
        let seconds = i64::from(candidate.seconds());
        let load = i64::from(candidate.load.saturating_sub(self.least_load)).min(50);
        let tired = self.is_tired(candidate);
        let late = self.due_at.is_some_and(|due| (due - self.now).num_seconds() < seconds);
        let fair = if self.category == Category::A || late {
            0
        } else {
            let price = |code| self.numbers.get(code).unwrap_or_default().clamp(0, 3600);
            load * price(NumberCode::LoadPrice) + i64::from(tired) * price(NumberCode::RestPrice)
        };
        let ties = load * 2 + i64::from(tired);
        i128::from((seconds + fair) * 128 + ties) + if late { LATE } else { 0 }
    }

    /// Whether a unit has become free from an assignment just now.
    fn is_tired(&self, candidate: &Candidate) -> bool {
        let rest = self.numbers.get(NumberCode::Rest).unwrap_or_default();
        candidate.load > 0 && (self.now - candidate.unit.since).num_seconds() < rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::testing::{NOW, at, candidate, numbers};
    use proptest::prelude::*;

    fn scale(numbers: &Numbers, category: Category, due: Option<&str>) -> Vec<u128> {
        let scale = Scale { category, due_at: due.map(at), least_load: 0, numbers, now: at(NOW) };
        let mut units = [
            candidate(1, 300, |c| c.load = 4),
            candidate(2, 310, |c| {
                c.load = 1;
                c.unit.since = at("2026-11-22T09:58:00Z");
            }),
            candidate(3, 400, |_| {}),
            candidate(4, 1000, |_| {}),
        ];
        units.sort_by_key(|c| scale.score(c));
        units.iter().map(|c| c.unit.id.0.as_u128()).collect()
    }

    #[test]
    fn only_the_arrival_counts_for_category_a_and_fairness_for_the_others() {
        let numbers = numbers();
        assert_eq!(scale(&numbers, Category::A, None), [1, 2, 3, 4]);
        assert_eq!(scale(&numbers, Category::C, None), [3, 2, 1, 4], "400, 310 + 60 + 120, 300 + 4 × 60");
        // With eight minutes left everyone but the last comes in time; fairness does not put the last before them.
        assert_eq!(scale(&numbers, Category::B, Some("2026-11-22T10:08:00Z")), [3, 2, 1, 4]);
        // With 305 seconds left only the first does, whatever it had to do.
        assert_eq!(scale(&numbers, Category::B, Some("2026-11-22T10:05:05Z")), [1, 2, 3, 4]);
        // Without numbers there is no fairness to go by.
        assert_eq!(scale(&Numbers::default(), Category::C, None), [1, 2, 3, 4]);
    }

    proptest! {
        #[test]
        fn no_unit_costs_as_much_as_an_empty_place(seconds: u32, load: u32, due in -100_000_i64..100_000) {
            let numbers = numbers();
            let due_at = Some(at(NOW) + chrono::Duration::seconds(due));
            let scale = Scale { category: Category::C, due_at, least_load: 0, numbers: &numbers, now: at(NOW) };
            let score = scale.score(&candidate(1, seconds, |c| c.load = load));
            prop_assert!((0..EMPTY).contains(&score));
            prop_assert_eq!(score >= LATE, i64::from(seconds) > due);
        }
    }
}
