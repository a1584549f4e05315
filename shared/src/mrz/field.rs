//! The fields of a zone and what stands in them.

use chrono::{Datelike, NaiveDate};

use crate::person::PartialDate;

/// Where a field stands in the zone, its lines put together.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// First character.
    pub from: usize,
    /// Characters.
    pub len: usize,
}

impl Field {
    /// A field.
    pub const fn at(from: usize, len: usize) -> Self {
        Self { from, len }
    }

    /// Its text. A zone has the length of its layout and only ASCII, so there is always one.
    pub fn of(self, zone: &str) -> &str {
        zone.get(self.from..self.from + self.len).unwrap_or_default()
    }
}

/// The check digit over a field: weights 7, 3, 1; letters count 10 to 35, `<` counts nothing.
pub fn check_digit(text: &str) -> char {
    let value = |c: char| match c {
        '<' => 0,
        c => c.to_digit(36).unwrap_or(0),
    };
    let sum: u32 = text.chars().map(value).zip([7, 3, 1].into_iter().cycle()).map(|(v, w)| v * w).sum();
    char::from_digit(sum % 10, 10).unwrap_or('0')
}

/// Without fillers.
pub fn plain(text: &str) -> String {
    text.split('<').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Surname and given names: two fillers stand between them, one between the parts of each.
pub fn names(text: &str) -> (String, String) {
    let (surname, given) = text.split_once("<<").unwrap_or((text, ""));
    (plain(surname), plain(given))
}

/// `ANNA MARIA` as `Anna Maria`.
pub fn title_case(text: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(1.min(word.len()));
        format!("{first}{}", rest.to_ascii_lowercase())
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Year, month and day of `YYMMDD`; none for a part that is left out (`<<`).
fn parts(text: &str) -> Option<[Option<u32>; 3]> {
    let part = |at: usize| match text.get(at..at + 2)? {
        "<<" => Some(None),
        digits => digits.parse().ok().map(Some),
    };
    Some([part(0)?, part(2)?, part(4)?])
}

/// A date of birth: in the century that puts it last before `today`.
pub fn birth_date(text: &str, today: NaiveDate) -> Option<PartialDate> {
    let [year, month, day] = parts(text)?;
    let this = PartialDate { year: in_century(year?, today.year()), month, day };
    let begins = NaiveDate::from_ymd_opt(this.year, month.unwrap_or(1), day.unwrap_or(1));
    let born = if begins.is_some_and(|date| date > today) {
        PartialDate { year: this.year - 100, ..this }
    } else {
        this
    };
    born.exists().then_some(born)
}

/// A last day of validity: in the century that puts it nearest to `today`.
pub fn expiry_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let [year, month, day] = parts(text)?;
    let this = in_century(year?, today.year());
    let nearest =
        [this - 100, this, this + 100].into_iter().min_by_key(|year| (year - today.year()).abs())?;
    NaiveDate::from_ymd_opt(nearest, month?, day?)
}

/// A two-digit year in the century of another.
fn in_century(year: u32, other: i32) -> i32 {
    other - other.rem_euclid(100) + i32::try_from(year).unwrap_or(0)
}
