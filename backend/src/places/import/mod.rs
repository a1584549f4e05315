//! `vnr import addresses <folder>`: the open data of the state address register (VARIS), CSV files named `aw_*.csv`.
//!
//! Both dialects are read (see [`dialect`]). Every batch of rows is written in one transaction with how far the file has
//! come, so an import that was killed goes on behind the last batch that is in, and an edition that was read to its end
//! is not read again. A row that cannot be what it says is left out and listed in a report; a doubtful one is taken and
//! listed.

mod batch;
mod check;
pub mod dialect;
mod report;
pub mod row;
mod source;
mod store;
#[cfg(test)]
mod tests;
pub mod verb;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sqlx::PgPool;
use vnr_shared::time::DateTime;

use batch::import_file;
pub use check::{Checked, check};
use report::Report;

/// Marks rows of the state address register.
pub const SOURCE: &str = "varis";

/// How far an import has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// File being read.
    pub file: String,
    /// Rows of it that are in.
    pub rows: u64,
    /// Bytes of it that were read.
    pub bytes: u64,
    /// Its length.
    pub length: u64,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Files read now.
    pub files: u64,
    /// Files that were in already.
    pub files_known: u64,
    /// Rows taken.
    pub rows: u64,
    /// Rows left out.
    pub rejected: u64,
    /// Doubts about rows that were taken.
    pub warnings: u64,
}

/// Why an import stopped. What was written before stays, and the next run goes on behind it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The folder holds no such files.
    #[error("{} holds no file named aw_*.csv", .0.display())]
    NoFiles(PathBuf),
    /// A file lacks a column that nothing can be done without.
    #[error("{} has no column {column}", file.display())]
    Column {
        /// The file.
        file: PathBuf,
        /// The column.
        column: &'static str,
    },
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The report cannot be written.
    #[error("the report cannot be written")]
    Report(#[source] csv::Error),
    /// The database.
    #[error("the addresses could not be written")]
    Database(#[from] sqlx::Error),
}

/// Imports every file of a folder, places before the streets and houses in them. The report of rejected and doubtful
/// rows is a CSV file at `report`; a run that goes on with an earlier one appends to it.
pub async fn addresses(
    pool: &PgPool,
    folder: &Path,
    report: &Path,
    now: DateTime,
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<Summary, ImportError> {
    let files = source::files(folder)?;
    let mut report = Report::open(report)?;
    let mut summary = Summary::default();
    for file in &files {
        import_file(pool, file, now, &mut report, &mut summary, progress).await?;
    }
    store::finish(pool, today(now)).await?;
    Ok(summary)
}

fn today(now: DateTime) -> NaiveDate {
    vnr_shared::time::riga(now).date()
}
