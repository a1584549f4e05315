//! Where the units are: plain arrays, a row a unit, and no signal for each, so that ten thousand of them may move at once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;
use vnr_shared::unit::fix::{self, Record};

use crate::map::World;

/// The look of a unit of which only the position is known.
pub const NO_LOOK: u8 = u8::MAX;

/// Positions by row. The arrays have the same length.
#[derive(Debug, Default)]
pub struct Positions {
    rows: HashMap<u32, usize>,
    looks: HashMap<u32, u8>,
    /// The moment that these are of, in milliseconds of the epoch: ages count to it. None for the present.
    pub moment_ms: Option<f64>,
    /// Small number of the unit.
    pub mark: Vec<u32>,
    /// Where, in the world's square.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// When it was there, in milliseconds of the epoch by the server's clock.
    pub at_ms: Vec<f64>,
    /// Direction of travel in hundredths of a degree; none at rest.
    pub heading: Vec<Option<u16>>,
    /// What it looks like: a number that the map gives a meaning.
    pub look: Vec<u8>,
}

impl Positions {
    /// Takes a message; false when it is none.
    pub fn take(&mut self, message: &[u8]) -> bool {
        let Ok((header, records)) = fix::decode(message) else { return false };
        if header.whole {
            let looks = std::mem::take(&mut self.looks);
            *self = Self { looks, ..Self::default() };
        }
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the epoch are far below 2^53")]
        let now_ms = header.now_ms as f64;
        for record in records {
            self.put(&record, now_ms);
        }
        true
    }

    /// Takes where the units were at a past moment, in the place of what is here; false when it is no such message.
    pub fn take_past(&mut self, message: &[u8]) -> bool {
        let Ok((header, _)) = fix::decode(message) else { return false };
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the epoch are far below 2^53")]
        let moment_ms = header.now_ms as f64;
        let taken = header.whole && self.take(message);
        self.moment_ms = taken.then_some(moment_ms);
        taken
    }

    fn put(&mut self, record: &Record, now_ms: f64) {
        let at = World::of(record.lat(), record.lon());
        let at_ms = now_ms - f64::from(record.age_s) * 1000.0;
        let next = self.mark.len();
        let row = *self.rows.entry(record.mark).or_insert(next);
        if row == next {
            self.mark.push(record.mark);
            self.x.push(at.x);
            self.y.push(at.y);
            self.at_ms.push(at_ms);
            self.heading.push(record.heading_cdeg);
            self.look.push(self.looks.get(&record.mark).copied().unwrap_or(NO_LOOK));
        } else if let (Some(x), Some(y), Some(t), Some(heading)) =
            (self.x.get_mut(row), self.y.get_mut(row), self.at_ms.get_mut(row), self.heading.get_mut(row))
        {
            (*x, *y, *t, *heading) = (at.x, at.y, at_ms, record.heading_cdeg);
        }
    }

    /// Gives every unit its look; one that is not named has none.
    pub fn dress(&mut self, looks: HashMap<u32, u8>) {
        for (mark, look) in self.mark.iter().zip(&mut self.look) {
            *look = looks.get(mark).copied().unwrap_or(NO_LOOK);
        }
        self.looks = looks;
    }

    /// Where a unit is and when it was there.
    pub fn of(&self, mark: u32) -> Option<(World, f64)> {
        let row = *self.rows.get(&mark)?;
        Some((World { x: *self.x.get(row)?, y: *self.y.get(row)? }, *self.at_ms.get(row)?))
    }
}

/// The positions of the page, and a counter that says when to look again.
#[derive(Clone, Copy)]
pub struct Fleet {
    /// The arrays.
    pub positions: StoredValue<Rc<RefCell<Positions>>, LocalStorage>,
    /// Rises once an animation frame in which something moved.
    pub moved: RwSignal<u64>,
}

impl Fleet {
    /// Nobody anywhere.
    pub fn new() -> Self {
        Self { positions: StoredValue::new_local(Rc::default()), moved: RwSignal::new(0) }
    }

    /// Takes messages in order.
    pub fn take(self, messages: &[Vec<u8>]) {
        let taken = self.positions.with_value(|positions| {
            let mut positions = positions.borrow_mut();
            messages.iter().filter(|message| positions.take(message)).count()
        });
        if taken > 0 {
            self.moved.update(|n| *n += 1);
        }
    }

    /// Gives every unit its look.
    pub fn dress(self, looks: HashMap<u32, u8>) {
        self.positions.with_value(|positions| positions.borrow_mut().dress(looks));
        self.moved.update(|n| *n += 1);
    }

    /// Takes where the units were at a past moment.
    pub fn take_past(self, message: &[u8]) {
        if self.positions.try_with_value(|positions| positions.borrow_mut().take_past(message)) == Some(true)
        {
            self.moved.update(|n| *n += 1);
        }
    }

    /// Where a unit is and when it was there, as it is now.
    pub fn of_untracked(self, mark: u32) -> Option<(World, f64)> {
        self.positions.with_value(|positions| positions.borrow().of(mark))
    }

    /// Where a unit is and when it was there; reactive.
    pub fn of(self, mark: u32) -> Option<(World, f64)> {
        self.moved.track();
        self.of_untracked(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vnr_shared::unit::fix::Header;

    fn message(whole: bool, marks: &[u32]) -> Vec<u8> {
        let mut bytes = Vec::new();
        Header { whole, now_ms: 1_700_000_000_000 }.encode(&mut bytes);
        for &mark in marks {
            let record = Record {
                mark,
                lat_e7: 569_500_000,
                lon_e7: 241_000_000,
                age_s: 60,
                speed_cmps: None,
                heading_cdeg: None,
                accuracy_m: None,
            };
            record.encode(&mut bytes);
        }
        bytes
    }

    #[test]
    fn the_past_replaces_what_is_here_and_ages_count_to_its_moment() {
        let mut positions = Positions::default();
        assert!(positions.take_past(&message(true, &[7, 8])) && positions.take_past(&message(true, &[8])));
        assert_eq!((&positions.mark[..], positions.moment_ms), (&[8][..], Some(1_700_000_000_000.0)));
        assert!(!positions.take_past(&message(false, &[9])));
    }

    #[test]
    fn a_unit_has_one_row_however_often_it_moves_and_a_whole_message_starts_anew() {
        let mut positions = Positions::default();
        positions.dress(HashMap::from([(7, 3)]));
        assert!(positions.take(&message(false, &[7, 8])) && positions.take(&message(false, &[8])));
        assert_eq!((&positions.mark[..], &positions.look[..]), (&[7, 8][..], &[3, NO_LOOK][..]));
        assert_eq!(positions.at_ms, [1_699_999_940_000.0; 2]);
        assert!(positions.take(&message(true, &[8])));
        assert_eq!((positions.mark.len(), positions.of(7)), (1, None));
        assert!(!positions.take(b"text"));
    }
}
