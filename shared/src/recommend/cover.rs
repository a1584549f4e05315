//! Which ground is covered (segums): from where a free unit would come within the response time.
//!
//! The ground is cut into cells. A cell is covered by whoever is near enough at the closing speed of its class of territory;
//! straight lines here even where there is a road map, because this is asked for every cell and every unit at once. What it
//! gives is a comparison, before and after, not an arrival.

use serde::{Deserialize, Serialize};

use super::answer::{Hole, UnitName};
use crate::road::{Travel, TravelModel, metres, straight_line};
use crate::time::DateTime;

/// Height and width in degrees of a bucket of the index, about 11 by 12 kilometres in Latvia.
const BUCKET: (f64, f64) = (0.1, 0.2);
/// Units looked at closely for each place that one could be moved to.
const CLOSELY: usize = 12;

/// A cell of the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Latitude of its middle.
    pub lat: f64,
    /// Longitude of its middle.
    pub lon: f64,
    /// How far a unit may be, in metres.
    pub reach: f64,
    /// How fast a unit comes closer to it along a straight line, metres a second.
    pub closing: f64,
    /// Index of its territory in [`Ground::territories`].
    pub territory: u16,
}

/// The ground of an institution.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ground {
    cells: Vec<Cell>,
    /// Names of territories.
    pub territories: Vec<String>,
    /// Square kilometres of a cell.
    pub cell_km2: f64,
    /// Beginning of each bucket's cells, by row and column.
    buckets: Vec<((i32, i32), usize)>,
    farthest: f64,
}

#[expect(clippy::cast_possible_truncation, reason = "degrees over a bucket's size fit many times")]
fn bucket(lat: f64, lon: f64) -> (i32, i32) {
    ((lat / BUCKET.0).floor() as i32, (lon / BUCKET.1).floor() as i32)
}

impl Ground {
    /// Ground from its cells.
    pub fn new(mut cells: Vec<Cell>, territories: Vec<String>, cell_km2: f64) -> Self {
        cells.sort_by_key(|cell| bucket(cell.lat, cell.lon));
        let mut buckets: Vec<((i32, i32), usize)> = Vec::new();
        for (i, cell) in cells.iter().enumerate() {
            let at = bucket(cell.lat, cell.lon);
            if buckets.last().is_none_or(|(last, _)| *last != at) {
                buckets.push((at, i));
            }
        }
        let farthest = cells.iter().map(|cell| cell.reach).fold(0.0, f64::max);
        Self { cells, territories, cell_km2, buckets, farthest }
    }

    /// Number of cells.
    pub const fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no ground.
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cells.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Speed of coming closer to a place: that of the nearest cell; none without ground.
    pub fn closing_at(&self, lat: f64, lon: f64) -> Option<f64> {
        let (row, column) = bucket(lat, lon);
        let around = || self.in_buckets((row - 1, column - 1), (row + 1, column + 1));
        let cells: Box<dyn Iterator<Item = usize>> =
            if around().next().is_some() { Box::new(around()) } else { Box::new(0..self.cells.len()) };
        let nearest = cells
            .map(|cell| &self.cells[cell])
            .min_by(|a, b| near(lat, lon, a).total_cmp(&near(lat, lon, b)));
        nearest.map(|cell| cell.closing)
    }

    /// Indices of the cells in a rectangle of buckets, corners included.
    fn in_buckets(&self, low: (i32, i32), high: (i32, i32)) -> impl Iterator<Item = usize> + '_ {
        (low.0..=high.0).flat_map(move |row| {
            let from = self.buckets.partition_point(|(at, _)| *at < (row, low.1));
            let to = self.buckets.partition_point(|(at, _)| *at <= (row, high.1));
            let begin =
                |bucket: usize| self.buckets.get(bucket).map_or(self.cells.len(), |(_, first)| *first);
            begin(from)..begin(to)
        })
    }

    /// Indices of the cells that a unit at a position covers.
    fn reached(&self, lat: f64, lon: f64) -> impl Iterator<Item = usize> + '_ {
        let height = self.farthest / 111_000.0;
        // At the edge nearer to the pole a degree is shortest.
        let width = height / (lat.abs() + height).min(89.0).to_radians().cos();
        let (low, high) = (bucket(lat - height, lon - width), bucket(lat + height, lon + width));
        self.in_buckets(low, high).filter(move |cell| {
            let cell = &self.cells[*cell];
            near(lat, lon, cell) <= cell.reach * cell.reach
        })
    }

    fn km2(&self, cells: usize) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a state has fewer square kilometres than fit"
        )]
        let km2 = (cells as f64 * self.cell_km2).round() as u32;
        km2
    }

    fn permille(&self, cells: usize) -> u16 {
        u16::try_from(cells * 1000 / self.cells.len().max(1)).unwrap_or(1000)
    }
}

/// Square of the distance in metres; flat, which over a few dozen kilometres is close enough.
fn near(lat: f64, lon: f64, cell: &Cell) -> f64 {
    let north = (cell.lat - lat) * 111_195.0;
    let east = (cell.lon - lon) * 111_195.0 * ((cell.lat + lat) * 0.5).to_radians().cos();
    north.mul_add(north, east * east)
}

/// How much of a territory is covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TerritoryCover {
    /// Name of the territory.
    pub territory: String,
    /// Its square kilometres.
    pub km2: u32,
    /// Ground that some free unit covers, in thousandths.
    pub covered: u16,
    /// Ground that exactly one covers.
    pub by_one: u16,
}

/// A free unit that might be moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Free {
    /// The unit.
    pub unit: UnitName,
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
}

/// A place where a unit may stand by: a station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Post {
    /// Its name.
    pub name: String,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
}

/// A unit that should stand by somewhere else for a while.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveUp {
    /// The unit.
    pub unit: UnitName,
    /// Where to.
    pub to: Post,
    /// Time to get there.
    pub travel: Travel,
    /// Square kilometres that somebody covers again.
    pub gains_km2: u32,
    /// Square kilometres that nobody covers instead.
    pub loses_km2: u32,
}

/// The ground of an institution and how it is covered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// Instant at which this was true.
    pub at: DateTime,
    /// How distances were turned into times: straight lines, also where there is a road map.
    pub travel: TravelModel,
    /// Ground that some free unit covers within the response time of category A, in thousandths.
    pub covered: u16,
    /// Free units.
    pub free: u32,
    /// Territories, the least covered first.
    pub territories: Vec<TerritoryCover>,
    /// Who should stand by where.
    pub moves: Vec<MoveUp>,
}

/// How often each cell is covered.
#[derive(Debug, Clone)]
pub struct Cover<'a> {
    ground: &'a Ground,
    count: Vec<u16>,
}

impl<'a> Cover<'a> {
    /// The cover that units at these positions give.
    pub fn of(ground: &'a Ground, units: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut cover = Self { ground, count: vec![0; ground.len()] };
        for (lat, lon) in units {
            cover.put(lat, lon);
        }
        cover
    }

    fn put(&mut self, lat: f64, lon: f64) {
        for cell in self.ground.reached(lat, lon) {
            self.count[cell] = self.count[cell].saturating_add(1);
        }
    }

    fn take(&mut self, lat: f64, lon: f64) {
        for cell in self.ground.reached(lat, lon) {
            self.count[cell] = self.count[cell].saturating_sub(1);
        }
    }

    /// Number of cells that somebody covers.
    fn covered(&self) -> usize {
        self.count.iter().filter(|count| **count > 0).count()
    }

    /// Ground covered, in thousandths.
    pub fn share(&self) -> u16 {
        self.ground.permille(self.covered())
    }

    /// Cells that only the unit at a position covers.
    fn alone(&self, lat: f64, lon: f64) -> impl Iterator<Item = usize> + '_ {
        self.ground.reached(lat, lon).filter(|cell| self.count[*cell] == 1)
    }

    /// What nobody covers when one of the units, at this position, goes.
    pub fn hole(&self, lat: f64, lon: f64) -> Hole {
        let mut by_territory = vec![0_usize; self.ground.territories.len()];
        let mut lost = 0;
        for cell in self.alone(lat, lon) {
            lost += 1;
            if let Some(count) = by_territory.get_mut(usize::from(self.ground.cells[cell].territory)) {
                *count += 1;
            }
        }
        let most = by_territory.iter().enumerate().max_by_key(|(i, count)| (**count, std::cmp::Reverse(*i)));
        let before = self.covered();
        Hole {
            km2: self.ground.km2(lost),
            before: self.ground.permille(before),
            after: self.ground.permille(before - lost),
            territory: most
                .filter(|(_, count)| **count > 0)
                .and_then(|(i, _)| self.ground.territories.get(i).cloned()),
        }
    }

    /// How much of each territory is covered, the least covered first.
    pub fn territories(&self) -> Vec<TerritoryCover> {
        let mut counts = vec![[0_usize; 3]; self.ground.territories.len()];
        for (cell, count) in self.ground.cells.iter().zip(&self.count) {
            if let Some([all, covered, by_one]) = counts.get_mut(usize::from(cell.territory)) {
                *all += 1;
                *covered += usize::from(*count > 0);
                *by_one += usize::from(*count == 1);
            }
        }
        let permille = |part: usize, all: usize| u16::try_from(part * 1000 / all.max(1)).unwrap_or(1000);
        let named = self.ground.territories.iter().zip(counts).filter(|(_, [all, ..])| *all > 0);
        let mut rows: Vec<TerritoryCover> = named
            .map(|(name, [all, covered, by_one])| TerritoryCover {
                territory: name.clone(),
                km2: self.ground.km2(all),
                covered: permille(covered, all),
                by_one: permille(by_one, all),
            })
            .collect();
        rows.sort_by_key(|row| row.covered);
        rows
    }

    /// Units to move so that emptied ground is covered again, at most `most` of them: each time the move that gains most
    /// after what it loses. Only moves that gain at least twice what they lose are worth the way.
    pub fn moves(&self, units: &[Free], posts: &[Post], closing_speed: f64, most: usize) -> Vec<MoveUp> {
        let (mut now, mut left, mut found) = (self.clone(), units.to_vec(), Vec::new());
        while found.len() < most {
            let Some((unit, post, gains, loses)) = now.best_move(&left, posts) else { break };
            let free = left.swap_remove(unit);
            let distance = metres((free.lat, free.lon), (post.lat, post.lon));
            now.take(free.lat, free.lon);
            now.put(post.lat, post.lon);
            found.push(MoveUp {
                unit: free.unit,
                to: post.clone(),
                travel: straight_line(distance, closing_speed),
                gains_km2: self.ground.km2(gains),
                loses_km2: self.ground.km2(loses),
            });
        }
        found
    }

    fn best_move<'p>(&self, units: &[Free], posts: &'p [Post]) -> Option<(usize, &'p Post, usize, usize)> {
        let alone: Vec<usize> = units.iter().map(|unit| self.alone(unit.lat, unit.lon).count()).collect();
        let mut best: Option<(usize, u64, usize, &Post, usize, usize)> = None;
        for post in posts {
            let gains = self.ground.reached(post.lat, post.lon).filter(|cell| self.count[*cell] == 0).count();
            // A move is worth it for a hundredth of the ground at least.
            if gains * 100 < self.ground.len().max(1) || best.is_some_and(|best| gains < best.0) {
                continue;
            }
            for unit in worth_a_look(units, &alone, post) {
                let free = &units[unit];
                let reach: Vec<usize> = self.ground.reached(post.lat, post.lon).collect();
                let loses = self.alone(free.lat, free.lon).filter(|cell| !reach.contains(cell)).count();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "metres on Earth"
                )]
                let way = metres((free.lat, free.lon), (post.lat, post.lon)) as u64;
                let net = gains.saturating_sub(loses);
                let better = best.is_none_or(|(most, least, ..)| {
                    (net, std::cmp::Reverse(way)) > (most, std::cmp::Reverse(least))
                });
                if gains >= 2 * loses && better {
                    best = Some((net, way, unit, post, gains, loses));
                }
            }
        }
        best.map(|(_, _, unit, post, gains, loses)| (unit, post, gains, loses))
    }
}

/// The units nearest to a place, and those that are missed least.
fn worth_a_look(units: &[Free], alone: &[usize], post: &Post) -> Vec<usize> {
    let mut nearest: Vec<usize> = (0..units.len()).collect();
    let mut spare = nearest.clone();
    nearest.sort_by(|a, b| {
        let way = |unit: &usize| metres((units[*unit].lat, units[*unit].lon), (post.lat, post.lon));
        way(a).total_cmp(&way(b))
    });
    spare.sort_by_key(|unit| (alone[*unit], *unit));
    nearest.truncate(CLOSELY);
    nearest.extend(spare.into_iter().take(CLOSELY));
    nearest.sort_unstable();
    nearest.dedup();
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::testing::id;
    use proptest::prelude::*;

    /// A strip of 40 cells of about 1 km, the west half in one territory and the east half in another.
    fn strip() -> Ground {
        let cells = (0_u16..40)
            .map(|i| Cell {
                lat: 57.0,
                lon: 24.0 + f64::from(i) / 60.0,
                reach: 5_000.0,
                closing: 10.0,
                territory: i / 20,
            })
            .collect();
        Ground::new(cells, vec!["Rietumi".into(), "Austrumi".into()], 1.0)
    }

    fn east(km: f64) -> f64 {
        24.0 + km / 60.0
    }

    #[test]
    fn a_unit_that_goes_leaves_the_ground_that_it_alone_covered() {
        let ground = strip();
        // Cells are 1.009 km apart: a unit covers four to either side.
        let cover =
            Cover::of(&ground, [(57.0, east(10.0)), (57.0, east(12.0)), (57.0, east(30.0))].into_iter());
        assert_eq!(cover.share(), (11 + 9) * 1000 / 40);
        assert_eq!(
            cover.hole(57.0, east(30.0)),
            Hole { km2: 9, before: 500, after: 275, territory: Some("Austrumi".into()) }
        );
        assert_eq!(
            cover.hole(57.0, east(10.0)),
            Hole { km2: 2, before: 500, after: 450, territory: Some("Rietumi".into()) }
        );
        let rows = cover.territories();
        assert_eq!(
            rows[0],
            TerritoryCover { territory: "Austrumi".into(), km2: 20, covered: 450, by_one: 450 }
        );
        assert_eq!((rows[1].covered, rows[1].by_one), (550, 200));
    }

    #[test]
    fn a_unit_that_is_missed_least_moves_to_where_nobody_is() {
        let ground = strip();
        let at = |number: u128, km| Free {
            unit: UnitName { id: id(number).into(), call_sign: number.to_string() },
            lat: 57.0,
            lon: east(km),
        };
        let post = |name: &str, km| Post { name: name.into(), lat: 57.0, lon: east(km) };
        let units = [at(1, 5.0), at(2, 6.0), at(3, 15.0)];
        let cover = Cover::of(&ground, units.iter().map(|unit| (unit.lat, unit.lon)));
        let posts = [post("Rietumi", 5.0), post("Austrumi", 30.0)];
        let moves = cover.moves(&units, &posts, 10.0, 3);
        assert_eq!(moves.len(), 1, "{moves:?}");
        assert_eq!((moves[0].unit.call_sign.as_str(), moves[0].to.name.as_str()), ("2", "Austrumi"));
        assert_eq!((moves[0].gains_km2, moves[0].loses_km2), (9, 1));
        assert_eq!(Cover::of(&ground, std::iter::empty()).moves(&[], &posts, 10.0, 3), []);
    }

    proptest! {
        #[test]
        fn the_index_reaches_what_a_look_at_all_cells_reaches(
            cells in proptest::collection::vec((56.0_f64..58.0, 21.0_f64..28.0, 1_000.0_f64..40_000.0), 0..200),
            lat in 55.5_f64..58.5, lon in 20.5_f64..28.5,
        ) {
            let cells: Vec<Cell> =
                cells.into_iter().map(|(lat, lon, reach)| Cell { lat, lon, reach, closing: 10.0, territory: 0 }).collect();
            let ground = Ground::new(cells, vec!["T".into()], 1.0);
            let found: Vec<usize> = ground.reached(lat, lon).collect();
            let expected: Vec<usize> =
                (0..ground.len()).filter(|i| near(lat, lon, &ground.cells[*i]) <= ground.cells[*i].reach.powi(2)).collect();
            prop_assert_eq!(&found, &expected);
            let before = Cover::of(&ground, [(lat, lon), (57.0, 24.0)].into_iter());
            let after = Cover::of(&ground, [(57.0, 24.0)].into_iter());
            let hole = before.hole(lat, lon);
            prop_assert_eq!((hole.before, hole.after), (before.share(), after.share()));
        }
    }
}
