//! Units (norīkojamās vienības): who can be sent, with what, and how they stand.

mod alarm;
mod command;
pub mod fix;
mod message;
mod names;
mod status;
mod timer;

use serde::{Deserialize, Serialize};

use crate::id::{AssignmentId, DepartmentId, IncidentId, InstitutionId, UnitId, UserId};
use crate::time::DateTime;

pub use alarm::{AcknowledgeAlarm, AlarmPlace, AlarmState, AlarmSummary, CloseAlarm, RaiseAlarm};
pub use command::{
    CREW_MAX, DissolveUnit, FormUnit, PutShift, PutUnit, SetUnitStatus, UnitAnswer, UnitsAnswer,
};
pub use fix::{PositionBatch, PositionFix, PositionsAt, TakenPositions, TrackQuery};
pub use message::{MARKS_MAX, MarkMessages, MessageSummary, SendMessage};
pub use status::{Duty, IllegalUnitStatus, Release, Taken, UnitStatus};
pub use timer::{
    EndTimer, LEVEL_MAX, SetTimer, StatusTimerNorm, TimerState, TimerSubject, TimerSummary, level_at,
};

/// Kind of unit (vienības veids).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum UnitKind {
    /// A crew in a car (autopatruļa).
    Patrol,
    /// A patrol on foot or on bicycles (kājnieku patruļa).
    Foot,
    /// A motorcycle (motociklists).
    Motorcycle,
    /// A boat with its crew (kuteris, laiva).
    Boat,
    /// A dog handler with a car (kinologs).
    Dog,
    /// Traffic police crew (satiksmes uzraudzības ekipāža).
    Traffic,
    /// Investigators who work a scene (operatīvā izmeklēšanas grupa).
    Investigation,
    /// Special forces (speciālo uzdevumu vienība).
    Special,
    /// A fire engine (autocisterna).
    Engine,
    /// A turntable ladder or platform (autokāpnes).
    Ladder,
    /// A rescue vehicle with special equipment (glābšanas automobilis).
    Rescue,
    /// An officer who leads at the scene (operatīvais vadītājs).
    Command,
    /// Formed for a while from other units (apvienota vienība).
    Combined,
}

impl UnitKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Patrol,
        Self::Foot,
        Self::Motorcycle,
        Self::Boat,
        Self::Dog,
        Self::Traffic,
        Self::Investigation,
        Self::Special,
        Self::Engine,
        Self::Ladder,
        Self::Rescue,
        Self::Command,
        Self::Combined,
    ];
}

/// What a unit can do beyond what every unit can (spēja). Response plans ask for these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Capability {
    /// Carries firearms (bruņota).
    Armed,
    /// Has a service dog (dienesta suns).
    Dog,
    /// Investigates road accidents (ceļu satiksmes negadījumu izmeklēšana).
    AccidentInvestigation,
    /// Secures traces and evidence (kriminālistika).
    Forensics,
    /// Tests for alcohol with evidential force (alkohola pārbaude).
    AlcoholTest,
    /// Measures speed (ātruma mērīšana).
    SpeedMeter,
    /// Holds and carries detained people (aizturēto pārvadāšana).
    Detention,
    /// Trained for crowds and disorder (sabiedriskās kārtības nodrošināšana masu pasākumos).
    CrowdControl,
    /// Negotiates (pārrunu vedējs).
    Negotiation,
    /// Clears explosives (nesprāgušas munīcijas neitralizēšana).
    Explosives,
    /// Fights fire with water (ugunsdzēsība).
    FireFighting,
    /// Works at height: ladder or platform (augstkāpšana).
    HighAccess,
    /// Cuts people free (hidrauliskie glābšanas instrumenti).
    Extrication,
    /// Dangerous substances (bīstamās vielas).
    Hazmat,
    /// Dives (ūdenslīdējs).
    Diver,
    /// Rescues on water or ice (glābšana uz ūdens un ledus).
    WaterRescue,
    /// First responder with a defibrillator (pirmā palīdzība ar defibrilatoru).
    FirstAid,
    /// Flies a drone (bezpilota gaisa kuģis).
    Drone,
    /// Passes where there is no road (paaugstināta caurgājamība).
    OffRoad,
    /// Leads several units (vadība notikuma vietā).
    Command,
}

impl Capability {
    /// Every capability.
    pub const ALL: [Self; 20] = [
        Self::Armed,
        Self::Dog,
        Self::AccidentInvestigation,
        Self::Forensics,
        Self::AlcoholTest,
        Self::SpeedMeter,
        Self::Detention,
        Self::CrowdControl,
        Self::Negotiation,
        Self::Explosives,
        Self::FireFighting,
        Self::HighAccess,
        Self::Extrication,
        Self::Hazmat,
        Self::Diver,
        Self::WaterRescue,
        Self::FirstAid,
        Self::Drone,
        Self::OffRoad,
        Self::Command,
    ];
}

/// Where a unit has its home (pastāvīgā dislokācijas vieta).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Station {
    /// Name.
    pub name: String,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
}

/// One of the crew (ekipāžas loceklis).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CrewMember {
    /// Account, when the person has one; it lets that person set the unit's status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// Name; that of the account, when left empty and there is one.
    #[serde(default)]
    pub name: String,
    /// Whether this one leads (ekipāžas vecākais).
    #[serde(default)]
    pub leader: bool,
}

/// An assignment as the unit's line shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitAssignment {
    /// The assignment.
    pub id: AssignmentId,
    /// The incident.
    pub incident: IncidentId,
    /// Its registration number.
    pub number: String,
    /// Place in the unit's order; the least is the one worked now.
    pub order: i32,
    /// When it was given.
    pub since: DateTime,
    /// When the unit set out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en_route_at: Option<DateTime>,
    /// When the unit came to the scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_scene_at: Option<DateTime>,
}

/// One unit as lists, maps and live frames show it. Its position is not part of it: positions come as [`fix::Record`]s.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitSummary {
    /// The unit.
    pub id: UnitId,
    /// Small number that stands for the unit in packed positions.
    pub mark: u32,
    /// Call sign (izsaukuma signāls), unique among the active units of an institution.
    pub call_sign: String,
    /// Institution.
    pub institution: InstitutionId,
    /// Department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Kind.
    pub kind: UnitKind,
    /// Status.
    pub status: UnitStatus,
    /// Since when it has this status.
    pub since: DateTime,
    /// Who set it.
    pub status_by: String,
    /// Who is on the present shift.
    pub crew: Vec<CrewMember>,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Vehicle and plate in words, such as `VW Passat, LV-1234`; empty for a unit on foot.
    pub vehicle: String,
    /// Home.
    pub station: Station,
    /// Incidents it is sent to, in its order.
    pub assignments: Vec<UnitAssignment>,
    /// Beginning of the present shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift_from: Option<DateTime>,
    /// End of the present shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift_to: Option<DateTime>,
    /// The combined unit of which it is a part now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<UnitId>,
    /// The parts of a combined unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<UnitId>,
    /// Whether it exists now; a dissolved unit does not.
    pub active: bool,
    /// Version.
    pub version: i64,
}

impl UnitSummary {
    /// The assignment that is worked now.
    pub fn current(&self) -> Option<&UnitAssignment> {
        self.assignments.first()
    }

    /// Whether somebody with this account is of the present crew.
    pub fn has_in_crew(&self, user: UserId) -> bool {
        self.crew.iter().any(|member| member.user == Some(user))
    }

    /// The status machine's view of it.
    pub fn duty(&self) -> Duty {
        Duty { status: self.status, waiting: self.assignments.len() }
    }
}

/// The last known position of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitPosition {
    /// When it was there.
    pub at: DateTime,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Radius in metres within which it lies, with 68 % probability as the receivers report it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f32>,
    /// Speed in metres a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_mps: Option<f32>,
    /// Direction of travel in degrees clockwise from north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading_deg: Option<f32>,
}

/// A unit with everything that choosing between units needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// The unit with its status, capabilities, crew, assignments and shift.
    pub unit: UnitSummary,
    /// Where it was last; its age is for the reader to tell. None when it has never said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<UnitPosition>,
    /// When it was last sent anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_assigned_at: Option<DateTime>,
    /// How many assignments it was given within the present shift, for a fair load.
    pub assigned_in_shift: u32,
}
