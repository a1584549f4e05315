//! Removes files that no attachment has: what a crash left between a file's arrival and the commit of its row.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::PgPool;
use tokio::fs;

use super::receive::arriving;
use super::store;
use crate::error::ApiError;

/// How old a file without an attachment must be. Longer than any upload takes, on whichever node it arrives.
const SAFE_AGE: Duration = Duration::from_hours(24);

/// Sweeps once, at the start of a node.
pub async fn run(pool: PgPool, files: PathBuf) {
    match sweep(&pool, &files, SAFE_AGE).await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "attachments.swept"),
        Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "attachments.sweep_failed"),
    }
}

/// Removes files that are older than `age` and belong to nothing; returns how many.
pub async fn sweep(pool: &PgPool, files: &Path, age: Duration) -> Result<u64, ApiError> {
    let mut removed = 0;
    for path in old_files(&arriving(files), age).await? {
        fs::remove_file(path).await?;
        removed += 1;
    }
    for folder in folders_of_hashes(files).await? {
        for path in old_files(&folder, age).await? {
            let part =
                |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let sha256 = format!("{}{}", part(&folder), part(&path));
            // Nobody can claim the file between the question and the removal.
            let mut tx = pool.begin().await?;
            store::own_files(&mut tx).await?;
            if !store::is_used(&mut tx, &sha256).await? && is_old(&path, age).await {
                fs::remove_file(&path).await?;
                removed += 1;
            }
            tx.rollback().await?;
        }
    }
    Ok(removed)
}

async fn folders_of_hashes(files: &Path) -> Result<Vec<PathBuf>, ApiError> {
    let mut found = Vec::new();
    let mut entries = fs::read_dir(files).await?;
    while let Some(entry) = entries.next_entry().await? {
        if entry.file_name().len() == 2 && entry.file_type().await?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Files of a folder that were written longer ago than `age`; none when there is no such folder.
async fn old_files(folder: &Path, age: Duration) -> Result<Vec<PathBuf>, ApiError> {
    let mut found = Vec::new();
    let Ok(mut entries) = fs::read_dir(folder).await else { return Ok(found) };
    while let Some(entry) = entries.next_entry().await? {
        if is_old(&entry.path(), age).await {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// By the clock of the file system, which wrote the time too.
async fn is_old(path: &Path, age: Duration) -> bool {
    let written = fs::metadata(path).await.and_then(|data| data.modified());
    written.ok().and_then(|at| at.elapsed().ok()).is_some_and(|elapsed| elapsed >= age)
}
