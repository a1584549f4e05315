//! Reads a file in memory without writing anything: what the tests with arbitrary bytes and the fuzzer drive.

use super::dialect::{Columns, reader, sniff};
use super::row;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checked {
    /// Rows that would be taken.
    pub rows: u64,
    /// Rows that would be left out.
    pub rejected: u64,
    /// Doubts.
    pub doubts: u64,
}

/// Takes every row apart.
pub fn check(bytes: &[u8]) -> Checked {
    let dialect = sniff(bytes);
    let mut records = reader(dialect, bytes.get(dialect.skip..).unwrap_or_default());
    let mut record = csv::ByteRecord::new();
    let mut found = Checked::default();
    let mut columns = None;
    while let Ok(true) = records.read_byte_record(&mut record) {
        let Some(columns) = &columns else {
            columns = Some(Columns::new(&record));
            continue;
        };
        match row::read(columns, &record) {
            Ok(reading) => {
                found.rows += 1;
                found.doubts += u64::try_from(reading.doubts.len()).unwrap_or_default();
            }
            Err(_) => found.rejected += 1,
        }
    }
    found
}
