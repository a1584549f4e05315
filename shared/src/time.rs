//! Instants are UTC everywhere; people read Europe/Riga.
//!
//! The zone is computed here (summer time of Directive 2000/84/EC: last Sunday of March to last Sunday of
//! October, 01:00 UTC) rather than taken from a zone database: the database would add more to the download
//! than the rest of this crate, and both sides must print the same time. Should the rule change, this function
//! is the only place.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc, Weekday};

/// An instant.
///
/// Called as in chrono so that the OpenAPI derive recognises it as `date-time`.
pub type DateTime = chrono::DateTime<Utc>;

/// Offset of Europe/Riga from UTC at an instant.
pub fn riga_offset(at: DateTime) -> Duration {
    let summer = match (last_sunday(at.year(), 3), last_sunday(at.year(), 10)) {
        (Some(start), Some(end)) => start <= at && at < end,
        _ => false,
    };
    Duration::hours(if summer { 3 } else { 2 })
}

/// 01:00 UTC of the last Sunday of a 31-day month.
fn last_sunday(year: i32, month: u32) -> Option<DateTime> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    let back = last.weekday().days_since(Weekday::Sun);
    let sunday = last.checked_sub_days(chrono::Days::new(u64::from(back)))?;
    Some(Utc.from_utc_datetime(&sunday.and_hms_opt(1, 0, 0)?))
}

/// Wall-clock time in Riga.
pub fn riga(at: DateTime) -> NaiveDateTime {
    at.naive_utc() + riga_offset(at)
}

/// The instant of a wall-clock time in Riga. In the repeated autumn hour the earlier instant is meant;
/// in the skipped spring hour the time is read as winter time.
pub fn from_riga(local: NaiveDateTime) -> DateTime {
    let summer = Utc.from_utc_datetime(&(local - Duration::hours(3)));
    if riga(summer) == local { summer } else { Utc.from_utc_datetime(&(local - Duration::hours(2))) }
}

/// Year in Riga: registration numbers run per calendar year there.
pub fn riga_year(at: DateTime) -> i32 {
    riga(at).year()
}

/// `24.11.2026. 14:03`
pub fn date_time(at: DateTime) -> String {
    let t = riga(at);
    format!("{:02}.{:02}.{}. {:02}:{:02}", t.day(), t.month(), t.year(), t.hour(), t.minute())
}

/// `24.11.2026.`
pub fn date(at: DateTime) -> String {
    let t = riga(at);
    format!("{:02}.{:02}.{}.", t.day(), t.month(), t.year())
}

/// `14:03:07`
pub fn clock(at: DateTime) -> String {
    let t = riga(at);
    format!("{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())
}

/// A span for timers: `4:07`, `1:02:09`, `-0:30` when negative, `3 d` from two days on.
pub fn span(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let s = seconds.abs();
    if s >= 2 * 86_400 {
        format!("{sign}{} d", s / 86_400)
    } else if s >= 3600 {
        format!("{sign}{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{sign}{}:{:02}", s / 60, s % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(s: &str) -> DateTime {
        s.parse().unwrap()
    }

    #[test]
    fn winter_and_summer_time_are_riga_time() {
        assert_eq!(date_time(utc("2026-11-24T12:03:00Z")), "24.11.2026. 14:03");
        assert_eq!(date_time(utc("2026-07-01T12:03:00Z")), "01.07.2026. 15:03");
        assert_eq!(clock(utc("2026-03-29T00:59:59Z")), "02:59:59");
        assert_eq!(clock(utc("2026-03-29T01:00:00Z")), "04:00:00");
        assert_eq!(clock(utc("2026-10-25T00:59:59Z")), "03:59:59");
        assert_eq!(clock(utc("2026-10-25T01:00:00Z")), "03:00:00");
        assert_eq!(riga_year(utc("2026-12-31T22:30:00Z")), 2027);
    }

    #[test]
    fn riga_time_reads_back() {
        for hour in 0..(24 * 400) {
            let at = utc("2026-01-01T00:30:00Z") + Duration::hours(hour);
            let back = from_riga(riga(at));
            // Only the second pass through the repeated hour reads back as the first.
            assert!(back == at || (back == at - Duration::hours(1) && riga(back) == riga(at)), "{at}");
        }
    }

    #[test]
    fn spans_read_as_timers() {
        assert_eq!(span(247), "4:07");
        assert_eq!(span(-30), "-0:30");
        assert_eq!(span(3729), "1:02:09");
        assert_eq!(span(200_000), "2 d");
    }
}
