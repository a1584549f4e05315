//! A check at the roadside (pārbaude): who or what is this, by a person's code or name, a plate, or a document.

use serde::{Deserialize, Serialize};

use crate::id::IncidentId;
use crate::object::Object;
use crate::person::PersonHit;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;
use crate::vehicle::Vehicle;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckKind {
    /// A person, by words of the name or a code.
    Person,
    /// A vehicle, by the beginning of its plate.
    Plate,
    /// A document or marked thing, by its number.
    Document,
}

/// Checks against the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCheck {
    /// What is checked.
    pub kind: CheckKind,
    /// What was read or heard.
    pub q: String,
    /// For what purpose.
    pub purpose: String,
}

/// A check that a device made of what it is lent, told when there is a network again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckMade {
    /// What was asked.
    pub check: NewCheck,
    /// How many things it found.
    pub found: u32,
}

/// An incident on which something found stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckTie {
    /// The incident.
    pub incident: IncidentId,
    /// Its registration number.
    pub number: String,
    /// Its type.
    pub type_code: String,
    /// Whether it is open.
    pub open: bool,
    /// When it was received.
    pub received_at: DateTime,
    /// What part the thing found has in it, as the register's word; empty for an object.
    pub role: String,
}

/// Something found, with the newest incidents on which the reader may see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found<T> {
    /// What.
    pub what: T,
    /// Newest first.
    pub ties: Vec<CheckTie>,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckAnswer {
    /// Persons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Found<PersonHit>>,
    /// Vehicles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Found<Vehicle>>,
    /// Items and documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Found<Object>>,
}

impl NewCheck {
    /// Checks and tidies. The purpose is part of the question: without one nothing is looked up.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        for (field, value) in [("q", &mut self.q), ("purpose", &mut self.purpose)] {
            *value = found.take(field, text::clean_line(value, LINE_MAX));
            if value.is_empty() {
                found.fault(field, FaultCode::Required);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_has_a_question_and_a_purpose() {
        let check = |q: &str, purpose: &str| {
            let mut check = NewCheck { kind: CheckKind::Plate, q: q.to_owned(), purpose: purpose.to_owned() };
            check.check().faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert_eq!(check(" AB-1 ", "satiksmes kontrole"), Vec::<String>::new());
        assert_eq!(check("", " "), ["q", "purpose"]);
    }
}
