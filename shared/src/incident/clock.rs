//! The legal clock (reaģēšanas laiks): minutes from the receipt of information to arrival at the scene.
//!
//! The minutes are data, not code: rows of [`ResponseNorm`] with their legal source, dates of validity and a
//! flag that says whether anybody has confirmed them. Cabinet Regulation No. 190 (MK 190) binds the State Police only.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::access::InstitutionKind;
use crate::place::TerritoryClass;
use crate::time::DateTime;

/// Category of an incident (notikuma kategorija), which decides how fast somebody must come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Category {
    /// Going on now, and immediate action can avert harm.
    A,
    /// Over, but evidence may be lost.
    B,
    /// The rest.
    C,
}

impl Category {
    /// Every category, most urgent first.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// The letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// One row of the table of response times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseNorm {
    /// Category it is for.
    pub category: Category,
    /// Class of territory it is for.
    pub territory_class: TerritoryClass,
    /// Kind of institution that is bound by it.
    pub institution_kind: InstitutionKind,
    /// Minutes from receipt to arrival.
    pub minutes: i32,
    /// Legal source, as cited.
    pub source: String,
    /// Whether the number was confirmed against the source by a responsible person.
    pub confirmed: bool,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it is no longer valid.
    pub valid_to: Option<DateTime>,
}

/// The clock of one incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegalClock {
    /// When it started: the receipt of the information.
    pub started_at: DateTime,
    /// When somebody must be there.
    pub due_at: DateTime,
    /// When somebody was there.
    pub stopped_at: Option<DateTime>,
    /// Whether the minutes are confirmed law.
    pub confirmed: bool,
}

/// How a clock reads at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Seconds that remain.
    Remaining(i64),
    /// Seconds overdue.
    Overdue(i64),
    /// Stopped in time, with seconds to spare.
    Met(i64),
    /// Stopped late, by so many seconds.
    Missed(i64),
}

/// How the clock of an incident stands at an instant: what lists are filtered and counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClockState {
    /// Nobody has come and the time is over (nokavēts).
    Overdue,
    /// In the last quarter of its time.
    Pressing,
    /// Runs.
    Running,
    /// Somebody came in time.
    Met,
    /// Somebody came, but late.
    Missed,
    /// No norm binds the institution responsible.
    Unbound,
}

impl ClockState {
    /// Every state, most urgent first.
    pub const ALL: [Self; 6] =
        [Self::Overdue, Self::Pressing, Self::Running, Self::Met, Self::Missed, Self::Unbound];

    /// How a clock stands at an instant; of an incident without a clock it stands for ever.
    pub fn of(clock: Option<&LegalClock>, now: DateTime) -> Self {
        let Some(clock) = clock else { return Self::Unbound };
        match clock.stopped_at {
            Some(at) if at <= clock.due_at => Self::Met,
            Some(_) => Self::Missed,
            None if now > clock.due_at => Self::Overdue,
            None if clock.is_pressing(now) => Self::Pressing,
            None => Self::Running,
        }
    }
}

/// Starts the clock of an incident from the norm that was valid at its receipt; `None` where no norm binds
/// this kind of institution, which is the rule for all but the State Police.
pub fn start(
    norms: &[ResponseNorm],
    category: Category,
    territory_class: Option<TerritoryClass>,
    institution_kind: InstitutionKind,
    received_at: DateTime,
    arrived_at: Option<DateTime>,
) -> Option<LegalClock> {
    let class = territory_class?;
    let norm = norms
        .iter()
        .filter(|n| {
            n.category == category && n.territory_class == class && n.institution_kind == institution_kind
        })
        .filter(|n| n.valid_from <= received_at && n.valid_to.is_none_or(|to| received_at < to))
        .max_by_key(|n| n.valid_from)?;
    Some(LegalClock {
        started_at: received_at,
        due_at: received_at + Duration::minutes(i64::from(norm.minutes)),
        stopped_at: arrived_at,
        confirmed: norm.confirmed,
    })
}

impl LegalClock {
    /// Reads the clock at an instant.
    pub fn read(&self, now: DateTime) -> Reading {
        let left = |at: DateTime| (self.due_at - at).num_seconds();
        match self.stopped_at {
            Some(at) if left(at) >= 0 => Reading::Met(left(at)),
            Some(at) => Reading::Missed(-left(at)),
            None if left(now) >= 0 => Reading::Remaining(left(now)),
            None => Reading::Overdue(-left(now)),
        }
    }

    /// Whether the clock is running in the last quarter of its time, or over it.
    pub fn is_pressing(&self, now: DateTime) -> bool {
        self.stopped_at.is_none() && (self.due_at - now) * 4 <= self.due_at - self.started_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> DateTime {
        s.parse().unwrap()
    }

    fn norm(minutes: i32, from: &str, to: Option<&str>) -> ResponseNorm {
        ResponseNorm {
            category: Category::A,
            territory_class: TerritoryClass::StateCity,
            institution_kind: InstitutionKind::StatePolice,
            minutes,
            source: "test".into(),
            confirmed: false,
            valid_from: at(from),
            valid_to: to.map(at),
        }
    }

    fn run(norms: &[ResponseNorm], kind: InstitutionKind, received: &str) -> Option<LegalClock> {
        start(norms, Category::A, Some(TerritoryClass::StateCity), kind, at(received), None)
    }

    #[test]
    fn the_norm_of_the_day_of_receipt_counts() {
        let norms = [
            norm(15, "2012-03-23T00:00:00Z", Some("2027-01-01T00:00:00Z")),
            norm(12, "2027-01-01T00:00:00Z", None),
        ];
        let clock = run(&norms, InstitutionKind::StatePolice, "2026-12-31T23:50:00Z").unwrap();
        assert_eq!(clock.due_at, at("2027-01-01T00:05:00Z"));
        let clock = run(&norms, InstitutionKind::StatePolice, "2027-01-01T00:00:00Z").unwrap();
        assert_eq!(clock.due_at, at("2027-01-01T00:12:00Z"));
    }

    #[test]
    fn nobody_but_those_named_is_bound() {
        let norms = [norm(15, "2012-03-23T00:00:00Z", None)];
        assert_eq!(run(&norms, InstitutionKind::MunicipalPolice, "2026-01-01T00:00:00Z"), None);
        assert_eq!(run(&norms, InstitutionKind::StatePolice, "2012-03-22T23:59:59Z"), None);
    }

    #[test]
    fn a_clock_stands_in_one_state_at_a_time() {
        let norms = [norm(20, "2012-03-23T00:00:00Z", None)];
        let mut clock = run(&norms, InstitutionKind::StatePolice, "2026-01-01T00:00:00Z").unwrap();
        for (time, state) in [
            ("2026-01-01T00:14:59Z", ClockState::Running),
            ("2026-01-01T00:15:00Z", ClockState::Pressing),
            ("2026-01-01T00:20:00Z", ClockState::Pressing),
            ("2026-01-01T00:20:01Z", ClockState::Overdue),
        ] {
            assert_eq!(ClockState::of(Some(&clock), at(time)), state, "{time}");
        }
        clock.stopped_at = Some(clock.due_at);
        assert_eq!(ClockState::of(Some(&clock), at("2030-01-01T00:00:00Z")), ClockState::Met);
        clock.stopped_at = Some(at("2026-01-01T00:20:01Z"));
        assert_eq!(ClockState::of(Some(&clock), at("2030-01-01T00:00:00Z")), ClockState::Missed);
        assert_eq!(ClockState::of(None, at("2030-01-01T00:00:00Z")), ClockState::Unbound);
    }

    #[test]
    fn a_stopped_clock_reads_the_same_for_ever() {
        let mut clock = run(
            &[norm(15, "2012-03-23T00:00:00Z", None)],
            InstitutionKind::StatePolice,
            "2026-01-01T00:00:00Z",
        )
        .unwrap();
        assert_eq!(clock.read(at("2026-01-01T00:14:00Z")), Reading::Remaining(60));
        assert!(!clock.is_pressing(at("2026-01-01T00:11:00Z")));
        assert!(clock.is_pressing(at("2026-01-01T00:11:15Z")));
        assert_eq!(clock.read(at("2026-01-01T00:15:01Z")), Reading::Overdue(1));
        clock.stopped_at = Some(at("2026-01-01T00:10:00Z"));
        assert_eq!(clock.read(at("2030-01-01T00:00:00Z")), Reading::Met(300));
    }
}
