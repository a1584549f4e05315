//! Where time and new ids come from. The only place that asks the operating system, so that a test can move the clock.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use chrono::{Duration, SubsecRound, Utc};
use uuid::Uuid;
use vnr_shared::time::DateTime;

/// A source of time.
pub trait Clock: Debug + Send + Sync {
    /// Now, to the microsecond: PostgreSQL keeps no more, and what was written must equal what is read.
    fn now(&self) -> DateTime;
}

/// A source of ids and secrets.
pub trait Ids: Debug + Send + Sync {
    /// A new UUIDv7.
    fn id(&self) -> Uuid;
    /// Random bytes for a token.
    fn secret(&self) -> [u8; 32];
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge from which everything else takes the time"
    )]
    fn now(&self) -> DateTime {
        Utc::now().trunc_subsecs(6)
    }
}

/// The machine's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge from which everything else takes its ids"
    )]
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn secret(&self) -> [u8; 32] {
        rand::random()
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime>);

impl ManualClock {
    /// A clock that stands at an instant.
    pub const fn new(at: DateTime) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
