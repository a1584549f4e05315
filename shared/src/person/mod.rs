//! Persons, natural and legal, known and unknown.
//!
//! One person on several incidents is one record. A personal code is never the key: it may change once in a
//! life, may be wrong on the first evening, and may be missing for ever.

mod code;
mod rules;

use serde::{Deserialize, Serialize};

use crate::id::{InvolvementId, PersonId};
use crate::problem::FieldError;
use crate::time::DateTime;

pub use code::{CodeForm, normalise_code, recognise_code};

/// Natural or legal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PersonKind {
    /// A human being (fiziska persona).
    #[default]
    Natural,
    /// A company or other body (juridiska persona).
    Legal,
}

/// What kind of name it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NameKind {
    /// The name in use, as in the register of natural persons.
    #[default]
    Current,
    /// A former name.
    Former,
    /// The original form of a name that is transliterated in Latvia.
    Original,
    /// An alias or nickname.
    Alias,
}

/// A name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonName {
    /// Kind.
    #[serde(default)]
    pub kind: NameKind,
    /// Given names; empty for a legal person.
    #[serde(default)]
    pub given: String,
    /// Surname, or the whole name of a legal person.
    #[serde(default)]
    pub surname: String,
}

/// A personal code (personas kods) or the registration number of a legal person, in one of its periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonCode {
    /// Normalised by [`normalise_code`].
    pub code: String,
    /// Country that gave it, ISO 3166-1 alpha-2.
    #[serde(default = "latvia")]
    pub country: String,
    /// Whether another code has taken its place.
    #[serde(default)]
    pub former: bool,
}

fn latvia() -> String {
    "LV".to_owned()
}

/// Sex, as documents state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not stated or not known.
    Unknown,
}

/// A date of birth of which month or day may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartialDate {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u32>,
    /// Day; only with a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u32>,
}

impl PartialDate {
    /// Whether such a date can exist.
    pub fn exists(self) -> bool {
        match (self.month, self.day) {
            (None, None) => (1..=9999).contains(&self.year),
            (None, Some(_)) => false,
            (month, day) => {
                chrono::NaiveDate::from_ymd_opt(self.year, month.unwrap_or(1), day.unwrap_or(1)).is_some()
            }
        }
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(day) = self.day {
            write!(f, "{day:02}.")?;
        }
        if let Some(month) = self.month {
            write!(f, "{month:02}.")?;
        }
        write!(f, "{}.", self.year)
    }
}

/// An identity document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityDocument {
    /// Kind, in words (passport, identity card, driving licence).
    pub kind: String,
    /// Series and number.
    pub number: String,
    /// Country of issue, ISO 3166-1 alpha-2.
    #[serde(default = "latvia")]
    pub country: String,
}

/// A telephone number, e-mail address or other way to reach a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// Kind.
    pub kind: ContactKind,
    /// Number or address.
    pub value: String,
}

/// Kind of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ContactKind {
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Anything else.
    Other,
}

/// What is known of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonDetail {
    /// Natural or legal.
    pub kind: PersonKind,
    /// Names, the one in use first.
    pub names: Vec<PersonName>,
    /// Codes over time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<PersonCode>,
    /// Date of birth, as far as known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<PartialDate>,
    /// Sex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Citizenship, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citizenship: Option<String>,
    /// Identity documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<IdentityDocument>,
    /// Ways to reach the person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Address of residence or seat, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// What an unknown person looked like, or other marks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A person in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Version.
    pub version: i64,
    /// What is known.
    pub detail: PersonDetail,
}

/// A hit of the person search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonHit {
    /// The person, without what the reader may not see.
    pub person: Person,
    /// On how many incidents the reader may see the person stands.
    pub incidents: i64,
    /// Receipt of the latest of them.
    pub latest: Option<DateTime>,
    /// Names of the fields that were left out because the reader has no grant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
}

/// A search for persons, as one types.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PersonQuery {
    /// Words of a name, or a whole code or document number.
    pub q: String,
    /// For what purpose personal data is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// Answer to an edit of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonAnswer {
    /// The person as it now is, without what the reader may not see.
    pub person: Person,
    /// Doubts about what was entered; nothing was refused for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// Part a person played in an incident (statuss notikumā).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PersonRole {
    /// Who submitted the information (iesniedzējs).
    Applicant,
    /// Who called (zvanītājs).
    Caller,
    /// Who was harmed (cietušais).
    Victim,
    /// Who saw it (liecinieks).
    Witness,
    /// Who is suspected (aizdomās turamais).
    Suspect,
    /// Who was detained (aizturētais).
    Detained,
    /// Who is missing (bezvēsts prombūtnē esošais).
    Missing,
    /// Owner of a thing.
    Owner,
    /// Who drove.
    Driver,
    /// Any other part.
    Other,
}

impl PersonRole {
    /// Every role, in the order in which forms offer them.
    pub const ALL: [Self; 10] = [
        Self::Caller,
        Self::Applicant,
        Self::Victim,
        Self::Witness,
        Self::Suspect,
        Self::Detained,
        Self::Missing,
        Self::Driver,
        Self::Owner,
        Self::Other,
    ];

    /// Whether address, contacts and codes of such a person are withheld from readers without a grant.
    pub const fn is_protected(self) -> bool {
        matches!(self, Self::Victim | Self::Missing)
    }
}

/// Ties a person, new or already in the register, to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewInvolvement {
    /// Id of the tie, made by the sender.
    pub id: InvolvementId,
    /// Id of the person: of one found in the register, or made by the sender for a new one.
    pub person_id: PersonId,
    /// What is known of a new person; absent for one that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<PersonDetail>,
    /// Part played.
    pub role: PersonRole,
    /// What is to be said of this person in this incident.
    #[serde(default)]
    pub note: String,
    /// Whether to withhold address, contacts and codes; by role when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<bool>,
}

/// Changes what is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditPerson {
    /// Version the edit is based on.
    pub version: i64,
    /// What is now known, whole.
    pub detail: PersonDetail,
}
