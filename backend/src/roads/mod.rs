//! How long it takes by road.
//!
//! A map of the roads is made once from an OpenStreetMap extract (`vnr import roads`), kept as one file in the data folder,
//! and read at start. Where there is none, or it does not cover a place, travel times come from the straight-line model of
//! [`vnr_shared::road`], and every answer says which of the two it was.

mod component;
mod contract;
mod file;
mod geometry;
mod hierarchy;
mod import;
pub mod pbf;
mod pieces;
mod profile;
mod snap;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod verb;

use std::path::Path;
use std::sync::{Arc, OnceLock};

pub use file::{Meta, load, parse};
pub use import::{Imported, import};

use hierarchy::Hierarchy;
use pieces::Network;
use snap::{Index, Snap};

/// Why there is no road map.
#[derive(Debug, thiserror::Error)]
pub enum RoadsError {
    /// The file.
    #[error("the file cannot be read or written")]
    Io(#[from] std::io::Error),
    /// The extract.
    #[error("the extract could not be read")]
    Pbf(#[from] pbf::PbfError),
    /// The packaged speeds.
    #[error("the packaged speeds could not be read")]
    Profile(#[from] csv::Error),
    /// Another file.
    #[error("the file is no road map of this version")]
    Foreign,
    /// A damaged file.
    #[error("the road map is damaged")]
    Damaged,
    /// Too many roads for the form.
    #[error("the extract is too large")]
    TooLarge,
    /// An extract without roads.
    #[error("the extract holds no roads that a car can drive on")]
    Empty,
}

/// A map of the roads, ready to be asked.
#[derive(Debug)]
pub struct Map {
    /// Where it comes from.
    pub meta: Meta,
    /// SHA-256 of the file, in hexadecimal: its version.
    pub checksum: String,
    network: Network,
    hierarchy: Hierarchy,
    index: Index,
}

impl Map {
    fn new(meta: Meta, checksum: String, network: Network, hierarchy: Hierarchy) -> Self {
        let index = Index::of(&network);
        Self { meta, checksum, network, hierarchy, index }
    }

    /// Junctions in it.
    pub const fn junctions(&self) -> u32 {
        self.network.junctions
    }

    /// Positions on roads, about so many, from all over the map.
    pub fn positions(&self, count: usize) -> Vec<(f64, f64)> {
        let points = self.network.points.iter().step_by((self.network.points.len() / count.max(1)).max(1));
        points.map(|point| (f64::from(point.lat) * 1e-7, f64::from(point.lon) * 1e-7)).collect()
    }

    /// Seconds from each position to one, by the fastest way. Positions are latitude and longitude in degrees. `None` for
    /// a position that no road is near, and for all when none is near the target.
    pub fn seconds_to(&self, from: &[(f64, f64)], to: (f64, f64)) -> Vec<Option<u32>> {
        let Some(target) = self.index.snap(&self.network, to.0, to.1) else { return vec![None; from.len()] };
        let sources: Vec<Option<Snap>> =
            from.iter().map(|(lat, lon)| self.index.snap(&self.network, *lat, *lon)).collect();
        let legs: Vec<_> =
            sources.iter().map(|s| s.map(|s| s.leaving(&self.network)).unwrap_or_default()).collect();
        let times = self.hierarchy.to_one(&legs, &target.arriving(&self.network));
        let direct = sources.iter().map(|s| s.and_then(|s| s.directly(&target, &self.network)));
        times
            .into_iter()
            .zip(direct)
            .map(|(time, direct)| Some(time.into_iter().chain(direct).min()?.div_ceil(10)))
            .collect()
    }
}

/// The road map of this node: none at first, and for good where no file is.
#[derive(Debug, Clone, Default)]
pub struct Roads(Arc<OnceLock<Map>>);

impl Roads {
    /// Reads a map, in the background: a map of a country takes a second, and the server need not wait.
    pub fn open(path: &Path) -> Self {
        let roads = Self::default();
        let (path, slot) = (path.to_owned(), roads.clone());
        if path.exists() {
            tokio::task::spawn_blocking(move || slot.read(&path));
        }
        roads
    }

    /// A map that is there.
    pub fn with(map: Map) -> Self {
        Self(Arc::new(OnceLock::from(map)))
    }

    fn read(&self, path: &Path) {
        match load(path) {
            Ok(map) => {
                tracing::info!(source = map.meta.source, junctions = map.junctions(), "road map read");
                // Only this task ever sets it.
                let _ = self.0.set(map);
            }
            Err(error) => tracing::error!(%error, path = %path.display(), "road map not read"),
        }
    }

    /// The map, once it is read.
    pub fn map(&self) -> Option<&Map> {
        self.0.get()
    }
}
