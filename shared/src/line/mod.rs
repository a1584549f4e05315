//! The command line: one grammar for the whole work of a dispatcher, read live in the browser and again on the server.
//!
//! A line is a verb and its parts ([`Verb`] has the table). [`parse`] turns it into an [`Action`] with every name
//! resolved against a [`Vocabulary`], or says what is missing, what it may mean, or what is wrong. [`Action::line`] goes
//! the other way, so every button can show the line that would do the same.
//!
//! A reading that is not the only one is never acted upon.

mod action;
mod again;
mod build;
mod command;
mod complete;
mod describe;
#[cfg(test)]
mod documentation;
mod meaning;
mod near;
mod parse;
mod slot;
#[cfg(test)]
mod tests;
mod token;
mod trouble;
mod verb;
mod vocabulary;
mod ways;
mod words;
mod write;

pub use action::{Action, Subject, Target};
pub use again::{proposal, with_verb};
pub use command::{ChangedSubject, LineContext, LineDone, LineReading, Opened, RunLine, UndoDone};
pub use complete::{CANDIDATES_MAX, Candidate, complete};
pub use describe::Tense;
pub use parse::{Outcome, Parsed, Piece, READINGS_MAX, parse};
pub use slot::{Need, Part, Slot};
pub use trouble::Trouble;
pub use verb::{Meant, Verb};
pub use vocabulary::{
    CallWord, Chosen, IncidentWord, InstitutionWord, TimerWord, TypeWord, UnitWord, Vocabulary,
};
pub use words::{SPAN_MAX, Screen, Words, span_words};
