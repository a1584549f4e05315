//! Where each format has its fields (ICAO Doc 9303, parts 4, 5 and 6).

use serde::{Deserialize, Serialize};

use super::MrzError;
use super::field::{Field, check_digit};

/// Format of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MrzFormat {
    /// A card: three lines of 30.
    Td1,
    /// An older, larger card or a visa of its size: two lines of 36.
    Td2,
    /// A passport: two lines of 44.
    Td3,
}

/// Fields of one format.
#[derive(Debug)]
pub struct Layout {
    /// Format.
    pub format: MrzFormat,
    /// Document code.
    pub document: Field,
    /// Issuing state.
    pub issuer: Field,
    /// Names.
    pub names: Field,
    number: Field,
    /// Nationality.
    pub nationality: Field,
    /// Date of birth.
    pub birth: Field,
    /// Sex.
    pub sex: Field,
    /// Last day of validity.
    pub expiry: Field,
    optional: Field,
    /// Whether a check digit of its own follows the optional field.
    optional_checked: bool,
    /// Parts of the composite, in order.
    composite: &'static [Field],
    composite_check: usize,
}

const TD1: Layout = Layout {
    format: MrzFormat::Td1,
    document: Field::at(0, 2),
    issuer: Field::at(2, 3),
    number: Field::at(5, 9),
    optional: Field::at(15, 15),
    optional_checked: false,
    birth: Field::at(30, 6),
    sex: Field::at(37, 1),
    expiry: Field::at(38, 6),
    nationality: Field::at(45, 3),
    names: Field::at(60, 30),
    composite: &[Field::at(5, 25), Field::at(30, 7), Field::at(38, 7), Field::at(48, 11)],
    composite_check: 59,
};

const TD2: Layout = Layout {
    format: MrzFormat::Td2,
    document: Field::at(0, 2),
    issuer: Field::at(2, 3),
    names: Field::at(5, 31),
    number: Field::at(36, 9),
    nationality: Field::at(46, 3),
    birth: Field::at(49, 6),
    sex: Field::at(56, 1),
    expiry: Field::at(57, 6),
    optional: Field::at(64, 7),
    optional_checked: false,
    composite: &[Field::at(36, 10), Field::at(49, 7), Field::at(57, 14)],
    composite_check: 71,
};

const TD3: Layout = Layout {
    format: MrzFormat::Td3,
    document: Field::at(0, 2),
    issuer: Field::at(2, 3),
    names: Field::at(5, 39),
    number: Field::at(44, 9),
    nationality: Field::at(54, 3),
    birth: Field::at(57, 6),
    sex: Field::at(64, 1),
    expiry: Field::at(65, 6),
    optional: Field::at(72, 14),
    optional_checked: true,
    composite: &[Field::at(44, 10), Field::at(57, 7), Field::at(65, 22)],
    composite_check: 87,
};

impl Layout {
    /// The layout of a zone, by its length.
    pub fn of(zone: &str) -> Result<&'static Self, MrzError> {
        match zone.len() {
            90 => Ok(&TD1),
            72 => Ok(&TD2),
            88 => Ok(&TD3),
            _ => Err(MrzError::Lines),
        }
    }

    /// Number, its check digit, and the optional field. A card whose number is longer than nine characters has `<` for the
    /// check digit and goes on in the optional field, where the check digit follows it.
    pub fn number_and_optional(&self, zone: &str) -> (String, char, String) {
        let (number, optional) = (self.number.of(zone), self.optional.of(zone));
        let check = Self::check(zone, self.number);
        if check == '<' && matches!(self.format, MrzFormat::Td1 | MrzFormat::Td2) {
            let (more, rest) = optional.split_once('<').unwrap_or((optional, ""));
            if let Some((more, check)) = more.split_at_checked(more.len().saturating_sub(1))
                && let Some(check) = check.chars().next()
            {
                // The check digit of a long number is taken over all of it, the gap included.
                return (format!("{number}<{more}"), check, rest.to_owned());
            }
        }
        (number.to_owned(), check, optional.to_owned())
    }

    /// The character behind a field, which is its check digit.
    pub fn check(zone: &str, field: Field) -> char {
        zone.as_bytes().get(field.from + field.len).map_or('<', |&b| char::from(b))
    }

    /// Whether the optional field's own check digit is right. An empty field may have `<` for it.
    pub fn optional_holds(&self, zone: &str) -> bool {
        let optional = self.optional.of(zone);
        let check = Self::check(zone, self.optional);
        !self.optional_checked
            || check == check_digit(optional)
            || (check == '<' && optional.chars().all(|c| c == '<'))
    }

    /// Everything that the composite check digit is taken over.
    pub fn composite(&self, zone: &str) -> String {
        self.composite.iter().map(|field| field.of(zone)).collect()
    }

    /// The composite check digit.
    pub fn composite_check(&self, zone: &str) -> char {
        Self::check(zone, Field::at(self.composite_check, 0))
    }
}
