//! Pieces of a file: from the socket, onto the disk.

use std::io::SeekFrom;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Body;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use uuid::Uuid;
use vnr_shared::problem::ProblemCode;

use crate::attachments::HEAD;
use crate::error::ApiError;

/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a piece may take in all: a mebibyte at 16 kbit/s.
const WHOLE: Duration = Duration::from_mins(10);
/// Bytes that are hashed at a time.
const READ: usize = 64 << 10;

/// Folder of files on their way.
pub fn folder(files: &Path) -> PathBuf {
    files.join("uploads")
}

/// Where the bytes of an upload lie.
pub fn path_of(files: &Path, id: Uuid) -> PathBuf {
    folder(files).join(id.to_string())
}

/// Reads a piece of at most so many bytes. When the connection breaks or falls silent, what came until then is the piece.
pub async fn read(body: Body, most: u64) -> Result<Vec<u8>, ApiError> {
    let (mut stream, mut piece) = (body.into_data_stream(), Vec::new());
    let until = tokio::time::Instant::now() + WHOLE;
    loop {
        let next = tokio::time::timeout(SILENCE, stream.next());
        let Ok(Ok(Some(Ok(chunk)))) = tokio::time::timeout_at(until, next).await else { return Ok(piece) };
        if (piece.len() + chunk.len()) as u64 > most {
            return Err(ApiError::Refused(ProblemCode::TooLarge));
        }
        piece.extend_from_slice(&chunk);
    }
}

/// Writes a piece at its place, safe from a loss of power. What lay behind that place was never counted and goes.
pub async fn write(path: &Path, offset: u64, piece: &[u8]) -> Result<(), ApiError> {
    if let (0, Some(folder)) = (offset, path.parent()) {
        fs::create_dir_all(folder).await?;
    }
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path).await?;
    file.set_len(offset).await?;
    file.seek(SeekFrom::Start(offset)).await?;
    file.write_all(piece).await?;
    file.flush().await?;
    file.sync_all().await?;
    if let (0, Some(folder)) = (offset, path.parent()) {
        File::open(folder).await?.sync_all().await?;
    }
    Ok(())
}

/// The hash of a file and its first bytes.
pub async fn digest(path: &Path) -> Result<(String, Vec<u8>), ApiError> {
    let (mut file, mut hasher) = (File::open(path).await?, Sha256::new());
    let (mut head, mut buffer) = (Vec::new(), vec![0; READ]);
    loop {
        let n = file.read(&mut buffer).await?;
        let read = buffer.get(..n).unwrap_or_default();
        if read.is_empty() {
            return Ok((hex::encode(hasher.finalize()), head));
        }
        hasher.update(read);
        head.extend(read.iter().take(HEAD.saturating_sub(head.len())));
    }
}
