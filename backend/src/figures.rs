//! Percentiles of what was measured.

use std::time::Duration;

/// Percentiles in milliseconds; all 0 of nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// How many were measured.
    pub count: usize,
    /// Half are not above it.
    pub p50: f64,
    /// 95 of 100 are not above it.
    pub p95: f64,
    /// 99 of 100 are not above it.
    pub p99: f64,
    /// The greatest.
    pub max: f64,
}

impl Spread {
    /// Of durations, in any order.
    pub fn of(durations: &[Duration]) -> Self {
        Self::of_ms(durations.iter().map(|one| one.as_secs_f64() * 1000.0).collect())
    }

    /// Of milliseconds, in any order.
    pub fn of_ms(mut ms: Vec<f64>) -> Self {
        ms.sort_unstable_by(f64::total_cmp);
        let at = |percent: usize| {
            // The nearest rank: the smallest value that so many are not above.
            let rank = (ms.len() * percent).div_ceil(100).max(1);
            ms.get(rank - 1).copied().unwrap_or_default()
        };
        Self {
            count: ms.len(),
            p50: at(50),
            p95: at(95),
            p99: at(99),
            max: ms.last().copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let spread = Spread::of_ms((1..=200).rev().map(f64::from).collect());
        assert_eq!(spread, Spread { count: 200, p50: 100.0, p95: 190.0, p99: 198.0, max: 200.0 });
        let single = Spread::of(&[Duration::from_millis(7)]);
        assert_eq!(single, Spread { count: 1, p50: 7.0, p95: 7.0, p99: 7.0, max: 7.0 });
        assert_eq!(Spread::of(&[]), Spread::default());
    }
}
