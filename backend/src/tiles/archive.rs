//! A PMTiles archive on this machine's disk.

use std::fs::File;
use std::future::{Future, ready};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::UNIX_EPOCH;

use axum::body::Bytes;
use axum::http::HeaderValue;
use futures::executor::block_on;
use pmtiles::{
    AsyncBackend, AsyncPmTilesReader, BackendResponse, HashMapCache, PmtError, PmtResult, TileCoord, TileType,
};

/// An open archive of raster tiles.
pub struct Archive {
    reader: AsyncPmTilesReader<Disk, HashMapCache>,
    tag: HeaderValue,
}

/// Why a file cannot serve as the base map.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is no archive.
    #[error("is no PMTiles archive: {0}")]
    Form(#[from] PmtError),
    /// It holds something else than images.
    #[error("holds no images but {0}; only PNG, JPEG, WebP and AVIF are drawn")]
    Kind(&'static str),
}

impl Archive {
    /// Opens an archive and checks that it holds images. Blocks.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        let written = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let tag = format!("\"{:x}-{:x}\"", about.len(), written.as_nanos());
        let tag = HeaderValue::from_str(&tag).map_err(io::Error::other)?;
        let reader =
            block_on(AsyncPmTilesReader::try_from_cached_source(Disk(file), HashMapCache::default()))?;
        match reader.get_header().tile_type {
            TileType::Png | TileType::Jpeg | TileType::Webp | TileType::Avif => Ok(Self { reader, tag }),
            other => Err(ArchiveError::Kind(other.content_type())),
        }
    }

    /// A tile, if the archive has it. Blocks while the disk is read.
    pub fn tile(&self, coord: TileCoord) -> PmtResult<Option<Bytes>> {
        block_on(self.reader.get_tile_decompressed(coord))
    }

    /// Media type of the tiles.
    pub fn content_type(&self) -> &'static str {
        self.reader.get_header().tile_type.content_type()
    }

    /// The deepest zoom it has tiles of; deeper, the page enlarges those.
    pub fn deepest(&self) -> u8 {
        self.reader.get_header().max_zoom
    }

    /// Entity tag of every tile: another file is another edition of all of them.
    pub fn tag(&self) -> HeaderValue {
        self.tag.clone()
    }
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("tag", &self.tag).finish_non_exhaustive()
    }
}

/// Reads the file, and does not map it into memory: a mapped file that somebody overwrites in place would end the server.
struct Disk(File);

impl AsyncBackend for Disk {
    fn read(&self, offset: u64, length: usize) -> impl Future<Output = PmtResult<BackendResponse>> + Send {
        ready(read(&self.0, offset, length).map(BackendResponse::new).map_err(PmtError::Reading))
    }
}

/// As many bytes of `length` as there are. Reserves no more than the file has, whatever a broken archive asks for.
fn read(file: &File, offset: u64, length: usize) -> io::Result<Bytes> {
    let left = file.metadata()?.len().saturating_sub(offset);
    let mut bytes = vec![0; length.min(usize::try_from(left).unwrap_or(usize::MAX))];
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes.into())
}
