//! Presence (klātbūtne): who has a record open, and who is typing in which of its fields.
//!
//! Not a change of the register: nothing of it is journaled, and it lasts only as long as somebody says so again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{InstitutionId, UserId};
use crate::live::Kind;
use crate::problem::{FaultCode, Findings};
use crate::time::DateTime;

/// Seconds after which a page says again where its person is.
pub const HEARTBEAT_SECONDS: u32 = 15;
/// Seconds of silence after which somebody is taken to have left: two heartbeats may be lost.
pub const GONE_SECONDS: u32 = 40;
/// Longest name of a field.
const FIELD_MAX: usize = 64;

/// Says that the caller has a record open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Announce {
    /// Kind of the record.
    pub kind: Kind,
    /// The record.
    pub id: Uuid,
    /// Name of the field in which the caller types, such as `description`; none for one who only reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Whether the caller leaves the record.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave: bool,
}

/// Somebody who has a record open. Nothing personal but the name, which every note of theirs bears too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Present {
    /// User.
    pub user: UserId,
    /// Name.
    pub name: String,
    /// Institution.
    pub institution: InstitutionId,
    /// Field in which they type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Since when they are there.
    pub since: DateTime,
}

impl Announce {
    /// Checks. A field is a name of the program's, never what somebody typed, so that presence cannot carry data.
    pub fn check(&self) -> Findings {
        let mut found = Findings::default();
        let is_name = |field: &str| {
            (1..=FIELD_MAX).contains(&field.len())
                && field.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'))
        };
        if self.field.as_deref().is_some_and(|field| !is_name(field)) {
            found.fault("field", FaultCode::WrongForm);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_a_name_and_never_a_text() {
        let with = |field: Option<&str>| {
            let field = field.map(str::to_owned);
            Announce { kind: Kind::Incident, id: Uuid::nil(), field, leave: false }.check().faults
        };
        assert!(with(None).is_empty() && with(Some("persons.0.names")).is_empty());
        for field in ["", "Jānis Bērziņš", "a b", &"a".repeat(65)] {
            assert_eq!(with(Some(field)).len(), 1, "{field}");
        }
    }
}
