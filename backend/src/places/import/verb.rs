//! `vnr import …` on the command line.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use sqlx::PgPool;
use vnr_shared::time::DateTime;

use super::{ImportError, Progress, addresses};

/// How often the terminal hears of the progress.
const EVERY: Duration = Duration::from_secs(2);

/// The state address register's open data: a folder with its `aw_*.csv` files. May be broken off and run again.
#[derive(Debug, Args)]
pub struct Addresses {
    /// The folder.
    folder: PathBuf,
    /// Where to list rows that were rejected or are doubtful.
    #[arg(long, default_value = "addresses-report.csv")]
    report: PathBuf,
}

/// Imports, telling `say` how it goes.
pub async fn run(
    what: &Addresses,
    pool: &PgPool,
    now: DateTime,
    say: &mut (dyn FnMut(&str) + Send),
) -> Result<(), ImportError> {
    let Addresses { folder, report } = what;
    let mut told: Option<Instant> = None;
    let done = addresses(pool, folder, report, now, &mut |at: &Progress| {
        if at.bytes == at.length || told.is_none_or(|last| last.elapsed() >= EVERY) {
            told = Some(Instant::now());
            say(&format!("{}: {} rows, {} %", at.file, at.rows, at.bytes * 100 / at.length.max(1)));
        }
    })
    .await?;
    say(&format!(
        "{} files read, {} were in already; {} rows taken, {} rejected, {} doubtful: see {}",
        done.files,
        done.files_known,
        done.rows,
        done.rejected,
        done.warnings,
        report.display()
    ));
    Ok(())
}
