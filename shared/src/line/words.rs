//! Words of the grammar that are not names of things: statuses, steps, links, screens, spans of time. Each has its names in
//! both languages, the first of each being the one that is shown.

use serde::{Deserialize, Serialize};

use super::near::compact;
use crate::incident::{Category, LinkKind, Step};
use crate::lang::Lang;
use crate::unit::UnitStatus;

/// A screen that one may go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Screen {
    /// The console.
    Console,
    /// The entry form.
    Entry,
    /// The search.
    Search,
    /// The commander's situation view.
    Situation,
    /// One's own account.
    Account,
    /// The administration.
    Administration,
}

/// A closed list of words.
pub trait Words: Copy + PartialEq + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// Names in a language.
    fn names(self, lang: Lang) -> &'static [&'static str];

    /// The name that is shown.
    fn name(self, lang: Lang) -> &'static str {
        self.names(lang).first().copied().unwrap_or_default()
    }

    /// What a typed word means: those with exactly such a name, else those with a name that begins so. The number tells how
    /// sure that is: 0 for a whole name, 1 for a beginning.
    fn meant(word: &str) -> (u8, Vec<Self>) {
        let word = compact(word);
        let any = |f: &dyn Fn(&str) -> bool| -> Vec<Self> {
            let named = |value: &Self| {
                [Lang::Lv, Lang::En]
                    .iter()
                    .any(|lang| value.names(*lang).iter().any(|name| f(&compact(name))))
            };
            Self::ALL.iter().copied().filter(named).collect()
        };
        let whole = any(&|name| name == word);
        if !whole.is_empty() || word.chars().count() < 2 {
            return (0, whole);
        }
        (1, any(&|name| name.starts_with(&word)))
    }
}

impl Words for UnitStatus {
    const ALL: &'static [Self] = &Self::ALL;

    fn names(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Self::Available, Lang::Lv) => &["brīva", "brīvs", "pieejama"],
            (Self::Available, Lang::En) => &["available", "free", "clear"],
            (Self::Assigned, Lang::Lv) => &["norīkota"],
            (Self::Assigned, Lang::En) => &["assigned"],
            (Self::EnRoute, Lang::Lv) => &["ceļā", "brauc"],
            (Self::EnRoute, Lang::En) => &["en_route", "route"],
            (Self::AtScene, Lang::Lv) => &["vietā", "ieradās"],
            (Self::AtScene, Lang::En) => &["at_scene", "scene", "arrived"],
            (Self::Transporting, Lang::Lv) => &["transportē", "ved"],
            (Self::Transporting, Lang::En) => &["transporting"],
            (Self::Busy, Lang::Lv) => &["aizņemta"],
            (Self::Busy, Lang::En) => &["busy"],
            (Self::OutOfService, Lang::Lv) => &["nav_ierindā", "bojāta"],
            (Self::OutOfService, Lang::En) => &["out_of_service", "oos"],
            (Self::OffDuty, Lang::Lv) => &["nav_dežūrā", "beigusi"],
            (Self::OffDuty, Lang::En) => &["off_duty"],
        }
    }
}

impl Words for Step {
    // Closing and opening again have verbs of their own.
    const ALL: &'static [Self] = &[
        Self::Assign,
        Self::Unassign,
        Self::Start,
        Self::Finish,
        Self::Pass,
        Self::Recall,
        Self::Accept,
        Self::Decline,
    ];

    fn names(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Self::Assign, Lang::Lv) => &["izpildei"],
            (Self::Assign, Lang::En) => &["assign"],
            (Self::Unassign, Lang::Lv) => &["neizpildei"],
            (Self::Unassign, Lang::En) => &["unassign"],
            (Self::Start, Lang::Lv) => &["sākt", "sāk"],
            (Self::Start, Lang::En) => &["start", "begin"],
            (Self::Finish, Lang::Lv) => &["pabeigt", "pabeidz"],
            (Self::Finish, Lang::En) => &["finish", "done"],
            (Self::Close, Lang::Lv) => &["slēgt"],
            (Self::Close, Lang::En) => &["close"],
            (Self::Reopen, Lang::Lv) => &["atvērt"],
            (Self::Reopen, Lang::En) => &["reopen"],
            (Self::Pass, Lang::Lv) => &["nodot", "nodod"],
            (Self::Pass, Lang::En) => &["pass"],
            (Self::Recall, Lang::Lv) => &["atsaukt", "atsauc"],
            (Self::Recall, Lang::En) => &["recall"],
            (Self::Accept, Lang::Lv) => &["pieņemt", "pieņem"],
            (Self::Accept, Lang::En) => &["accept"],
            (Self::Decline, Lang::Lv) => &["noraidīt", "noraida"],
            (Self::Decline, Lang::En) => &["decline"],
        }
    }
}

impl Words for LinkKind {
    const ALL: &'static [Self] = &[Self::Related, Self::PartOf, Self::DuplicateOf];

    fn names(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Self::Related, Lang::Lv) => &["saistīts"],
            (Self::Related, Lang::En) => &["related"],
            (Self::PartOf, Lang::Lv) => &["daļa"],
            (Self::PartOf, Lang::En) => &["part"],
            (Self::DuplicateOf, Lang::Lv) => &["dublikāts"],
            (Self::DuplicateOf, Lang::En) => &["duplicate"],
        }
    }
}

impl Words for Screen {
    const ALL: &'static [Self] =
        &[Self::Console, Self::Entry, Self::Search, Self::Situation, Self::Account, Self::Administration];

    fn names(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Self::Console, Lang::Lv) => &["konsole"],
            (Self::Console, Lang::En) => &["console"],
            (Self::Entry, Lang::Lv) => &["ievade"],
            (Self::Entry, Lang::En) => &["entry"],
            (Self::Search, Lang::Lv) => &["meklēšana"],
            (Self::Search, Lang::En) => &["search"],
            (Self::Situation, Lang::Lv) => &["situācija"],
            (Self::Situation, Lang::En) => &["situation"],
            (Self::Account, Lang::Lv) => &["konts"],
            (Self::Account, Lang::En) => &["account"],
            (Self::Administration, Lang::Lv) => &["administrēšana"],
            (Self::Administration, Lang::En) => &["administration"],
        }
    }
}

impl Words for Category {
    const ALL: &'static [Self] = &[Self::A, Self::B, Self::C];

    fn names(self, _: Lang) -> &'static [&'static str] {
        match self {
            Self::A => &["A"],
            Self::B => &["B"],
            Self::C => &["C"],
        }
    }
}

/// Longest span that a line may name, in minutes: a week.
pub const SPAN_MAX: u32 = 7 * 24 * 60;

/// Minutes of one unit of time.
pub fn minutes_of(unit: &str) -> Option<u32> {
    match compact(unit).as_str() {
        "m" | "min" | "minute" | "minutes" | "minutem" => Some(1),
        "h" | "st" | "stunda" | "stundas" | "hour" | "hours" => Some(60),
        "d" | "diena" | "dienas" | "day" | "days" => Some(1440),
        _ => None,
    }
}

/// A span of time in minutes: `15m`, `1h30`, `1h30m`, `2st`, `1d`. A bare number is minutes; the flag says whether a unit was
/// named.
pub fn span(word: &str) -> Option<(u32, bool)> {
    let mut rest = word;
    let (mut total, mut named, mut least) = (0u32, false, u32::MAX);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: u32 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            // After days come hours, after hours minutes.
            "" if least > 60 && named => 60,
            "" => 1,
            unit => minutes_of(unit)?,
        };
        if unit >= least || (letters == 0 && !rest.is_empty()) {
            return None;
        }
        named |= letters > 0;
        least = unit;
        rest = &rest[letters..];
        total = total.checked_add(number.checked_mul(unit)?)?;
    }
    (total > 0 && total <= SPAN_MAX).then_some((total, named))
}

/// A span as it is written, so that [`span`] reads the same.
pub fn span_words(minutes: u32) -> String {
    let mut out = String::new();
    let mut left = minutes;
    for (unit, letter) in [(1440, 'd'), (60, 'h'), (1, 'm')] {
        if left >= unit {
            out.push_str(&(left / unit).to_string());
            out.push(letter);
            left %= unit;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn distinct<T: Words + std::fmt::Debug>() {
        let mut seen = BTreeMap::new();
        for value in T::ALL {
            for lang in [Lang::Lv, Lang::En] {
                for name in value.names(lang) {
                    let other = seen.insert(compact(name), *value);
                    assert!(other.is_none_or(|o| o == *value), "{name}");
                    assert_eq!(T::meant(name), (0, vec![*value]));
                }
            }
        }
    }

    #[test]
    fn no_word_means_two_things() {
        distinct::<UnitStatus>();
        distinct::<Step>();
        distinct::<LinkKind>();
        distinct::<Screen>();
        distinct::<Category>();
    }

    #[test]
    fn beginnings_are_understood() {
        assert_eq!(UnitStatus::meant("cel"), (1, vec![UnitStatus::EnRoute]));
        assert_eq!(UnitStatus::meant("enroute"), (0, vec![UnitStatus::EnRoute]));
        assert_eq!(UnitStatus::meant("nav"), (1, vec![UnitStatus::OutOfService, UnitStatus::OffDuty]));
        assert_eq!(UnitStatus::meant(""), (0, vec![]));
    }

    #[test]
    fn spans_are_read_as_people_write_them() {
        assert_eq!(span("15"), Some((15, false)));
        assert_eq!(span("15min"), Some((15, true)));
        assert_eq!(span("1h30"), Some((90, true)));
        assert_eq!(span("1d2"), Some((1560, true)));
        assert_eq!(span("2st15m"), Some((135, true)));
        for wrong in ["", "0m", "m", "15x", "90s", "1m1h", "99999999999m", "15:00", "8d"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_written_span_is_read_again(minutes in 1..=SPAN_MAX) {
            prop_assert_eq!(span(&span_words(minutes)), Some((minutes, true)));
        }

        #[test]
        fn no_word_breaks_a_span(word in any::<String>()) {
            let _ = span(&word);
        }
    }
}
