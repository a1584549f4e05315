//! From ways to a network: junctions, and pieces of road between them.

use super::geometry::metres;
use super::pbf::{Point, Sink, Tags};
use super::profile::{self, Drive, Pass, Profile};

/// Time that is never driven: the piece is closed in that direction.
pub const CLOSED: u32 = u32::MAX;

/// A road between two junctions. Times are in tenths of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Junction at its beginning.
    pub from: u32,
    /// Junction at its end.
    pub to: u32,
    /// Time from the beginning to the end, or [`CLOSED`].
    pub forward: u32,
    /// Time from the end to the beginning, or [`CLOSED`].
    pub backward: u32,
    /// Index of its first point in [`Network::points`]; it has the points up to the next piece's first.
    pub first: u32,
}

/// A road network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// Number of junctions.
    pub junctions: u32,
    /// Pieces of road.
    pub pieces: Vec<Piece>,
    /// Course of every piece, its ends included.
    pub points: Vec<Point>,
}

impl Network {
    /// Course of a piece.
    pub fn course(&self, piece: usize) -> &[Point] {
        let first = self.pieces[piece].first as usize;
        let end = self.pieces.get(piece + 1).map_or(self.points.len(), |next| next.first as usize);
        &self.points[first..end]
    }
}

/// First reading of a file: the ways of cars.
#[derive(Debug)]
pub struct Ways {
    profile: Profile,
    /// Ways, as the end of each one's ids in `nodes`.
    roads: Vec<(Drive, usize)>,
    nodes: Vec<i64>,
    /// When the extract was made, in seconds since 1970.
    pub made_at: Option<i64>,
}

impl Ways {
    /// Begins.
    pub const fn new(profile: Profile) -> Self {
        Self { profile, roads: Vec::new(), nodes: Vec::new(), made_at: None }
    }

    /// Number of ways.
    pub const fn len(&self) -> usize {
        self.roads.len()
    }

    /// Ends the first reading.
    pub fn done(self) -> Nodes {
        let mut ids = self.nodes.clone();
        ids.sort_unstable();
        let mut used: Vec<u8> = Vec::new();
        let mut unique: Vec<i64> = Vec::new();
        for id in ids {
            match (unique.last(), used.last_mut()) {
                (Some(last), Some(count)) if *last == id => *count = count.saturating_add(1),
                _ => {
                    unique.push(id);
                    used.push(1);
                }
            }
        }
        let places = vec![None; unique.len()];
        Nodes { roads: self.roads, courses: self.nodes, ids: unique, used, places }
    }
}

impl Sink for Ways {
    fn made_at(&mut self, seconds: i64) {
        self.made_at = Some(seconds);
    }

    fn node(&mut self, _: i64, _: Point, _: Tags<'_>) {}

    fn way(&mut self, nodes: &[i64], tags: Tags<'_>) {
        if nodes.len() < 2 {
            return;
        }
        if let Some(drive) = self.profile.way(&tags) {
            self.nodes.extend_from_slice(nodes);
            self.roads.push((drive, self.nodes.len()));
        }
    }
}

/// Second reading of a file: where the nodes of those ways lie.
#[derive(Debug)]
pub struct Nodes {
    roads: Vec<(Drive, usize)>,
    /// Ids of the nodes of every way, one way after the other.
    courses: Vec<i64>,
    ids: Vec<i64>,
    used: Vec<u8>,
    places: Vec<Option<(Point, Pass)>>,
}

impl Sink for Nodes {
    fn made_at(&mut self, _: i64) {}

    fn node(&mut self, id: i64, at: Point, tags: Tags<'_>) {
        if let Ok(index) = self.ids.binary_search(&id) {
            self.places[index] = Some((at, profile::node(&tags)));
        }
    }

    fn way(&mut self, _: &[i64], _: Tags<'_>) {}
}

impl Nodes {
    /// The network of the ways.
    pub fn network(&self) -> Network {
        let mut builder = Builder { network: Network::default(), junction: vec![None; self.ids.len()] };
        let mut begin = 0;
        for (drive, end) in &self.roads {
            let mut open: Option<Open> = None;
            let final_one = end - begin - 1;
            for (i, id) in self.courses[begin..*end].iter().enumerate() {
                // A node outside the extract is not in the file: the road ends before it.
                let found =
                    self.ids.binary_search(id).ok().and_then(|index| Some((index, self.places[index]?)));
                let Some((index, (at, pass))) = found else {
                    builder.give_up(open.take());
                    continue;
                };
                if let Some(piece) = &mut open {
                    builder.extend(piece, at);
                }
                let closed = pass == Pass::Closed;
                let ends = i == 0 || i == final_one || self.used[index] > 1 || closed || open.is_none();
                // What is lost at a junction is lost half by the road that comes to it and half by the one that leaves.
                let lost = if let Pass::Slow(seconds) = pass { seconds } else { 0.0 };
                let lost = if ends { lost / 2.0 } else { lost };
                if let Some(piece) = &mut open {
                    piece.lost += lost;
                }
                if ends {
                    if let Some(piece) = open.take() {
                        builder.end(piece, *drive, index, closed);
                    }
                    open = Some(Open { lost, ..builder.begin(index, at, closed) });
                }
            }
            builder.give_up(open);
            begin = *end;
        }
        builder.network
    }
}

/// A piece that is being built.
#[derive(Clone, Copy)]
struct Open {
    from: u32,
    first: usize,
    metres: f64,
    lost: f64,
}

struct Builder {
    network: Network,
    junction: Vec<Option<u32>>,
}

impl Builder {
    /// The junction at a node. A closed one is a new dead end each time, so that nobody drives through it.
    fn junction(&mut self, index: usize, closed: bool) -> u32 {
        if let (Some(junction), false) = (self.junction[index], closed) {
            return junction;
        }
        let junction = self.network.junctions;
        self.network.junctions += 1;
        self.junction[index] = Some(junction);
        junction
    }

    fn begin(&mut self, index: usize, at: Point, closed: bool) -> Open {
        let first = self.network.points.len();
        self.network.points.push(at);
        Open { from: self.junction(index, closed), first, metres: 0.0, lost: 0.0 }
    }

    fn extend(&mut self, piece: &mut Open, at: Point) {
        if let Some(last) = self.network.points.last() {
            piece.metres += metres(*last, at);
        }
        self.network.points.push(at);
    }

    fn end(&mut self, piece: Open, drive: Drive, index: usize, closed: bool) {
        let to = self.junction(index, closed);
        let time = super::geometry::tenths(piece.metres / drive.speed + piece.lost).max(1);
        self.network.pieces.push(Piece {
            from: piece.from,
            to,
            forward: if drive.forward { time } else { CLOSED },
            backward: if drive.backward { time } else { CLOSED },
            first: u32::try_from(piece.first).unwrap_or(u32::MAX),
        });
    }

    /// Drops a piece that leads nowhere.
    fn give_up(&mut self, piece: Option<Open>) {
        if let Some(piece) = piece {
            self.network.points.truncate(piece.first);
        }
    }
}
