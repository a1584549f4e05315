//! The order of what was found.

use std::cmp::Ordering;

use super::query::house_key;
use super::store::Row;

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
pub fn places(rows: Vec<Row>, words: &[String], near: Option<(f64, f64)>) -> Vec<Row> {
    let mut fitted: Vec<(Fit, Row)> = rows.into_iter().map(|row| (fit(&row, words, near), row)).collect();
    fitted.sort_by(|(a, x), (b, y)| {
        a.partial_cmp(b).unwrap_or(Ordering::Equal).then_with(|| x.full_text.cmp(&y.full_text))
    });
    fitted.into_iter().map(|(_, row)| row).collect()
}

fn fit(row: &Row, words: &[String], near: Option<(f64, f64)>) -> Fit {
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
        metres: near.map_or(0.0, |(lat, lon)| metres(lat, lon, row.lat, row.lon)),
        length: row.name_folded.len(),
    }
}

/// Houses, best first: the very number, then the same number with a letter or block, then longer numbers; within each
/// in the order of their streets.
pub fn houses(rows: Vec<Row>, streets: &[&str], house: &str) -> Vec<Row> {
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
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// Distance on the sphere in metres; good enough to order and to show.
pub fn metres(lat: f64, lon: f64, other_lat: f64, other_lon: f64) -> f64 {
    const RADIUS: f64 = 6_371_008.8;
    let (a, b) = (lat.to_radians(), other_lat.to_radians());
    let (north, east) = (b - a, (other_lon - lon).to_radians());
    let h = (north / 2.0).sin().powi(2) + a.cos() * b.cos() * (east / 2.0).sin().powi(2);
    2.0 * RADIUS * h.sqrt().clamp(0.0, 1.0).asin()
}
