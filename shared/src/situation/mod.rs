//! The situation as a commander sees it: the whole picture, now and at any past moment, and the figures drawn from it.
//!
//! A plan that is not yet carried out needs nothing of its own: it is a copy of the [`crate::live::Picture`] in which units
//! are moved; figures are counted and units recommended from the copy by the same functions, and what is decided is sent as
//! ordinary commands.

mod figures;
mod filter;
mod history;
mod plan;
mod replay;

pub use figures::{ClockCount, Figures, StatusCount, UnitCount};
pub use filter::Filter;
pub use history::{HEAT_CELL, HeatCell, History, HistoryQuery, Hour, Responses, TickerLine};
pub use plan::{Arrival, Fork, Move, Order, Outlook, outlook};
pub use replay::{
    FRAMES_ENTRIES, FRAMES_ENTRIES_MAX, Frames, FramesQuery, Situation, SituationQuery, SituationSpan,
};
