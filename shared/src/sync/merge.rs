//! An edit laid over a record that others have changed meanwhile, field by field.

use serde_json::{Map, Value};

use crate::problem::ConflictField;

/// What becomes of each field of an edit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// To be written: nobody else has set these since.
    pub apply: Map<String, Value>,
    /// Set by others to something else: theirs stays, ours is kept beside it.
    pub conflicts: Vec<ConflictField>,
}

/// Lays an edit over the present fields of a record. `changed` tells whether others have set a field since the version the
/// edit was based on. A field that has the wanted value already needs neither writing nor deciding, whoever wrote it.
pub fn merge(
    yours: Map<String, Value>,
    theirs: &Map<String, Value>,
    changed: impl Fn(&str) -> bool,
) -> Merged {
    let mut merged = Merged::default();
    for (field, yours) in yours {
        let theirs = theirs.get(&field).cloned().unwrap_or_default();
        if yours == theirs {
            continue;
        }
        if changed(&field) {
            merged.conflicts.push(ConflictField { field, yours, theirs, changed: true });
        } else {
            merged.apply.insert(field, yours);
        }
    }
    merged
}
