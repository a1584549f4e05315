//! Reading `.osm.pbf`: OpenStreetMap's nodes and ways in compressed blocks of protocol buffers.

mod block;
pub mod wire;

use std::io::Read;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use wire::{Fields, Malformed};

/// Longest header of a blob, and longest blob, that the format allows.
const HEADER_MAX: u32 = 64 << 10;
const BLOB_MAX: usize = 32 << 20;

/// What a reader must understand to read a file; a file that needs more is refused.
const KNOWN: [&[u8]; 2] = [b"OsmSchema-V0.6", b"DenseNodes"];

/// A position in units of 10⁻⁷ degrees, which is about a centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Point {
    /// Latitude.
    pub lat: i32,
    /// Longitude.
    pub lon: i32,
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PbfError {
    /// The file.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
    /// Its form.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The compression.
    #[error("a block is compressed in a way that is not read here; only zlib is")]
    Compression,
    /// A feature.
    #[error("the file needs a reader that understands {0}")]
    Feature(String),
}

/// Tags of a node or way.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'a> {
    strings: &'a [&'a [u8]],
    pairs: &'a [(u32, u32)],
}

impl<'a> Tags<'a> {
    /// Value of a key.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        let text = |index: u32| self.strings.get(index as usize).copied();
        let (_, value) = self.pairs.iter().find(|(k, _)| text(*k) == Some(key.as_bytes()))?;
        std::str::from_utf8(text(*value)?).ok()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

/// Takes what is read, in the order of the file.
pub trait Sink {
    /// When the extract was made, in seconds since 1970, where the file says it.
    fn made_at(&mut self, seconds: i64);
    /// A node.
    fn node(&mut self, id: i64, at: Point, tags: Tags<'_>);
    /// A way, as the ids of its nodes.
    fn way(&mut self, nodes: &[i64], tags: Tags<'_>);
}

/// Reads a whole file into a sink.
pub fn read(file: &mut impl Read, sink: &mut impl Sink) -> Result<(), PbfError> {
    while let Some(length) = length(file)? {
        if length > HEADER_MAX {
            return Err(Malformed.into());
        }
        let header = bytes(file, length as usize)?;
        let (kind, size) = blob_header(&header)?;
        let blob = bytes(file, size)?;
        match kind {
            b"OSMHeader" => read_header(&unpack(&blob)?, sink)?,
            b"OSMData" => block::read(&unpack(&blob)?, sink)?,
            // The format asks that other kinds be passed over.
            _ => {}
        }
    }
    Ok(())
}

/// Length of the next blob's header; none at the end of the file.
fn length(file: &mut impl Read) -> Result<Option<u32>, PbfError> {
    let mut first = [0_u8; 1];
    if file.read(&mut first)? == 0 {
        return Ok(None);
    }
    let mut rest = [0_u8; 3];
    file.read_exact(&mut rest)?;
    Ok(Some(u32::from_be_bytes([first[0], rest[0], rest[1], rest[2]])))
}

fn bytes(file: &mut impl Read, count: usize) -> Result<Vec<u8>, PbfError> {
    let mut bytes = vec![0; count];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Kind and length of a blob.
fn blob_header(header: &[u8]) -> Result<(&[u8], usize), PbfError> {
    let (mut kind, mut size) = (&[][..], None);
    for field in Fields(header) {
        match field? {
            (1, value) => kind = value.bytes()?,
            (3, value) => size = usize::try_from(value.number()?).ok().filter(|size| *size <= BLOB_MAX),
            _ => {}
        }
    }
    Ok((kind, size.ok_or(Malformed)?))
}

/// Content of a blob.
fn unpack(blob: &[u8]) -> Result<Vec<u8>, PbfError> {
    for field in Fields(blob) {
        match field? {
            (1, value) => return Ok(value.bytes()?.to_vec()),
            (2, _) => {}
            (3, value) => {
                let unpacked = decompress_to_vec_zlib_with_limit(value.bytes()?, BLOB_MAX);
                return unpacked.map_err(|_| Malformed.into());
            }
            _ => return Err(PbfError::Compression),
        }
    }
    Err(Malformed.into())
}

fn read_header(bytes: &[u8], sink: &mut impl Sink) -> Result<(), PbfError> {
    for field in Fields(bytes) {
        match field? {
            (4, feature) => {
                let feature = feature.bytes()?;
                if !KNOWN.contains(&feature) {
                    return Err(PbfError::Feature(String::from_utf8_lossy(feature).into_owned()));
                }
            }
            (32, value) => sink.made_at(value.number()?.cast_signed()),
            _ => {}
        }
    }
    Ok(())
}
