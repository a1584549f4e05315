//! Clears uploads that nobody comes back to finish.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::fs;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vnr_shared::time::DateTime;

use super::{pieces, store};
use crate::clock::Clock;
use crate::error::ApiError;
use crate::sync;

/// How often a node looks. Several nodes doing so is harmless.
const EVERY: Duration = Duration::from_hours(1);

/// Clears for as long as the node runs.
pub async fn run(pool: PgPool, files: PathBuf, clock: Arc<dyn Clock>, stop: CancellationToken) {
    loop {
        match sweep(&pool, &files, clock.now()).await {
            Ok(0) => {}
            Ok(cleared) => tracing::info!(cleared, "uploads.swept"),
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "uploads.sweep_failed"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Forgets uploads past their term (`device_numbers.upload_keep_hours`) with what had come of them; returns how many. What they
/// became stays.
pub async fn sweep(pool: &PgPool, files: &Path, now: DateTime) -> Result<usize, ApiError> {
    let mut tx = pool.begin().await?;
    let hours = sync::number(&mut tx, "upload_keep_hours", now).await?;
    let forgotten = store::forget(&mut tx, now - chrono::Duration::hours(hours)).await?;
    tx.commit().await?;
    for id in &forgotten {
        discard(files, *id).await?;
    }
    Ok(forgotten.len())
}

/// Removes the bytes of an upload, if there are any.
async fn discard(files: &Path, id: Uuid) -> Result<(), ApiError> {
    match fs::remove_file(pieces::path_of(files, id)).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
