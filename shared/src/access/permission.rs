//! The table of permissions: role × resource × action.
//!
//! One function, readable as a table, used by the server to decide and by the browser to offer. What a role may
//! do it may do only with what its institution may see; that second half is the data layer's.

use serde::{Deserialize, Serialize};

/// Role of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Takes calls and sends units (dispečers).
    Dispatcher,
    /// Works at the scene (inspektors).
    Officer,
    /// Watches a territory or an event and decides (komandieris).
    Commander,
    /// Keeps records complete (reģistrators).
    Registrar,
    /// Counts (analītiķis).
    Analyst,
    /// Keeps users, institutions and catalogues (administrators).
    Administrator,
    /// Checks who did what (auditors).
    Auditor,
    /// Not a person: an outside system (ārējā sistēma) such as the 112 platform.
    System,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Dispatcher,
        Self::Officer,
        Self::Commander,
        Self::Registrar,
        Self::Analyst,
        Self::Administrator,
        Self::Auditor,
        Self::System,
    ];
}

/// What is acted upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Resource {
    /// Incidents with their notes, links and status.
    Incident,
    /// Persons and their ties to incidents.
    Person,
    /// Vehicles, items and documents.
    Object,
    /// Files of incidents.
    Attachment,
    /// The journal of one incident.
    IncidentJournal,
    /// The journal of everything in the institution.
    Journal,
    /// The catalogue of types and the table of response times.
    Catalogue,
    /// Institutions and departments.
    Institution,
    /// Users, their roles and grants.
    User,
    /// The gazetteer.
    Place,
    /// Waiting calls, cards of the 112 platform, callers' reports.
    Call,
    /// Units with status, position, timers, alarms and messages.
    Unit,
    /// Response plans.
    Plan,
    /// Dangers tied to places.
    Hazard,
    /// Major events with their tasks, orders and drawings.
    Event,
    /// The whole picture, now and at any past moment.
    Situation,
    /// Field reports.
    Report,
    /// Checking, giving back and locking of field reports that others wrote.
    ReportApproval,
}

impl Resource {
    /// Every resource.
    pub const ALL: [Self; 18] = [
        Self::Incident,
        Self::Person,
        Self::Object,
        Self::Attachment,
        Self::IncidentJournal,
        Self::Journal,
        Self::Catalogue,
        Self::Institution,
        Self::User,
        Self::Place,
        Self::Call,
        Self::Unit,
        Self::Plan,
        Self::Hazard,
        Self::Event,
        Self::Situation,
        Self::Report,
        Self::ReportApproval,
    ];
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Action {
    /// Look at it.
    Read,
    /// Make a new one.
    Create,
    /// Change or strike one.
    Update,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::Read, Self::Create, Self::Update];
}

/// Whether a role permits an action on a resource.
pub const fn permits(role: Role, resource: Resource, action: Action) -> bool {
    use Action::Read;
    match resource {
        // Everyone needs to read these to make sense of a screen.
        Resource::Catalogue | Resource::Institution | Resource::Place if matches!(action, Read) => true,
        Resource::Place => false,
        Resource::Catalogue | Resource::Institution | Resource::User => matches!(role, Role::Administrator),
        Resource::Journal => matches!(role, Role::Auditor) && matches!(action, Read),
        Resource::IncidentJournal => {
            matches!(action, Read) && !matches!(role, Role::Administrator | Role::Analyst | Role::System)
        }
        Resource::Incident => match role {
            Role::Dispatcher | Role::Officer | Role::Commander | Role::Registrar => true,
            Role::Analyst | Role::Auditor => matches!(action, Read),
            // An administrator keeps the tools, not the cases: least data.
            Role::Administrator | Role::System => false,
        },
        // The outside system hands calls over and reads nothing back but its own answers.
        Resource::Call => match role {
            Role::Dispatcher => true,
            Role::System => !matches!(action, Read),
            Role::Commander | Role::Registrar | Role::Auditor => matches!(action, Read),
            Role::Officer | Role::Analyst | Role::Administrator => false,
        },
        Resource::Unit => match role {
            Role::Dispatcher | Role::Commander | Role::Administrator => true,
            // An officer changes the status of the own unit; that it is the own one is the data layer's half.
            Role::Officer => !matches!(action, Action::Create),
            Role::Registrar | Role::Analyst | Role::Auditor => matches!(action, Read),
            Role::System => false,
        },
        Resource::Plan => match role {
            Role::Commander | Role::Administrator => true,
            Role::Dispatcher | Role::Officer | Role::Analyst | Role::Auditor => matches!(action, Read),
            Role::Registrar | Role::System => false,
        },
        Resource::Hazard => match role {
            Role::Dispatcher | Role::Officer | Role::Commander | Role::Registrar => true,
            Role::Auditor => matches!(action, Read),
            Role::Analyst | Role::Administrator | Role::System => false,
        },
        Resource::Event => match role {
            Role::Dispatcher | Role::Commander => true,
            Role::Officer | Role::Auditor => matches!(action, Read),
            Role::Registrar | Role::Analyst | Role::Administrator | Role::System => false,
        },
        Resource::Situation => {
            matches!(role, Role::Dispatcher | Role::Commander | Role::Analyst | Role::Auditor)
                && matches!(action, Read)
        }
        Resource::Report => match role {
            Role::Dispatcher | Role::Officer | Role::Commander | Role::Registrar => true,
            Role::Auditor => matches!(action, Read),
            Role::Analyst | Role::Administrator | Role::System => false,
        },
        // That it is not the own report is the machine's half (`report::Standing`).
        Resource::ReportApproval => matches!(role, Role::Commander | Role::Registrar),
        Resource::Person | Resource::Object | Resource::Attachment => match role {
            Role::Dispatcher | Role::Officer | Role::Commander | Role::Registrar => true,
            Role::Auditor => matches!(action, Read),
            Role::Analyst | Role::Administrator | Role::System => false,
        },
    }
}
