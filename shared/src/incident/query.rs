//! What to search for. The same struct is the query string of the API and of the search page's address.

use serde::{Deserialize, Serialize};

use super::{Category, ClockState, Sensitivity, Status};
use crate::id::{InstitutionId, MajorEventId, PersonId, VehicleId};
use crate::person::normalise_code;
use crate::place::Extent;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;
use crate::vehicle::normalise_plate;

/// Rows a page when the query does not say.
pub const PAGE_ROWS: u16 = 50;
/// Most rows a page.
pub const PAGE_ROWS_MAX: u16 = 500;
/// Longest search text, in characters.
const SEARCH_MAX: usize = 200;

/// A search over incidents; every given field narrows it. Newest receipt first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct IncidentQuery {
    /// Words: in the description, the notes and the address, with or without diacritics; or a registration number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Registration number or its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Name of a person involved. Reads personal data: needs `purpose`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Personal code or registration number of a legal person. Reads personal data: needs `purpose`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// One known person. Reads personal data: needs `purpose`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// Plate of a vehicle, however written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    /// One known vehicle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicle_id: Option<VehicleId>,
    /// Words of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// ATVK code of a territory; those below it are included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Type code; those below it in the catalogue are included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// Status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Only those that are (not) closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
    /// Category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// How the legal clock stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockState>,
    /// The instant at which the clock is read; now, when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_at: Option<DateTime>,
    /// Major event to which it belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<MajorEventId>,
    /// Institution responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<InstitutionId>,
    /// Sensitivity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<Sensitivity>,
    /// Received at or after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// Received before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime>,
    /// Map extent, `west,south,east,north` in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>), schema(value_type = Option<String>))]
    pub extent: Option<Extent>,
    /// For what purpose personal data is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Cursor of the page, from the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows a page, 1 to 500; 50 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
}

impl IncidentQuery {
    /// Whether answering reveals something about a person, so that a purpose is needed and the search is journaled.
    pub const fn reads_persons(&self) -> bool {
        self.person.is_some() || self.code.is_some() || self.person_id.is_some()
    }

    /// Checks and tidies: texts trimmed, codes and plates in their compared form, empty fields left out.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        for (name, field, max) in [
            ("q", &mut self.q, SEARCH_MAX),
            ("number", &mut self.number, 64),
            ("person", &mut self.person, SEARCH_MAX),
            ("code", &mut self.code, 64),
            ("plate", &mut self.plate, 32),
            ("address", &mut self.address, SEARCH_MAX),
            ("territory", &mut self.territory, 16),
            ("type_code", &mut self.type_code, 64),
            ("purpose", &mut self.purpose, LINE_MAX),
        ] {
            let Some(value) = field.as_deref() else { continue };
            *field = Some(found.take(name, text::clean_line(value, max))).filter(|value| !value.is_empty());
        }
        // What has no letter or digit compares as nothing, and nothing is not a wish for everything.
        for (name, field, normalise) in [
            ("code", &mut self.code, normalise_code as fn(&str) -> String),
            ("plate", &mut self.plate, normalise_plate),
        ] {
            let Some(value) = field else { continue };
            *value = normalise(value);
            if value.is_empty() {
                found.fault(name, FaultCode::WrongForm);
            }
        }
        for (name, field) in [("q", &self.q), ("person", &self.person), ("address", &self.address)] {
            if field.as_deref().is_some_and(|value| text::fold(value).is_empty()) {
                found.fault(name, FaultCode::WrongForm);
            }
        }
        if self.limit.is_some_and(|limit| !(1..=PAGE_ROWS_MAX).contains(&limit)) {
            found.fault("limit", FaultCode::OutOfRange);
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            found.fault("to", FaultCode::EndBeforeStart);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_ask_for_nothing_and_others_are_tidied() {
        let mut query = IncidentQuery {
            q: Some("  ".into()),
            plate: Some("ab-12 34".into()),
            code: Some("161175-19997".into()),
            ..IncidentQuery::default()
        };
        assert_eq!(query.check(), Findings::default());
        assert_eq!(query.q, None);
        assert_eq!(query.plate.as_deref(), Some("AB1234"));
        assert_eq!(query.code.as_deref(), Some("16117519997"));
    }

    #[test]
    fn what_cannot_be_searched_for_is_a_fault_of_its_field() {
        let mut query = IncidentQuery {
            q: Some("…!".into()),
            plate: Some("--".into()),
            limit: Some(501),
            ..IncidentQuery::default()
        };
        let fields: Vec<String> = query.check().faults.into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["plate", "q", "limit"]);
    }
}
