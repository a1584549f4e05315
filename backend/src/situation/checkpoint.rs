//! Marks along the journal, so that drawing a past picture costs what was open then and not what ever was.
//!
//! A checkpoint is a function of the journal up to its position, so every node may write it and none must lead. One that is
//! missing costs time and nothing else: the picture is drawn from the one before it.

use std::collections::HashMap;
use std::time::Duration;

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vnr_shared::live::{Kind, Subject};

use super::store;
use crate::error::ApiError;
use crate::journal;

/// Entries from one checkpoint to the next. A picture reads what was open and half of this on average; a year of 20 million
/// entries with 2 000 things open keeps some 10 000 checkpoints of 16 KB.
const EVERY: u16 = 2000;
/// How often a node looks whether the next one is due.
const LOOK: Duration = Duration::from_secs(5);

/// Writes checkpoints for as long as the node runs.
pub async fn run(pool: PgPool, stop: CancellationToken) {
    let mut tick = tokio::time::interval(LOOK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = stop.cancelled() => return,
        }
        let written = stop.run_until_cancelled(write(&pool, EVERY)).await;
        if let Some(Err(error)) = written {
            tracing::warn!(error = &error as &dyn std::error::Error, "situation.checkpoint.failed");
        }
    }
}

/// Writes the checkpoints that are due, one after each `every` entries; returns how many.
pub async fn write(pool: &PgPool, every: u16) -> Result<u32, ApiError> {
    let every = i64::from(every);
    let last = store::last_checkpoint(pool).await?;
    let (mut position, mut at) = last.map_or((0, None), |(position, at)| (position, Some(at)));
    if journal::head(pool).await? < position + every {
        return Ok(0);
    }
    let mut open: HashMap<(Kind, Uuid), i64> = HashMap::new();
    for mark in store::marks(pool, position).await? {
        if let Some(kind) = Kind::of(&mark.subject_kind) {
            open.insert((kind, mark.subject_id), mark.position);
        }
    }
    let mut written = 0;
    loop {
        let entries = journal::after(pool, position, every).await?;
        if i64::try_from(entries.len()).unwrap_or(0) < every {
            return Ok(written);
        }
        for entry in entries {
            position = entry.position;
            at = at.max(Some(entry.at));
            let (Some(kind), Some(summary)) = (Kind::of(&entry.subject_kind), entry.summary) else {
                continue;
            };
            let subject = Subject::read(kind, summary.get()).map_err(ApiError::internal)?;
            if subject.is_open() {
                open.insert((kind, entry.subject_id), position);
            } else {
                open.remove(&(kind, entry.subject_id));
            }
        }
        let mut positions: Vec<i64> = open.values().copied().collect();
        positions.sort_unstable();
        if let Some(at) = at {
            store::insert_checkpoint(pool, position, at, &positions).await?;
        }
        written += 1;
    }
}
