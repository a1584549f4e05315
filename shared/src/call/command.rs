//! Commands on calls.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{CallPosition, Caller};
use crate::id::{CallId, IncidentId};
use crate::incident::Channel;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

/// Longest a call may be put off: a year covers every planned event.
const SCHEDULE_MAX: Duration = Duration::days(366);

/// Enters a call by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCall {
    /// Id made by the sender.
    pub id: CallId,
    /// How it came.
    pub channel: Channel,
    /// Who called.
    #[serde(default)]
    pub caller: Caller,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<CallPosition>,
    /// Address or place in words.
    #[serde(default)]
    pub address: String,
    /// What was said.
    #[serde(default)]
    pub text: String,
    /// Type proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// When somebody has to look at it; now, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<DateTime>,
}

/// Takes a call, says that it is still being worked on, or puts it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimCall {
    /// Version it is based on. A claim that another dispatcher made first is a conflict, and says who.
    pub version: i64,
}

/// Attaches a call to an incident that is already filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachCall {
    /// Version it is based on.
    pub version: i64,
    /// The incident.
    pub incident: IncidentId,
}

/// Closes a call that needs no incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseCall {
    /// Version it is based on.
    pub version: i64,
    /// Code of the reason.
    pub reason: String,
    /// More about it.
    #[serde(default)]
    pub note: String,
}

impl NewCall {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = check_caller(&mut self.caller);
        if let Some(position) = &self.position {
            found.nest("position", position.check());
        }
        self.address = found.take("address", text::clean_line(&self.address, LINE_MAX));
        self.text = found.take("text", text::clean(&self.text, text::DESCRIPTION_MAX));
        if let Some(code) = &mut self.type_code {
            *code = found.take("type_code", text::clean_line(code, 64));
        }
        if self.scheduled_for.is_some_and(|at| at > now + SCHEDULE_MAX) {
            found.fault("scheduled_for", FaultCode::OutOfRange);
        }
        if self.caller.is_unknown()
            && self.text.is_empty()
            && self.position.is_none()
            && found.faults.is_empty()
        {
            found.fault("text", FaultCode::NothingKnown);
        }
        found
    }
}

impl CloseCall {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.reason = found.take("reason", text::clean_line(&self.reason, 64));
        self.note = found.take("note", text::clean(&self.note, text::NOTE_MAX));
        if self.reason.is_empty() && found.faults.is_empty() {
            found.fault("reason", FaultCode::Required);
        }
        found
    }
}

/// Checks and tidies who called.
pub(super) fn check_caller(caller: &mut Caller) -> Findings {
    let mut found = Findings::default();
    caller.number = found.take("caller.number", text::clean_line(&caller.number, 40));
    caller.number = normalise_number(&caller.number);
    caller.name = found.take("caller.name", text::clean_line(&caller.name, LINE_MAX));
    found
}

/// A telephone number as it is compared: digits with a leading `+`. Eight digits that begin with 2 or 6 are Latvian ones
/// (the national plan has no trunk prefix); `00` is the way to dial `+`. Short numbers and what is no number stay as they are.
pub fn normalise_number(number: &str) -> String {
    let plain: String =
        number.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '.' | '/')).collect();
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    match plain.strip_prefix("00") {
        Some(rest) if digits(rest) && rest.len() >= 8 => format!("+{rest}"),
        _ if plain.len() == 8 && digits(&plain) && plain.starts_with(['2', '6']) => format!("+371{plain}"),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_however_they_are_written() {
        for written in ["+371 2000 0000", "20000000", "00371-20000000", "(+371) 20 000 000"] {
            assert_eq!(normalise_number(written), "+37120000000", "{written}");
        }
        assert_eq!(normalise_number("112"), "112");
        assert_eq!(normalise_number("anonīms"), "anonīms");
    }
}
