//! What to search for. The same struct is the query string of the API and of the search page's address.

use serde::{Deserialize, Serialize};

use super::{Category, Sensitivity, Status};
use crate::id::{InstitutionId, PersonId, VehicleId};
use crate::place::Extent;
use crate::time::DateTime;

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
}
