//! From a position to the road beside it.

use super::geometry::{Plane, metres, nearest, point};
use super::hierarchy::Leg;
use super::pbf::Point;
use super::pieces::{CLOSED, Network};

/// Height and width of a cell of the index, in 10⁻⁷ degrees: about 220 by 240 metres in Latvia.
const CELL: (i32, i32) = (20_000, 40_000);

/// Farthest a road may be from a position, in metres. Beyond it the map does not cover the place.
pub const REACH_METRES: f64 = 1_000.0;

/// Most rings of cells that are looked at: enough for [`REACH_METRES`] below 80 degrees of latitude.
const RINGS: i32 = 16;

/// Speed between a position and the road beside it, in metres a second: yards and forest tracks that are on no map.
/// An assumption.
const YARD: f64 = 15.0 / 3.6;

/// A position on a road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    piece: usize,
    /// How far along the piece, from 0 to 1.
    along: f64,
    /// Tenths of a second between the position and the road.
    yard: u32,
}

/// The straight parts of all roads by the cells they touch.
#[derive(Debug, Default)]
pub struct Index {
    south: i32,
    west: i32,
    rows: i32,
    columns: i32,
    /// Where each cell's list begins in `lines`.
    first: Vec<u32>,
    /// Index of the first point of a straight part, and its piece.
    lines: Vec<(u32, u32)>,
}

impl Index {
    /// Indexes a network.
    pub fn of(network: &Network) -> Self {
        let Some(first) = network.points.first() else { return Self::default() };
        let (mut south, mut north, mut west, mut east) = (first.lat, first.lat, first.lon, first.lon);
        for point in &network.points {
            (south, north) = (south.min(point.lat), north.max(point.lat));
            (west, east) = (west.min(point.lon), east.max(point.lon));
        }
        let mut index = Self {
            south,
            west,
            rows: north.saturating_sub(south) / CELL.0 + 1,
            columns: east.saturating_sub(west) / CELL.1 + 1,
            ..Self::default()
        };
        let mut cells: Vec<(u32, u32, u32)> = Vec::new();
        for (number, piece) in (0_u32..).zip(&network.pieces) {
            for (i, line) in (piece.first..).zip(network.course(number as usize).windows(2)) {
                let (low, high) = (index.row_column(line[0]), index.row_column(line[1]));
                for row in low.0.min(high.0)..=low.0.max(high.0) {
                    for column in low.1.min(high.1)..=low.1.max(high.1) {
                        cells.extend(index.cell(row, column).map(|cell| (cell, i, number)));
                    }
                }
            }
        }
        cells.sort_unstable();
        index.first = vec![0; index.count() + 1];
        for (cell, _, _) in &cells {
            index.first[*cell as usize + 1] += 1;
        }
        let mut sum = 0;
        for first in &mut index.first {
            sum += *first;
            *first = sum;
        }
        index.lines = cells.into_iter().map(|(_, line, piece)| (line, piece)).collect();
        index
    }

    fn count(&self) -> usize {
        usize::try_from(i64::from(self.rows) * i64::from(self.columns)).unwrap_or_default()
    }

    fn row_column(&self, at: Point) -> (i32, i32) {
        let row = at.lat.saturating_sub(self.south).div_euclid(CELL.0);
        let column = at.lon.saturating_sub(self.west).div_euclid(CELL.1);
        (row, column)
    }

    fn cell(&self, row: i32, column: i32) -> Option<u32> {
        let inside = (0..self.rows).contains(&row) && (0..self.columns).contains(&column);
        inside.then(|| u32::try_from(i64::from(row) * i64::from(self.columns) + i64::from(column)).ok())?
    }

    /// The road nearest to a position, if one is within reach.
    pub fn snap(&self, network: &Network, lat: f64, lon: f64) -> Option<Snap> {
        let at = point(lat, lon);
        let plane = Plane::around(at);
        let (row, column) = self.row_column(at);
        let corner = Point { lat: at.lat.saturating_add(CELL.0), lon: at.lon };
        let side = Point { lat: at.lat, lon: at.lon.saturating_add(CELL.1) };
        // What a ring of cells has found cannot be beaten by a ring farther out than that.
        let step = metres(at, corner).min(metres(at, side));
        let mut best: Option<(f64, u32, u32, f64)> = None;
        let mut passed = 0.0;
        for ring in 0..RINGS {
            if best.is_some_and(|best| best.0 <= passed) || passed > REACH_METRES {
                break;
            }
            for (row, column) in around(row, column, ring) {
                for (line, piece) in self.lines(row, column) {
                    let from = network.points[line as usize];
                    let (distance, along) = nearest(&plane, from, network.points[line as usize + 1]);
                    if best.is_none_or(|best| distance < best.0) {
                        best = Some((distance, line, piece, along));
                    }
                }
            }
            if ring > 0 {
                passed += step;
            }
        }
        let (distance, line, piece, along) = best.filter(|best| best.0 <= REACH_METRES)?;
        let piece = piece as usize;
        let yard = super::geometry::tenths(distance / YARD);
        Some(Snap { piece, along: part_of_course(network, piece, line, along), yard })
    }

    fn lines(&self, row: i32, column: i32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let range = self.cell(row, column).map(|cell| {
            let cell = cell as usize;
            self.first[cell] as usize..self.first[cell + 1] as usize
        });
        self.lines[range.unwrap_or_default()].iter().copied()
    }
}

/// Cells at a distance from one, counted as a king moves.
fn around(row: i32, column: i32, ring: i32) -> impl Iterator<Item = (i32, i32)> {
    (-ring..=ring)
        .flat_map(move |y| (-ring..=ring).map(move |x| (y, x)))
        .filter(move |(y, x)| y.abs() == ring || x.abs() == ring)
        .map(move |(y, x)| (row.saturating_add(y), column.saturating_add(x)))
}

/// How far along a piece a place on one of its straight parts is.
fn part_of_course(network: &Network, piece: usize, line: u32, along: f64) -> f64 {
    let (mut before, mut all) = (0.0, 0.0);
    for (i, pair) in (network.pieces[piece].first..).zip(network.course(piece).windows(2)) {
        let length = metres(pair[0], pair[1]);
        all += length;
        if i < line {
            before += length;
        } else if i == line {
            before += length * along;
        }
    }
    if all > 0.0 { (before / all).clamp(0.0, 1.0) } else { 0.0 }
}

fn share(time: u32, part: f64) -> u32 {
    super::geometry::tenths(f64::from(time) * part / 10.0)
}

impl Snap {
    /// The junctions one can drive to from here.
    pub fn leaving(&self, network: &Network) -> Vec<Leg> {
        let piece = network.pieces[self.piece];
        let ahead =
            (piece.forward != CLOSED).then(|| (piece.to, self.yard + share(piece.forward, 1.0 - self.along)));
        let back =
            (piece.backward != CLOSED).then(|| (piece.from, self.yard + share(piece.backward, self.along)));
        ahead.into_iter().chain(back).collect()
    }

    /// The junctions from which one can drive here.
    pub fn arriving(&self, network: &Network) -> Vec<Leg> {
        let piece = network.pieces[self.piece];
        let ahead =
            (piece.forward != CLOSED).then(|| (piece.from, self.yard + share(piece.forward, self.along)));
        let back = (piece.backward != CLOSED)
            .then(|| (piece.to, self.yard + share(piece.backward, 1.0 - self.along)));
        ahead.into_iter().chain(back).collect()
    }

    /// Time to another place on the same piece without passing its ends.
    pub fn directly(&self, to: &Self, network: &Network) -> Option<u32> {
        if self.piece != to.piece {
            return None;
        }
        let piece = network.pieces[self.piece];
        let along = to.along - self.along;
        let time = if along >= 0.0 { piece.forward } else { piece.backward };
        (time != CLOSED).then(|| share(time, along.abs()) + self.yard + to.yard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::testing::random_streets;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_index_finds_the_road_that_a_look_at_all_finds(seed in 0_u32..1000, lat in 56.9_f64..57.0, lon in 24.0_f64..24.2) {
            let network = random_streets(seed);
            let at = point(lat, lon);
            let least = (0..network.pieces.len())
                .flat_map(|piece| network.course(piece).windows(2))
                .map(|line| nearest(&Plane::around(at), line[0], line[1]).0)
                .fold(f64::INFINITY, f64::min);
            let found = Index::of(&network).snap(&network, lat, lon);
            prop_assert_eq!(found.is_some(), least <= REACH_METRES, "the nearest is {} m away", least);
            if let Some(found) = found {
                prop_assert_eq!(found.yard, crate::roads::geometry::tenths(least / YARD));
                prop_assert!((0.0..=1.0).contains(&found.along));
            }
        }
    }

    #[test]
    fn nothing_is_near_where_there_is_nothing() {
        assert_eq!(Index::of(&Network::default()).snap(&Network::default(), 56.9, 24.1), None);
        let network = random_streets(1);
        let index = Index::of(&network);
        for (lat, lon) in [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (57.5, 24.1)] {
            assert_eq!(index.snap(&network, lat, lon), None);
        }
    }
}
