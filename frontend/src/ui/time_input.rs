//! Times as people type them: `14:03`, `1403`, `24.11. 14:03`, `24.11.2026. 14:03`, in Riga time.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};
use leptos::prelude::*;
use vnr_shared::time::{self, DateTime};

use super::field::FieldFaults;
use super::text::Ui;
use crate::edge;
use crate::i18n::{Message, t};

/// Reads a typed time. A time of day without a date is the last one that has been: typed at 00:10, `23:55` is
/// yesterday. A date without a year is of this year.
pub fn parse(typed: &str, now: DateTime) -> Option<DateTime> {
    let numbers: Vec<&str> = typed.split(|c: char| !c.is_ascii_digit()).filter(|s| !s.is_empty()).collect();
    let today = time::riga(now).date();
    let number = |s: &str| s.parse::<u32>().ok();
    match numbers.as_slice() {
        [together] if together.len() == 4 => {
            latest(number(&together[..2])?, number(&together[2..])?, today, now)
        }
        [h, m] => latest(number(h)?, number(m)?, today, now),
        [d, mo, h, m] => at(today.year(), number(mo)?, number(d)?, number(h)?, number(m)?),
        [d, mo, y, h, m] => at(y.parse().ok()?, number(mo)?, number(d)?, number(h)?, number(m)?),
        _ => None,
    }
}

fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Option<DateTime> {
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(time::from_riga(date.and_time(NaiveTime::from_hms_opt(hour, minute, 0)?)))
}

fn latest(hour: u32, minute: u32, today: NaiveDate, now: DateTime) -> Option<DateTime> {
    let typed = at(today.year(), today.month(), today.day(), hour, minute)?;
    // A clock that runs a little ahead must not throw "now" back by a day.
    if typed > now + Duration::minutes(2) {
        let yesterday = today.pred_opt()?;
        at(yesterday.year(), yesterday.month(), yesterday.day(), hour, minute)
    } else {
        Some(typed)
    }
}

/// A field for a time. Says under it how the typed text was understood.
#[component]
pub fn TimeField(
    #[prop(into)] label: TextProp,
    #[prop(into)] path: String,
    value: RwSignal<String>,
    faults: FieldFaults,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let understood = move || {
        let typed = value.get();
        (!typed.trim().is_empty()).then(|| match parse(&typed, edge::now()) {
            Some(at) => view! { <span class="field__hint">"= "{time::date_time(at)}</span> }.into_any(),
            None => view! { <span class="field__warning">{Ui::TimeUnread.text()}</span> }.into_any(),
        })
    };
    view! {
        <div class=format!("field {class}")>
            <super::TextField label path value faults placeholder=t(Ui::TimeExample) mono=true/>
            {understood}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(s: &str) -> DateTime {
        s.parse().unwrap()
    }

    #[test]
    fn times_are_read_as_they_are_said() {
        // 14:10 in Riga.
        let now = utc("2026-11-24T12:10:00Z");
        let expected = Some(utc("2026-11-24T12:03:00Z"));
        for typed in ["14:03", "1403", "14.03", "24.11. 14:03", "24.11.2026. 14:03", " 14 03 "] {
            assert_eq!(parse(typed, now), expected, "{typed}");
        }
        for nonsense in ["", "25:00", "14", "31.02. 10:00", "abc", "1.1.1.1.1.1"] {
            assert_eq!(parse(nonsense, now), None, "{nonsense}");
        }
    }

    #[test]
    fn a_time_later_than_now_was_yesterday() {
        let ten_past_midnight = utc("2026-11-23T22:10:00Z");
        assert_eq!(parse("23:55", ten_past_midnight), Some(utc("2026-11-23T21:55:00Z")));
        assert_eq!(parse("00:11", ten_past_midnight), Some(utc("2026-11-23T22:11:00Z")));
    }
}
