//! The report of rows that were left out or are doubtful.

use std::fs::OpenOptions;
use std::path::Path;

use super::ImportError;
use super::row::{Doubt, Fault};

/// Longest piece of a row that is repeated in the report, in characters.
const PIECE: usize = 300;

/// A CSV file with the columns `file,row,severity,reason,content`.
#[derive(Debug)]
pub struct Report(csv::Writer<std::fs::File>);

impl Report {
    /// Opens the report; one that is there is gone on with.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let failed = |source| ImportError::Read { path: path.to_owned(), source };
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
        let fresh = file.metadata().map_err(failed)?.len() == 0;
        let mut report = Self(csv::Writer::from_writer(file));
        if fresh {
            report.write(["file", "row", "severity", "reason", "content"])?;
        }
        Ok(report)
    }

    /// Notes a row that was left out.
    pub fn rejected(
        &mut self,
        file: &str,
        row: u64,
        fault: Fault,
        record: &csv::ByteRecord,
    ) -> Result<(), ImportError> {
        let content = record.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(" | ");
        let piece: String = content.chars().take(PIECE).collect();
        self.write([file, &row.to_string(), "rejected", &fault.to_string(), &piece])
    }

    /// Notes a row that was taken with a doubt.
    pub fn doubtful(&mut self, file: &str, row: u64, doubt: Doubt, code: &str) -> Result<(), ImportError> {
        self.write([file, &row.to_string(), "warning", &doubt.to_string(), code])
    }

    /// Makes sure that everything noted is in the file.
    pub fn flush(&mut self) -> Result<(), ImportError> {
        self.0.flush().map_err(|error| ImportError::Report(error.into()))
    }

    fn write(&mut self, fields: [&str; 5]) -> Result<(), ImportError> {
        self.0.write_record(fields).map_err(ImportError::Report)
    }
}
