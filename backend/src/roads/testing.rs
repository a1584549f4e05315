//! Small maps for tests, and a writer of small extracts.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::hierarchy::Leg;
use super::pbf::{Point, Sink, Tags};
use super::pieces::{CLOSED, Network, Piece};

/// A network of roads (from, to, forward, backward) without a course worth the name.
pub fn network(junctions: u32, roads: &[(u32, u32, u32, u32)]) -> Network {
    let mut network = Network { junctions, ..Network::default() };
    for (from, to, forward, backward) in roads.iter().copied() {
        let first = u32::try_from(network.points.len()).unwrap();
        network.pieces.push(Piece { from, to, forward, backward, first });
        network.points.extend([Point::default(); 2]);
    }
    network
}

/// A map with one road, two kilometres along the parallel of 56.9° from 24.0° east, at 10 metres a second.
pub fn a_road() -> super::Map {
    let points = [(56.9, 24.0), (56.9, 24.033)].map(|(lat, lon)| super::geometry::point(lat, lon));
    let piece = Piece { from: 0, to: 1, forward: 2004, backward: 2004, first: 0 };
    let network = Network { junctions: 2, pieces: vec![piece], points: points.to_vec() };
    let hierarchy = super::contract::contract(&network, |_| {});
    let meta = super::Meta {
        source: "one road".into(),
        as_of: None,
        imported_at: vnr_shared::time::DateTime::default(),
        ways: 1,
        left_out: 0,
    };
    super::Map::new(meta, String::new(), network, hierarchy)
}

/// Streets here and there in Rīga, the same for the same seed.
pub fn random_streets(seed: u32) -> Network {
    let mut state = seed;
    let mut next = |range: i32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i32::try_from(state >> 16).unwrap() % range
    };
    let mut network = Network { junctions: 2, ..Network::default() };
    for _ in 0..12 {
        let first = u32::try_from(network.points.len()).unwrap();
        network.pieces.push(Piece { from: 0, to: 1, forward: 10, backward: 10, first });
        let mut at = Point { lat: 569_000_000 + next(60_000) * 17, lon: 240_000_000 + next(60_000) * 33 };
        for _ in 0..4 {
            network.points.push(at);
            at = Point { lat: at.lat + next(40_000) - 20_000, lon: at.lon + next(90_000) - 45_000 };
        }
    }
    network
}

/// Times to a target by Dijkstra's own algorithm, without any hierarchy.
pub fn dijkstra_to(network: &Network, target: &[Leg]) -> Vec<Option<u32>> {
    let mut time: Vec<Option<u32>> = vec![None; network.junctions as usize];
    let mut queue: std::collections::BinaryHeap<_> =
        target.iter().map(|(junction, leg)| std::cmp::Reverse((*leg, *junction))).collect();
    while let Some(std::cmp::Reverse((so_far, junction))) = queue.pop() {
        if time[junction as usize].is_some() {
            continue;
        }
        time[junction as usize] = Some(so_far);
        for piece in &network.pieces {
            if piece.to == junction && piece.forward != CLOSED {
                queue.push(std::cmp::Reverse((so_far + piece.forward, piece.from)));
            }
            if piece.from == junction && piece.backward != CLOSED {
                queue.push(std::cmp::Reverse((so_far + piece.backward, piece.to)));
            }
        }
    }
    time
}

/// An extract that is written by hand: nodes by id, and ways. Tags are written `key=value key=value`.
#[derive(Default)]
pub struct Extract {
    pub nodes: BTreeMap<i64, (f64, f64, &'static str)>,
    pub ways: Vec<(Vec<i64>, &'static str)>,
    /// Whether nodes are written one by one, as some writers do.
    pub sparse: bool,
}

impl Extract {
    /// The bytes of an `.osm.pbf`.
    pub fn bytes(&self) -> Vec<u8> {
        let header =
            [field(4, b"OsmSchema-V0.6"), field(4, b"DenseNodes"), number(32, 1_767_225_600)].concat();
        [blob("OSMHeader", &header, false), blob("OSMData", &self.block(), true)].concat()
    }

    /// Writes it to a file of its own.
    pub fn file(&self, folder: &std::path::Path) -> std::path::PathBuf {
        let path = folder.join("extract.osm.pbf");
        std::fs::File::create(&path).unwrap().write_all(&self.bytes()).unwrap();
        path
    }

    fn block(&self) -> Vec<u8> {
        let mut strings = vec![String::new()];
        let mut index = |text: &str| {
            let found = strings.iter().position(|known| known == text);
            found.unwrap_or_else(|| {
                strings.push(text.to_owned());
                strings.len() - 1
            }) as u64
        };
        let mut pairs = |tags: &str| -> Vec<(u64, u64)> {
            tags.split_whitespace()
                .filter_map(|tag| tag.split_once('='))
                .map(|(k, v)| (index(k), index(v)))
                .collect()
        };
        let at = |lat: f64, lon: f64| {
            let Point { lat, lon } = super::geometry::point(lat, lon);
            (i64::from(lat), i64::from(lon))
        };
        let mut groups = Vec::new();
        if self.sparse {
            for (id, (lat, lon, tags)) in &self.nodes {
                let tags = pairs(tags);
                let node = [
                    number(1, zigzag(*id)),
                    field(2, &packed(tags.iter().map(|t| t.0))),
                    field(3, &packed(tags.iter().map(|t| t.1))),
                    number(8, zigzag(at(*lat, *lon).0)),
                    number(9, zigzag(at(*lat, *lon).1)),
                ];
                groups.push(field(2, &field(1, &node.concat())));
            }
        } else {
            let mut tags = Vec::new();
            for (_, _, text) in self.nodes.values() {
                tags.extend(pairs(text).iter().flat_map(|(k, v)| [*k, *v]).chain([0]));
            }
            let dense = [
                field(1, &differences(self.nodes.keys().copied())),
                field(8, &differences(self.nodes.values().map(|n| at(n.0, n.1).0))),
                field(9, &differences(self.nodes.values().map(|n| at(n.0, n.1).1))),
                field(10, &packed(tags.into_iter())),
            ];
            groups.push(field(2, &field(2, &dense.concat())));
        }
        for (nodes, tags) in &self.ways {
            let tags = pairs(tags);
            let way = [
                field(2, &packed(tags.iter().map(|t| t.0))),
                field(3, &packed(tags.iter().map(|t| t.1))),
                field(8, &differences(nodes.iter().copied())),
            ];
            groups.push(field(2, &field(3, &way.concat())));
        }
        let table: Vec<u8> = strings.iter().flat_map(|s| field(1, s.as_bytes())).collect();
        [field(1, &table), groups.concat()].concat()
    }
}

/// Calls `use_them` with tags written as `key=value key=value`, as they come out of an extract.
pub fn with_tags<T>(text: &str, use_them: impl FnMut(Tags<'_>) -> T) -> T {
    struct One<F, T>(F, Option<T>);
    impl<F: FnMut(Tags<'_>) -> T, T> Sink for One<F, T> {
        fn made_at(&mut self, _: i64) {}
        fn node(&mut self, _: i64, _: Point, _: Tags<'_>) {}
        fn way(&mut self, _: &[i64], tags: Tags<'_>) {
            self.1 = Some((self.0)(tags));
        }
    }
    let extract = Extract { ways: vec![(vec![1, 2], text.to_owned().leak())], ..Extract::default() };
    let mut one = One(use_them, None);
    super::pbf::read(&mut extract.bytes().as_slice(), &mut one).unwrap();
    one.1.unwrap()
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn field(field: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn packed(numbers: impl Iterator<Item = u64>) -> Vec<u8> {
    numbers.flat_map(varint).collect()
}

fn differences(numbers: impl Iterator<Item = i64>) -> Vec<u8> {
    let mut last = 0;
    packed(numbers.map(|number| {
        let difference = number - last;
        last = number;
        zigzag(difference)
    }))
}

fn blob(kind: &str, content: &[u8], compressed: bool) -> Vec<u8> {
    let body = if compressed {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(content, 6);
        [number(2, content.len() as u64), field(3, &packed)].concat()
    } else {
        field(1, content)
    };
    let header = [field(1, kind.as_bytes()), number(3, body.len() as u64)].concat();
    [&u32::try_from(header.len()).unwrap().to_be_bytes()[..], &header, &body].concat()
}
