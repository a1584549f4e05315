//! SQL of units and assignments.

pub mod access;
pub mod alarms;
pub mod all;
pub mod assignments;
pub mod messages;
pub mod read;
pub mod reference;
pub mod timers;
pub mod write;
