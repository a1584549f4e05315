//! Writes positions, those of many senders together.

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};
use vnr_shared::time::DateTime;

use super::store::{self, Row};
use crate::units::store::reference::setting;

/// Most positions written in one statement.
const ROWS_MAX: usize = 5000;
/// Days for which tracks are kept when the setting is missing: never shorter than the late fixes that are taken.
const KEEP_DAYS: i32 = 30;

/// Positions of one sender, and whom to tell that they are written.
#[derive(Debug)]
pub struct Job {
    /// Positions.
    pub rows: Vec<Row>,
    /// Told `true` when they are written, `false` when they could not be.
    pub done: oneshot::Sender<bool>,
}

/// Writes for as long as the node runs.
pub async fn run(pool: &PgPool, mut jobs: mpsc::Receiver<Job>) {
    while let Some(job) = jobs.recv().await {
        let mut rows = job.rows;
        let mut waiting = vec![job.done];
        while rows.len() < ROWS_MAX
            && let Ok(job) = jobs.try_recv()
        {
            rows.extend(job.rows);
            waiting.push(job.done);
        }
        let written = match write(pool, &rows).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "units.positions.not_written");
                false
            }
        };
        metrics::counter!("vnr_unit_positions_written").increment(rows.len() as u64);
        for done in waiting {
            // A sender that has gone away needs no answer.
            let _ = done.send(written);
        }
    }
}

/// Writes; when a day has no partition yet, makes it and writes again.
async fn write(pool: &PgPool, rows: &[Row]) -> Result<(), sqlx::Error> {
    let mut conn = pool.acquire().await?;
    let Err(error) = store::write(&mut conn, rows).await else { return Ok(()) };
    // Class 23514: no partition holds the row.
    let no_day = error.as_database_error().is_some_and(|db| db.code().as_deref() == Some("23514"));
    let Some(now) = rows.iter().map(|row| row.received_at).max().filter(|_| no_day) else {
        return Err(error);
    };
    keep(pool, now).await?;
    store::write(&mut conn, rows).await
}

/// Makes the partitions of the days around now and drops those past their term.
pub async fn keep(pool: &PgPool, now: DateTime) -> Result<(), sqlx::Error> {
    let days = setting(&mut *pool.acquire().await?, "track_days").await?.unwrap_or(KEEP_DAYS);
    let dropped = store::keep(pool, now.date_naive(), days).await?;
    if dropped > 0 {
        tracing::info!(dropped, "units.tracks.dropped");
    }
    Ok(())
}
