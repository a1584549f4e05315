//! Persons, natural and legal, known and unknown.
//!
//! One person on several incidents is one record. A personal code is never the key: it may change once in a
//! life, may be wrong on the first evening, and may be missing for ever.

mod code;

use serde::{Deserialize, Serialize};

use crate::id::{InvolvementId, PersonId};
use crate::problem::{FaultCode, FieldError, Findings};
use crate::text::{self, LINE_MAX, NOTE_MAX};
use crate::time::DateTime;

pub use code::{CodeForm, normalise_code, recognise_code};

/// Most names, codes, documents or contacts one person may carry.
const LIST_MAX: usize = 50;

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

impl PersonDetail {
    /// Checks and tidies. Doubts about codes are warnings, because people give wrong codes and the code on a
    /// valid document may fail the published check.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        for (field, len) in [
            ("names", self.names.len()),
            ("codes", self.codes.len()),
            ("documents", self.documents.len()),
            ("contacts", self.contacts.len()),
        ] {
            if len > LIST_MAX {
                found.fault(field, FaultCode::TooLong);
            }
        }
        for (i, name) in self.names.iter_mut().enumerate() {
            name.given = found.take(&format!("names.{i}.given"), text::clean_line(&name.given, LINE_MAX));
            name.surname =
                found.take(&format!("names.{i}.surname"), text::clean_line(&name.surname, LINE_MAX));
        }
        self.names.retain(|n| !n.given.is_empty() || !n.surname.is_empty());
        for (i, code) in self.codes.iter_mut().enumerate() {
            let field = format!("codes.{i}.code");
            code.code = normalise_code(&found.take(&field, text::clean_line(&code.code, 64)));
            if code.code.is_empty() {
                found.fault(&field, FaultCode::Required);
            } else if code.country == "LV"
                && self.kind == PersonKind::Natural
                && let Err(doubt) = recognise_code(&code.code)
            {
                found.warning(&field, doubt);
            }
        }
        for (i, document) in self.documents.iter_mut().enumerate() {
            document.kind =
                found.take(&format!("documents.{i}.kind"), text::clean_line(&document.kind, LINE_MAX));
            document.number =
                found.take(&format!("documents.{i}.number"), text::clean_line(&document.number, 64));
        }
        for (i, contact) in self.contacts.iter_mut().enumerate() {
            contact.value =
                found.take(&format!("contacts.{i}.value"), text::clean_line(&contact.value, LINE_MAX));
        }
        self.address = found.take("address", text::clean_line(&self.address, LINE_MAX));
        self.description = found.take("description", text::clean(&self.description, NOTE_MAX));
        if let Some(born) = self.born {
            if !born.exists() {
                found.fault("born", FaultCode::WrongForm);
            } else if born.year > crate::time::riga_year(now) {
                found.fault("born", FaultCode::InFuture);
            }
        }
        if self.names.is_empty()
            && self.codes.is_empty()
            && self.description.is_empty()
            && found.faults.is_empty()
        {
            found.fault("names", FaultCode::NothingKnown);
        }
        found
    }

    /// The name to show: the one in use, or the first there is.
    pub fn display_name(&self) -> Option<String> {
        let name = self.names.iter().find(|n| n.kind == NameKind::Current).or(self.names.first())?;
        Some(format!("{} {}", name.given, name.surname).trim().to_owned())
    }

    /// All names folded, as the search compares them.
    pub fn folded_names(&self) -> String {
        let all: Vec<String> =
            self.names.iter().map(|n| text::fold(&format!("{} {}", n.given, n.surname))).collect();
        all.join(" | ")
    }

    /// Codes and document numbers in the form in which they are compared.
    pub fn search_codes(&self) -> Vec<String> {
        let documents = self.documents.iter().map(|document| normalise_code(&document.number));
        let mut all: Vec<String> = self.codes.iter().map(|code| code.code.clone()).chain(documents).collect();
        all.retain(|code| !code.is_empty());
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Takes over from what the register holds the fields that were withheld from the editor: an empty field is not an
    /// order to clear what the editor could not see, and entries of lists are added to those there are.
    pub fn keep_withheld(&mut self, held: &Self) {
        if self.address.is_empty() {
            self.address.clone_from(&held.address);
        }
        keep(&mut self.codes, &held.codes);
        keep(&mut self.documents, &held.documents);
        keep(&mut self.contacts, &held.contacts);
    }

    /// Leaves out what a reader without a grant may not see, and says what was left out.
    pub fn withhold(&mut self) -> Vec<String> {
        let mut withheld = Vec::new();
        let mut note = |name: &str, had: bool| {
            if had {
                withheld.push(name.to_owned());
            }
        };
        note("address", !self.address.is_empty());
        note("contacts", !self.contacts.is_empty());
        note("codes", !self.codes.is_empty());
        note("documents", !self.documents.is_empty());
        self.address.clear();
        self.contacts.clear();
        self.codes.clear();
        self.documents.clear();
        withheld
    }
}

fn keep<T: Clone + PartialEq>(list: &mut Vec<T>, held: &[T]) {
    let added: Vec<T> = list.drain(..).filter(|entry| !held.contains(entry)).collect();
    list.extend(held.iter().cloned().chain(added));
}

impl PersonQuery {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.q = found.take("q", text::clean_line(&self.q, LINE_MAX));
        if text::fold(&self.q).is_empty() && found.faults.is_empty() {
            found.fault("q", FaultCode::Required);
        }
        let purpose = self.purpose.take().unwrap_or_default();
        self.purpose = Some(found.take("purpose", text::clean_line(&purpose, LINE_MAX)));
        self.purpose = self.purpose.take().filter(|purpose| !purpose.is_empty());
        found
    }
}

impl NewInvolvement {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        self.note = found.take("note", text::clean(&self.note, NOTE_MAX));
        if let Some(detail) = &mut self.detail {
            found.nest("detail", detail.check(now));
        }
        found
    }
}

impl EditPerson {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = Findings::default();
        found.nest("detail", self.detail.check(now));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_unknown_person_needs_at_least_a_description() {
        let mut nobody = PersonDetail::default();
        assert_eq!(nobody.check(now()).faults[0].code, FaultCode::NothingKnown);
        let mut seen =
            PersonDetail { description: "Vīrietis melnā jakā".into(), ..PersonDetail::default() };
        assert!(seen.check(now()).faults.is_empty());
    }

    #[test]
    fn a_doubtful_code_is_a_warning_and_is_kept() {
        let mut person = PersonDetail {
            codes: vec![PersonCode { code: "161175-19998".into(), country: "LV".into(), former: false }],
            ..PersonDetail::default()
        };
        let found = person.check(now());
        assert!(found.faults.is_empty());
        assert_eq!(found.warnings[0].code, FaultCode::PersonalCodeCheck);
        assert_eq!(person.codes[0].code, "16117519998");
    }

    #[test]
    fn withholding_says_what_was_left_out() {
        let mut person = PersonDetail { address: "Brīvības iela 1".into(), ..PersonDetail::default() };
        assert_eq!(person.withhold(), ["address"]);
        assert!(person.address.is_empty());
    }

    #[test]
    fn an_editor_does_not_clear_what_was_withheld() {
        let code = |code: &str| PersonCode { code: code.into(), country: "LV".into(), former: false };
        let held = PersonDetail {
            address: "Brīvības iela 1".into(),
            codes: vec![code("1")],
            ..PersonDetail::default()
        };
        let mut edit = PersonDetail { codes: vec![code("2")], ..PersonDetail::default() };
        edit.keep_withheld(&held);
        assert_eq!(edit.address, held.address);
        assert_eq!(edit.codes, [code("1"), code("2")]);
    }

    #[test]
    fn partial_dates_exist_or_not() {
        let date = |year, month, day| PartialDate { year, month, day };
        assert!(date(1980, None, None).exists());
        assert!(date(1980, Some(2), Some(29)).exists());
        assert!(!date(1981, Some(2), Some(29)).exists());
        assert!(!date(1981, None, Some(3)).exists());
    }
}
