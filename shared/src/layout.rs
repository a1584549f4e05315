//! Layouts (izkārtojumi) of the console: which panes stand where, how large, and what is filtered. They have names, are
//! kept on the server and follow the person.

use serde::{Deserialize, Serialize};

use crate::id::LayoutId;
use crate::incident::Category;
use crate::problem::{FaultCode, Findings};
use crate::text;

/// Most layouts of one person.
pub const LAYOUTS_MAX: i64 = 50;
/// Most columns; four fill the widest desk.
pub const COLUMNS_MAX: usize = 4;
/// Longest name, in characters.
const NAME_MAX: usize = 60;
/// Longest filter text, in characters.
const FILTER_MAX: usize = 200;
/// Largest share of a column or pane.
const SHARE_MAX: u8 = 100;

/// A pane of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Pane {
    /// Waiting calls.
    Calls,
    /// Open incidents.
    Incidents,
    /// Units, the free ones first.
    Units,
    /// The map.
    Map,
    /// The incident being worked, with its timeline and the proposals of who goes.
    Worked,
    /// Timers and what is overdue.
    Timers,
    /// Messages between console and units.
    Messages,
}

impl Pane {
    /// Every pane.
    pub const ALL: [Self; 7] =
        [Self::Calls, Self::Incidents, Self::Units, Self::Map, Self::Worked, Self::Timers, Self::Messages];

    /// What a dispatcher must always have in sight: the call being worked, free units, waiting calls.
    pub const ALWAYS: [Self; 3] = [Self::Calls, Self::Units, Self::Worked];
}

/// A pane in its place. Panes of a column stand in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Placed {
    /// Which.
    pub pane: Pane,
    /// Column, from 0 at the left.
    pub column: u8,
    /// Share of the column's height, 1 to 100, beside the shares of the others in it.
    pub share: u8,
}

/// What the list of incidents shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListFilter {
    /// Words that must occur.
    pub text: String,
    /// Only this category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Only those nobody has been sent to.
    pub waiting: bool,
    /// Only those the own institution answers for.
    pub mine: bool,
}

/// An arrangement of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Arrangement {
    /// Share of each column of the width, 1 to 100.
    pub columns: Vec<u8>,
    /// The panes.
    pub panes: Vec<Placed>,
    /// What the list shows when the layout is chosen.
    #[serde(default)]
    pub filter: ListFilter,
}

impl Default for Arrangement {
    /// What a person has who never chose: lists at the left, the work in the middle, the map and units at the right.
    fn default() -> Self {
        let at = |column, pane, share| Placed { pane, column, share };
        let panes = vec![
            at(0, Pane::Calls, 25),
            at(0, Pane::Incidents, 75),
            at(1, Pane::Map, 45),
            at(1, Pane::Worked, 55),
            at(2, Pane::Units, 55),
            at(2, Pane::Timers, 20),
            at(2, Pane::Messages, 25),
        ];
        Self { columns: vec![34, 42, 24], panes, filter: ListFilter::default() }
    }
}

impl Arrangement {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        let share = 1..=SHARE_MAX;
        if !(1..=COLUMNS_MAX).contains(&self.columns.len()) || self.columns.iter().any(|c| !share.contains(c))
        {
            found.fault("columns", FaultCode::OutOfRange);
        }
        for (n, placed) in self.panes.iter().enumerate() {
            if usize::from(placed.column) >= self.columns.len() {
                found.fault(format!("panes.{n}.column"), FaultCode::OutOfRange);
            }
            if !share.contains(&placed.share) {
                found.fault(format!("panes.{n}.share"), FaultCode::OutOfRange);
            }
            if self.panes.iter().take(n).any(|other| other.pane == placed.pane) {
                found.fault(format!("panes.{n}.pane"), FaultCode::Taken);
            }
        }
        if Pane::ALWAYS.iter().any(|pane| self.panes.iter().all(|placed| placed.pane != *pane)) {
            found.fault("panes", FaultCode::Required);
        }
        self.filter.text = found.take("filter.text", text::clean_line(&self.filter.text, FILTER_MAX));
        found
    }

    /// The panes of a column, from the top.
    pub fn column(&self, column: usize) -> impl Iterator<Item = &Placed> {
        self.panes.iter().filter(move |placed| usize::from(placed.column) == column)
    }
}

/// A layout as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Layout {
    /// Id.
    pub id: LayoutId,
    /// Name.
    pub name: String,
    /// Whether it is the one in use. At most one is.
    pub active: bool,
    /// The arrangement.
    pub arrangement: Arrangement,
    /// Version.
    pub version: i64,
}

/// Makes or changes a layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutLayout {
    /// Version it is based on; 0 for a new one.
    pub version: i64,
    /// Name, once per person.
    pub name: String,
    /// Whether it is used from now on; the one used before is so no longer.
    pub active: bool,
    /// The arrangement.
    pub arrangement: Arrangement,
}

impl PutLayout {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.name = found.take("name", text::clean_line(&self.name, NAME_MAX));
        if self.name.is_empty() && found.faults.is_empty() {
            found.fault("name", FaultCode::Required);
        }
        found.nest("arrangement", self.arrangement.check());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(change: impl FnOnce(&mut Arrangement)) -> Vec<String> {
        let mut arrangement = Arrangement::default();
        change(&mut arrangement);
        arrangement.check().faults.into_iter().map(|f| f.field).collect()
    }

    #[test]
    fn the_first_arrangement_is_a_valid_one_with_every_pane() {
        assert!(faults(|_| {}).is_empty());
        let mut panes: Vec<_> = Arrangement::default().panes.iter().map(|p| p.pane).collect();
        panes.sort_unstable();
        assert_eq!(panes, Pane::ALL);
    }

    #[test]
    fn what_must_be_in_sight_cannot_be_left_out() {
        for pane in Pane::ALWAYS {
            assert_eq!(faults(|a| a.panes.retain(|p| p.pane != pane)), ["panes"], "{pane:?}");
        }
        assert!(faults(|a| a.panes.retain(|p| p.pane != Pane::Messages)).is_empty());
    }

    #[test]
    fn a_pane_stands_once_in_a_column_that_exists() {
        assert_eq!(faults(|a| a.panes[2].column = 3), ["panes.2.column"]);
        assert_eq!(faults(|a| a.panes[1].pane = Pane::Calls), ["panes.1.pane"]);
        assert_eq!(faults(|a| a.panes[1].share = 0), ["panes.1.share"]);
        assert_eq!(faults(|a| a.columns = vec![1; 5]), ["columns"]);
    }
}
