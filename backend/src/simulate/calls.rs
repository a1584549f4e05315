//! The log of calls: reading it, and its arrival times with the days put end to end.

use std::path::Path;
use std::time::Duration;

use chrono::NaiveDateTime;

/// How times are written.
const TIME: &str = "%Y-%m-%d %H:%M";
/// The resolution of the log, and the pause between the last call of a day and the first of the next.
const MINUTE: Duration = Duration::from_mins(1);

/// Why a log cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum CallsError {
    /// The file cannot be read.
    #[error("the log of calls cannot be read")]
    Csv(#[from] csv::Error),
    /// A line is not of the expected form.
    #[error("line {line} is not a call: {what}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Nothing in it.
    #[error("the log of calls is empty")]
    Empty,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Class and kind, such as `EMS: FALL VICTIM`.
    pub kind: String,
    /// When it came, local time, to the minute.
    pub at: NaiveDateTime,
    /// Where it was, in the log's own words: equal for calls from the same place.
    pub place: String,
    /// The whole line.
    pub line: String,
}

/// Reads a log without a header: latitude, longitude, `Class: KIND`, local time, township, street.
pub fn read(path: &Path) -> Result<Vec<Call>, CallsError> {
    parse(csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path)?)
}

fn parse<R: std::io::Read>(mut reader: csv::Reader<R>) -> Result<Vec<Call>, CallsError> {
    let mut calls = Vec::new();
    for (record, line) in reader.records().zip(1..) {
        let record = record?;
        let field = |at: usize| record.get(at).map(str::trim).unwrap_or_default();
        let at = NaiveDateTime::parse_from_str(field(3), TIME)
            .map_err(|error| CallsError::Line { line, what: format!("{error} in {:?}", field(3)) })?;
        // Some kinds end with a dash, left of an empty remark.
        let kind = field(2).trim_end_matches(['-', ' ']).to_owned();
        if kind.is_empty() {
            return Err(CallsError::Line { line, what: "it has no kind".to_owned() });
        }
        let place = [field(0), field(1), field(4), field(5)].join("|");
        calls.push(Call { kind, at, place, line: record.iter().collect::<Vec<_>>().join(",") });
    }
    if calls.is_empty() { Err(CallsError::Empty) } else { Ok(calls) }
}

/// When each call comes, counted from the first: the real distances within a day, one minute between two days. Calls
/// of the same minute, which is as exact as the log is, are spread evenly over it.
pub fn arrivals(calls: &[Call]) -> Vec<Duration> {
    let mut arrivals = Vec::with_capacity(calls.len());
    let mut minute = Duration::ZERO;
    let mut last: Option<NaiveDateTime> = None;
    for group in calls.chunk_by(|one, other| one.at == other.at) {
        let Some(first) = group.first() else { continue };
        if let Some(last) = last {
            let same_day = last.date() == first.at.date();
            // A log that is out of order, or goes on to another day, does not turn time back.
            let since = (first.at - last).to_std().ok().filter(|_| same_day);
            minute += since.unwrap_or(MINUTE);
        }
        last = Some(first.at);
        let share = MINUTE / u32::try_from(group.len()).unwrap_or(u32::MAX);
        arrivals.extend((0..).map(|n| minute + share * n).take(group.len()));
    }
    arrivals
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "40.1,-75.3,EMS: FALL VICTIM,2016-01-15 12:01,NORRISTOWN,DEKALB PIKE & ALLENDALE RD\n\
        40.2,-75.4,Traffic: VEHICLE ACCIDENT -,2016-01-15 12:01,,\n\
        40.2,-75.4,Traffic: VEHICLE ACCIDENT -,2016-01-15 12:04,,\n\
        40.3,-75.5,Fire: FIRE ALARM,2016-02-15 09:00,HATFIELD,\n";

    fn log(text: &str) -> Result<Vec<Call>, CallsError> {
        parse(csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()))
    }

    #[test]
    fn days_follow_each_other_and_calls_of_a_minute_share_it() {
        let calls = log(LOG).unwrap();
        let seconds: Vec<u64> = arrivals(&calls).iter().map(Duration::as_secs).collect();
        assert_eq!(seconds, [0, 30, 180, 240]);
        assert_eq!(calls[1].kind, "Traffic: VEHICLE ACCIDENT");
        assert_eq!(calls[1].place, calls[2].place);
        assert_ne!(calls[0].place, calls[1].place);
    }

    #[test]
    fn a_log_out_of_order_never_turns_time_back() {
        let calls = log("1,2,A: B,2016-01-15 12:05,,\n1,2,A: B,2016-01-15 12:01,,\n").unwrap();
        assert!(arrivals(&calls).is_sorted());
    }

    #[test]
    fn a_line_that_is_no_call_is_named() {
        let error = log("1,2,EMS: X,2016-01-15 12:01,,\n1,2,EMS: X,yesterday,,\n").unwrap_err();
        assert!(error.to_string().starts_with("line 2 "), "{error}");
        assert!(matches!(log(""), Err(CallsError::Empty)));
    }
}
