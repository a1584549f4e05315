//! Giving words to parts by their kind, where neither names nor free text say which is which.

use super::meaning::Value;

/// What one word may mean in one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// How far that is from what was typed.
    pub far: u8,
    /// Everything of that distance; more than one must be asked about.
    pub values: Vec<Value>,
}

/// What each word may mean in each part: none where it cannot be that part.
pub type Table = [Vec<Option<Vec<Choice>>>];

/// The best ways of giving words to parts; a way names the part of each word. More than one is returned only when the
/// ways use other parts, so that it must be asked which is meant: of ways that only exchange words, the one in the order
/// of the parts is taken.
///
/// A way is better the less it leaves out (`prices`: what leaving out each part costs, unless it is `given` already), and
/// then the nearer its readings are to what was typed.
pub fn best(table: &Table, many: &[bool], given: &[bool], prices: &[u8]) -> Vec<Vec<usize>> {
    let mut search = Search {
        table,
        many,
        given,
        prices,
        way: Vec::new(),
        used: vec![false; many.len()],
        best: Vec::new(),
        least: None,
    };
    search.go(0);
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    let mut ways: Vec<Vec<usize>> = Vec::new();
    // Found in the order of the parts, so the first way of a kind is the one in that order.
    for way in search.best {
        let mut kind = way.clone();
        kind.sort_unstable();
        if !kinds.contains(&kind) {
            kinds.push(kind);
            ways.push(way);
        }
    }
    ways
}

struct Search<'a> {
    table: &'a Table,
    many: &'a [bool],
    given: &'a [bool],
    prices: &'a [u8],
    way: Vec<usize>,
    used: Vec<bool>,
    best: Vec<Vec<usize>>,
    least: Option<(u32, u32)>,
}

impl Search<'_> {
    fn go(&mut self, far: u32) {
        let Some(row) = self.table.get(self.way.len()) else {
            self.note(far);
            return;
        };
        for (part, choices) in row.iter().enumerate() {
            let Some(choices) = choices else { continue };
            if self.used[part] && !self.many[part] {
                continue;
            }
            let before = std::mem::replace(&mut self.used[part], true);
            self.way.push(part);
            let step: u32 = choices.iter().map(|choice| u32::from(choice.far)).sum();
            self.go(far + step);
            self.way.pop();
            self.used[part] = before;
        }
    }

    fn note(&mut self, far: u32) {
        let left = |i: &usize| !self.used[*i] && !self.given[*i];
        let price = (0..self.used.len()).filter(left).map(|i| u32::from(self.prices[i])).sum();
        let cost = (price, far);
        if self.least.is_none_or(|least| cost < least) {
            self.least = Some(cost);
            self.best.clear();
        }
        if self.least == Some(cost) {
            self.best.push(self.way.clone());
        }
    }
}
