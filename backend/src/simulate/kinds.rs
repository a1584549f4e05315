//! What each kind of call in the log is in the catalogue.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use super::calls::Call;

/// The packaged table.
const TABLE: &str = include_str!("../../../data/simulate/kinds.csv");

/// A kind of call, as it is filed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kind {
    /// Class and kind as the log writes them.
    #[serde(rename = "kind")]
    pub name: String,
    /// Type code of the catalogue.
    pub type_code: String,
    /// What a dispatcher in Rīga would write.
    pub description: String,
    /// How many calls of the kind the log of calls has: its share in an invented shift.
    pub calls: u32,
}

/// The table of kinds.
#[derive(Debug)]
pub struct Kinds(HashMap<String, Kind>);

/// Kinds of the log that the table does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("data/simulate/kinds.csv has no row for: {}", .0.join("; "))]
pub struct UnknownKinds(pub Vec<String>);

impl Kinds {
    /// Reads the packaged table.
    pub fn packaged() -> Result<Self, csv::Error> {
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        let rows: Vec<Kind> = reader.deserialize().collect::<Result<_, _>>()?;
        Ok(Self(rows.into_iter().map(|row| (row.name.clone(), row)).collect()))
    }

    /// The kind of each call; or every kind that is not known, at once.
    pub fn of<'a>(&'a self, calls: &[Call]) -> Result<Vec<&'a Kind>, UnknownKinds> {
        let known: Vec<&Kind> = calls.iter().filter_map(|call| self.0.get(&call.kind)).collect();
        if known.len() == calls.len() {
            return Ok(known);
        }
        let unknown: BTreeSet<&String> =
            calls.iter().map(|call| &call.kind).filter(|kind| !self.0.contains_key(*kind)).collect();
        Err(UnknownKinds(unknown.into_iter().cloned().collect()))
    }

    /// Every kind, in the order of the names: the same table gives the same list.
    pub fn into_list(self) -> Vec<Kind> {
        let mut list: Vec<Kind> = self.0.into_values().collect();
        list.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        list
    }

    /// Every type code in the table.
    #[cfg(test)]
    pub fn type_codes(&self) -> BTreeSet<&str> {
        self.0.values().map(|kind| kind.type_code.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packaged_table_is_readable_and_complete_in_itself() {
        let kinds = Kinds::packaged().unwrap();
        assert!(kinds.0.len() >= 60, "{}", kinds.0.len());
        for code in kinds.type_codes() {
            assert!(vnr_shared::catalogue::is_type_code(code), "{code}");
        }
        assert!(kinds.0.values().all(|kind| !kind.description.is_empty()));
    }

    #[test]
    fn kinds_that_nobody_mapped_are_all_named() {
        let call = |kind: &str| Call {
            kind: kind.to_owned(),
            at: chrono::NaiveDateTime::default(),
            place: String::new(),
            line: String::new(),
        };
        let calls = [call("EMS: FALL VICTIM"), call("EMS: Y"), call("EMS: X"), call("EMS: X")];
        let error = Kinds::packaged().unwrap().of(&calls).unwrap_err();
        assert_eq!(error, UnknownKinds(vec!["EMS: X".to_owned(), "EMS: Y".to_owned()]));
    }
}
