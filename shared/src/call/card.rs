//! The Unified Electronic Card (Vienotā elektroniskā kartīte) as this register takes it.
//!
//! The format that the 112 platform really sends is not public. This is a contract of our own, with a version of its own,
//! that holds what is publicly known of the card; the adapter is the only place that changes when the real one is given.

use serde::{Deserialize, Serialize};

use super::command::check_caller;
use super::{CallPosition, Caller};
use crate::id::{CallId, InstitutionId};
use crate::problem::{FaultCode, FieldError, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

/// Version of the contract.
pub const CONTRACT: u16 = 1;
/// Most positions and services of one card.
const LIST_MAX: usize = 32;

/// What a version of a card says of the card itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CardStatus {
    /// It is to be answered.
    #[default]
    Active,
    /// It was made by mistake, or the caller took the call back.
    Withdrawn,
}

/// One version of a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    /// Version of this contract: 1.
    pub contract: u16,
    /// Name of the sending platform, such as `112`.
    pub platform: String,
    /// Number of the card at the platform.
    pub number: String,
    /// Version of the card, rising; the highest one is shown.
    pub version: i32,
    /// Whether the card stands.
    #[serde(default)]
    pub status: CardStatus,
    /// When the call was received at the platform.
    pub received_at: DateTime,
    /// Codes of the institutions that are to answer, such as `VP` and `VUGD`.
    pub services: Vec<String>,
    /// Who called.
    #[serde(default)]
    pub caller: Caller,
    /// Language of the caller, ISO 639-1.
    #[serde(default)]
    pub language: String,
    /// Type of event by the catalogue of this register, where the platform knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// Address or place in words.
    #[serde(default)]
    pub address: String,
    /// What was said.
    #[serde(default)]
    pub text: String,
    /// Positions that the platform knows, each with its source.
    #[serde(default)]
    pub positions: Vec<CallPosition>,
    /// The AML message as the telephone sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aml: Option<String>,
    /// The minimum set of data of an eCall, in base64 or hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msd: Option<String>,
}

/// What became of a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardAnswer {
    /// Calls of the card, one for each institution that is to answer.
    pub calls: Vec<CardCall>,
    /// Whether this version is now shown; false when a later one came before.
    pub shown: bool,
    /// Whether exactly this version had come before.
    pub known: bool,
    /// What could not be read. The card was taken without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldError>,
}

/// A call of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardCall {
    /// The call.
    pub id: CallId,
    /// Whose it is.
    pub institution: InstitutionId,
}

impl Card {
    /// Checks and tidies. Only what identifies the card is a fault: a card with a broken text or position is taken without
    /// it, with a warning, because a call must not be lost for its form.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        if self.contract != CONTRACT {
            found.fault("contract", FaultCode::Unknown);
        }
        self.platform = found.take("platform", text::clean_line(&self.platform, 32));
        self.number = found.take("number", text::clean_line(&self.number, 64));
        for (field, value) in [("platform", &self.platform), ("number", &self.number)] {
            if value.is_empty() && !found.faults.iter().any(|fault| fault.field == field) {
                found.fault(field, FaultCode::Required);
            }
        }
        if self.version < 1 {
            found.fault("version", FaultCode::OutOfRange);
        }
        let soft = self.soften();
        found.warnings.extend(soft.faults);
        found.warnings.extend(soft.warnings);
        found
    }

    fn soften(&mut self) -> Findings {
        let mut found = check_caller(&mut self.caller);
        self.address = found.take("address", text::clean_line(&self.address, LINE_MAX));
        self.language = found.take("language", text::clean_line(&self.language, 16));
        self.text = keep("text", &self.text, &mut found);
        if let Some(code) = &self.type_code
            && !crate::catalogue::is_type_code(code)
        {
            found.fault("type_code", FaultCode::Unknown);
            self.type_code = None;
        }
        for (i, position) in self.positions.iter().enumerate() {
            found.nest(&format!("positions.{i}"), position.check());
        }
        self.positions.retain(|position| position.check().faults.is_empty());
        for (field, list) in [("positions", self.positions.len()), ("services", self.services.len())] {
            if list > LIST_MAX {
                found.fault(field, FaultCode::TooLong);
            }
        }
        self.positions.truncate(LIST_MAX);
        self.services.truncate(LIST_MAX);
        found
    }
}

/// A text that is kept whatever is in it: characters that may not be stored are taken out, and what is too long is cut.
fn keep(field: &str, given: &str, found: &mut Findings) -> String {
    text::clean(given, text::DESCRIPTION_MAX).unwrap_or_else(|code| {
        found.fault(field, code);
        let printable = |c: &char| text::clean(&format!("a{c}a"), 3).is_ok();
        let kept: String = given.chars().filter(printable).take(text::DESCRIPTION_MAX).collect();
        kept.trim().to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn card(change: &serde_json::Value) -> Card {
        let mut whole = serde_json::json!({
            "contract": 1, "platform": "112", "number": "K-1", "version": 1,
            "received_at": "2026-11-22T10:00:00Z", "services": ["VP"],
        });
        whole.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn only_what_identifies_a_card_refuses_it() {
        let mut bad = card(&serde_json::json!({
            "text": "Kautiņš\u{0} pie veikala", "address": "a\nb", "type_code": "Nav Tāda",
            "positions": [{ "lat": 95.0, "lon": 24.0, "source": "cell" }, { "lat": 56.9, "lon": 24.0, "source": "aml" }],
        }));
        let found = bad.check();
        assert_eq!(found.faults, []);
        let fields: Vec<_> = found.warnings.iter().map(|w| w.field.as_str()).collect();
        assert_eq!(fields, ["address", "text", "type_code", "positions.0.lat"]);
        assert_eq!((bad.text.as_str(), bad.positions.len()), ("Kautiņš pie veikala", 1));

        let mut nameless = card(&serde_json::json!({ "contract": 2, "number": " ", "version": 0 }));
        let fields: Vec<_> = nameless.check().faults.into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["contract", "number", "version"]);
    }

    #[test]
    fn a_card_that_was_checked_is_clean() {
        let mut card =
            card(&serde_json::json!({ "text": " a\u{0}b ", "address": "x\ny", "language": "\u{202E}" }));
        assert!(!card.check().warnings.is_empty());
        assert_eq!(card.check().warnings, []);
    }

    proptest! {
        #[test]
        fn whatever_was_said_is_kept_in_a_form_that_can_be_stored(said in any::<String>()) {
            let mut card = card(&serde_json::json!({ "text": said }));
            card.check();
            prop_assert_eq!(text::clean(&card.text, text::DESCRIPTION_MAX), Ok(card.text));
        }
    }
}
