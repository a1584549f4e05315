//! What is asked and answered about duplicates, merging and splitting.

use serde::{Deserialize, Serialize};

use super::Evidence;
use crate::call::CallSummary;
use crate::hazard::Hazard;
use crate::id::{CallId, IncidentId, LinkId};
use crate::incident::Summary;

/// What is known of a report that is still being taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DraftQuery {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// Type code, once chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// What was typed so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Address in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The call being answered; its number is compared, and never travels in an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
}

/// An incident that may be the same event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// The incident.
    pub incident: Summary,
    /// Probability, 0 to 1.
    pub probability: f64,
    /// Whether it is probable enough to be offered as the same.
    pub offered: bool,
    /// What speaks for and against it.
    pub evidence: Evidence,
}

/// Merges an incident into another: both are one event. The source is closed; its callers stay reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeIncident {
    /// Id of the link that says so on both cards, made by the sender.
    pub id: LinkId,
    /// Version of the source.
    pub version: i64,
    /// The incident that goes on.
    pub into: IncidentId,
}

/// Takes a merge back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitIncident {
    /// Version of the incident that was merged.
    pub version: i64,
}

/// What is known of a caller and of a place from before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    /// Earlier calls from the same number, newest first; only when a call was named.
    pub calls: Vec<CallSummary>,
    /// Incidents at the place, newest first.
    pub incidents: Vec<Summary>,
    /// Dangers and cautions at the place.
    pub hazards: Vec<Hazard>,
    /// Days looked back, by the table of look-backs.
    pub days: i32,
    /// Metres looked around.
    pub radius_m: i32,
}
