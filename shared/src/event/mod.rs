//! Major events (liela mēroga notikumi): what a staff leads together, with its incidents, sections, posts, tasks, drawings,
//! situation reports and the journal of orders.
//!
//! The event is shown whole: it is small, its parts belong together, and so its past is replayed like everything else.
//! Each part has a version of its own, because several people work on one event at a time and only those who change the
//! same part are in each other's way. Orders and reports are given once and never changed.

mod command;
mod drawing;
mod record;

pub use command::{
    AttachIncident, BeginEvent, EditEvent, EndEvent, EventAnswer, EventQuery, GiveOrder, GiveReport, PutPart,
    ReleaseIncident, StrikePart,
};
pub use drawing::{DRAWING_POINTS_MAX, Drawing, EVENT_POINTS_MAX, Point, Shape, Symbol, Tone};
pub use record::{
    Ended, EventIncident, EventRecord, EventSummary, LATEST_ORDERS, Order, PARTS_MAX, Part, PartKind, Post,
    Report, Section, Sheet, StaffRole, Task, TaskState,
};
