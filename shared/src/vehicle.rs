//! Vehicles (transportlīdzekļi).

use serde::{Deserialize, Serialize};

use crate::id::{LinkId, VehicleId};
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX, NOTE_MAX};

/// What is known of a vehicle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VehicleDetail {
    /// Plate, normalised by [`normalise_plate`]; empty when not known.
    pub plate: String,
    /// Country of the plate, ISO 3166-1 alpha-2.
    pub country: String,
    /// Make.
    pub make: String,
    /// Model.
    pub model: String,
    /// Colour.
    pub colour: String,
    /// Vehicle identification number.
    pub vin: String,
}

/// A vehicle in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vehicle {
    /// Id.
    pub id: VehicleId,
    /// Version.
    pub version: i64,
    /// What is known.
    pub detail: VehicleDetail,
}

/// Part of a vehicle in an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum VehicleRole {
    /// Took part in an accident or offence.
    Involved,
    /// Was damaged.
    Damaged,
    /// Was stolen.
    Stolen,
    /// Is sought.
    Wanted,
    /// Was parked against the rules.
    Parked,
    /// Was removed.
    Towed,
    /// Any other part.
    Other,
}

impl VehicleRole {
    /// Every role.
    pub const ALL: [Self; 7] =
        [Self::Involved, Self::Damaged, Self::Stolen, Self::Wanted, Self::Parked, Self::Towed, Self::Other];
}

/// Ties a vehicle, new or already in the register, to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewLinkedVehicle {
    /// Id of the tie, made by the sender.
    pub id: LinkId,
    /// Id of the vehicle: of one found, or made by the sender for a new one. A plate that the register knows
    /// is tied to the vehicle that has it.
    pub vehicle_id: VehicleId,
    /// What is known of a new vehicle; absent for one that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<VehicleDetail>,
    /// Its part.
    pub role: VehicleRole,
    /// Remark.
    #[serde(default)]
    pub note: String,
}

/// Letters and digits only, Latin ones in upper case, without diacritics: the form in which plates are stored and compared.
pub fn normalise_plate(plate: &str) -> String {
    text::fold(plate).chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether a normalised plate has the ordinary Latvian form: two letters and one to four digits. Trailers,
/// mopeds, historic, diplomatic, foreign and chosen plates do not, so this is only ever a hint.
pub fn is_ordinary_plate(normalised: &str) -> bool {
    let (letters, digits) = normalised.split_at_checked(2).unwrap_or_default();
    letters.len() == 2
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && (1..=4).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

impl VehicleDetail {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.plate = normalise_plate(&found.take("plate", text::clean_line(&self.plate, 32)));
        self.country = found.take("country", text::clean_line(&self.country, 2)).to_uppercase();
        if self.country.is_empty() {
            "LV".clone_into(&mut self.country);
        }
        self.make = found.take("make", text::clean_line(&self.make, LINE_MAX));
        self.model = found.take("model", text::clean_line(&self.model, LINE_MAX));
        self.colour = found.take("colour", text::clean_line(&self.colour, LINE_MAX));
        self.vin = normalise_plate(&found.take("vin", text::clean_line(&self.vin, 32)));
        let nothing =
            [&self.plate, &self.make, &self.model, &self.colour, &self.vin].iter().all(|s| s.is_empty());
        if nothing && found.faults.is_empty() {
            found.fault("plate", FaultCode::Required);
        }
        if !self.plate.is_empty() && self.country == "LV" && !is_ordinary_plate(&self.plate) {
            found.warning("plate", FaultCode::PlateForm);
        }
        found
    }
}

impl NewLinkedVehicle {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.note = found.take("note", text::clean(&self.note, NOTE_MAX));
        if let Some(detail) = &mut self.detail {
            found.nest("detail", detail.check());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plates_are_compared_however_they_are_written() {
        assert_eq!(normalise_plate(" aa-49 49 "), "AA4949");
        assert!(is_ordinary_plate("AA4949") && is_ordinary_plate("XX1"));
        for other in ["A1", "AAA123", "AA12345", "RIGA", "", "ĀĀ"] {
            assert!(!is_ordinary_plate(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_plate(s in any::<String>()) {
            let once = normalise_plate(&s);
            let _ = is_ordinary_plate(&once);
            prop_assert_eq!(normalise_plate(&once), once);
        }
    }
}
