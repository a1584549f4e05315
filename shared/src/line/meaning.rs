//! What one word may stand for in one part of a command.

use super::action::Subject;
use super::near::compact;
use super::slot::Slot;
use super::verb::{Meant, Verb};
use super::vocabulary::{Found, Vocabulary, nothing};
use super::words::{Screen, Words, span};
use crate::id::{CallId, CommandId, IncidentId, InstitutionId, TimerId, UnitId};
use crate::incident::{Category, LinkKind, Step};
use crate::unit::UnitStatus;

/// A resolved value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A unit.
    Unit(UnitId),
    /// An incident.
    Incident(IncidentId),
    /// A screen.
    Screen(Screen),
    /// Status of a unit.
    Status(UnitStatus),
    /// Step.
    Step(Step),
    /// Type code.
    Type(String),
    /// Category.
    Category(Category),
    /// Minutes.
    Span(u32),
    /// Institution.
    Institution(InstitutionId),
    /// Kind of link.
    Kind(LinkKind),
    /// Free text.
    Text(String),
    /// A verb.
    Topic(Verb),
    /// A command.
    Command(CommandId),
    /// A call.
    Call(CallId),
    /// Code of a reason of closing.
    CloseReason(String),
    /// A timer.
    Timer(TimerId),
}

impl From<Subject> for Value {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Unit(id) => Self::Unit(id),
            Subject::Incident(id) => Self::Incident(id),
        }
    }
}

fn of<T>((far, values): Found<T>, value: impl Fn(T) -> Value) -> Found<Value> {
    (far, values.into_iter().map(value).collect())
}

/// The nearest of several readings; those equally near stand side by side.
fn nearest(readings: impl IntoIterator<Item = Found<Value>>) -> Found<Value> {
    let mut best = nothing();
    for (far, values) in readings {
        if values.is_empty() {
            continue;
        }
        if best.1.is_empty() || far < best.0 {
            best = (far, values);
        } else if far == best.0 {
            best.1.extend(values);
        }
    }
    best
}

/// What a word may stand for in a part of a verb.
pub fn meaning(verb: Verb, slot: Slot, word: &str, vocabulary: &Vocabulary) -> Found<Value> {
    let units = || of(vocabulary.units_meant(word), Value::Unit);
    let incidents = || of(vocabulary.incidents_meant(word, verb == Verb::Reopen), Value::Incident);
    match slot {
        Slot::Units => units(),
        Slot::Incident | Slot::Other => incidents(),
        Slot::Subject => nearest([units(), incidents()]),
        Slot::Target => nearest([units(), incidents(), of(Screen::meant(word), Value::Screen)]),
        Slot::Status => of(UnitStatus::meant(word), Value::Status),
        Slot::Step => of(Step::meant(word), Value::Step),
        Slot::Category => of(Category::meant(word), Value::Category),
        Slot::Kind => of(LinkKind::meant(word), Value::Kind),
        Slot::Type => of(vocabulary.types_meant(word), Value::Type),
        Slot::Institution => of(vocabulary.institutions_meant(word), Value::Institution),
        Slot::Span => span(&compact_span(word))
            .map_or_else(nothing, |(minutes, named)| (if named { 0 } else { 2 }, vec![Value::Span(minutes)])),
        Slot::Place | Slot::Text | Slot::Reason => {
            let text = word.trim();
            (0, if text.is_empty() { Vec::new() } else { vec![Value::Text(text.to_owned())] })
        }
        Slot::Topic => match Verb::meant(word) {
            Meant::One(verb) => (0, vec![Value::Topic(verb)]),
            Meant::Several(verbs) => (1, verbs.into_iter().map(Value::Topic).collect()),
            Meant::None(_) => nothing(),
        },
        Slot::Call => of(vocabulary.calls_meant(word), Value::Call),
        Slot::CloseReason => of(vocabulary.reasons_meant(word), Value::CloseReason),
        Slot::Timer => of(vocabulary.timers_meant(word), Value::Timer),
        Slot::Command => word.parse().map_or_else(|_| nothing(), |id| (0, vec![Value::Command(id)])),
    }
}

/// A span as it is typed: `1 h 30 min` in quotation marks, or with a `+` before it.
fn compact_span(word: &str) -> String {
    if word.chars().any(|c| !(c.is_alphanumeric() || c.is_whitespace() || c == '+' || c == '.')) {
        return String::new();
    }
    compact(word)
}
