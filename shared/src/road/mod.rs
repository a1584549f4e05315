//! How long the way takes.
//!
//! Two models: the road map of the server where it covers both ends, and otherwise a straight line at the speed of the
//! territory's class. Every travel time says which it is.

use serde::{Deserialize, Serialize};

use crate::place::TerritoryClass;
use crate::time::DateTime;

/// How a travel time was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TravelModel {
    /// The fastest way on the road map.
    Road,
    /// A straight line at an assumed speed.
    StraightLine,
}

/// A travel time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Travel {
    /// Seconds.
    pub seconds: u32,
    /// How they were found.
    pub model: TravelModel,
}

/// One row of the table of straight-line speeds: how fast one comes closer to a place in a class of territory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TravelSpeed {
    /// Class of the territory in which the target lies.
    pub territory_class: TerritoryClass,
    /// Kilometres an hour on the road.
    pub kmh: f64,
    /// How much longer the way is than the straight line.
    pub detour: f64,
    /// Where the numbers come from.
    pub source: String,
    /// Whether somebody responsible has confirmed them.
    pub confirmed: bool,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which they are no longer valid.
    pub valid_to: Option<DateTime>,
}

/// Mean radius of the Earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// Used where the table has no row: a state without a table still gets an answer, and it is a cautious one.
const FALLBACK_MPS: f64 = 30.0 / 3.6 / 1.4;

/// Metres between two positions, latitude and longitude in degrees, along a great circle.
pub fn metres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat, lon) = ((to.0 - from.0).to_radians(), (to.1 - from.1).to_radians());
    let across = from.0.to_radians().cos() * to.0.to_radians().cos();
    let h = (lat / 2.0).sin().powi(2) + across * (lon / 2.0).sin().powi(2);
    2.0 * EARTH * h.sqrt().min(1.0).asin()
}

/// Metres by which one comes closer each second to a place in a class of territory, by the rows valid at an instant.
pub fn closing_speed(speeds: &[TravelSpeed], class: Option<TerritoryClass>, at: DateTime) -> f64 {
    let wanted = class.unwrap_or(TerritoryClass::Country);
    let valid = |row: &&TravelSpeed| row.valid_from <= at && row.valid_to.is_none_or(|to| at < to);
    let row = speeds
        .iter()
        .filter(valid)
        .filter(|row| row.territory_class == wanted)
        .max_by_key(|row| row.valid_from)
        .filter(|row| row.kmh > 0.0 && row.detour >= 1.0);
    row.map_or(FALLBACK_MPS, |row| row.kmh / 3.6 / row.detour)
}

/// Seconds to drive so many metres as the crow flies at a closing speed.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates, and a distance is not negative"
)]
pub fn straight_line(metres: f64, closing_speed: f64) -> Travel {
    Travel { seconds: (metres / closing_speed).ceil() as u32, model: TravelModel::StraightLine }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(class: TerritoryClass, kmh: f64, from: &str) -> TravelSpeed {
        TravelSpeed {
            territory_class: class,
            kmh,
            detour: 1.25,
            source: "test".into(),
            confirmed: false,
            valid_from: from.parse().unwrap(),
            valid_to: None,
        }
    }

    #[test]
    fn the_straight_line_is_driven_at_the_speed_of_the_class_that_is_valid() {
        let rows = [
            row(TerritoryClass::StateCity, 36.0, "2026-01-01T00:00:00Z"),
            row(TerritoryClass::StateCity, 45.0, "2026-06-01T00:00:00Z"),
            row(TerritoryClass::Country, 72.0, "2026-01-01T00:00:00Z"),
        ];
        let speed = |class, at: &str| closing_speed(&rows, class, at.parse().unwrap());
        assert!((speed(Some(TerritoryClass::StateCity), "2026-03-01T00:00:00Z") - 8.0).abs() < 1e-9);
        assert!((speed(Some(TerritoryClass::StateCity), "2026-06-01T00:00:00Z") - 10.0).abs() < 1e-9);
        assert!((speed(None, "2026-06-01T00:00:00Z") - 16.0).abs() < 1e-9);
        // Brīvības piemineklis to the castle of Cēsis: 80.6 km.
        let far = metres((56.9514, 24.1133), (57.3136, 25.2708));
        assert!((80_000.0..82_000.0).contains(&far), "{far}");
        assert_eq!(straight_line(1000.0, 8.0), Travel { seconds: 125, model: TravelModel::StraightLine });
        // Without a row there is still an answer, slower than any of ours.
        assert!(speed(Some(TerritoryClass::Parish), "2026-06-01T00:00:00Z") < 8.0);
    }
}
