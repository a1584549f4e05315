//! A field report as it is read.

use serde::{Deserialize, Serialize};

use super::{ReportState, ReportStep};
use crate::id::{IncidentId, InstitutionId, ReportId, SupplementId, UserId};
use crate::time::DateTime;

/// Where it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportPlace {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Address or place in words.
    #[serde(default)]
    pub address: String,
}

/// What was added to a locked report (papildinājums). Never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supplement {
    /// Id.
    pub id: SupplementId,
    /// Its number within the report, from 1.
    pub number: i32,
    /// The text.
    pub text: String,
    /// Who added it.
    pub by_name: String,
    /// When.
    pub at: DateTime,
}

/// A field report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldReport {
    /// Id.
    pub id: ReportId,
    /// Institution.
    pub institution: InstitutionId,
    /// Who wrote it.
    pub author: UserId,
    /// Name of the author.
    pub author_name: String,
    /// When it was begun, by a corrected clock.
    pub written_at: DateTime,
    /// What it is about, in a line.
    pub title: String,
    /// What was seen and done.
    pub text: String,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<ReportPlace>,
    /// The incident it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Registration number of that incident, when the reader may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident_number: Option<String>,
    /// How it stands.
    pub state: ReportState,
    /// Who checked it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_by: Option<String>,
    /// When it was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<DateTime>,
    /// Who locked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_by: Option<String>,
    /// When it was locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_at: Option<DateTime>,
    /// Why it was last given back, until it is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
    /// Whether its author has changed it since it was given back, so that it waits to be checked again.
    #[serde(default)]
    pub revised: bool,
    /// What was added since it was locked, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplements: Vec<Supplement>,
    /// Version.
    pub version: i64,
    /// Steps that the reader may take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ReportStep>,
    /// Whether the reader may change it.
    #[serde(default)]
    pub editable: bool,
}

/// Which reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ReportQuery {
    /// Those of an incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Those in a state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ReportState>,
    /// Only those that the caller wrote.
    pub own: bool,
}
