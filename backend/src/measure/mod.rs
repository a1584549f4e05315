//! `vnr measure`: how well a rule does what it is for, on data whose truth is known. Nothing here passes or fails.

mod duplicates;
mod log;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::simulate::CallsError;

/// What to measure.
#[derive(Debug, Clone, Subcommand)]
pub enum Measure {
    /// Precision and recall of the search for duplicates.
    Duplicates(Duplicates),
}

/// How duplicates are measured.
#[derive(Debug, Clone, Args)]
pub struct Duplicates {
    /// Seed of the invented storm.
    #[arg(long, default_value_t = 112)]
    pub seed: u64,
    /// A log of real calls besides: CSV without a header; latitude, longitude, `Class: KIND`, local time, township, street.
    #[arg(long)]
    pub calls: Option<PathBuf>,
}

/// Why something could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The packaged places.
    #[error(transparent)]
    Places(#[from] crate::places::packaged::PackagedError),
    /// A packaged table.
    #[error("a packaged table cannot be read")]
    Table(#[from] csv::Error),
    /// The log.
    #[error(transparent)]
    Log(#[from] CallsError),
    /// Kinds of the log without a type.
    #[error(transparent)]
    Kinds(#[from] crate::simulate::UnknownKinds),
}

/// Measures and prints.
pub fn run(what: &Measure) -> Result<(), MeasureError> {
    match what {
        Measure::Duplicates(args) => duplicates::run(args),
    }
}
