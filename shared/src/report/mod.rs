//! The field report (dienesta ziņojums): what an officer writes of what was seen and done, before or after there is an
//! incident. Somebody else checks it, it is locked, and from then on it is only added to.

mod command;
mod record;
mod step;

pub use command::{EditFieldReport, NewFieldReport, NewSupplement, TakeReportStep, TieReport};
pub use record::{FieldReport, ReportPlace, ReportQuery, Supplement};
pub use step::{NotAllowed, ReportState, ReportStep, Standing};
