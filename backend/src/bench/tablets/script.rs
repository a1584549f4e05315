//! What each tablet does in three hours without a network, by arithmetic: the same in every run, at VNR and at the peer
//! (`e2e/peers/pouchdb.mjs` counts the same), so that the truth about who was in whose way is known beforehand.

use std::collections::BTreeMap;

/// Tablets.
pub const TABLETS: usize = 50;
/// Edits of each.
pub const EDITS: usize = 20;
/// Of these, on records that everybody edits: one in ten.
pub const SHARED_EDITS: usize = 2;
/// Records that everybody edits.
pub const SHARED: usize = 10;
/// Records that only one tablet edits, of each.
pub const OWN: usize = 3;
/// Every so many edits a line is added to the log of a record instead.
const NOTE_EVERY: usize = 6;

/// A field that is edited. Each edit gives it a value that no other edit gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What happened.
    Description,
    /// Since when.
    Occurred,
    /// How to find the place.
    Place,
}

const FIELDS: [Field; 3] = [Field::Description, Field::Occurred, Field::Place];

/// A record: one of all, or one of a tablet's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record {
    /// Everybody's.
    Shared(usize),
    /// A tablet's.
    Own(usize, usize),
}

/// One edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// Number of the tablet.
    pub tablet: usize,
    /// Number of the edit on it.
    pub n: usize,
    /// Which record.
    pub record: Record,
    /// Which field; none for a line that is added.
    pub field: Option<Field>,
}

/// The edits of a tablet in their order. It edits no field of a shared record twice.
pub fn edits(tablet: usize) -> Vec<Edit> {
    (0..EDITS)
        .map(|n| {
            let (record, field) = if n < SHARED_EDITS {
                (Record::Shared((tablet * 7 + n * 3) % SHARED), Some(FIELDS[(tablet + n) % FIELDS.len()]))
            } else {
                let field = (n % NOTE_EVERY != NOTE_EVERY - 1).then(|| FIELDS[(n / OWN) % FIELDS.len()]);
                (Record::Own(tablet, n % OWN), field)
            };
            Edit { tablet, n, record, field }
        })
        .collect()
}

/// The text that an edit writes, which no other writes.
pub fn text(edit: &Edit) -> String {
    format!("planšete {} labojums {} beidzas", edit.tablet, edit.n)
}

/// How many edits must be shown as conflicts: of those who edited a field of a shared record, all but the first to arrive.
pub fn conflicts() -> usize {
    let mut editors: BTreeMap<(Record, Field), usize> = BTreeMap::new();
    for edit in (0..TABLETS).flat_map(edits) {
        if let (Record::Shared(_), Some(field)) = (edit.record, edit.field) {
            *editors.entry((edit.record, field)).or_default() += 1;
        }
    }
    editors.values().map(|editors| editors - 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_edits_is_on_shared_records_and_nobody_edits_a_field_of_one_twice() {
        let all: Vec<Edit> = (0..TABLETS).flat_map(edits).collect();
        assert_eq!(all.len(), TABLETS * EDITS);
        let mut shared: Vec<_> = all
            .iter()
            .filter(|edit| matches!(edit.record, Record::Shared(_)))
            .map(|edit| (edit.tablet, edit.record, edit.field))
            .collect();
        assert_eq!(shared.len() * 10, all.len());
        shared.sort_unstable();
        shared.dedup();
        assert_eq!(shared.len() * 10, all.len());
        // A hundred edits of thirty fields, each of which somebody edits.
        assert_eq!(conflicts(), 70);
    }
}
