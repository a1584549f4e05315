//! How far the clock of a device is off.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::time::DateTime;

/// What a device's clock has to be moved by, and how well that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockOffset {
    /// Milliseconds to add to the device's clock; negative when it runs ahead.
    pub add_ms: i64,
    /// The truth is no further away than this, milliseconds: half of the way there and back.
    pub within_ms: i64,
}

/// Measures with one exchange: sent and received by the device's clock, answered by the server's.
pub fn measure(sent: DateTime, server: DateTime, received: DateTime) -> ClockOffset {
    let half = (received - sent).num_milliseconds().max(0) / 2;
    ClockOffset { add_ms: (server - sent).num_milliseconds() - half, within_ms: half }
}

impl ClockOffset {
    /// An instant of the device's clock as it truly was.
    pub fn correct(self, raw: DateTime) -> DateTime {
        raw + Duration::milliseconds(self.add_ms)
    }

    /// The better known of two measurements.
    #[must_use]
    pub fn better(self, other: Self) -> Self {
        if other.within_ms <= self.within_ms { other } else { self }
    }
}
