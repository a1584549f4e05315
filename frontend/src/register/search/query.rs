//! The query in the page's address, and edges of time as people type them.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use serde_json::{Map, Value};
use vnr_shared::incident::IncidentQuery;
use vnr_shared::json;
use vnr_shared::time::{self, DateTime};

use crate::ui::parse_time;

/// The query of an address, and whether something in it was not understood. A condition that cannot be read is left
/// out rather than all of them: an old bookmark still finds something, and the page says so.
pub fn from_address(params: impl IntoIterator<Item = (String, String)>) -> (IncidentQuery, bool) {
    let mut kept = Map::new();
    let mut unknown = false;
    for (name, text) in params {
        let value = match name.as_str() {
            "open" => Value::Bool(text == "true"),
            "limit" => text.parse::<u16>().map_or(Value::Null, Value::from),
            _ => Value::String(text),
        };
        let mut one = Map::new();
        one.insert(name.clone(), value.clone());
        if json::read_tree::<IncidentQuery>(&Value::Object(one)).is_ok() {
            kept.insert(name, value);
        } else {
            unknown = true;
        }
    }
    (json::read_tree(&Value::Object(kept)).unwrap_or_default(), unknown)
}

/// Reads an edge of a span of time: a time, or a day. A day as the end means the whole of that day.
pub fn edge_of_time(typed: &str, now: DateTime, is_end: bool) -> Option<DateTime> {
    if let Some(at) = parse_time(typed, now) {
        return Some(at);
    }
    let numbers: Vec<u32> = typed
        .split(|c: char| !c.is_ascii_digit())
        .filter(|s| !s.is_empty())
        .map_while(|s| s.parse().ok())
        .collect();
    let (year, month, day) = match numbers.as_slice() {
        [d, m] => (time::riga(now).year(), *m, *d),
        [d, m, y] => (i32::try_from(*y).ok()?, *m, *d),
        _ => return None,
    };
    let mut date = NaiveDate::from_ymd_opt(year, month, day)?;
    if is_end {
        date = date.checked_add_days(Days::new(1))?;
    }
    Some(time::from_riga(date.and_time(NaiveTime::MIN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bookmark_is_read_and_what_is_unknown_is_left_out() {
        let params = [
            ("q", "kautiņš pie veikala"),
            ("open", "true"),
            ("status", "done"),
            ("gone", "1"),
            ("category", "Z"),
        ];
        let params = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (query, unknown) = from_address(params);
        assert!(unknown);
        assert_eq!(
            (query.q.as_deref(), query.open, query.category),
            (Some("kautiņš pie veikala"), Some(true), None)
        );
        assert!(query.status.is_some());
    }

    #[test]
    fn a_day_is_an_edge_of_time_and_its_end_is_the_next_midnight() {
        let now: DateTime = "2026-11-24T12:10:00Z".parse().unwrap();
        let at = |s: &str| s.parse::<DateTime>().ok();
        assert_eq!(edge_of_time("24.11.2026.", now, false), at("2026-11-23T22:00:00Z"));
        assert_eq!(edge_of_time("24.11.2026.", now, true), at("2026-11-24T22:00:00Z"));
        assert_eq!(edge_of_time("24.11. 14:03", now, true), at("2026-11-24T12:03:00Z"));
        assert_eq!(edge_of_time("nekad", now, false), None);
    }
}
