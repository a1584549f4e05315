//! What the register holds about a major event.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::drawing::Drawing;
use crate::id::{IncidentId, InstitutionId, MajorEventId, SectionId, UnitId};
use crate::incident::Summary;
use crate::live::Shown;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX, NOTE_MAX};
use crate::time::DateTime;

/// Most parts of one kind that are not struck.
pub const PARTS_MAX: usize = 200;
/// Orders that screens show; all of them are in the record.
pub const LATEST_ORDERS: usize = 20;
/// Longest name or contact of somebody, in characters.
const NAME_MAX: usize = 200;
/// Most units of one section.
const SECTION_UNITS_MAX: usize = 200;

/// Kind of a part of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PartKind {
    /// [`Section`].
    Section,
    /// [`Post`].
    Post,
    /// [`Task`].
    Task,
    /// [`Drawing`].
    Drawing,
}

/// A part of an event that people put in and change.
pub trait Part: Serialize + DeserializeOwned + Clone + PartialEq {
    /// Its kind.
    const KIND: PartKind;
    /// Checks and tidies.
    fn check(&mut self) -> Findings;
}

/// A part with what is known about it: its id and version, who wrote it last and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sheet<T> {
    /// Id.
    pub id: Uuid,
    /// Version.
    pub version: i64,
    /// Name of who wrote it last.
    pub by: String,
    /// When.
    pub at: DateTime,
    /// The part.
    pub part: T,
}

/// A section (iecirknis): a place or a duty with its own leader, units and incidents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Section {
    /// Name.
    pub name: String,
    /// Who leads it, in words.
    #[serde(default)]
    pub leader: String,
    /// Units that work in it.
    #[serde(default)]
    pub units: Vec<UnitId>,
    /// Remark: radio group, borders.
    #[serde(default)]
    pub note: String,
}

/// Duty in the staff (pienākums štābā).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StaffRole {
    /// Leads the whole (operācijas vadītājs).
    Leader,
    /// Stands in for the leader (vadītāja vietnieks).
    Deputy,
    /// Leads the forces (operatīvā daļa).
    Operations,
    /// Keeps the picture and the reports (situācijas izvērtēšana).
    Situation,
    /// Thinks ahead (plānošana).
    Planning,
    /// Supplies (nodrošinājums).
    Logistics,
    /// Looks after the safety of the forces (drošība).
    Safety,
    /// Stands for another institution (sadarbības pārstāvis).
    Liaison,
    /// Speaks to the press (preses pārstāvis).
    Press,
}

impl StaffRole {
    /// Every duty, in the order in which a staff lists them.
    pub const ALL: [Self; 9] = [
        Self::Leader,
        Self::Deputy,
        Self::Operations,
        Self::Situation,
        Self::Planning,
        Self::Logistics,
        Self::Safety,
        Self::Liaison,
        Self::Press,
    ];
}

/// Somebody in the staff, or with a duty in one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Post {
    /// Duty.
    pub role: StaffRole,
    /// Name, with rank or institution where that matters.
    pub name: String,
    /// How to reach this person.
    #[serde(default)]
    pub contact: String,
    /// Section that the duty is in; none for the staff of the whole event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
}

/// How a task stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TaskState {
    /// To be done (jāizpilda).
    #[default]
    Open,
    /// Done (izpildīts).
    Done,
    /// No longer needed (atcelts).
    Cancelled,
}

/// A task (uzdevums).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    /// What is to be done.
    pub text: String,
    /// Section that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
    /// Who does it, in words.
    #[serde(default)]
    pub assignee: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime>,
    /// How it stands.
    #[serde(default)]
    pub state: TaskState,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
}

impl Task {
    /// Whether it should have been done by now.
    pub fn is_overdue(&self, now: DateTime) -> bool {
        self.state == TaskState::Open && self.due_at.is_some_and(|due| due < now)
    }
}

/// Notes a fault where a tidied line is empty.
fn required(found: &mut Findings, name: &str, value: &mut String, max: usize) {
    *value = found.take(name, text::clean(value, max));
    if value.is_empty() && found.faults.iter().all(|fault| fault.field != name) {
        found.fault(name, FaultCode::Required);
    }
}

impl Part for Section {
    const KIND: PartKind = PartKind::Section;

    fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        required(&mut found, "name", &mut self.name, NAME_MAX);
        self.leader = found.take("leader", text::clean_line(&self.leader, NAME_MAX));
        self.note = found.take("note", text::clean(&self.note, NOTE_MAX));
        self.units.sort_unstable();
        self.units.dedup();
        if self.units.len() > SECTION_UNITS_MAX {
            found.fault("units", FaultCode::OutOfRange);
        }
        found
    }
}

impl Part for Post {
    const KIND: PartKind = PartKind::Post;

    fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        required(&mut found, "name", &mut self.name, NAME_MAX);
        self.contact = found.take("contact", text::clean_line(&self.contact, NAME_MAX));
        found
    }
}

impl Part for Task {
    const KIND: PartKind = PartKind::Task;

    fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        required(&mut found, "text", &mut self.text, NOTE_MAX);
        self.assignee = found.take("assignee", text::clean_line(&self.assignee, LINE_MAX));
        self.outcome = found.take("outcome", text::clean(&self.outcome, NOTE_MAX));
        found
    }
}

/// An incident of the event. Its number and state come from the incident itself, for those who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventIncident {
    /// The incident.
    pub id: IncidentId,
    /// Section that deals with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
}

/// An order (rīkojums), as it was given. Never changed: a mistake is put right by another order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// Number within the event, from 1 without gaps.
    pub number: i32,
    /// When it was given.
    pub at: DateTime,
    /// Who gave it.
    pub by: String,
    /// Institution of who gave it.
    pub institution: InstitutionId,
    /// To whom.
    pub to: String,
    /// What is ordered.
    pub text: String,
}

/// A situation report (situācijas ziņojums), as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// Number within the event, from 1 without gaps.
    pub number: i32,
    /// When it was given.
    pub at: DateTime,
    /// Who gave it.
    pub by: String,
    /// Institution of who gave it.
    pub institution: InstitutionId,
    /// The report.
    pub text: String,
}

/// That an event was ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ended {
    /// When.
    pub at: DateTime,
    /// Who ended it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A major event as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventSummary {
    /// The event.
    pub id: MajorEventId,
    /// Name, such as `Vētra 22. novembrī`.
    pub name: String,
    /// Institution that leads.
    pub owner: InstitutionId,
    /// Institutions that take part and see it.
    pub participants: Vec<InstitutionId>,
    /// When it began.
    pub began_at: DateTime,
    /// Set when it was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// Latitude of its middle, WGS84 degrees.
    pub lat: f64,
    /// Longitude of its middle, WGS84 degrees.
    pub lon: f64,
    /// Place in words.
    pub address: String,
    /// What happened and what is the aim.
    pub description: String,
    /// Its incidents, in the order in which they were attached.
    pub incidents: Vec<EventIncident>,
    /// Sections, oldest first.
    pub sections: Vec<Sheet<Section>>,
    /// The staff, oldest first.
    pub posts: Vec<Sheet<Post>>,
    /// Tasks, oldest first.
    pub tasks: Vec<Sheet<Task>>,
    /// Drawings, oldest first.
    pub drawings: Vec<Sheet<Drawing>>,
    /// The latest orders, oldest first.
    pub orders: Vec<Order>,
    /// Minutes from one situation report to the next; none when none are wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_every_min: Option<i32>,
    /// When the next situation report is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_due_at: Option<DateTime>,
    /// The latest situation report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Version of the whole; rises with every change of anything in it.
    pub version: i64,
    /// Version of what [`super::EditEvent`] changes: a part that is put in meanwhile is not in the way.
    pub head_version: i64,
    /// When it was last changed.
    pub updated_at: DateTime,
}

impl Shown for EventSummary {
    fn key(&self) -> Uuid {
        self.id.0
    }

    fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    fn version(&self) -> i64 {
        self.version
    }
}

/// Everything about an event, in the order in which it is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventRecord {
    /// Head and parts.
    pub event: EventSummary,
    /// Its incidents that the reader may see, oldest receipt first.
    pub incidents: Vec<Summary>,
    /// The journal of orders, whole.
    pub orders: Vec<Order>,
    /// The situation reports, whole.
    pub reports: Vec<Report>,
    /// Whether the reader may change its head, its incidents and its end.
    pub leads: bool,
    /// Whether the reader may put in parts, orders and reports.
    pub works: bool,
}
