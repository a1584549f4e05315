//! Commands about major events.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::{EventSummary, Part};
use crate::id::{IncidentId, InstitutionId, MajorEventId, SectionId};
use crate::incident::check_reason;
use crate::patch;
use crate::place::on_earth;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, DESCRIPTION_MAX, LINE_MAX, NOTE_MAX};

/// Longest time from one situation report to the next, in minutes: a day.
const REPORT_EVERY_MAX: i32 = 24 * 60;
/// Most institutions that take part.
const PARTICIPANTS_MAX: usize = 100;

/// Begins a major event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeginEvent {
    /// Id made by the sender.
    pub id: MajorEventId,
    /// Name.
    pub name: String,
    /// Latitude of its middle, WGS84 degrees.
    pub lat: f64,
    /// Longitude of its middle, WGS84 degrees.
    pub lon: f64,
    /// Place in words.
    #[serde(default)]
    pub address: String,
    /// What happened and what is the aim.
    #[serde(default)]
    pub description: String,
    /// Institutions that take part beside the own one.
    #[serde(default)]
    pub participants: Vec<InstitutionId>,
    /// Incidents it begins with.
    #[serde(default)]
    pub incidents: Vec<IncidentId>,
    /// Minutes from one situation report to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_every_min: Option<i32>,
}

/// Changes the head of an event. Absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditEvent {
    /// The `head_version` it is based on.
    pub version: i64,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Latitude; only together with `lon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude; only together with `lat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Place in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What happened and what is the aim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Institutions that take part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participants: Option<Vec<InstitutionId>>,
    /// Minutes from one situation report to the next; `null` for no more reports.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i32>))]
    pub report_every_min: Option<Option<i32>>,
}

/// Ends an event. Open tasks are cancelled with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndEvent {
    /// The `version` of the whole event: nobody ends what they have not seen.
    pub version: i64,
    /// Why.
    pub reason: String,
}

/// Puts in a part of an event or changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutPart<T> {
    /// Version of the part it is based on; 0 for a new one.
    pub version: i64,
    /// The part as it shall be.
    pub part: T,
}

/// Strikes a part out of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StrikePart {
    /// Version of the part it is based on.
    pub version: i64,
    /// Why.
    pub reason: String,
}

/// Attaches an incident to an event, or gives it to another section of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachIncident {
    /// The incident.
    pub incident: IncidentId,
    /// Section that deals with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
}

/// Takes an incident out of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseIncident {
    /// The incident.
    pub incident: IncidentId,
    /// Why.
    pub reason: String,
}

/// Gives an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiveOrder {
    /// Id made by the sender.
    pub id: Uuid,
    /// To whom.
    pub to: String,
    /// What is ordered.
    pub text: String,
}

/// Gives a situation report. The clock of the next one starts anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiveReport {
    /// Id made by the sender.
    pub id: Uuid,
    /// The report.
    pub text: String,
}

/// Answer to a command about an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventAnswer {
    /// The event as it now is.
    pub event: EventSummary,
}

/// Which events are wanted, latest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct EventQuery {
    /// Only those that are (not) ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
}

/// Tidies the fields that beginning and editing have in common.
fn check_head(
    found: &mut Findings,
    name: Option<&mut String>,
    address: Option<&mut String>,
    description: Option<&mut String>,
    participants: Option<&mut Vec<InstitutionId>>,
    report_every_min: Option<i32>,
) {
    if let Some(name) = name {
        *name = found.take("name", text::clean_line(name, LINE_MAX));
        if name.is_empty() {
            found.fault("name", FaultCode::Required);
        }
    }
    if let Some(address) = address {
        *address = found.take("address", text::clean_line(address, LINE_MAX));
    }
    if let Some(description) = description {
        *description = found.take("description", text::clean(description, DESCRIPTION_MAX));
    }
    if let Some(participants) = participants {
        participants.sort_unstable();
        participants.dedup();
        if participants.len() > PARTICIPANTS_MAX {
            found.fault("participants", FaultCode::OutOfRange);
        }
    }
    if report_every_min.is_some_and(|minutes| !(1..=REPORT_EVERY_MAX).contains(&minutes)) {
        found.fault("report_every_min", FaultCode::OutOfRange);
    }
}

impl BeginEvent {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_head(
            &mut found,
            Some(&mut self.name),
            Some(&mut self.address),
            Some(&mut self.description),
            Some(&mut self.participants),
            self.report_every_min,
        );
        if !on_earth(self.lat, self.lon) {
            found.fault("lat", FaultCode::OutsideWorld);
        }
        self.incidents.sort_unstable();
        self.incidents.dedup();
        found
    }
}

impl EditEvent {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_head(
            &mut found,
            self.name.as_mut(),
            self.address.as_mut(),
            self.description.as_mut(),
            self.participants.as_mut(),
            self.report_every_min.flatten(),
        );
        match (self.lat, self.lon) {
            (Some(lat), Some(lon)) if !on_earth(lat, lon) => found.fault("lat", FaultCode::OutsideWorld),
            (Some(_), None) => found.fault("lon", FaultCode::Required),
            (None, Some(_)) => found.fault("lat", FaultCode::Required),
            _ => {}
        }
        found
    }
}

impl EndEvent {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        check_reason(&mut self.reason)
    }
}

impl<T: Part> PutPart<T> {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        found.nest("part", self.part.check());
        found
    }
}

impl StrikePart {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        check_reason(&mut self.reason)
    }
}

impl ReleaseIncident {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        check_reason(&mut self.reason)
    }
}

/// A text that must say something.
fn check_text(found: &mut Findings, name: &str, value: &mut String) {
    *value = found.take(name, text::clean(value, NOTE_MAX));
    if value.is_empty() && found.faults.iter().all(|fault| fault.field != name) {
        found.fault(name, FaultCode::Required);
    }
}

impl GiveOrder {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_text(&mut found, "to", &mut self.to);
        check_text(&mut found, "text", &mut self.text);
        found
    }
}

impl GiveReport {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        check_text(&mut found, "text", &mut self.text);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Task, TaskState};
    use super::*;

    fn task(text: &str) -> Task {
        Task {
            text: text.into(),
            section: None,
            assignee: String::new(),
            due_at: Some("2026-11-22T10:00:00Z".parse().unwrap()),
            state: TaskState::Open,
            outcome: String::new(),
        }
    }

    #[test]
    fn what_is_wrong_with_a_part_is_named_by_its_path() {
        let mut put = PutPart { version: 0, part: task("  ") };
        let found = put.check();
        assert_eq!(found.faults[0].field, "part.text");
        assert_eq!(found.faults[0].code, FaultCode::Required);
    }

    #[test]
    fn a_task_is_overdue_only_while_it_is_open() {
        let late = "2026-11-22T10:00:01Z".parse().unwrap();
        assert!(task("x").is_overdue(late));
        assert!(!Task { state: TaskState::Done, ..task("x") }.is_overdue(late));
        assert!(!task("x").is_overdue("2026-11-22T10:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_position_is_changed_as_a_whole() {
        let mut edit = EditEvent { lat: Some(57.0), ..EditEvent::default() };
        assert_eq!(edit.check().faults[0].field, "lon");
    }
}
