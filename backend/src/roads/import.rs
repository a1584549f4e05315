//! `vnr import roads <file.osm.pbf>`: from an OpenStreetMap extract to a road map.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::{Duration, Instant};

use vnr_shared::time::DateTime;

use super::contract::contract;
use super::file::{Meta, save};
use super::pieces::{Network, Ways};
use super::profile::Profile;
use super::{RoadsError, component, pbf};

/// What an import made.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Where it comes from.
    pub meta: Meta,
    /// Junctions.
    pub junctions: u32,
    /// Pieces of road.
    pub pieces: usize,
    /// Edges of the hierarchy, shortcuts included.
    pub edges: usize,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Time to read the extract.
    pub read: Duration,
    /// Time to contract the network.
    pub contracted: Duration,
}

/// Reads the extract twice (ways before the nodes they are made of), contracts the network, and writes the map to `to`.
pub fn import(
    from: &Path,
    to: &Path,
    now: DateTime,
    say: &mut dyn FnMut(&str),
) -> Result<Imported, RoadsError> {
    let began = Instant::now();
    let (whole, ways, as_of) = network(from)?;
    let network = component::largest(&whole);
    if network.pieces.is_empty() {
        return Err(RoadsError::Empty);
    }
    let read = began.elapsed();
    say(&format!("{ways} ways of cars, {} junctions", network.junctions));
    let began = Instant::now();
    let all = network.junctions;
    let hierarchy = contract(&network, |done| say(&format!("{done} of {all} junctions contracted")));
    let contracted = began.elapsed();
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let left_out = (whole.pieces.len() - network.pieces.len()) as u64;
    let meta = Meta { source: name, as_of, imported_at: now, ways, left_out };
    let bytes = save(to, &meta, &network, &hierarchy)?;
    let edges = hierarchy.up.to.len() + hierarchy.down.to.len();
    Ok(Imported {
        meta,
        junctions: network.junctions,
        pieces: network.pieces.len(),
        edges,
        bytes,
        read,
        contracted,
    })
}

/// The network of an extract, its ways of cars, and when it was made.
pub(super) fn network(path: &Path) -> Result<(Network, u64, Option<DateTime>), RoadsError> {
    let open = || Ok::<_, std::io::Error>(BufReader::with_capacity(1 << 20, File::open(path)?));
    let mut ways = Ways::new(Profile::packaged()?);
    pbf::read(&mut open()?, &mut ways)?;
    let count = ways.len() as u64;
    let as_of = ways.made_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let mut nodes = ways.done();
    pbf::read(&mut open()?, &mut nodes)?;
    Ok((nodes.network(), count, as_of))
}
