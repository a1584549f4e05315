//! Timers: what must be looked at by when. A unit that has not been heard of for too long, an incident that waits, a task.

use serde::{Deserialize, Serialize};

use super::UnitStatus;
use crate::id::{IncidentId, InstitutionId, TaskId, TimerId, UnitId};
use crate::problem::{FaultCode, Findings};
use crate::text;
use crate::time::DateTime;

/// Longest timer, in minutes: a week.
const MINUTES_MAX: u32 = 7 * 24 * 60;
/// Longest label, in characters.
const LABEL_MAX: usize = 200;

/// What a timer hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TimerSubject {
    /// A unit.
    Unit(UnitId),
    /// An incident.
    Incident(IncidentId),
    /// A task of a major event.
    Task(TaskId),
}

impl TimerSubject {
    /// The word for the kind, and the id.
    pub const fn parts(self) -> (&'static str, uuid::Uuid) {
        match self {
            Self::Unit(id) => ("unit", id.0),
            Self::Incident(id) => ("incident", id.0),
            Self::Task(id) => ("task", id.0),
        }
    }
}

/// How a timer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TimerState {
    /// Runs.
    Running,
    /// Ran out and nobody has dealt with it (nokavēts).
    Overdue,
    /// Ended: dealt with, or no longer needed.
    Ended,
}

/// A timer as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimerSummary {
    /// The timer.
    pub id: TimerId,
    /// Institution that it reminds.
    pub institution: InstitutionId,
    /// What it hangs on.
    pub subject: TimerSubject,
    /// What to do, in words; empty for the check that belongs to a unit's status.
    pub label: String,
    /// The status whose check it is; none for one that somebody set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<UnitStatus>,
    /// When it was set.
    pub set_at: DateTime,
    /// Who set it; `VNR` for the check of a status.
    pub set_by: String,
    /// When it runs out.
    pub due_at: DateTime,
    /// How it stands.
    pub state: TimerState,
    /// How often it has been escalated: 0 while it runs, 1 when overdue, then one more each time nobody has dealt with it.
    pub level: u8,
    /// Who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    /// Version.
    pub version: i64,
}

/// Highest level of escalation: the institution's commander has been told, there is nobody above.
pub const LEVEL_MAX: u8 = 3;

/// The level a timer has at an instant, and when it will next change.
///
/// Overdue is level 1; each further `escalate` minutes without anybody dealing with it is one more, up to [`LEVEL_MAX`].
pub fn level_at(due_at: DateTime, escalate_minutes: u32, now: DateTime) -> (u8, Option<DateTime>) {
    if now < due_at {
        return (0, Some(due_at));
    }
    if escalate_minutes == 0 {
        return (1, None);
    }
    let step = chrono::Duration::minutes(i64::from(escalate_minutes));
    let passed = (now - due_at).num_milliseconds() / step.num_milliseconds();
    let level = u8::try_from(passed.saturating_add(1)).unwrap_or(LEVEL_MAX).min(LEVEL_MAX);
    let next = (level < LEVEL_MAX).then(|| due_at + step * i32::from(level));
    (level, next)
}

/// One row of the table of status checks: a unit that stays this long in a status is asked whether all is well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusTimerNorm {
    /// Status.
    pub status: UnitStatus,
    /// Type of the incident worked, or the beginning of its code; empty for all.
    pub type_code: String,
    /// Minutes until the check is due.
    pub minutes: i32,
    /// Minutes after which an overdue check is escalated once more; 0 for never.
    pub escalate_minutes: i32,
    /// Where the number comes from.
    pub source: String,
    /// Whether somebody responsible has confirmed it.
    pub confirmed: bool,
}

impl StatusTimerNorm {
    /// Whether it is for an incident of this type: the same code, or a heading above it.
    pub fn is_for(&self, type_code: Option<&str>) -> bool {
        self.type_code.is_empty()
            || type_code.is_some_and(|code| {
                code.strip_prefix(self.type_code.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
    }

    /// The row that counts for a status and a type: the longest code that fits.
    pub fn pick<'a>(norms: &'a [Self], status: UnitStatus, type_code: Option<&str>) -> Option<&'a Self> {
        norms.iter().filter(|n| n.status == status && n.is_for(type_code)).max_by_key(|n| n.type_code.len())
    }
}

/// Sets a timer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetTimer {
    /// Id made by the sender.
    pub id: TimerId,
    /// What it hangs on.
    pub subject: TimerSubject,
    /// Minutes from now.
    pub minutes: u32,
    /// What to do.
    #[serde(default)]
    pub label: String,
}

/// Ends a timer: it has been dealt with. The check of a status begins anew (the unit has been heard of).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndTimer {
    /// What was found, where there is something to say.
    pub note: String,
}

impl SetTimer {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.label = found.take("label", text::clean_line(&self.label, LABEL_MAX));
        if self.minutes == 0 || self.minutes > MINUTES_MAX {
            found.fault("minutes", FaultCode::OutOfRange);
        }
        found
    }
}

impl EndTimer {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.note = found.take("note", text::clean(&self.note, text::NOTE_MAX));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> DateTime {
        DateTime::from_timestamp(1_700_000_000 + minutes * 60, 0).unwrap()
    }

    fn norm(type_code: &str, minutes: i32) -> StatusTimerNorm {
        StatusTimerNorm {
            status: UnitStatus::AtScene,
            type_code: type_code.to_owned(),
            minutes,
            escalate_minutes: 5,
            source: String::new(),
            confirmed: false,
        }
    }

    #[test]
    fn the_most_particular_row_counts() {
        let norms = [norm("", 30), norm("violence", 15), norm("violence.domestic", 10)];
        let minutes = |code| StatusTimerNorm::pick(&norms, UnitStatus::AtScene, code).map(|n| n.minutes);
        assert_eq!(minutes(Some("violence.domestic")), Some(10));
        assert_eq!(minutes(Some("violence.other")), Some(15));
        assert_eq!(minutes(Some("violencex")), Some(30));
        assert_eq!(minutes(None), Some(30));
        assert_eq!(StatusTimerNorm::pick(&norms, UnitStatus::EnRoute, None), None);
    }

    #[test]
    fn an_overdue_timer_climbs_and_stops() {
        assert_eq!(level_at(at(10), 5, at(9)), (0, Some(at(10))));
        assert_eq!(level_at(at(10), 5, at(10)), (1, Some(at(15))));
        assert_eq!(level_at(at(10), 5, at(17)), (2, Some(at(20))));
        assert_eq!(level_at(at(10), 5, at(500)), (LEVEL_MAX, None));
        assert_eq!(level_at(at(10), 0, at(500)), (1, None));
    }

    proptest! {
        #[test]
        fn the_level_changes_exactly_when_announced(escalate in 0_u32..30, now in 0_i64..200) {
            let (level, next) = level_at(at(50), escalate, at(now));
            if let Some(next) = next {
                prop_assert!(next > at(now));
                prop_assert_eq!(level_at(at(50), escalate, next - chrono::Duration::milliseconds(1)).0, level);
                prop_assert_eq!(level_at(at(50), escalate, next).0, level + 1);
            }
        }
    }
}
