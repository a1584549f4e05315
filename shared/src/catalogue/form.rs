//! What the catalogue says of the form of a type: the parts that an incident must have (obligātās daļas), and the text to begin its
//! description with (veidne).
//!
//! A part that is missing never stops the filing: in the street a person may have run away, and what is known must not be
//! lost for what is not. The form asks once more, and what is filed says itself what it lacks.

use serde::{Deserialize, Serialize};

use super::is_type_code;
use crate::incident::NewIncident;
use crate::lang::Lang;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

/// Longest template, in characters.
const TEMPLATE_MAX: usize = 2_000;

/// A part of an incident that a type may require.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Part {
    /// The place in words, and not only a point of the map.
    Address,
    /// What happened.
    Description,
    /// When it happened.
    Occurred,
    /// A person.
    Person,
    /// A vehicle.
    Vehicle,
    /// An item or document.
    Object,
    /// A photograph or another file.
    Attachment,
}

impl Part {
    /// All parts, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::Address,
        Self::Occurred,
        Self::Description,
        Self::Person,
        Self::Vehicle,
        Self::Object,
        Self::Attachment,
    ];
}

/// What one type, or all types below a heading, require, in one validity period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypeForm {
    /// Code of the type or heading; empty for all types that have no other row.
    pub type_code: String,
    /// Parts that must not be missing.
    pub parts: Vec<Part>,
    /// Text to begin the description with, Latvian; may be empty.
    pub template_lv: String,
    /// The same in English.
    pub template_en: String,
    /// Law or order that says so.
    pub source: String,
    /// Whether anybody responsible has read it there.
    pub confirmed: bool,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// Version of the row; goes on over all rows of a code.
    pub version: i64,
}

impl TypeForm {
    /// The text to begin with, in a language.
    pub fn template(&self, lang: Lang) -> &str {
        lang.pick(&self.template_lv, &self.template_en)
    }

    /// The parts that an incident lacks, which has so many files.
    pub fn missing(&self, incident: &NewIncident, files: usize) -> Vec<Part> {
        let written = incident.description.trim();
        // A template that nobody filled in describes nothing.
        let template = [&self.template_lv, &self.template_en].iter().any(|text| text.trim() == written);
        let has = |part: &Part| match part {
            Part::Address => !incident.place.address.trim().is_empty(),
            Part::Description => !written.is_empty() && !template,
            Part::Occurred => incident.occurred.from.is_some(),
            Part::Person => !incident.persons.is_empty(),
            Part::Vehicle => !incident.vehicles.is_empty(),
            Part::Object => !incident.objects.is_empty(),
            Part::Attachment => files > 0,
        };
        self.parts.iter().filter(|part| !has(part)).copied().collect()
    }
}

/// The row that counts for a type: of those whose code is the type's or a heading above it, the longest.
pub fn form_of<'a>(forms: &'a [TypeForm], code: &str) -> Option<&'a TypeForm> {
    let above = |form: &&TypeForm| match code.strip_prefix(form.type_code.as_str()) {
        Some(rest) => form.type_code.is_empty() || rest.is_empty() || rest.starts_with('.'),
        None => false,
    };
    forms.iter().filter(above).max_by_key(|form| form.type_code.len())
}

/// Says what a type requires from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutTypeForm {
    /// Version of the row it is based on; 0 where there is none.
    pub version: i64,
    /// Parts that must not be missing.
    pub parts: Vec<Part>,
    /// Text to begin the description with, Latvian.
    #[serde(default)]
    pub template_lv: String,
    /// The same in English.
    #[serde(default)]
    pub template_en: String,
    /// Law or order that says so.
    pub source: String,
    /// Whether anybody responsible has read it there.
    #[serde(default)]
    pub confirmed: bool,
    /// Whether the row ends now, so that what the heading above says counts.
    #[serde(default)]
    pub ended: bool,
}

impl PutTypeForm {
    /// Checks and tidies. `code` is that of the type.
    pub fn check(&mut self, code: &str) -> Findings {
        let mut found = Findings::default();
        if !is_type_code(code) {
            found.fault("code", FaultCode::WrongForm);
        }
        self.parts.sort_unstable();
        self.parts.dedup();
        for (field, value) in [("template_lv", &mut self.template_lv), ("template_en", &mut self.template_en)]
        {
            *value = found.take(field, text::clean(value, TEMPLATE_MAX));
        }
        self.source = found.take("source", text::clean_line(&self.source, LINE_MAX));
        if self.source.is_empty() {
            found.fault("source", FaultCode::Required);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(code: &str, parts: &[Part]) -> TypeForm {
        TypeForm {
            type_code: code.into(),
            parts: parts.to_vec(),
            template_lv: "Iesaistītie:".into(),
            template_en: "Involved:".into(),
            source: "tests".into(),
            confirmed: false,
            valid_from: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn incident(more: serde_json::Value) -> NewIncident {
        let mut body = serde_json::json!({
            "id": uuid::Uuid::nil(), "channel": "own_observation", "type_code": "traffic.collision",
            "place": { "lat": 56.9, "lon": 24.1, "source": "device" },
        });
        if let (Some(body), serde_json::Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn the_nearest_heading_says_what_a_type_requires() {
        let forms = ["", "traffic", "traffic.collision", "crime.theft"].map(|code| form(code, &[]));
        let found = |code| form_of(&forms, code).map(|form| form.type_code.as_str());
        assert_eq!(found("traffic.collision"), Some("traffic.collision"));
        assert_eq!(found("traffic.parking"), Some("traffic"));
        assert_eq!(found("crime.theft_shop"), Some(""), "a longer word is another type");
        assert_eq!(form_of(&forms[1..], "animal"), None);
    }

    #[test]
    fn what_is_missing_is_told_part_by_part() {
        let all = form("", &Part::ALL);
        assert_eq!(all.missing(&incident(serde_json::json!({})), 0), Part::ALL);
        let person = serde_json::json!([{ "id": uuid::Uuid::nil(), "person_id": uuid::Uuid::nil(), "role": "victim" }]);
        let more = serde_json::json!({ "description": "Iesaistītie: divi auto", "persons": person,
            "occurred": { "from": "2026-11-22T10:00:00Z" } });
        assert_eq!(all.missing(&incident(more), 1), [Part::Address, Part::Vehicle, Part::Object]);
        let untouched = incident(serde_json::json!({ "description": " Involved: " }));
        assert_eq!(form("", &[Part::Description]).missing(&untouched, 0), [Part::Description]);
    }

    #[test]
    fn a_rule_without_its_source_is_refused() {
        let put = |source: &str| PutTypeForm {
            version: 0,
            parts: vec![Part::Vehicle, Part::Person, Part::Vehicle],
            template_lv: String::new(),
            template_en: String::new(),
            source: source.into(),
            confirmed: false,
            ended: false,
        };
        let mut good = put("MK noteikumi Nr. 190");
        assert!(good.check("traffic").faults.is_empty());
        assert_eq!(good.parts, [Part::Person, Part::Vehicle]);
        assert_eq!(put(" ").check("Traffic").faults.len(), 2);
    }
}
