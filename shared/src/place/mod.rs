//! Places. WGS84 is the master; LKS-92 is derived.

mod gazetteer;
mod lks92;
mod rank;
mod wanted;

use serde::{Deserialize, Serialize};

use crate::id::TerritoryId;
use crate::time::DateTime;

pub use gazetteer::{Gazetteer, NEAREST_MAX_M, Nearest};
pub use lks92::{Lks92, from_lks92, to_lks92};
pub use rank::{Named, houses, places};
pub use wanted::{Wanted, house_key, parse};

/// Whether a pair of degrees is a position on Earth.
pub fn on_earth(lat: f64, lon: f64) -> bool {
    (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)
}

/// Whether a position is in Latvia or just beside it: a rectangle around the land and the territorial sea,
/// enough to ask "did you mean this?".
pub fn near_latvia(lat: f64, lon: f64) -> bool {
    (55.6..=58.2).contains(&lat) && (20.0..=28.3).contains(&lon)
}

/// Metres between two positions, on a sphere of the Earth's mean radius: exact to half a percent.
pub fn distance_m(lat: f64, lon: f64, other_lat: f64, other_lon: f64) -> f64 {
    const RADIUS_M: f64 = 6_371_009.0;
    let (a, b) = (lat.to_radians(), other_lat.to_radians());
    let (north, east) = (b - a, (other_lon - lon).to_radians());
    let half = (north / 2.0).sin().powi(2) + a.cos() * b.cos() * (east / 2.0).sin().powi(2);
    2.0 * RADIUS_M * half.sqrt().min(1.0).asin()
}

/// Where a position comes from. It decides how much to trust it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PlaceSource {
    /// An address chosen from the gazetteer.
    Address,
    /// A click on the map.
    Map,
    /// The position of the officer's device.
    Device,
    /// Advanced Mobile Location of the caller's telephone.
    Aml,
    /// The cell of the mobile network.
    Cell,
    /// An eCall from a vehicle.
    Ecall,
    /// The 112 application.
    App,
    /// What the caller said.
    Caller,
    /// Another information system.
    System,
}

/// Class of a territory, as far as response times and duties depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TerritoryClass {
    /// The state.
    Country,
    /// A state city (valstspilsēta).
    StateCity,
    /// A municipality (novads).
    Municipality,
    /// A town (pilsēta).
    Town,
    /// A rural parish (pagasts).
    Parish,
}

/// A territory of the ATVK classifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Territory {
    /// Its id in this validity period.
    pub id: TerritoryId,
    /// ATVK code, seven digits.
    pub atvk: String,
    /// Name.
    pub name: String,
    /// Class.
    pub class: TerritoryClass,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it no longer exists.
    pub valid_to: Option<DateTime>,
}

/// A territory in the list from which an administrator chooses the ground of an institution: one for each period in which
/// a code was valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TerritoryItem {
    /// ATVK code, seven digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// Class.
    pub class: TerritoryClass,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it no longer exists; absent while it does.
    pub valid_to: Option<DateTime>,
}

/// A place as the register holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which it lies; absent when exact.
    pub radius_m: Option<f64>,
    /// Where the position comes from.
    pub source: PlaceSource,
    /// Address or place in words.
    pub address: String,
    /// Code of the address in the gazetteer.
    pub address_code: Option<String>,
    /// How to find it.
    pub note: String,
    /// Territory it lay in when the incident was received.
    pub territory: Option<Territory>,
    /// The same position in the national grid.
    pub lks92: Lks92,
}

/// A hit of the address search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceHit {
    /// Code in the gazetteer.
    pub code: String,
    /// The whole address.
    pub address: String,
    /// What kind of thing it is.
    pub kind: PlaceKind,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
}

/// Kind of a gazetteer entry, by the type codes of the state address register (VARIS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PlaceKind {
    /// The state (101).
    Country,
    /// A town or state city (104).
    Town,
    /// A parish (105).
    Parish,
    /// A village (106).
    Village,
    /// A street (107).
    Street,
    /// A building or a plot meant for one (108).
    Building,
    /// A flat or other set of rooms (109).
    Premises,
    /// A municipality (113).
    Municipality,
}

/// What is at a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reverse {
    /// Nearest address, when one is near.
    pub nearest: Option<PlaceHit>,
    /// Metres to it.
    pub distance_m: Option<f64>,
    /// Innermost territory that holds the point.
    pub territory: Option<Territory>,
    /// The point in the national grid.
    pub lks92: Lks92,
}

/// A rectangle of the map, in degrees. Written `west,south,east,north`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Extent {
    /// Whether a position lies within.
    pub fn holds(&self, lat: f64, lon: f64) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lon)
    }
}

impl std::fmt::Display for Extent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{},{},{}", self.west, self.south, self.east, self.north)
    }
}

/// An extent that is not four ordered numbers on Earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an extent is written west,south,east,north in degrees")]
pub struct BadExtent;

impl std::str::FromStr for Extent {
    type Err = BadExtent;

    fn from_str(s: &str) -> Result<Self, BadExtent> {
        let mut parts = s.split(',').map(|p| p.trim().parse::<f64>());
        let mut next = || parts.next().and_then(Result::ok).ok_or(BadExtent);
        let extent = Self { west: next()?, south: next()?, east: next()?, north: next()? };
        let ordered = extent.west <= extent.east && extent.south <= extent.north;
        let earthly = on_earth(extent.south, extent.west) && on_earth(extent.north, extent.east);
        if parts.next().is_none() && ordered && earthly { Ok(extent) } else { Err(BadExtent) }
    }
}

impl Serialize for Extent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Extent {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_degree_of_latitude_is_some_hundred_and_eleven_kilometres() {
        assert!((distance_m(56.0, 24.0, 57.0, 24.0) - 111_195.0).abs() < 10.0);
        assert!((distance_m(57.0, 24.0, 57.0, 25.0) - 60_560.0).abs() < 10.0);
        assert!(distance_m(57.0, 24.0, 57.0, 24.0) < 1e-9);
    }

    #[test]
    fn an_extent_reads_what_it_writes_and_nothing_else() {
        let riga: Extent = "23.9,56.8,24.4,57.1".parse().unwrap();
        assert_eq!(riga.to_string().parse(), Ok(riga));
        assert!(riga.holds(56.95, 24.11) && !riga.holds(56.5, 24.11));
        for bad in ["", "1,2,3", "1,2,3,4,5", "5,0,1,1", "0,0,200,1", "NaN,0,1,1", "a,b,c,d"] {
            assert_eq!(bad.parse::<Extent>(), Err(BadExtent), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_extent(s in any::<String>()) {
            let _ = s.parse::<Extent>();
        }
    }
}
