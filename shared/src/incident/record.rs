//! What the register holds about an incident, as it is read.

use serde::{Deserialize, Serialize};

use super::{Category, LegalClock, LinkKind, Status};
use crate::call::Report;
use crate::dispatch::AssignedUnit;
use crate::id::{
    AttachmentId, DepartmentId, IncidentId, InstitutionId, InvolvementId, LinkId, NoteId, UserId,
};
use crate::object::Object;
use crate::person::{Person, PersonRole};
use crate::place::Place;
use crate::problem::FieldError;
use crate::time::DateTime;
use crate::vehicle::{Vehicle, VehicleRole};

/// How the information reached the institution (saņemšanas veids).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    /// The 112 platform.
    E112,
    /// A telephone call to the institution itself.
    Telephone,
    /// A written submission (iesniegums).
    Written,
    /// An electronic submission.
    Electronic,
    /// Told in person.
    Oral,
    /// Seen by an officer.
    OwnObservation,
    /// Another information system.
    OtherSystem,
}

impl Channel {
    /// Every channel, most frequent first.
    pub const ALL: [Self; 7] = [
        Self::E112,
        Self::Telephone,
        Self::Oral,
        Self::OwnObservation,
        Self::Written,
        Self::Electronic,
        Self::OtherSystem,
    ];
}

/// Who may know of an incident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Sensitivity {
    /// All institutions to which the rules of sharing give it.
    #[default]
    Normal,
    /// Only holders of a grant for restricted incidents, and whoever registered it (ierobežotas pieejamības informācija).
    Restricted,
}

/// When it happened. Both ends may be unknown, and known ends may be guesses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Occurred {
    /// Not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// Not after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime>,
    /// Whether the times are approximate.
    pub uncertain: bool,
}

/// What was decided (pieņemtais lēmums).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DispositionKind {
    /// No process begun (process nav uzsākts).
    NoProcess,
    /// Administrative violation process (administratīvā pārkāpuma process, APP).
    Administrative,
    /// Criminal process (kriminālprocess, KP).
    Criminal,
    /// Handed over to another institution.
    HandedOver,
    /// Nothing was found, or the call was false.
    Unfounded,
    /// Help was given, nothing more to decide.
    Assisted,
}

impl DispositionKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::NoProcess,
        Self::Administrative,
        Self::Criminal,
        Self::HandedOver,
        Self::Assisted,
        Self::Unfounded,
    ];
}

/// A decision with the number of the case it opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disposition {
    /// What was decided.
    pub kind: DispositionKind,
    /// Number of the case (KP or AP number), when one was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
}

/// That something was struck out: by whom, when, why. Nothing is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Strike {
    /// Who struck it.
    pub by: UserId,
    /// When.
    pub at: DateTime,
    /// Why.
    pub reason: String,
}

/// One incident as lists, maps and live frames show it. Holds no data of persons beyond what the description's
/// first words may say; those who get it may read the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    /// The incident.
    pub id: IncidentId,
    /// Registration number, such as `VP-2026-000123`.
    pub number: String,
    /// Institution responsible now.
    pub owner: InstitutionId,
    /// Type code.
    pub type_code: String,
    /// Category.
    pub category: Category,
    /// Status.
    pub status: Status,
    /// When the information was received.
    pub received_at: DateTime,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which the place lies; absent when the place is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// Address or place in words.
    pub address: String,
    /// ATVK code of the state city or municipality it lay in when it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// First words of the description.
    pub headline: String,
    /// The legal clock, where one binds the institution responsible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<LegalClock>,
    /// Sensitivity.
    pub sensitivity: Sensitivity,
    /// Institution that is asked to take it over, while it is passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_to: Option<InstitutionId>,
    /// Units that are sent to it and not released, in the order in which they were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<AssignedUnit>,
    /// Version.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime,
}

/// The whole incident, as its card shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Incident {
    /// What lists show.
    pub summary: Summary,
    /// Institution that registered it.
    pub registered_by_institution: InstitutionId,
    /// Department (struktūrvienība) that registered it.
    pub department: Option<DepartmentId>,
    /// Official who registered it.
    pub registered_by: UserId,
    /// Name of that official.
    pub registered_by_name: String,
    /// Device from which it was registered.
    pub device: String,
    /// When it was registered.
    pub registered_at: DateTime,
    /// How the information came.
    pub channel: Channel,
    /// When it happened.
    pub occurred: Occurred,
    /// Where.
    pub place: Place,
    /// What happened (fabula).
    pub description: String,
    /// What was decided.
    pub disposition: Option<Disposition>,
    /// Code of the retention policy. Terms are not public; see the table of policies.
    pub retention_policy: Option<String>,
    /// Whether the record must be kept whatever the policy says.
    pub legal_hold: bool,
    /// When somebody first arrived.
    pub arrived_at: Option<DateTime>,
    /// When it was closed last.
    pub closed_at: Option<DateTime>,
    /// The log, oldest first.
    pub notes: Vec<Note>,
    /// Persons involved.
    pub persons: Vec<Involved>,
    /// Vehicles involved.
    pub vehicles: Vec<LinkedVehicle>,
    /// Items and documents.
    pub objects: Vec<LinkedObject>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Links to other incidents that the reader may see.
    pub links: Vec<IncidentLink>,
    /// Institutions with which it was shared by hand.
    pub shared_with: Vec<InstitutionId>,
    /// What callers reported, of this incident and of those merged into it, in the order of receipt.
    #[serde(default)]
    pub reports: Vec<Report>,
    /// Whether the reader may change it.
    pub editable: bool,
}

/// Answer to a command that changed an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentAnswer {
    /// The incident as it now is.
    pub incident: Summary,
    /// Doubts about what was entered; nothing was refused for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// A line of the incident's log. Appended, never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Text.
    pub text: String,
    /// Who wrote it.
    pub by: UserId,
    /// Name of the writer.
    pub by_name: String,
    /// When.
    pub at: DateTime,
    /// Set when struck; the text stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<Strike>,
}

/// A person's part in the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Involved {
    /// The tie.
    pub id: InvolvementId,
    /// The person, without what the reader may not see.
    pub person: Person,
    /// Part played.
    pub role: PersonRole,
    /// What is to be said of this person in this incident.
    pub note: String,
    /// Whether the address, contacts and codes need a grant to be read (a victim's, for example).
    pub protected: bool,
    /// Names of the fields that were left out because the reader has no grant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// Set when struck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<Strike>,
}

/// A vehicle's part in the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedVehicle {
    /// The tie.
    pub id: LinkId,
    /// The vehicle.
    pub vehicle: Vehicle,
    /// Its part.
    pub role: VehicleRole,
    /// Remark.
    pub note: String,
    /// Set when struck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<Strike>,
}

/// An item's or document's part in the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedObject {
    /// The tie.
    pub id: LinkId,
    /// The item or document.
    pub object: Object,
    /// Remark.
    pub note: String,
    /// Set when struck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<Strike>,
}

/// A file of the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Name as given.
    pub name: String,
    /// Type as found by reading the content, not as claimed.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the content, lower-case hexadecimal.
    pub sha256: String,
    /// Who added it.
    pub by_name: String,
    /// When.
    pub at: DateTime,
    /// When and where a device recorded it, as far as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
    /// Set when struck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<Strike>,
}

/// When and where a photograph or recording was made. Kept beside the file, whose own metadata the device takes out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Taken {
    /// When, by a corrected clock.
    pub at: DateTime,
    /// Latitude, WGS84 degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude, WGS84 degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
}

/// A link to another incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentLink {
    /// The tie.
    pub id: LinkId,
    /// How this incident relates to the other.
    pub kind: LinkKind,
    /// The other.
    pub other: IncidentId,
    /// Registration number of the other.
    pub other_number: String,
    /// Whether this incident is the one the link points at.
    pub inverse: bool,
}
