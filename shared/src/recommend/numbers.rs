//! The numbers a recommendation goes by. No law we have read gives them, so they are rows of a dated table, with their
//! source and whether anybody confirmed them. A number that nobody has entered makes no rule.

use serde::{Deserialize, Serialize};

use crate::incident::Category;
use crate::time::DateTime;

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NumberCode {
    /// Weight of a second by which category A is late, when incidents compete.
    WeightA,
    /// The same of category B.
    WeightB,
    /// The same of category C.
    WeightC,
    /// Seconds after which a position is too old to promise an arrival from.
    PositionAge,
    /// Seconds before the end of a shift within which nobody is sent to a new place.
    ShiftMargin,
    /// Seconds of rest after an assignment before the next one that is not of category A.
    Rest,
    /// Seconds of travel that one does for a unit that is not rested.
    RestPrice,
    /// Seconds of travel that one does for a unit with one assignment fewer in the shift.
    LoadPrice,
    /// Seconds of work at the scene by which the end of an assignment is guessed.
    Work,
    /// Seconds by which a unit must be nearer to be worth changing for.
    Nearer,
    /// Seconds within which ground without a response time counts as covered.
    Cover,
}

impl NumberCode {
    /// Every number.
    pub const ALL: [Self; 11] = [
        Self::WeightA,
        Self::WeightB,
        Self::WeightC,
        Self::PositionAge,
        Self::ShiftMargin,
        Self::Rest,
        Self::RestPrice,
        Self::LoadPrice,
        Self::Work,
        Self::Nearer,
        Self::Cover,
    ];
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DispatchNumber {
    /// What it is for.
    pub code: NumberCode,
    /// The number.
    pub value: i64,
    /// Where it comes from.
    pub source: String,
    /// Whether somebody responsible has confirmed it.
    pub confirmed: bool,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it is no longer valid.
    pub valid_to: Option<DateTime>,
}

/// The numbers of an instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers([Option<i64>; NumberCode::ALL.len()]);

impl Numbers {
    /// Those of the rows that are valid at an instant.
    pub fn at(rows: &[DispatchNumber], at: DateTime) -> Self {
        let valid = rows.iter().filter(|row| row.valid_from <= at && row.valid_to.is_none_or(|to| at < to));
        let mut numbers = Self::default();
        for row in valid {
            numbers.0[row.code as usize] = Some(row.value);
        }
        numbers
    }

    /// Those that there are.
    pub fn list(&self) -> Vec<(NumberCode, i64)> {
        NumberCode::ALL.into_iter().filter_map(|code| Some((code, self.get(code)?))).collect()
    }

    /// A number, where there is one.
    pub const fn get(&self, code: NumberCode) -> Option<i64> {
        self.0[code as usize]
    }

    /// Sets a number.
    #[must_use]
    pub const fn with(mut self, code: NumberCode, value: i64) -> Self {
        self.0[code as usize] = Some(value);
        self
    }

    /// What a second late costs; 1 where nobody has said.
    pub fn weight(&self, category: Category) -> i64 {
        let code = match category {
            Category::A => NumberCode::WeightA,
            Category::B => NumberCode::WeightB,
            Category::C => NumberCode::WeightC,
        };
        self.get(code).unwrap_or(1).clamp(1, 10_000)
    }
}
