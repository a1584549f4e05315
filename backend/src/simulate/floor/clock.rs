//! A clock that can be stopped: how far a shift has come.

use std::time::{Duration, Instant};

/// Elapsed time of a shift. Instants are given to it.
#[derive(Debug, Clone, Copy)]
pub struct ShiftClock {
    since: Instant,
    /// What had elapsed then.
    base: Duration,
    paused: bool,
}

impl ShiftClock {
    /// A clock that starts now.
    pub const fn new(now: Instant) -> Self {
        Self { since: now, base: Duration::ZERO, paused: false }
    }

    /// What has elapsed.
    pub fn elapsed(&self, now: Instant) -> Duration {
        if self.paused {
            return self.base;
        }
        self.base + now.saturating_duration_since(self.since)
    }

    /// Stops it, or lets it go on.
    pub fn pause(&mut self, now: Instant, paused: bool) {
        self.anchor(now);
        self.paused = paused;
    }

    /// Whether it stands.
    pub const fn is_paused(&self) -> bool {
        self.paused
    }

    fn anchor(&mut self, now: Instant) {
        self.base = self.elapsed(now);
        self.since = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_while_it_stands_does_not_count() {
        let began = Instant::now();
        let at = |s| began + Duration::from_secs(s);
        let mut clock = ShiftClock::new(began);
        assert_eq!(clock.elapsed(at(10)), Duration::from_secs(10));
        clock.pause(at(10), true);
        clock.pause(at(30), true);
        assert_eq!(clock.elapsed(at(60)), Duration::from_secs(10));
        clock.pause(at(100), false);
        assert_eq!(clock.elapsed(at(101)), Duration::from_secs(11));
    }
}
