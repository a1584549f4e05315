//! Positions of units: as devices send them, how they are placed in time, and how they are packed for screens.
//!
//! Positions are not journal entries. They come in batches, go into the track of the unit, and reach the screens as
//! binary messages: a [`Header`] and then [`Record`]s of 20 bytes each, little-endian. Records are encoded once and only
//! concatenated for each socket.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::UnitPosition;
use crate::id::UnitId;
use crate::place::on_earth;
use crate::problem::FaultCode;
use crate::time::DateTime;

/// Most fixes in one batch.
pub const BATCH_MAX: usize = 1000;
/// How far a device's clock may run ahead before its time is not believed.
const AHEAD_MAX: Duration = Duration::minutes(2);
/// Oldest fix that is still taken into a track. A tablet that was longer without a network has its way in its own log.
pub const LATE_MAX: Duration = Duration::days(7);
/// Seconds after which a position is stale: a screen fades it. Devices report every 5 s when moving and every 60 s at rest,
/// so this is two reports that did not come.
pub const STALE_SECONDS: i64 = 120;

/// One position as a device sends it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PositionFix {
    /// The unit.
    pub unit: UnitId,
    /// When it was there, by the device's clock.
    pub at: DateTime,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f32>,
    /// Speed in metres a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_mps: Option<f32>,
    /// Direction of travel in degrees clockwise from north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading_deg: Option<f32>,
}

/// Positions of one or several units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PositionBatch {
    /// At most [`BATCH_MAX`], in any order.
    pub fixes: Vec<PositionFix>,
}

/// What became of a batch. Sending it again does no harm: a fix is known by its unit and time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenPositions {
    /// Fixes now in the tracks, those that were there already among them.
    pub taken: u32,
    /// Of those taken: their time lay in the future and was replaced by that of receipt.
    pub ahead: u32,
    /// Fixes that were not taken: the number of each in the batch, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedFix>,
}

/// A fix that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedFix {
    /// Its number in the batch, from 0.
    pub index: u32,
    /// Why.
    pub code: FaultCode,
}

/// Which part of a unit's track.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct TrackQuery {
    /// At or after.
    pub from: DateTime,
    /// Before; at most a day after `from`.
    pub to: DateTime,
}

/// Which past picture of positions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PositionsAt {
    /// The instant.
    pub at: DateTime,
}

impl PositionFix {
    /// Checks the values. A heading or speed that is not a number becomes unknown rather than a fault: receivers say so
    /// when they stand still.
    pub fn check(&mut self) -> Result<(), FaultCode> {
        if !on_earth(self.lat, self.lon) {
            return Err(FaultCode::OutsideWorld);
        }
        let sane = |value: Option<f32>, max: f32| value.filter(|v| (0.0..=max).contains(v));
        self.accuracy_m = sane(self.accuracy_m, 100_000.0);
        self.speed_mps = sane(self.speed_mps, 400.0);
        self.heading_deg = sane(self.heading_deg, 360.0).map(|h| if h >= 360.0 { 0.0 } else { h });
        Ok(())
    }

    /// The position without the unit.
    pub const fn position(&self) -> UnitPosition {
        UnitPosition {
            at: self.at,
            lat: self.lat,
            lon: self.lon,
            accuracy_m: self.accuracy_m,
            speed_mps: self.speed_mps,
            heading_deg: self.heading_deg,
        }
    }
}

/// The time under which a fix is kept.
///
/// A device whose clock runs ahead would otherwise hold its unit at one place until the others catch up: its fix is kept
/// under the time of receipt. A late fix belongs into the track under its own time, unless it is older than [`LATE_MAX`].
pub fn kept_at(at: DateTime, received: DateTime) -> Result<(DateTime, bool), FaultCode> {
    if at > received + AHEAD_MAX {
        Ok((received, true))
    } else if received - at > LATE_MAX {
        Err(FaultCode::TooOld)
    } else {
        Ok((at, false))
    }
}

/// Whether a fix replaces the latest one of its unit. Equal times do not, so that a repetition changes nothing.
pub fn is_newer(latest: Option<DateTime>, at: DateTime) -> bool {
    latest.is_none_or(|latest| at > latest)
}

/// Kind of binary message: positions. The first byte of each.
pub const POSITIONS: u8 = 1;
/// Bytes of a [`Header`].
pub const HEADER_BYTES: usize = 12;
/// Bytes of a [`Record`].
pub const RECORD_BYTES: usize = 20;
const UNKNOWN: u16 = u16::MAX;

/// Begins a binary message of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Whether the message holds every unit in view, so that what is not in it is not in view.
    pub whole: bool,
    /// Clock of the server in milliseconds since 1970; ages count from it.
    pub now_ms: i64,
}

/// Position of one unit, packed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// The unit's mark.
    pub mark: u32,
    /// Latitude in 1e-7 degrees.
    pub lat_e7: i32,
    /// Longitude in 1e-7 degrees.
    pub lon_e7: i32,
    /// Seconds since the unit was there, at most 65 535.
    pub age_s: u16,
    /// Speed in centimetres a second.
    pub speed_cmps: Option<u16>,
    /// Direction in hundredths of a degree.
    pub heading_cdeg: Option<u16>,
    /// Accuracy in metres, at most 65 534.
    pub accuracy_m: Option<u16>,
}

impl Header {
    /// Writes it.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[POSITIONS, u8::from(self.whole), 0, 0]);
        out.extend_from_slice(&self.now_ms.to_le_bytes());
    }
}

/// Degrees as 1e-7 degrees. A position on Earth always fits.
#[expect(clippy::cast_possible_truncation, reason = "a float-to-integer cast saturates, and 180e7 fits")]
pub fn to_e7(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

/// 1e-7 degrees as degrees.
pub fn from_e7(e7: i32) -> f64 {
    f64::from(e7) / 1e7
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates, which is what is wanted"
)]
fn small(value: Option<f32>, scale: f32) -> Option<u16> {
    value.map(|v| ((v * scale).round() as u16).min(UNKNOWN - 1))
}

impl Record {
    /// Packs a position. `age` is clamped to what fits.
    pub fn new(mark: u32, position: &UnitPosition, now: DateTime) -> Self {
        let age = (now - position.at).num_seconds().clamp(0, i64::from(u16::MAX));
        Self {
            mark,
            lat_e7: to_e7(position.lat),
            lon_e7: to_e7(position.lon),
            age_s: u16::try_from(age).unwrap_or(u16::MAX),
            speed_cmps: small(position.speed_mps, 100.0),
            heading_cdeg: small(position.heading_deg, 100.0),
            accuracy_m: small(position.accuracy_m, 1.0),
        }
    }

    /// Latitude, WGS84 degrees.
    pub fn lat(&self) -> f64 {
        from_e7(self.lat_e7)
    }

    /// Longitude, WGS84 degrees.
    pub fn lon(&self) -> f64 {
        from_e7(self.lon_e7)
    }

    /// Writes it.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.mark.to_le_bytes());
        out.extend_from_slice(&self.lat_e7.to_le_bytes());
        out.extend_from_slice(&self.lon_e7.to_le_bytes());
        out.extend_from_slice(&self.age_s.to_le_bytes());
        for value in [self.speed_cmps, self.heading_cdeg, self.accuracy_m] {
            out.extend_from_slice(&value.unwrap_or(UNKNOWN).to_le_bytes());
        }
    }

    fn decode(bytes: &[u8; RECORD_BYTES]) -> Self {
        let four = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let two = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let known = |value: u16| (value != UNKNOWN).then_some(value);
        Self {
            mark: u32::from_le_bytes(four(0)),
            lat_e7: i32::from_le_bytes(four(4)),
            lon_e7: i32::from_le_bytes(four(8)),
            age_s: two(12),
            speed_cmps: known(two(14)),
            heading_cdeg: known(two(16)),
            accuracy_m: known(two(18)),
        }
    }
}

/// A binary message that is not one of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a message of positions")]
pub struct BadPositions;

/// Reads a binary message of positions.
pub fn decode(bytes: &[u8]) -> Result<(Header, impl Iterator<Item = Record>), BadPositions> {
    let (head, records) = bytes.split_first_chunk::<HEADER_BYTES>().ok_or(BadPositions)?;
    let [kind, whole, _, _, now @ ..] = head;
    let (records, rest) = records.as_chunks::<RECORD_BYTES>();
    if *kind != POSITIONS || *whole > 1 || !rest.is_empty() {
        return Err(BadPositions);
    }
    let header = Header { whole: *whole == 1, now_ms: i64::from_le_bytes(*now) };
    Ok((header, records.iter().map(Record::decode)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn instant(seconds: i64) -> DateTime {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            mark: u32, lat in -90.0..90.0_f64, lon in -180.0..180.0_f64, age in 0..100_000_i64,
            speed in proptest::option::of(0.0..400.0_f32), heading in proptest::option::of(0.0..359.99_f32),
            accuracy in proptest::option::of(0.0..60_000.0_f32), whole: bool, now_ms: i64,
        ) {
            let position = UnitPosition {
                at: instant(0), lat, lon, accuracy_m: accuracy, speed_mps: speed, heading_deg: heading,
            };
            let record = Record::new(mark, &position, instant(age));
            let mut bytes = Vec::new();
            Header { whole, now_ms }.encode(&mut bytes);
            record.encode(&mut bytes);
            record.encode(&mut bytes);
            let (header, records) = decode(&bytes).unwrap();
            prop_assert_eq!(header, Header { whole, now_ms });
            prop_assert_eq!(records.collect::<Vec<_>>(), vec![record, record]);
            // 1e-7 of a degree is a centimetre.
            prop_assert!((record.lat() - lat).abs() < 1e-7 && (record.lon() - lon).abs() < 1e-7);
            prop_assert_eq!(i64::from(record.age_s), age.min(65_535));
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok((_, records)) = decode(&bytes) {
                prop_assert_eq!(records.count() * RECORD_BYTES + HEADER_BYTES, bytes.len());
            }
        }

        /// In whatever order fixes arrive, the latest is the one with the greatest time.
        #[test]
        fn the_latest_never_moves_back(times in proptest::collection::vec(-500_i64..500, 1..40)) {
            let mut latest = None;
            for seconds in &times {
                let (at, _) = kept_at(instant(*seconds), instant(600)).unwrap();
                if is_newer(latest, at) {
                    latest = Some(at);
                }
            }
            prop_assert_eq!(latest, times.iter().max().map(|s| instant(*s)));
        }
    }

    #[test]
    fn a_clock_that_runs_ahead_is_not_believed() {
        assert_eq!(kept_at(instant(60), instant(0)), Ok((instant(60), false)));
        assert_eq!(kept_at(instant(3600), instant(0)), Ok((instant(0), true)));
        assert_eq!(kept_at(instant(-8 * 86_400), instant(0)), Err(FaultCode::TooOld));
    }

    #[test]
    fn a_receiver_at_rest_has_no_heading() {
        let mut fix = PositionFix {
            unit: UnitId(uuid::Uuid::nil()),
            at: instant(0),
            lat: 56.95,
            lon: 24.1,
            accuracy_m: Some(-1.0),
            speed_mps: Some(f32::NAN),
            heading_deg: Some(360.0),
        };
        assert_eq!(fix.check(), Ok(()));
        assert_eq!((fix.accuracy_m, fix.speed_mps, fix.heading_deg), (None, None, Some(0.0)));
        fix.lat = 91.0;
        assert_eq!(fix.check(), Err(FaultCode::OutsideWorld));
    }
}
