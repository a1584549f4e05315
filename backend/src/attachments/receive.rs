//! Takes a file in: from the socket to the disk, hashed on the way, never whole in memory.

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Body;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;
use vnr_shared::problem::ProblemCode;

use super::kind::HEAD;
use crate::error::ApiError;

/// How long a sender may be silent. A slow line is slow evenly; a silent one is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a file may take in all.
const WHOLE: Duration = Duration::from_hours(2);

/// A file that has arrived and lies under a temporary name; gone with this value unless it is kept.
#[derive(Debug)]
pub struct Received {
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub size: i64,
    /// Its first bytes.
    pub head: Vec<u8>,
    path: PathBuf,
    kept: bool,
}

impl Drop for Received {
    fn drop(&mut self) {
        if !self.kept {
            // What stays behind when this fails is swept later.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Folder of files that are still arriving.
pub fn arriving(files: &Path) -> PathBuf {
    files.join("arriving")
}

/// Where the content with a hash lies.
pub fn path_of(files: &Path, sha256: &str) -> PathBuf {
    let (folder, name) = sha256.split_at_checked(2).unwrap_or(("", sha256));
    files.join(folder).join(name)
}

/// Takes a body of at most `max` bytes in.
pub async fn receive(files: &Path, id: Uuid, body: Body, max: u64) -> Result<Received, ApiError> {
    let folder = arriving(files);
    fs::create_dir_all(&folder).await?;
    let path = folder.join(id.to_string());
    let file = File::create_new(&path).await?;
    let mut received = Received { sha256: String::new(), size: 0, head: Vec::new(), path, kept: false };
    match tokio::time::timeout(WHOLE, write(&mut received, file, body, max)).await {
        Ok(done) => done?,
        Err(_) => return Err(ApiError::Refused(ProblemCode::Timeout)),
    }
    Ok(received)
}

async fn write(received: &mut Received, mut file: File, body: Body, max: u64) -> Result<(), ApiError> {
    let (mut stream, mut hasher, mut size) = (body.into_data_stream(), Sha256::new(), 0_u64);
    loop {
        let silent = |_| ApiError::Refused(ProblemCode::Timeout);
        let Some(chunk) = tokio::time::timeout(SILENCE, stream.next()).await.map_err(silent)? else { break };
        // The connection broke: there is nobody to answer.
        let chunk = chunk.map_err(|_| ApiError::Refused(ProblemCode::MalformedBody))?;
        size += chunk.len() as u64;
        if size > max {
            return Err(ApiError::Refused(ProblemCode::TooLarge));
        }
        let missing = HEAD.saturating_sub(received.head.len());
        received.head.extend(chunk.iter().take(missing));
        hasher.update(&chunk);
        file.write_all(&chunk).await?;
    }
    file.flush().await?;
    file.sync_all().await?;
    received.sha256 = hex::encode(hasher.finalize());
    received.size = i64::try_from(size).map_err(ApiError::internal)?;
    Ok(())
}

impl Received {
    /// Where it lies until it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Says that it has been moved to its place.
    pub fn kept(&mut self) {
        self.kept = true;
    }
}

/// Moves a file to where its hash says, safe from a loss of power. The same content twice is one file.
pub async fn settle(from: &Path, files: &Path, sha256: &str) -> Result<(), ApiError> {
    let target = path_of(files, sha256);
    let folder = target.parent().unwrap_or(files);
    fs::create_dir_all(folder).await?;
    fs::rename(from, &target).await?;
    File::open(folder).await?.sync_all().await?;
    File::open(files).await?.sync_all().await?;
    Ok(())
}
