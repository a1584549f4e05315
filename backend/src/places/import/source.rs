//! The files of an edition.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ImportError;

/// Bytes at the beginning and the end that a fingerprint is made of.
const EDGE: u64 = 64 * 1024;

/// A file of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name in lower case, under which its progress is kept.
    pub name: String,
    /// Whether its rows are former names (`aw_*_his.csv`).
    pub history: bool,
}

/// The files of a folder in the order in which they are read: places before what lies in them, former names last.
pub fn files(folder: &Path) -> Result<Vec<SourceFile>, ImportError> {
    let failed = |source| ImportError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).map_err(failed)? {
        let path = item.map_err(failed)?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
        if let Some(stem) = name.strip_prefix("aw_").and_then(|n| n.strip_suffix(".csv")) {
            let history = stem.ends_with("_his");
            found.push(SourceFile { path, name, history });
        }
    }
    if found.is_empty() {
        return Err(ImportError::NoFiles(folder.to_owned()));
    }
    found.sort_by_key(|file| (file.history, order(&file.name), file.name.clone()));
    Ok(found)
}

fn order(name: &str) -> usize {
    const PLACES: [&str; 8] = ["valsts", "rajons", "novads", "pilseta", "pagasts", "ciems", "iela", "eka"];
    PLACES.iter().position(|kind| name.contains(kind)).unwrap_or(PLACES.len())
}

/// Length of an open file and a digest of it that another edition does not share. Leaves the file at its beginning.
pub fn fingerprint(file: &mut std::fs::File) -> std::io::Result<(u64, String)> {
    let length = file.metadata()?.len();
    let mut hash = Sha256::new();
    hash.update(length.to_be_bytes());
    for start in [0, length.saturating_sub(EDGE)] {
        file.seek(SeekFrom::Start(start))?;
        let mut edge = Vec::new();
        file.by_ref().take(EDGE).read_to_end(&mut edge)?;
        hash.update(&edge);
    }
    file.rewind()?;
    Ok((length, hex::encode(hash.finalize())))
}
