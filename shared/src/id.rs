//! Typed identifiers. An incident's id cannot be passed where a person's is wanted.
//!
//! Ids are UUIDv7, made by whoever creates the thing (browser, tablet, server), so that a command can be
//! repeated without creating a second thing and rows sort by creation.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

typed_ids! {
    /// A panic alarm (trauksme) of a unit.
    AlarmId;
    /// A unit sent to an incident (norīkojums).
    AssignmentId;
    /// A file attached to an incident (pielikums).
    AttachmentId;
    /// A call (zvans) that waits for, or was answered by, an incident.
    CallId;
    /// One command as its sender keyed it (the `Idempotency-Key`).
    CommandId;
    /// Two values that two people gave one field, waiting for somebody to decide (pretruna).
    ConflictId;
    /// A structural unit of an institution (struktūrvienība).
    DepartmentId;
    /// A tablet or telephone that works without a network (ierīce).
    DeviceId;
    /// A drawing on the shared map of a major event.
    DrawingId;
    /// A time-bound permission given to one user.
    GrantId;
    /// A danger tied to a place (bīstamība objektā).
    HazardId;
    /// An incident (notikums).
    IncidentId;
    /// An institution (iestāde): a police force, a rescue service, the 112 centre.
    InstitutionId;
    /// The tie between a person and an incident (iesaistītā persona).
    InvolvementId;
    /// A named arrangement of a console.
    LayoutId;
    /// A link between two incidents.
    LinkId;
    /// A major event (liela mēroga notikums) that a staff leads.
    MajorEventId;
    /// A message between console and unit.
    MessageId;
    /// A note in an incident's log.
    NoteId;
    /// An item or document (manta, dokuments).
    ObjectId;
    /// A person, natural or legal.
    PersonId;
    /// A response plan (reaģēšanas plāns).
    PlanId;
    /// A field report (dienesta ziņojums).
    ReportId;
    /// A section (iecirknis) of a major event.
    SectionId;
    /// A log-in session.
    SessionId;
    /// What was added to a locked report (papildinājums).
    SupplementId;
    /// A task (uzdevums) within a major event.
    TaskId;
    /// A territory of the ATVK classifier in one of its validity periods.
    TerritoryId;
    /// A timer attached to a unit, an incident or a task.
    TimerId;
    /// A unit (norīkojamā vienība): a patrol, a crew, a vehicle with its people.
    UnitId;
    /// A user account.
    UserId;
    /// A vehicle (transportlīdzeklis).
    VehicleId;
}
