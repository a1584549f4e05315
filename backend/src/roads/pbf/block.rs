//! One block of nodes and ways.

use super::wire::{Fields, Malformed, Packed, deltas};
use super::{Point, Sink, Tags};

/// How positions of a block are written: `offset + granularity × number`, in units of 10⁻⁹ degrees.
#[derive(Debug, Clone, Copy)]
struct Grid {
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

impl Grid {
    fn point(self, lat: i64, lon: i64) -> Result<Point, Malformed> {
        let at = |offset: i64, number: i64| {
            let nano = self.granularity.checked_mul(number)?.checked_add(offset)?;
            i32::try_from(nano / 100).ok()
        };
        let (lat, lon) = (at(self.lat_offset, lat), at(self.lon_offset, lon));
        Ok(Point { lat: lat.ok_or(Malformed)?, lon: lon.ok_or(Malformed)? })
    }
}

/// Reads a block into a sink.
pub fn read(bytes: &[u8], sink: &mut impl Sink) -> Result<(), Malformed> {
    let mut strings = Vec::new();
    let mut grid = Grid { granularity: 100, lat_offset: 0, lon_offset: 0 };
    // The settings may be written behind the groups that need them.
    for field in Fields(bytes) {
        match field? {
            (1, table) => {
                for string in Fields(table.bytes()?) {
                    strings.push(string?.1.bytes()?);
                }
            }
            (17, value) => grid.granularity = value.number()?.cast_signed(),
            (19, value) => grid.lat_offset = value.number()?.cast_signed(),
            (20, value) => grid.lon_offset = value.number()?.cast_signed(),
            _ => {}
        }
    }
    let mut reader = Reader { strings, grid, pairs: Vec::new(), nodes: Vec::new() };
    for field in Fields(bytes) {
        let (2, group) = field? else { continue };
        for member in Fields(group.bytes()?) {
            match member? {
                (1, node) => reader.node(node.bytes()?, sink)?,
                (2, dense) => reader.dense(dense.bytes()?, sink)?,
                (3, way) => reader.way(way.bytes()?, sink)?,
                _ => {}
            }
        }
    }
    Ok(())
}

struct Reader<'a> {
    strings: Vec<&'a [u8]>,
    grid: Grid,
    pairs: Vec<(u32, u32)>,
    nodes: Vec<i64>,
}

impl Reader<'_> {
    fn tags(&self) -> Tags<'_> {
        Tags { strings: &self.strings, pairs: &self.pairs }
    }

    /// Keys and values that stand in two lists.
    fn pair_up(&mut self, keys: &[u8], values: &[u8]) -> Result<(), Malformed> {
        self.pairs.clear();
        for (key, value) in Packed(keys).zip(Packed(values)) {
            self.pairs.push((index(key?)?, index(value?)?));
        }
        Ok(())
    }

    fn node(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<(), Malformed> {
        let (mut id, mut lat, mut lon, mut keys, mut values) = (0, 0, 0, &[][..], &[][..]);
        for field in Fields(bytes) {
            match field? {
                (1, value) => id = value.signed()?,
                (2, value) => keys = value.bytes()?,
                (3, value) => values = value.bytes()?,
                (8, value) => lat = value.signed()?,
                (9, value) => lon = value.signed()?,
                _ => {}
            }
        }
        self.pair_up(keys, values)?;
        sink.node(id, self.grid.point(lat, lon)?, self.tags());
        Ok(())
    }

    fn dense(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<(), Malformed> {
        let (mut ids, mut lats, mut lons, mut tags) = (&[][..], &[][..], &[][..], &[][..]);
        for field in Fields(bytes) {
            match field? {
                (1, value) => ids = value.bytes()?,
                (8, value) => lats = value.bytes()?,
                (9, value) => lons = value.bytes()?,
                (10, value) => tags = value.bytes()?,
                _ => {}
            }
        }
        // Key and value in turn, and a 0 behind the last of each node; nothing at all when no node has any.
        let mut tags = Packed(tags);
        for ((id, lat), lon) in deltas(ids).zip(deltas(lats)).zip(deltas(lons)) {
            self.pairs.clear();
            while let Some(key) = tags.next() {
                let key = key?;
                if key == 0 {
                    break;
                }
                self.pairs.push((index(key)?, index(tags.next().ok_or(Malformed)??)?));
            }
            sink.node(id?, self.grid.point(lat?, lon?)?, self.tags());
        }
        Ok(())
    }

    fn way(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<(), Malformed> {
        let (mut keys, mut values) = (&[][..], &[][..]);
        self.nodes.clear();
        for field in Fields(bytes) {
            match field? {
                (2, value) => keys = value.bytes()?,
                (3, value) => values = value.bytes()?,
                (8, value) => {
                    for node in deltas(value.bytes()?) {
                        self.nodes.push(node?);
                    }
                }
                _ => {}
            }
        }
        self.pair_up(keys, values)?;
        sink.way(&self.nodes, self.tags());
        Ok(())
    }
}

fn index(number: u64) -> Result<u32, Malformed> {
    u32::try_from(number).map_err(|_| Malformed)
}
