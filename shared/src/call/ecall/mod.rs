//! eCall: the minimum set of data that a vehicle sends when it calls 112 (EN 15722).
//!
//! Versions 1 (2011), 2 (2015) and 3 (2020) are read. They are ASN.1 in the unaligned packed encoding; [`read`] follows
//! the modules field by field, without a generated codec, because the whole message is one page. The text of version 3 is
//! sold, public sources have only the modules of the versions before it, and nobody here has confirmed it: what is known of it is that both recent positions became obligatory, that the
//! passengers are called occupants, and that vehicle classes 14 to 23 were added, which are read as additions of the
//! extensible enumeration that the versions before it have.

mod bits;
mod read;
mod write;

use chrono::{TimeZone, Utc};
use serde::{Deserialize, Serialize};

use crate::place::on_earth;
use crate::time::DateTime;

pub use read::read;
pub use write::write;

/// Longest message taken, in bytes. The in-band modem carries 140; longer ones come by IP (NG eCall).
pub const MSD_MAX: usize = 2_000;

/// Milliarcseconds of a degree.
const MAS: f64 = 3_600_000.0;
/// Unit of the recent positions, in milliarcseconds: some three metres of latitude.
const DELTA_MAS: i32 = 100;
/// A position that the vehicle does not know.
const UNKNOWN_POSITION: i32 = 0x7FFF_FFFF;
/// A direction or a number of passengers that the vehicle does not know.
const UNKNOWN: u8 = 255;

/// Why bytes are not a minimum set of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MsdError {
    /// Longer than [`MSD_MAX`].
    #[error("the message is longer than any that a vehicle sends")]
    TooLong,
    /// They end in the middle.
    #[error("the message ends at bit {bit}")]
    Short {
        /// Bit that is missing, within the part being read.
        bit: usize,
    },
    /// A version nobody here knows.
    #[error("version {0} is not known")]
    Version(u8),
    /// A length in fragments, which no message of this size needs.
    #[error("the message is in fragments")]
    Fragmented,
    /// A character that no vehicle identification number has.
    #[error("character {0} of the vehicle identification number is none")]
    Vin(u32),
    /// A class of vehicle that is none of those known.
    #[error("class of vehicle {0} is not known")]
    VehicleClass(u32),
}

macro_rules! vehicle_classes {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $class:literal;)*) => {
        /// Class of the vehicle (UNECE categories), by its number in the standard.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum VehicleClass { $($(#[$doc])* $variant = $number,)* }

        impl VehicleClass {
            /// Every class, by number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The category, such as `M1`.
            pub const fn category(self) -> &'static str {
                match self { $(Self::$variant => $class,)* }
            }
        }
    };
}

vehicle_classes! {
    /// Passenger car.
    PassengerCar = 1, "M1";
    /// Bus of up to 5 t.
    LightBus = 2, "M2";
    /// Bus over 5 t.
    Bus = 3, "M3";
    /// Goods vehicle of up to 3.5 t.
    LightGoods = 4, "N1";
    /// Goods vehicle of up to 12 t.
    Goods = 5, "N2";
    /// Goods vehicle over 12 t.
    HeavyGoods = 6, "N3";
    /// Moped with two wheels.
    Moped = 7, "L1e";
    /// Moped with three wheels.
    MopedThree = 8, "L2e";
    /// Motorcycle.
    Motorcycle = 9, "L3e";
    /// Motorcycle with side-car.
    MotorcycleSidecar = 10, "L4e";
    /// Motor tricycle.
    Tricycle = 11, "L5e";
    /// Light quadricycle.
    LightQuadricycle = 12, "L6e";
    /// Heavy quadricycle.
    Quadricycle = 13, "L7e";
    /// Trailer.
    Trailer = 14, "O";
    /// Agricultural trailer.
    AgriculturalTrailer = 15, "R";
    /// Towed agricultural machine.
    AgriculturalMachine = 16, "S";
    /// Tractor.
    Tractor = 17, "T";
    /// Off-road vehicle.
    OffRoad = 18, "G";
    /// Motor caravan.
    MotorCaravan = 19, "SA";
    /// Armoured vehicle.
    Armoured = 20, "SB";
    /// Ambulance.
    Ambulance = 21, "SC";
    /// Hearse.
    Hearse = 22, "SD";
    /// Any other.
    Other = 23, "-";
}

/// What drives the vehicle, which decides how rescuers go near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Propulsion {
    /// Petrol tank.
    Petrol,
    /// Diesel tank.
    Diesel,
    /// Compressed natural gas.
    NaturalGas,
    /// Liquid propane gas.
    PropaneGas,
    /// Electric energy storage of more than 42 V and 100 Ah.
    Electric,
    /// Hydrogen storage.
    Hydrogen,
    /// Any other storage (from version 2).
    Other,
}

impl Propulsion {
    /// In the order of the standard.
    pub const ALL: [Self; 7] = [
        Self::Petrol,
        Self::Diesel,
        Self::NaturalGas,
        Self::PropaneGas,
        Self::Electric,
        Self::Hydrogen,
        Self::Other,
    ];

    /// How many of them a version knows.
    const fn known(version: u8) -> usize {
        if version == 1 { 6 } else { 7 }
    }
}

/// A step back from a position, in units of 100 milliarcseconds, -512 to 511.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// North is positive.
    pub lat: i16,
    /// East is positive.
    pub lon: i16,
}

/// Data beyond the minimum, of a kind that this register does not interpret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Additional {
    /// Relative object identifier, as encoded.
    pub oid: Vec<u8>,
    /// Content.
    pub data: Vec<u8>,
}

/// A minimum set of data, field by field as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Msd {
    /// Version of the format: 1, 2 or 3.
    pub version: u8,
    /// Number of the message in this call, from 1; it rises with each repetition.
    pub message: u8,
    /// Whether sensors of the vehicle began the call, rather than a hand.
    pub automatic: bool,
    /// Whether it is a test.
    pub test: bool,
    /// Whether the position lies within 150 m with 95 % confidence.
    pub trusted: bool,
    /// Class of the vehicle.
    pub class: VehicleClass,
    /// Vehicle identification number (ISO 3779), 17 characters.
    pub vin: String,
    /// What drives it.
    pub propulsion: Vec<Propulsion>,
    /// Seconds since 1970, UTC; 0 when the clock failed.
    pub timestamp: u32,
    /// Latitude in milliarcseconds; `0x7FFFFFFF` when not known.
    pub lat_mas: i32,
    /// Longitude in milliarcseconds; `0x7FFFFFFF` when not known.
    pub lon_mas: i32,
    /// Direction of travel in steps of 2° clockwise from north; 255 when not known.
    pub direction: u8,
    /// Where it was before, as a step from the position.
    pub recent_1: Option<Delta>,
    /// Where it was before that, as a step from the place before (not from the position).
    pub recent_2: Option<Delta>,
    /// Fastened seat belts, the least number known; 255 when not known.
    pub passengers: Option<u8>,
    /// Data beyond the minimum.
    pub additional: Option<Additional>,
}

/// What people see of a minimum set of data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ECall {
    /// Whether sensors of the vehicle began the call.
    pub automatic: bool,
    /// Whether it is a test.
    pub test: bool,
    /// Whether the vehicle is sure of its position: within 150 m with 95 % confidence.
    pub trusted: bool,
    /// Number of the message in this call.
    pub message: u8,
    /// Class of the vehicle.
    pub class: VehicleClass,
    /// Vehicle identification number.
    pub vin: String,
    /// What drives it.
    pub propulsion: Vec<Propulsion>,
    /// When it happened, by the vehicle's clock.
    pub at: Option<DateTime>,
    /// Direction of travel, degrees clockwise from north.
    pub direction: Option<u16>,
    /// Where it was before, the later first: latitude and longitude in degrees.
    pub recent: Vec<(f64, f64)>,
    /// Fastened seat belts, the least number known.
    pub passengers: Option<u8>,
}

impl Msd {
    /// Latitude and longitude in degrees, when they are known and on Earth.
    pub fn position(&self) -> Option<(f64, f64)> {
        let known = self.lat_mas != UNKNOWN_POSITION && self.lon_mas != UNKNOWN_POSITION;
        known.then(|| degrees(self.lat_mas, self.lon_mas)).filter(|(lat, lon)| on_earth(*lat, *lon))
    }

    /// The places before, the later first.
    pub fn recent(&self) -> Vec<(f64, f64)> {
        if self.position().is_none() {
            return Vec::new();
        }
        let mut at = (self.lat_mas, self.lon_mas);
        let steps = [self.recent_1, self.recent_2].into_iter().map_while(|step| step);
        let places = steps.map(|step| {
            at.0 = at.0.saturating_add(i32::from(step.lat) * DELTA_MAS);
            at.1 = at.1.saturating_add(i32::from(step.lon) * DELTA_MAS);
            degrees(at.0, at.1)
        });
        places.filter(|(lat, lon)| on_earth(*lat, *lon)).collect()
    }

    /// When it happened, by the vehicle's clock.
    pub fn at(&self) -> Option<DateTime> {
        (self.timestamp != 0).then(|| Utc.timestamp_opt(i64::from(self.timestamp), 0).single()).flatten()
    }

    /// Direction of travel in degrees.
    pub fn direction_degrees(&self) -> Option<u16> {
        // 180 to 254 mean nothing.
        (self.direction < 180).then(|| u16::from(self.direction) * 2)
    }

    /// What people see.
    pub fn shown(&self) -> ECall {
        ECall {
            automatic: self.automatic,
            test: self.test,
            trusted: self.trusted,
            message: self.message,
            class: self.class,
            vin: self.vin.clone(),
            propulsion: self.propulsion.clone(),
            at: self.at(),
            direction: self.direction_degrees(),
            recent: self.recent(),
            passengers: self.passengers.filter(|n| *n != UNKNOWN),
        }
    }
}

fn degrees(lat_mas: i32, lon_mas: i32) -> (f64, f64) {
    (f64::from(lat_mas) / MAS, f64::from(lon_mas) / MAS)
}

/// The characters of a vehicle identification number, in the order of their values: no I, O or Q.
const VIN_CHARACTERS: &[u8; 33] = b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
/// Characters of a vehicle identification number.
const VIN_LENGTH: usize = 17;
/// Classes of vehicles in the root of the enumeration; the others are additions.
const ROOT_CLASSES: u32 = 13;

#[cfg(test)]
mod tests;
