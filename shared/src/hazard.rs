//! Dangers and cautions tied to places (bīstamība objektā): what whoever goes there must know beforehand.

use serde::{Deserialize, Serialize};

use crate::id::{HazardId, InstitutionId};
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

/// Greatest radius of a hazard, metres: a village or a works.
pub const RADIUS_MAX: f64 = 5_000.0;

/// What kind of danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HazardKind {
    /// Weapons are known to be there.
    Weapons,
    /// Somebody there has been violent to officers.
    Violence,
    /// A dangerous dog or other animal.
    Animal,
    /// Hazardous substances, gas cylinders.
    Substances,
    /// The building or ground is unsafe.
    Structure,
    /// An illness that can be caught.
    Infection,
    /// How to get in: a code, a key, a gate.
    Access,
    /// Any other caution.
    Other,
}

impl HazardKind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 8] = [
        Self::Weapons,
        Self::Violence,
        Self::Substances,
        Self::Structure,
        Self::Infection,
        Self::Animal,
        Self::Access,
        Self::Other,
    ];
}

/// A hazard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hazard {
    /// Its id.
    pub id: HazardId,
    /// Institution that knows of it.
    pub institution: InstitutionId,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which it holds.
    pub radius_m: f64,
    /// Address or place in words.
    pub address: String,
    /// Kind.
    pub kind: HazardKind,
    /// What to know.
    pub text: String,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it no longer holds.
    pub valid_to: Option<DateTime>,
    /// Who entered it.
    pub by_name: String,
    /// When.
    pub at: DateTime,
    /// Metres from where was asked to its middle.
    pub distance_m: f64,
}

/// Enters a hazard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewHazard {
    /// Id made by the sender.
    pub id: HazardId,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which it holds.
    #[serde(default)]
    pub radius_m: f64,
    /// Address or place in words.
    #[serde(default)]
    pub address: String,
    /// Kind.
    pub kind: HazardKind,
    /// What to know.
    pub text: String,
    /// First instant of validity; now, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<DateTime>,
    /// First instant at which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<DateTime>,
}

impl NewHazard {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        if !crate::place::on_earth(self.lat, self.lon) {
            found.fault("lat", FaultCode::OutsideWorld);
        }
        if !(0.0..=RADIUS_MAX).contains(&self.radius_m) {
            found.fault("radius_m", FaultCode::OutOfRange);
        }
        self.address = found.take("address", text::clean_line(&self.address, LINE_MAX));
        self.text = found.take("text", text::clean(&self.text, text::NOTE_MAX));
        if self.text.is_empty() && found.faults.is_empty() {
            found.fault("text", FaultCode::Required);
        }
        if self.valid_to.is_some_and(|to| to <= self.valid_from.unwrap_or(now)) {
            found.fault("valid_to", FaultCode::EndBeforeStart);
        }
        found
    }
}

/// Where hazards are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct HazardQuery {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Metres around the point, up to 20 000; 100 when absent. A hazard counts when its circle touches this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
}
