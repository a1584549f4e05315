//! Small parts that every screen is made of. No modal dialogs, nothing that steals the focus.

mod button;
mod combo;
mod conflict;
mod each;
mod fault;
mod field;
mod priority;
pub mod text;
mod time_input;

pub use button::{Command, KeyCap, Says};
pub use combo::{Choice, Combo};
pub use conflict::{ConflictTable, Fields, shown};
pub use each::For;
pub use fault::{FaultBanner, Note, Tone};
pub use field::{Area, Check, FieldFaults, Select, TextField};
pub use priority::{CategoryMark, ClockView, StatusView};
pub use time_input::{TimeField, parse as parse_time};
