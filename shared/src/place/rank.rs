//! The order of what a search for addresses found. The server and the tablet without a network order alike.

use std::cmp::Ordering;

use super::wanted::house_key;
use super::{PlaceHit, PlaceKind, distance_m};
use crate::sort;

/// A row of the gazetteer that has a position, as the search looks at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Code.
    pub code: String,
    /// VARIS type code.
    pub kind: i16,
    /// Own name or number.
    pub name: String,
    /// Own name, folded.
    pub name_folded: String,
    /// Code of what it lies in.
    pub parent_code: Option<String>,
    /// Whole address.
    pub full_text: String,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
}

impl Named {
    /// The row as it travels; nothing for a kind that is not searched for.
    pub fn hit(self) -> Option<PlaceHit> {
        let kind = match self.kind {
            101 => PlaceKind::Country,
            104 => PlaceKind::Town,
            105 => PlaceKind::Parish,
            106 => PlaceKind::Village,
            107 => PlaceKind::Street,
            108 => PlaceKind::Building,
            109 => PlaceKind::Premises,
            113 => PlaceKind::Municipality,
            _ => return None,
        };
        Some(PlaceHit { code: self.code, address: self.full_text, kind, lat: self.lat, lon: self.lon })
    }
}

/// How well a place fits, smaller is better: compared field by field.
#[derive(Debug, PartialEq, PartialOrd)]
struct Fit {
    words_not_in_name: usize,
    words_not_whole: usize,
    does_not_begin: bool,
    kind: u8,
    metres: f64,
    length: usize,
}

/// Places and streets, best first: words in the name before words in the place around it, whole words before
/// beginnings, larger kinds before smaller, near before far.
pub fn places(rows: Vec<Named>, words: &[String], near: Option<(f64, f64)>) -> Vec<Named> {
    let mut fitted: Vec<(Fit, Named)> = rows.into_iter().map(|row| (fit(&row, words, near), row)).collect();
    sort::by(&mut fitted, |(a, x), (b, y)| {
        a.partial_cmp(b).unwrap_or(Ordering::Equal).then_with(|| x.full_text.cmp(&y.full_text))
    });
    fitted.into_iter().map(|(_, row)| row).collect()
}

fn fit(row: &Named, words: &[String], near: Option<(f64, f64)>) -> Fit {
    let has = |test: &dyn Fn(&str, &str) -> bool| {
        words.iter().filter(|w| !row.name_folded.split(' ').any(|own| test(own, w))).count()
    };
    Fit {
        words_not_in_name: has(&|own, word| own.starts_with(word)),
        words_not_whole: has(&|own, word| own == word),
        does_not_begin: !words.first().is_some_and(|first| row.name_folded.starts_with(first.as_str())),
        kind: match row.kind {
            104 => 0,
            113 => 1,
            107 => 2,
            106 => 3,
            105 => 4,
            _ => 5,
        },
        metres: near.map_or(0.0, |(lat, lon)| distance_m(lat, lon, row.lat, row.lon)),
        length: row.name_folded.len(),
    }
}

/// Houses, best first: the very number, then the same number with a letter or block, then longer numbers; within each
/// in the order of their streets.
pub fn houses(rows: Vec<Named>, streets: &[&str], house: &str) -> Vec<Named> {
    let mut keyed: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let key = house_key(&row.name);
            let street =
                streets.iter().position(|s| row.parent_code.as_deref() == Some(s)).unwrap_or(usize::MAX);
            let rest = key.strip_prefix(house).unwrap_or_default();
            let step = match rest.chars().next() {
                None => 0,
                Some(c) if !c.is_ascii_digit() => 1,
                Some(_) => 2,
            };
            let digits: String = key.chars().take_while(char::is_ascii_digit).collect();
            ((step, street, digits.len(), digits, key), row)
        })
        .collect();
    sort::by(&mut keyed, |(a, _), (b, _)| a.cmp(b));
    keyed.into_iter().map(|(_, row)| row).collect()
}
