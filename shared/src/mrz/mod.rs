//! The machine-readable zone of passports and identity cards (ICAO Doc 9303, parts 3 to 6): TD1, TD2, TD3.
//!
//! A camera misreads a character now and then, so a failed check digit is a doubt about a field and never a refusal; only
//! text that is no such zone at all is an error. The zone has no diacritics: names come from it as they are printed there.

mod field;
mod layout;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::person::{CodeForm, PartialDate, Sex, normalise_code, recognise_code};
use field::{Field, birth_date, check_digit, expiry_date, names, plain, title_case};
use layout::Layout;

pub use layout::MrzFormat;

/// What a document says of its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mrz {
    /// Format.
    pub format: MrzFormat,
    /// Document code, such as `P`, `ID` or `AC`.
    pub document: String,
    /// Issuing state, three letters of ICAO 9303 part 3 (`LVA`; `D` for Germany).
    pub issuer: String,
    /// Number of the document.
    pub number: String,
    /// Surname, in ordinary letters.
    pub surname: String,
    /// Given names, in ordinary letters; empty where the holder has but one name.
    pub given: String,
    /// Nationality, three letters.
    pub nationality: String,
    /// Date of birth, in part where the document leaves a part out.
    pub birth: Option<PartialDate>,
    /// Sex.
    pub sex: Sex,
    /// Last day of validity.
    pub expires: Option<NaiveDate>,
    /// What the issuing state adds; on Latvian documents the personal code.
    pub optional: String,
    /// Fields whose check digit fails or which cannot be what they stand for.
    pub doubts: Vec<MrzField>,
}

/// A field that can be in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MrzField {
    /// Number of the document.
    Number,
    /// Date of birth.
    Birth,
    /// Last day of validity.
    Expiry,
    /// What the issuing state adds.
    Optional,
    /// The whole line of numbers.
    Composite,
}

/// Text that is no machine-readable zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    /// Not two lines of 36 or 44, nor three of 30.
    #[error("neither two lines of 36 or 44 characters nor three of 30")]
    Lines,
    /// A character that no zone has.
    #[error("a character that is neither a letter, a digit nor <")]
    Character,
}

impl Mrz {
    /// Reads a zone. Spaces and lower case, as cameras and people bring them, are forgiven. `today` decides the century of
    /// two-digit years: nobody is born after today.
    pub fn read(text: &str, today: NaiveDate) -> Result<Self, MrzError> {
        let zone = clean(text)?;
        let layout = Layout::of(&zone)?;
        let at = |field: Field| field.of(&zone);
        let (number, number_check, optional) = layout.number_and_optional(&zone);
        let (birth, expiry) = (at(layout.birth), at(layout.expiry));
        let (surname, given) = names(at(layout.names));
        let mut read = Self {
            format: layout.format,
            document: plain(at(layout.document)),
            issuer: plain(at(layout.issuer)),
            number: number.replace('<', ""),
            surname: title_case(&surname),
            given: title_case(&given),
            nationality: plain(at(layout.nationality)),
            birth: birth_date(birth, today),
            sex: match at(layout.sex) {
                "F" => Sex::Female,
                "M" => Sex::Male,
                _ => Sex::Unknown,
            },
            expires: expiry_date(expiry, today),
            optional: plain(&optional),
            doubts: Vec::new(),
        };
        let doubtful = [
            (MrzField::Number, check_digit(&number) != number_check),
            (
                MrzField::Birth,
                read.birth.is_none() || check_digit(birth) != Layout::check(&zone, layout.birth),
            ),
            (
                MrzField::Expiry,
                read.expires.is_none() || check_digit(expiry) != Layout::check(&zone, layout.expiry),
            ),
            (MrzField::Optional, !layout.optional_holds(&zone)),
            (MrzField::Composite, check_digit(&layout.composite(&zone)) != layout.composite_check(&zone)),
        ];
        read.doubts = doubtful.into_iter().filter_map(|(field, doubt)| doubt.then_some(field)).collect();
        Ok(read)
    }

    /// The Latvian personal code (personas kods) that the document carries, if it is one.
    pub fn personal_code(&self) -> Option<(String, CodeForm)> {
        if self.issuer != "LVA" {
            return None;
        }
        let code = normalise_code(&self.optional);
        recognise_code(&code).ok().map(|form| (code, form))
    }
}

/// Upper case without spaces, lines put together.
fn clean(text: &str) -> Result<String, MrzError> {
    let zone: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let known = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
    if zone.chars().all(known) { Ok(zone) } else { Err(MrzError::Character) }
}

#[cfg(test)]
mod tests;
