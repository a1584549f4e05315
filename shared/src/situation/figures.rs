//! The figures of the situation view, counted from a picture: the browser counts them anew with every change.

use serde::{Deserialize, Serialize};

use super::Filter;
use crate::event::EventSummary;
use crate::incident::{Category, ClockState, IncidentQuery, Status, Summary};
use crate::time::DateTime;
use crate::unit::{UnitStatus, UnitSummary};

/// How many open incidents of a category have their clock in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockCount {
    /// Category.
    pub category: Category,
    /// State of the clock.
    pub clock: ClockState,
    /// How many.
    pub count: u32,
}

/// How many open incidents have a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusCount {
    /// Status.
    pub status: Status,
    /// How many.
    pub count: u32,
}

/// How many units have a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitCount {
    /// Status.
    pub status: UnitStatus,
    /// How many.
    pub count: u32,
}

/// The figures of one part of a picture. What is nought is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// Open incidents.
    pub open: u32,
    /// By category and clock, most urgent first.
    pub clocks: Vec<ClockCount>,
    /// By status, in the order of a life.
    pub statuses: Vec<StatusCount>,
    /// Units that exist.
    pub units: u32,
    /// By status.
    pub unit_statuses: Vec<UnitCount>,
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Figures {
    /// Counts what a filter holds of a picture at an instant.
    pub fn of(
        incidents: &[Summary],
        units: &[UnitSummary],
        events: &[EventSummary],
        filter: &Filter,
        now: DateTime,
    ) -> Self {
        let held: Vec<(Category, ClockState, Status)> = incidents
            .iter()
            .filter(|incident| filter.holds_incident(incident, events))
            .map(|i| (i.category, ClockState::of(i.clock.as_ref(), now), i.status))
            .collect();
        let standing: Vec<UnitStatus> = units
            .iter()
            .filter(|unit| unit.active && filter.holds_unit(unit, incidents, events))
            .map(|unit| unit.status)
            .collect();
        let clocks = Category::ALL
            .into_iter()
            .flat_map(|category| ClockState::ALL.into_iter().map(move |clock| (category, clock)));
        let clock = |(category, clock)| ClockCount {
            category,
            clock,
            count: count(held.iter().filter(|(c, s, _)| (*c, *s) == (category, clock)).count()),
        };
        let status = |status| StatusCount {
            status,
            count: count(held.iter().filter(|(_, _, s)| *s == status).count()),
        };
        let unit =
            |status| UnitCount { status, count: count(standing.iter().filter(|s| **s == status).count()) };
        Self {
            open: count(held.len()),
            clocks: clocks.map(clock).filter(|c| c.count > 0).collect(),
            statuses: Status::ALL.into_iter().map(status).filter(|s| s.count > 0).collect(),
            units: count(standing.len()),
            unit_statuses: UnitStatus::ALL.into_iter().map(unit).filter(|u| u.count > 0).collect(),
        }
    }

    /// How many open incidents have their clock in a state, of one category or of all.
    pub fn clocked(&self, category: Option<Category>, clock: ClockState) -> u32 {
        let of = |c: &&ClockCount| c.clock == clock && category.is_none_or(|category| category == c.category);
        self.clocks.iter().filter(of).map(|c| c.count).sum()
    }

    /// How many open incidents are of a category.
    pub fn category(&self, category: Category) -> u32 {
        self.clocks.iter().filter(|c| c.category == category).map(|c| c.count).sum()
    }

    /// How many units have a status.
    pub fn unit(&self, status: UnitStatus) -> u32 {
        self.unit_statuses.iter().find(|u| u.status == status).map_or(0, |u| u.count)
    }
}

impl Filter {
    /// The search that lists what one figure counts: the open incidents of a category, with the clock in a state.
    pub fn open_query(&self, category: Option<Category>, clock: Option<ClockState>) -> IncidentQuery {
        IncidentQuery { open: Some(true), category, clock, ..self.query() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::to_query;
    use serde_json::json;

    fn incident(n: u128, change: &serde_json::Value) -> Summary {
        let mut json = json!({
            "id": uuid::Uuid::from_u128(n), "number": "VP-1", "owner": uuid::Uuid::nil(), "type_code": "other",
            "category": "A", "status": "registered", "received_at": "2026-11-22T10:00:00Z", "lat": 56.95, "lon": 24.11,
            "address": "", "territory": "0001000", "headline": "", "sensitivity": "normal", "version": 1,
            "updated_at": "2026-11-22T10:00:00Z",
        });
        if let (Some(json), Some(change)) = (json.as_object_mut(), change.as_object()) {
            json.extend(change.clone());
        }
        serde_json::from_value(json).unwrap()
    }

    fn clock(stopped: Option<&str>) -> serde_json::Value {
        json!({ "started_at": "2026-11-22T10:00:00Z", "due_at": "2026-11-22T10:20:00Z", "stopped_at": stopped, "confirmed": true })
    }

    #[test]
    fn incidents_are_counted_by_category_and_clock_within_the_filter() {
        let incidents = [
            incident(1, &json!({ "clock": clock(None) })),
            incident(2, &json!({ "clock": clock(Some("2026-11-22T10:25:00Z")), "status": "in_progress" })),
            incident(3, &json!({ "category": "C" })),
            incident(4, &json!({ "category": "C", "territory": "0004000" })),
        ];
        let now = "2026-11-22T10:30:00Z".parse().unwrap();
        let all = Figures::of(&incidents, &[], &[], &Filter::default(), now);
        assert_eq!((all.open, all.category(Category::A), all.category(Category::C)), (4, 2, 2));
        assert_eq!(all.clocked(None, ClockState::Overdue), 1);
        assert_eq!(all.clocked(Some(Category::A), ClockState::Missed), 1);
        assert_eq!(all.clocked(None, ClockState::Unbound), 2);
        let riga = Filter { territory: Some("0001000".into()), ..Filter::default() };
        assert_eq!(Figures::of(&incidents, &[], &[], &riga, now).open, 3);
        let shift = Filter { since: Some(now), ..Filter::default() };
        assert_eq!(Figures::of(&incidents, &[], &[], &shift, now), Figures::default());
    }

    #[test]
    fn a_figure_carries_the_search_that_opens_its_list() {
        let filter = Filter { territory: Some("0001000".into()), ..Filter::default() };
        let query = to_query(&filter.open_query(Some(Category::A), Some(ClockState::Overdue)));
        assert_eq!(query, "category=A&clock=overdue&open=true&territory=0001000");
    }
}
