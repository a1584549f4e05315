//! One row of the register.

use chrono::NaiveDate;
use vnr_shared::place::{Lks92, distance_m, from_lks92, near_latvia};
use vnr_shared::text::fold;

use super::dialect::Columns;

use crate::places::store::Entry;

/// Columns without which a file is not one of the register's.
pub const NEEDED: [&str; 4] = ["KODS", "TIPS_CD", "STATUSS", "NOSAUKUMS"];
/// The root of the tree; the only real code that breaks the rule of the check digit.
const ROOT: &str = "100000000";
/// Degrees and grid of one row may differ by rounding, not by this many metres.
const AGREE: f64 = 25.0;

/// Why a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Another number of fields than names.
    #[error("wrong number of fields")]
    Width,
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// KODS is not nine digits.
    #[error("KODS is not nine digits")]
    Code,
    /// TIPS_CD is none of the known types.
    #[error("TIPS_CD is not a known type")]
    Kind,
    /// STATUSS is none of EKS, DEL, ERR.
    #[error("STATUSS is none of EKS, DEL, ERR")]
    Status,
    /// No name.
    #[error("NOSAUKUMS is empty")]
    Name,
    /// A date is not a date.
    #[error("a date is not written YYYY.MM.DD")]
    Date,
    /// A coordinate is not a number.
    #[error("a coordinate is not a number")]
    Number,
}

/// What is doubtful about a row that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// The check digit does not fit. The rule is not published, only observed, so this refuses nothing.
    #[error("the check digit does not fit")]
    CheckDigit,
    /// The position is not near Latvia; it is left out.
    #[error("the position is not in Latvia")]
    Abroad,
    /// Degrees and grid name different places; the degrees are taken.
    #[error("degrees and grid differ")]
    Disagree,
    /// A house in force has no position.
    #[error("no position")]
    Nowhere,
}

/// A row that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it says.
    pub entry: Entry,
    /// What is doubtful about it.
    pub doubts: Vec<Doubt>,
}

/// Reads a row. Never panics, whatever the bytes.
pub fn read(columns: &Columns, record: &csv::ByteRecord) -> Result<Reading, Fault> {
    if record.len() != columns.width {
        return Err(Fault::Width);
    }
    let text = |name| {
        columns.field(record, name).map(|f| std::str::from_utf8(f).map_err(|_| Fault::Encoding)).transpose()
    };
    let code = text("KODS")?.filter(|c| is_code(c)).ok_or(Fault::Code)?.to_owned();
    let kind = text("TIPS_CD")?.and_then(kind).ok_or(Fault::Kind)?;
    let name = text("NOSAUKUMS")?.ok_or(Fault::Name)?.to_owned();
    let full_text = text("STD")?.map_or_else(|| name.clone(), str::to_owned);
    let valid_from = date(text("DAT_SAK")?)?;
    let ended = date(text("DAT_BEIG")?)?;
    let valid_to = match text("STATUSS")? {
        Some("EKS") => ended,
        // Something that was struck is never in force, even when nobody wrote down since when.
        Some("DEL" | "ERR") => {
            ended.or(date(text("DAT_MOD")?)?).or(valid_from).or(Some(NaiveDate::default()))
        }
        _ => return Err(Fault::Status),
    };
    let mut doubts = Vec::new();
    if code != ROOT && !check_digit_fits(&code) {
        doubts.push(Doubt::CheckDigit);
    }
    let degrees = number(text("DD_N")?)?.zip(number(text("DD_E")?)?);
    let grid = number(text("KOORD_X")?)?.zip(number(text("KOORD_Y")?)?);
    let position = position(degrees, grid, &mut doubts);
    if kind == 108 && valid_to.is_none() && position.is_none() && !doubts.contains(&Doubt::Abroad) {
        doubts.push(Doubt::Nowhere);
    }
    let attribute = text("ATRIB")?.unwrap_or_default().to_owned();
    let (postcode, atvk) =
        if attribute.starts_with("LV-") { (attribute, String::new()) } else { (String::new(), attribute) };
    let entry = Entry {
        code,
        kind,
        name,
        parent_code: text("VKUR_CD")?.filter(|c| is_code(c)).map(str::to_owned),
        folded: fold(&full_text),
        full_text,
        postcode,
        atvk,
        position,
        valid_from,
        valid_to,
    };
    Ok(Reading { entry, doubts })
}

fn is_code(text: &str) -> bool {
    text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit())
}

fn kind(text: &str) -> Option<i16> {
    text.parse().ok().filter(|kind| matches!(kind, 101 | 102 | 104..=109 | 113))
}

/// `k = (6 + 4 d3 + 8 d4 + 3 d5 + 2 d6 + 5 d7 + 7 d8) mod 9` for codes that begin with 10, as found on published codes.
fn check_digit_fits(code: &str) -> bool {
    const WEIGHTS: [u32; 8] = [0, 0, 4, 8, 3, 2, 5, 7];
    let digits: Vec<u32> = code.bytes().map(|b| u32::from(b.wrapping_sub(b'0'))).collect();
    let sum: u32 = 6 + WEIGHTS.iter().zip(&digits).map(|(w, d)| w * d).sum::<u32>();
    !code.starts_with("10") || digits.last() == Some(&(sum % 9))
}

/// `YYYY.MM.DD`, with or without a time of day behind it.
fn date(text: Option<&str>) -> Result<Option<NaiveDate>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let day = text.get(..10).ok_or(Fault::Date)?.replace('-', ".");
    NaiveDate::parse_from_str(&day, "%Y.%m.%d").map(Some).map_err(|_| Fault::Date)
}

fn number(text: Option<&str>) -> Result<Option<f64>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let value: f64 = text.replace(',', ".").parse().map_err(|_| Fault::Number)?;
    if value.is_finite() { Ok(Some(value)) } else { Err(Fault::Number) }
}

/// The position; the register's X is the northing and its Y the easting.
fn position(
    degrees: Option<(f64, f64)>,
    grid: Option<(f64, f64)>,
    doubts: &mut Vec<Doubt>,
) -> Option<(f64, f64)> {
    let projected = grid.map(|(northing, easting)| from_lks92(Lks92 { northing, easting }));
    let (lat, lon) = degrees.or(projected)?;
    if !near_latvia(lat, lon) {
        doubts.push(Doubt::Abroad);
        return None;
    }
    if projected.is_some_and(|(n, e)| distance_m(lat, lon, n, e) > AGREE) {
        doubts.push(Doubt::Disagree);
    }
    Some((lat, lon))
}
