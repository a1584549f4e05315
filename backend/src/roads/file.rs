//! The road map as a file: a line that says what it is, the numbers of every list, and a checksum.
//!
//! `magic, length and JSON of [`Meta`], lists as length and little-endian 32-bit numbers, SHA-256 of all before`.

use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vnr_shared::time::DateTime;

use super::hierarchy::{Hierarchy, Star};
use super::pbf::Point;
use super::pieces::{Network, Piece};
use super::{Map, RoadsError};

/// First bytes, with the version of the form.
const MAGIC: &[u8; 8] = b"VNRROAD1";
const CHECKSUM: usize = 32;

/// Where a road map comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Name of the file it was made from.
    pub source: String,
    /// When that extract was made, where the file says it.
    pub as_of: Option<DateTime>,
    /// When it was imported.
    pub imported_at: DateTime,
    /// Ways of cars in it.
    pub ways: u64,
    /// Pieces of road left out because no road leads there and back.
    pub left_out: u64,
}

/// Writes a map. It replaces the one before only when it is whole. Returns its size in bytes.
pub fn save(path: &Path, meta: &Meta, network: &Network, hierarchy: &Hierarchy) -> Result<u64, RoadsError> {
    let mut bytes = MAGIC.to_vec();
    let meta = serde_json::to_vec(meta).map_err(|_| RoadsError::Damaged)?;
    put(&mut bytes, std::iter::once(u32::try_from(meta.len()).map_err(|_| RoadsError::TooLarge)?));
    bytes.extend(&meta);
    put(&mut bytes, std::iter::once(network.junctions));
    let numbers = network.pieces.iter().flat_map(|p| [p.from, p.to, p.forward, p.backward, p.first]);
    list(&mut bytes, network.pieces.len() * 5, numbers)?;
    let numbers = network.points.iter().flat_map(|p| [p.lat.cast_unsigned(), p.lon.cast_unsigned()]);
    list(&mut bytes, network.points.len() * 2, numbers)?;
    for star in [&hierarchy.up, &hierarchy.down] {
        for numbers in [&star.first, &star.to, &star.time] {
            list(&mut bytes, numbers.len(), numbers.iter().copied())?;
        }
    }
    list(&mut bytes, hierarchy.rank.len(), hierarchy.rank.iter().copied())?;
    let checksum: [u8; CHECKSUM] = Sha256::digest(&bytes).into();
    bytes.extend(checksum);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension("unfinished");
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    Ok(bytes.len() as u64)
}

fn put(bytes: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    numbers.for_each(|number| bytes.extend(number.to_le_bytes()));
}

fn list(bytes: &mut Vec<u8>, count: usize, numbers: impl Iterator<Item = u32>) -> Result<(), RoadsError> {
    put(bytes, std::iter::once(u32::try_from(count).map_err(|_| RoadsError::TooLarge)?));
    put(bytes, numbers);
    Ok(())
}

/// Reads a map that [`save`] wrote.
pub fn load(path: &Path) -> Result<Map, RoadsError> {
    parse(&std::fs::read(path)?)
}

/// The map in the bytes of a file. Damage is found by the checksum; numbers that could not come from [`save`] are refused
/// too, so that a query never looks beyond a list.
pub fn parse(bytes: &[u8]) -> Result<Map, RoadsError> {
    let (content, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(RoadsError::Damaged)?;
    let rest = content.strip_prefix(MAGIC).ok_or(RoadsError::Foreign)?;
    let found: [u8; CHECKSUM] = Sha256::digest(content).into();
    if found != *checksum {
        return Err(RoadsError::Damaged);
    }
    let mut reader = Reader(rest);
    let length = reader.number()? as usize;
    let (meta, rest) = reader.0.split_at_checked(length).ok_or(RoadsError::Damaged)?;
    reader.0 = rest;
    let meta: Meta = serde_json::from_slice(meta).map_err(|_| RoadsError::Damaged)?;
    let junctions = reader.number()?;
    let (pieces, points) = (reader.list()?, reader.list()?);
    let piece = |[from, to, forward, backward, first]: [u32; 5]| Piece { from, to, forward, backward, first };
    let point = |[lat, lon]: [u32; 2]| Point { lat: lat.cast_signed(), lon: lon.cast_signed() };
    let network = Network {
        junctions,
        pieces: pieces.as_chunks().0.iter().copied().map(piece).collect(),
        points: points.as_chunks().0.iter().copied().map(point).collect(),
    };
    let mut star =
        || Ok::<_, RoadsError>(Star { first: reader.list()?, to: reader.list()?, time: reader.list()? });
    let (up, down) = (star()?, star()?);
    let hierarchy = Hierarchy { up, down, rank: reader.list()? };
    if !reader.0.is_empty() || !is_sound(&network, &hierarchy) {
        return Err(RoadsError::Damaged);
    }
    Ok(Map::new(meta, hex::encode(checksum), network, hierarchy))
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self) -> Result<u32, RoadsError> {
        let (number, rest) = self.0.split_first_chunk().ok_or(RoadsError::Damaged)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*number))
    }

    fn list(&mut self) -> Result<Vec<u32>, RoadsError> {
        let bytes = (self.number()? as usize).checked_mul(4).ok_or(RoadsError::Damaged)?;
        let (list, rest) = self.0.split_at_checked(bytes).ok_or(RoadsError::Damaged)?;
        self.0 = rest;
        Ok(list.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect())
    }
}

fn is_sound(network: &Network, hierarchy: &Hierarchy) -> bool {
    let points = network.points.len();
    let ends = network.pieces.iter().skip(1).map(|piece| piece.first as usize).chain(std::iter::once(points));
    let pieces = network.pieces.iter().zip(ends).all(|(piece, end)| {
        piece.from < network.junctions
            && piece.to < network.junctions
            && (piece.first as usize).checked_add(2).is_some_and(|least| least <= end)
            && end <= points
    });
    let star = |star: &Star| {
        star.first.len() == network.junctions as usize + 1
            && star.first.is_sorted()
            && star.first.last().is_some_and(|last| *last as usize == star.to.len())
            && star.time.len() == star.to.len()
            && (0..network.junctions).all(|from| {
                let range = star.first[from as usize] as usize..star.first[from as usize + 1] as usize;
                star.to[range].iter().all(|to| *to > from && *to < network.junctions)
            })
    };
    pieces
        && star(&hierarchy.up)
        && star(&hierarchy.down)
        && hierarchy.rank.len() == network.junctions as usize
        && hierarchy.rank.iter().all(|rank| *rank < network.junctions)
}
