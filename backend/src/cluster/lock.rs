//! File locks between processes. The system drops them with the process, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;

use super::ClusterError;

/// A held lock on a file; dropping it lets go.
#[derive(Debug)]
pub(super) struct Lock {
    // Only held: closing the file is what unlocks it.
    _file: File,
}

impl Lock {
    /// Waits until nobody else holds the file.
    pub(super) async fn exclusive(path: PathBuf) -> Result<Self, ClusterError> {
        Self::wait(path, File::lock).await
    }

    /// Waits until nobody holds the file for itself alone.
    pub(super) async fn shared(path: PathBuf) -> Result<Self, ClusterError> {
        Self::wait(path, File::lock_shared).await
    }

    /// Takes the file for this process alone, or tells that somebody else holds it.
    pub(super) fn try_exclusive(path: PathBuf) -> Result<Option<Self>, ClusterError> {
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(ClusterError::file("lock", path)(source)),
        }
    }

    async fn wait(path: PathBuf, how: fn(&File) -> std::io::Result<()>) -> Result<Self, ClusterError> {
        let named = path.clone();
        let waiting = tokio::task::spawn_blocking(move || {
            let file = open(&path)?;
            how(&file).map_err(ClusterError::file("lock", &path))?;
            Ok(Self { _file: file })
        });
        waiting.await.map_err(|stopped| ClusterError::file("lock", named)(std::io::Error::other(stopped)))?
    }
}

fn open(path: &PathBuf) -> Result<File, ClusterError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(ClusterError::file("open", path))
}
