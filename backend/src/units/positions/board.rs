//! What a node knows of its units and where they were last.
//!
//! Units that the same institutions may see are one class. Once a tick the positions that changed are packed by class and by
//! cell of a grid; a socket concatenates the chunks of the classes it may see and the cells it looks at.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use axum::body::Bytes;
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{InstitutionId, UnitId};
use vnr_shared::place::Extent;
use vnr_shared::time::DateTime;
use vnr_shared::unit::UnitPosition;
use vnr_shared::unit::fix::{HEADER_BYTES, Header, RECORD_BYTES, Record, is_newer};

use crate::access::Actor;

/// Height and width of a cell in degrees: some 11 by 12 km in Latvia, a district of a town to a parish.
const CELL: (f64, f64) = (0.1, 0.2);

type Cell = (i16, i16);

/// A unit as far as positions need it.
#[derive(Debug, Clone)]
pub struct Known {
    /// The unit.
    pub id: UnitId,
    /// Its mark.
    pub mark: u32,
    /// Its institution.
    pub institution: Uuid,
    /// Accounts of its crew.
    pub crew: Vec<Uuid>,
    /// Institutions that may see it, in order.
    pub audience: Vec<Uuid>,
    /// Whether it exists now.
    pub active: bool,
}

#[derive(Debug, Default)]
struct Inner {
    units: HashMap<UnitId, Known>,
    class_of: HashMap<u32, usize>,
    classes: Vec<Vec<Uuid>>,
    latest: HashMap<u32, UnitPosition>,
    /// Marks whose position changed since the last tick, with the cell that they may have left.
    moved: HashMap<u32, Option<Cell>>,
}

/// Units and their latest positions.
#[derive(Debug, Default)]
pub struct Board(RwLock<Inner>);

/// Records of one class in one cell.
#[derive(Debug)]
struct Chunk {
    class: usize,
    cell: Cell,
    bytes: Vec<u8>,
}

/// The positions that changed within one tick.
#[derive(Debug)]
pub struct Tick {
    now_ms: i64,
    classes: Vec<Vec<Uuid>>,
    chunks: Vec<Chunk>,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates; degrees of the Earth fit"
)]
fn cell_of(lat: f64, lon: f64) -> Cell {
    ((lat / CELL.0).floor() as i16, (lon / CELL.1).floor() as i16)
}

fn in_view(cell: Cell, extent: Option<&Extent>) -> bool {
    extent.is_none_or(|extent| {
        let (from, to) = (cell_of(extent.south, extent.west), cell_of(extent.north, extent.east));
        (from.0..=to.0).contains(&cell.0) && (from.1..=to.1).contains(&cell.1)
    })
}

impl Known {
    /// Whether an actor may report its position: those of its institution who send units, and its crew.
    pub fn takes_from(&self, actor: &Actor) -> bool {
        actor.institution.0 == self.institution
            && (actor.may(Resource::Unit, Action::Create) || self.crew.contains(&actor.user.0))
    }
}

impl Board {
    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those units that are known, and the ids of those that are not.
    pub fn units(&self, ids: impl Iterator<Item = UnitId>) -> (HashMap<UnitId, Known>, Vec<UnitId>) {
        let inner = self.read();
        let (mut units, mut missing) = (HashMap::new(), Vec::new());
        for id in ids {
            match inner.units.get(&id) {
                Some(known) => drop(units.entry(id).or_insert_with(|| known.clone())),
                None => missing.push(id),
            }
        }
        (units, missing)
    }

    /// Takes units as they now are.
    pub fn put_units(&self, units: Vec<Known>) {
        let mut inner = self.write();
        for unit in units {
            let known = inner.classes.iter().position(|class| *class == unit.audience);
            let class = known.unwrap_or_else(|| {
                inner.classes.push(unit.audience.clone());
                inner.classes.len() - 1
            });
            // Whoever may see it from now on has to be told where it is.
            if inner.class_of.insert(unit.mark, class).is_some_and(|before| before != class)
                && inner.latest.contains_key(&unit.mark)
            {
                inner.moved.entry(unit.mark).or_insert(None);
            }
            inner.units.insert(unit.id, unit);
        }
    }

    /// Takes positions; those that are not newer than what is known change nothing.
    pub fn put_positions(&self, positions: impl IntoIterator<Item = (u32, UnitPosition)>) {
        let mut inner = self.write();
        for (mark, position) in positions {
            let before = inner.latest.get(&mark).copied();
            if is_newer(before.map(|p| p.at), position.at) {
                inner.latest.insert(mark, position);
                inner.moved.entry(mark).or_insert_with(|| before.map(|p| cell_of(p.lat, p.lon)));
            }
        }
    }

    /// Packs what changed since the last tick; none when nothing did.
    pub fn tick(&self, now: DateTime) -> Option<Tick> {
        let mut inner = self.write();
        if inner.moved.is_empty() {
            return None;
        }
        let moved = std::mem::take(&mut inner.moved);
        let mut chunks: HashMap<(usize, Cell), Vec<u8>> = HashMap::new();
        for (mark, left) in moved {
            let (Some(position), Some(&class)) = (inner.latest.get(&mark), inner.class_of.get(&mark)) else {
                continue;
            };
            let record = Record::new(mark, position, now);
            let cell = cell_of(position.lat, position.lon);
            record.encode(chunks.entry((class, cell)).or_default());
            // Whoever sees only the cell it has left learns where it went.
            if let Some(left) = left.filter(|left| *left != cell) {
                record.encode(chunks.entry((class, left)).or_default());
            }
        }
        let chunk = |((class, cell), bytes)| Chunk { class, cell, bytes };
        Some(Tick {
            now_ms: now.timestamp_millis(),
            classes: inner.classes.clone(),
            chunks: chunks.into_iter().map(chunk).collect(),
        })
    }

    /// Every position that an institution may see in an extent.
    pub fn whole(&self, institution: InstitutionId, extent: Option<&Extent>, now: DateTime) -> Vec<u8> {
        let inner = self.read();
        let mut bytes = Vec::with_capacity(HEADER_BYTES + RECORD_BYTES * inner.latest.len());
        Header { whole: true, now_ms: now.timestamp_millis() }.encode(&mut bytes);
        for unit in inner.units.values() {
            if !unit.active || unit.audience.binary_search(&institution.0).is_err() {
                continue;
            }
            let here = inner.latest.get(&unit.mark).filter(|p| in_view(cell_of(p.lat, p.lon), extent));
            if let Some(position) = here {
                Record::new(unit.mark, position, now).encode(&mut bytes);
            }
        }
        bytes
    }
}

impl Tick {
    /// The message for an institution that looks at an extent; none when nothing moved there.
    pub fn message(&self, institution: InstitutionId, extent: Option<&Extent>) -> Option<Bytes> {
        let sees: Vec<bool> =
            self.classes.iter().map(|class| class.binary_search(&institution.0).is_ok()).collect();
        let mut bytes = Vec::new();
        for chunk in &self.chunks {
            if sees.get(chunk.class) == Some(&true) && in_view(chunk.cell, extent) {
                if bytes.is_empty() {
                    Header { whole: false, now_ms: self.now_ms }.encode(&mut bytes);
                }
                bytes.extend_from_slice(&chunk.bytes);
            }
        }
        (!bytes.is_empty()).then(|| bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use vnr_shared::unit::fix::decode;

    fn at(seconds: i64) -> DateTime {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    fn position(seconds: i64, lat: f64, lon: f64) -> UnitPosition {
        UnitPosition { at: at(seconds), lat, lon, accuracy_m: None, speed_mps: None, heading_deg: None }
    }

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn board() -> Board {
        let board = Board::default();
        let unit = |mark: u32, audience: &[u128]| Known {
            id: UnitId(id(u128::from(mark))),
            mark,
            institution: id(1),
            crew: Vec::new(),
            audience: audience.iter().map(|n| id(*n)).collect(),
            active: true,
        };
        board.put_units(vec![unit(1, &[1]), unit(2, &[1, 2]), unit(3, &[1, 2])]);
        board.put_positions([
            (1, position(0, 56.95, 24.11)),
            (2, position(0, 56.95, 24.11)),
            (3, position(0, 55.87, 26.53)),
        ]);
        board
    }

    fn marks(bytes: Option<&[u8]>) -> BTreeSet<u32> {
        bytes.map(|bytes| decode(bytes).unwrap().1.map(|r| r.mark).collect()).unwrap_or_default()
    }

    fn riga() -> Extent {
        "23.9,56.8,24.4,57.1".parse().unwrap()
    }

    #[test]
    fn each_institution_is_told_of_what_it_may_see_where_it_looks() {
        let board = board();
        let tick = board.tick(at(1)).unwrap();
        let told = |n, extent: Option<&Extent>| marks(tick.message(InstitutionId(id(n)), extent).as_deref());
        assert_eq!(told(1, None), BTreeSet::from([1, 2, 3]));
        assert_eq!(told(2, None), BTreeSet::from([2, 3]));
        assert_eq!(told(2, Some(&riga())), BTreeSet::from([2]));
        assert_eq!(told(3, None), BTreeSet::new());
        assert_eq!(
            marks(Some(&board.whole(InstitutionId(id(2)), Some(&riga()), at(1)))),
            BTreeSet::from([2])
        );
        assert!(board.tick(at(2)).is_none(), "nothing has moved since");
    }

    #[test]
    fn an_older_fix_moves_nothing_and_who_leaves_the_view_says_so() {
        let board = board();
        board.tick(at(1));
        board.put_positions([(2, position(-5, 57.0, 24.0))]);
        assert!(board.tick(at(2)).is_none());
        board.put_positions([(2, position(5, 57.5, 25.4))]);
        let tick = board.tick(at(6)).unwrap();
        let message = tick.message(InstitutionId(id(2)), Some(&riga())).unwrap();
        let (_, mut records) = decode(&message).unwrap();
        assert!(records.next().is_some_and(|r| r.mark == 2 && r.lat() > 57.4));
    }

    #[test]
    fn whoever_may_see_a_unit_from_now_on_is_told_where_it_is() {
        let board = board();
        board.tick(at(1));
        let (mut known, _) = board.units([UnitId(id(1))].into_iter());
        let mut unit = known.remove(&UnitId(id(1))).unwrap();
        unit.audience = vec![id(1), id(9)];
        board.put_units(vec![unit]);
        let tick = board.tick(at(2)).unwrap();
        assert_eq!(marks(tick.message(InstitutionId(id(9)), None).as_deref()), BTreeSet::from([1]));
    }
}
