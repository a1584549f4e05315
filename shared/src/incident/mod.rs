//! The incident (notikums, Cabinet Regulation No. 190 p. 1¹): a criminal offence, another possible violation, or an event
//! that endangers a person or public safety.

mod clock;
mod command;
mod query;
mod record;
mod status;

pub use clock::{Category, ClockState, LegalClock, Reading, ResponseNorm, start as start_clock};
pub(crate) use command::check_reason;
pub use command::{
    AddNote, ChangeStatus, EditIncident, LinkIncidents, LinkKind, NewIncident, NewPlace, ShareIncident,
    StrikeRecord,
};
pub use query::{IncidentQuery, PAGE_ROWS, PAGE_ROWS_MAX};
pub use record::{
    Attachment, Channel, Disposition, DispositionKind, Incident, IncidentAnswer, IncidentLink, Involved,
    LinkedObject, LinkedVehicle, Note, Occurred, Sensitivity, Strike, Summary, Taken,
};
pub use status::{IllegalStep, Standing, Status, Step};
