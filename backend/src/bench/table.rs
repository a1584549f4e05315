//! The table of goals and figures.

use crate::terminal::out;

/// One line: what was measured, what it should be, and the values of several runs.
#[derive(Debug)]
pub struct Line {
    /// What.
    pub what: String,
    /// The goal, in words; empty where there is none.
    pub goal: &'static str,
    /// Unit of the values.
    pub unit: &'static str,
    /// One value a run.
    pub values: Vec<f64>,
}

impl Line {
    /// A line.
    pub fn new(what: impl Into<String>, goal: &'static str, unit: &'static str, values: Vec<f64>) -> Self {
        Self { what: what.into(), goal, unit, values }
    }

    /// The value in the middle.
    pub fn median(&self) -> f64 {
        let mut sorted = self.values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    /// Prints it under the heading.
    pub fn print(&self) {
        let least = self.values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let figure = format!("{} {}", number(self.median()), self.unit);
        let spread = format!("{}–{}", number(least), number(most));
        out(&format!("{:<62} {:>12} {:>14} {:>16}", self.what, self.goal, figure, spread));
    }
}

/// Prints the heading.
pub fn heading() {
    out(&format!("{:<62} {:>12} {:>14} {:>16}", "", "goal", "median", "least–most"));
}

/// Three digits that matter.
fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
