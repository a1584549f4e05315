//! One file, batch by batch.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use sqlx::PgPool;
use vnr_shared::time::DateTime;

use super::dialect::{Columns, Dialect, reader, sniff};
use super::report::Report;
use super::source::{SourceFile, fingerprint};
use super::store::{self, Checkpoint};
use super::{ImportError, Progress, SOURCE, Summary, row};
use crate::places::store::{Entry, upsert_entries};

/// Rows in one transaction.
const BATCH: usize = 5000;

/// Rows read since the last write.
#[derive(Default)]
struct Pending {
    entries: Vec<Entry>,
    done: u64,
    rejected: u64,
}

/// Imports one file from where an earlier run left off.
pub async fn import_file(
    pool: &PgPool,
    file: &SourceFile,
    now: DateTime,
    report: &mut Report,
    summary: &mut Summary,
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<(), ImportError> {
    let failed = |source| ImportError::Read { path: file.path.clone(), source };
    let mut input = File::open(&file.path).map_err(failed)?;
    let (length, print) = fingerprint(&mut input).map_err(failed)?;
    let mut at = store::checkpoint(pool, &file.name, &print).await?;
    if at.finished {
        summary.files_known += 1;
        return Ok(());
    }
    summary.files += 1;
    let dialect = dialect_of(&mut input).map_err(failed)?;
    let mut records = reader(dialect, BufReader::with_capacity(1 << 20, input));
    let unreadable = |error: csv::Error| failed(std::io::Error::other(error));
    let mut record = csv::ByteRecord::new();
    records.read_byte_record(&mut record).map_err(unreadable)?;
    let columns = Columns::new(&record);
    if let Some(column) = columns.missing(&row::NEEDED) {
        return Err(ImportError::Column { file: file.path.clone(), column });
    }
    for _ in 0..at.rows_done {
        records.read_byte_record(&mut record).map_err(unreadable)?;
    }
    loop {
        let mut pending = Pending { done: at.rows_done, rejected: at.rows_rejected, ..Pending::default() };
        let mut more = true;
        while pending.entries.len() < BATCH {
            more = records.read_byte_record(&mut record).map_err(unreadable)?;
            if !more {
                break;
            }
            pending.done += 1;
            take(file, &columns, &record, &mut pending, report, summary)?;
        }
        report.flush()?;
        at = Checkpoint { rows_done: pending.done, rows_rejected: pending.rejected, finished: !more };
        write(pool, file, &print, pending.entries, &at, now).await?;
        progress(&Progress {
            file: file.name.clone(),
            rows: at.rows_done,
            bytes: records.position().byte(),
            length,
        });
        if !more {
            return Ok(());
        }
    }
}

/// The dialect; the file is left behind its byte order mark.
fn dialect_of(input: &mut File) -> std::io::Result<Dialect> {
    let mut beginning = Vec::new();
    input.by_ref().take(64 * 1024).read_to_end(&mut beginning)?;
    let dialect = sniff(&beginning);
    input.seek(SeekFrom::Start(u64::try_from(dialect.skip).unwrap_or_default()))?;
    Ok(dialect)
}

fn take(
    file: &SourceFile,
    columns: &Columns,
    record: &csv::ByteRecord,
    pending: &mut Pending,
    report: &mut Report,
    summary: &mut Summary,
) -> Result<(), ImportError> {
    match row::read(columns, record) {
        Ok(reading) => {
            // A former name that no longer has a house is nothing to doubt.
            for doubt in reading.doubts.iter().filter(|_| !file.history) {
                summary.warnings += 1;
                report.doubtful(&file.name, pending.done, *doubt, &reading.entry.code)?;
            }
            summary.rows += 1;
            pending.entries.push(reading.entry);
        }
        Err(fault) => {
            pending.rejected += 1;
            summary.rejected += 1;
            report.rejected(&file.name, pending.done, fault, record)?;
        }
    }
    Ok(())
}

/// Writes a batch together with how far the file has come.
async fn write(
    pool: &PgPool,
    file: &SourceFile,
    print: &str,
    entries: Vec<Entry>,
    at: &Checkpoint,
    now: DateTime,
) -> Result<(), ImportError> {
    let mut tx = pool.begin().await?;
    if file.history {
        store::insert_names(&mut tx, &entries).await?;
    } else {
        // Of two rows with one code the later counts.
        let last: HashMap<String, Entry> = entries.into_iter().map(|e| (e.code.clone(), e)).collect();
        let mut rows: Vec<Entry> = last.into_values().collect();
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        upsert_entries(&mut *tx, &rows, SOURCE).await?;
    }
    store::save(&mut tx, &file.name, print, at, at.finished.then_some(now)).await?;
    tx.commit().await?;
    Ok(())
}
