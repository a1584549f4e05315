//! Commands that create and change incidents, with the rules that need nothing but the command itself.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{Category, Channel, Disposition, Occurred, Sensitivity, Step};
use crate::id::{CallId, DepartmentId, IncidentId, InstitutionId, LinkId, NoteId};
use crate::object::NewLinkedObject;
use crate::patch;
use crate::person::NewInvolvement;
use crate::place::PlaceSource;
use crate::problem::{FaultCode, Findings};
use crate::text;
use crate::time::DateTime;
use crate::vehicle::NewLinkedVehicle;

/// Most persons, vehicles, objects or notes that one command may carry.
const LIST_MAX: usize = 200;

/// How far a clock of a device may run ahead before a time counts as in the future.
const CLOCK_SKEW: Duration = Duration::minutes(2);

/// Files an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewIncident {
    /// Id made by the sender.
    pub id: IncidentId,
    /// How the information came.
    pub channel: Channel,
    /// When it came; now, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<DateTime>,
    /// When it happened.
    #[serde(default)]
    pub occurred: Occurred,
    /// Where.
    pub place: NewPlace,
    /// Type code of the catalogue.
    pub type_code: String,
    /// Category; that of the type, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// What happened.
    #[serde(default)]
    pub description: String,
    /// Who may know.
    #[serde(default)]
    pub sensitivity: Sensitivity,
    /// Department that registers; the user's own, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Persons involved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<NewInvolvement>,
    /// Vehicles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<NewLinkedVehicle>,
    /// Items and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<NewLinkedObject>,
    /// First lines of the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<AddNote>,
    /// Call from which it is filed; answered by the same command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    /// Whether advice was all that was needed: it is registered and closed at once, and nobody is sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub advised: bool,
}

/// A place as it is entered. Territory and derived coordinates are found by the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPlace {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which the place lies; absent when exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// Where the position comes from.
    pub source: PlaceSource,
    /// Address or place in words.
    #[serde(default)]
    pub address: String,
    /// Code of the address in the gazetteer, when it was chosen there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_code: Option<String>,
    /// How to find it (floor, yard, landmark).
    #[serde(default)]
    pub note: String,
}

/// Changes fields of an incident. An absent field stays as it is; `disposition: null` clears it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditIncident {
    /// Version the edit is based on.
    pub version: i64,
    /// How the information came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// When it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<DateTime>,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred: Option<Occurred>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<NewPlace>,
    /// Type code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// Category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What was decided.
    #[serde(deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Option<Disposition>>,
    /// Who may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<Sensitivity>,
    /// Whether it must be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_hold: Option<bool>,
}

/// Takes a step of the life cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeStatus {
    /// Version the step is based on.
    pub version: i64,
    /// The step.
    pub step: Step,
    /// Why; needed where [`Step::needs_reason`] says so.
    #[serde(default)]
    pub reason: String,
    /// Institution to pass it to; needed for [`Step::Pass`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<InstitutionId>,
}

/// Appends a line to the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddNote {
    /// Id made by the sender.
    pub id: NoteId,
    /// Text.
    pub text: String,
}

/// Strikes a record out. It stays readable, marked with who, when and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StrikeRecord {
    /// Why.
    pub reason: String,
}

/// Shares an incident with another institution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShareIncident {
    /// With whom.
    pub institution: InstitutionId,
    /// Why.
    pub reason: String,
}

/// How one incident relates to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LinkKind {
    /// Reports the same event.
    DuplicateOf,
    /// Is a part of the other.
    PartOf,
    /// Has to do with the other.
    Related,
}

/// Links two incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkIncidents {
    /// Id made by the sender.
    pub id: LinkId,
    /// How they relate.
    pub kind: LinkKind,
    /// The other incident.
    pub other: IncidentId,
}

impl NewPlace {
    /// Checks and tidies the place.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        if !crate::place::on_earth(self.lat, self.lon) {
            found.fault("lat", FaultCode::OutsideWorld);
        } else if !crate::place::near_latvia(self.lat, self.lon) {
            found.warning("lat", FaultCode::OutsideLatvia);
        }
        if self.radius_m.is_some_and(|r| !(0.0..=1_000_000.0).contains(&r)) {
            found.fault("radius_m", FaultCode::OutOfRange);
        }
        self.address = found.take("address", text::clean_line(&self.address, text::LINE_MAX));
        self.note = found.take("note", text::clean(&self.note, text::NOTE_MAX));
        found
    }
}

impl Occurred {
    fn check(&self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        for (field, at) in [("from", self.from), ("to", self.to)] {
            if at.is_some_and(|at| at > now + CLOCK_SKEW) {
                found.fault(field, FaultCode::InFuture);
            }
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            found.fault("to", FaultCode::EndBeforeStart);
        }
        found
    }
}

fn check_received(received_at: Option<DateTime>, now: DateTime, found: &mut Findings) {
    if received_at.is_some_and(|at| at > now + CLOCK_SKEW) {
        found.fault("received_at", FaultCode::InFuture);
    }
}

impl NewIncident {
    /// Checks and tidies the command. What needs the catalogue or the register is checked there.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        check_received(self.received_at, now, &mut found);
        found.nest("occurred", self.occurred.check(now));
        found.nest("place", self.place.check());
        self.type_code = found.take("type_code", text::clean_line(&self.type_code, 64));
        if self.type_code.is_empty() {
            found.fault("type_code", FaultCode::Required);
        }
        self.description = found.take("description", text::clean(&self.description, text::DESCRIPTION_MAX));
        for (field, len) in [
            ("persons", self.persons.len()),
            ("vehicles", self.vehicles.len()),
            ("objects", self.objects.len()),
            ("notes", self.notes.len()),
        ] {
            if len > LIST_MAX {
                found.fault(field, FaultCode::TooLong);
            }
        }
        for (i, person) in self.persons.iter_mut().enumerate() {
            found.nest(&format!("persons.{i}"), person.check(now));
        }
        for (i, vehicle) in self.vehicles.iter_mut().enumerate() {
            found.nest(&format!("vehicles.{i}"), vehicle.check());
        }
        for (i, object) in self.objects.iter_mut().enumerate() {
            found.nest(&format!("objects.{i}"), object.check());
        }
        for (i, note) in self.notes.iter_mut().enumerate() {
            found.nest(&format!("notes.{i}"), note.check());
        }
        found
    }
}

impl EditIncident {
    /// Checks and tidies the command.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        check_received(self.received_at, now, &mut found);
        if let Some(occurred) = &self.occurred {
            found.nest("occurred", occurred.check(now));
        }
        if let Some(place) = &mut self.place {
            found.nest("place", place.check());
        }
        if let Some(description) = &mut self.description {
            *description = found.take("description", text::clean(description, text::DESCRIPTION_MAX));
        }
        if let Some(Some(disposition)) = &mut self.disposition
            && let Some(number) = &mut disposition.case_number
        {
            *number = found.take("disposition.case_number", text::clean_line(number, 64));
        }
        found
    }
}

impl ChangeStatus {
    /// Checks and tidies the command.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.reason = found.take("reason", text::clean(&self.reason, text::NOTE_MAX));
        if self.step.needs_reason() && self.reason.is_empty() {
            found.fault("reason", FaultCode::Required);
        }
        if self.step == Step::Pass && self.to.is_none() {
            found.fault("to", FaultCode::Required);
        }
        found
    }
}

impl AddNote {
    /// Checks and tidies the command.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.text = found.take("text", text::clean(&self.text, text::NOTE_MAX));
        if self.text.is_empty() && found.faults.is_empty() {
            found.fault("text", FaultCode::Required);
        }
        found
    }
}

/// A reason that must not be empty, checked and tidied.
pub(crate) fn check_reason(reason: &mut String) -> Findings {
    let mut found = Findings::default();
    *reason = found.take("reason", text::clean(reason, text::NOTE_MAX));
    if reason.is_empty() && found.faults.is_empty() {
        found.fault("reason", FaultCode::Required);
    }
    found
}

impl StrikeRecord {
    /// Checks and tidies the command.
    pub fn check(&mut self) -> Findings {
        check_reason(&mut self.reason)
    }
}

impl ShareIncident {
    /// Checks and tidies the command.
    pub fn check(&mut self) -> Findings {
        check_reason(&mut self.reason)
    }
}
