//! The catalogue of incident types (notikumu veidu klasifikators): a dated tree.

mod form;

use serde::{Deserialize, Serialize};

use crate::incident::Category;
use crate::lang::Lang;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

pub use form::{Part, PutTypeForm, TypeForm, form_of};

/// One type in one of its validity periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentType {
    /// Code; children begin with their parent's code and a dot, such as `traffic.collision`.
    pub code: String,
    /// Code of the parent.
    pub parent: Option<String>,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    /// Category proposed for it.
    pub default_category: Category,
    /// Law it refers to, as cited; empty when none was stated.
    pub law: String,
    /// Further words by which it is found, folded.
    pub keywords: String,
    /// Whether incidents may be filed under it; false for a heading.
    pub selectable: bool,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it is no longer valid.
    pub valid_to: Option<DateTime>,
    /// Version of the row.
    pub version: i64,
}

impl IncidentType {
    /// Name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_lv, &self.name_en)
    }

    /// Whether it is valid at an instant.
    pub fn is_valid(&self, at: DateTime) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|to| at < to)
    }

    /// How well it answers to typed words: every word must begin a word of a name, the code or the keywords.
    /// `None` when it does not; smaller is better.
    pub fn rank(&self, typed: &str) -> Option<usize> {
        let wanted = text::fold(typed);
        if wanted.is_empty() {
            return Some(0);
        }
        let name = text::fold(&self.name_lv);
        let all =
            format!("{name} {} {} {}", text::fold(&self.name_en), text::fold(&self.code), self.keywords);
        let found = wanted.split(' ').all(|w| all.split(' ').any(|word| word.starts_with(w)));
        found.then(|| if name.starts_with(&wanted) { 0 } else { 1 + name.len() })
    }
}

/// Adds a type, or changes one from an instant on: the row valid until then stays as history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutIncidentType {
    /// Version of the row it is based on; 0 for a new type.
    pub version: i64,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    /// Code of the parent.
    #[serde(default)]
    pub parent: Option<String>,
    /// Category proposed for it.
    pub default_category: Category,
    /// Law it refers to.
    #[serde(default)]
    pub law: String,
    /// Further words by which it is found.
    #[serde(default)]
    pub keywords: String,
    /// Whether incidents may be filed under it.
    pub selectable: bool,
    /// Whether it ends now and is offered no longer.
    #[serde(default)]
    pub ended: bool,
}

impl PutIncidentType {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        for (field, value) in [("name_lv", &mut self.name_lv), ("name_en", &mut self.name_en)] {
            *value = found.take(field, text::clean_line(value, LINE_MAX));
            if value.is_empty() {
                found.fault(field, FaultCode::Required);
            }
        }
        self.law = found.take("law", text::clean_line(&self.law, LINE_MAX));
        self.keywords = text::fold(&found.take("keywords", text::clean_line(&self.keywords, LINE_MAX)));
        found
    }
}

/// Whether a text can be a type code: lower-case words of letters, digits and `_`, joined by dots.
pub fn is_type_code(code: &str) -> bool {
    code.len() <= 64
        && code.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
}
