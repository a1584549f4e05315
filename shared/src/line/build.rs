//! From filled parts to an action, or to what is still missing.

use std::collections::BTreeMap;

use super::action::{Action, Subject, Target};
use super::meaning::Value;
use super::slot::Slot;
use super::verb::Verb;
use super::vocabulary::{Chosen, Vocabulary};
use crate::id::{IncidentId, UnitId};
use crate::incident::{LinkKind, Step};
use crate::sort;

/// Values by part; several only where a part takes several.
pub type Values = BTreeMap<Slot, Vec<Value>>;

/// Why there is no action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbuilt {
    /// Parts are missing.
    Missing(Vec<Slot>),
    /// The thing would refer to itself.
    Same,
    /// It must be asked which of these is meant.
    Unclear(Vec<Action>),
}

struct Parts<'a> {
    values: &'a Values,
    missing: Vec<Slot>,
}

macro_rules! take {
    ($name:ident, $variant:ident, $of:ty) => {
        fn $name(&self, slot: Slot) -> Option<$of> {
            self.values.get(&slot)?.iter().find_map(|value| match value {
                Value::$variant(value) => Some(value.clone()),
                _ => None,
            })
        }
    };
}

impl Parts<'_> {
    take!(incident_in, Incident, IncidentId);
    take!(text_in, Text, String);
    take!(type_in, Type, String);
    take!(status_in, Status, crate::unit::UnitStatus);
    take!(step_in, Step, Step);
    take!(category_in, Category, crate::incident::Category);
    take!(span_in, Span, u32);
    take!(kind_in, Kind, LinkKind);
    take!(institution_in, Institution, crate::id::InstitutionId);
    take!(topic_in, Topic, Verb);
    take!(command_in, Command, crate::id::CommandId);
    take!(call_in, Call, crate::id::CallId);
    take!(close_reason_in, CloseReason, String);
    take!(timer_in, Timer, crate::id::TimerId);

    fn units(&self) -> Vec<UnitId> {
        let mut units = Vec::new();
        for value in self.values.get(&Slot::Units).into_iter().flatten() {
            if let Value::Unit(unit) = value
                && !units.contains(unit)
            {
                units.push(*unit);
            }
        }
        units
    }

    /// What must be there; noted as missing when it is not.
    fn must<T>(&mut self, slot: Slot, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.missing.push(slot);
        }
        value
    }

    fn must_units(&mut self) -> Option<Vec<UnitId>> {
        let units = self.units();
        self.must(Slot::Units, (!units.is_empty()).then_some(units))
    }

    fn incident(&mut self) -> Option<IncidentId> {
        let incident = self.incident_in(Slot::Incident);
        self.must(Slot::Incident, incident)
    }

    fn call(&mut self) -> Option<crate::id::CallId> {
        let call = self.call_in(Slot::Call);
        self.must(Slot::Call, call)
    }

    fn other(&mut self) -> Option<IncidentId> {
        let other = self.incident_in(Slot::Other);
        self.must(Slot::Other, other)
    }

    fn text(&mut self, slot: Slot) -> Option<String> {
        let text = self.text_in(slot);
        self.must(slot, text)
    }
}

/// The action of a verb with its parts.
pub fn build(
    verb: Verb,
    values: &Values,
    chosen: Chosen,
    vocabulary: &Vocabulary,
) -> Result<Action, Unbuilt> {
    let mut parts = Parts { values, missing: Vec::new() };
    let action = action(verb, &mut parts, chosen);
    match action {
        _ if !parts.missing.is_empty() => {
            // In the order in which they are written.
            let order = |slot: &Slot| verb.parts().iter().position(|part| part.slot == *slot);
            sort::by_key(&mut parts.missing, order);
            Err(Unbuilt::Missing(parts.missing))
        }
        Some(Action::Link { incident, other, .. } | Action::Merge { incident, into: other })
            if incident == other =>
        {
            Err(Unbuilt::Same)
        }
        Some(Action::Release { units, incident: None }) => choose_release(units, chosen, vocabulary),
        Some(action) => Ok(action),
        None => Err(Unbuilt::Missing(Vec::new())),
    }
}

fn action(verb: Verb, parts: &mut Parts, chosen: Chosen) -> Option<Action> {
    Some(match verb {
        Verb::Create => {
            let type_code = parts.type_in(Slot::Type);
            let (type_code, place) = (parts.must(Slot::Type, type_code), parts.text(Slot::Place));
            let text = parts.text_in(Slot::Text).unwrap_or_default();
            Action::Create {
                type_code: type_code?,
                place: place?,
                category: parts.category_in(Slot::Category),
                text,
            }
        }
        Verb::Find => Action::Find { text: parts.text(Slot::Text)? },
        Verb::Take => Action::Take { call: parts.call_in(Slot::Call) },
        Verb::PutBack => Action::PutBack { call: parts.call()? },
        Verb::Attach => {
            let (call, incident) = (parts.call(), parts.incident());
            Action::Attach { call: call?, incident: incident? }
        }
        Verb::Dismiss => {
            let (call, reason) = (parts.call(), parts.close_reason_in(Slot::CloseReason));
            let reason = parts.must(Slot::CloseReason, reason);
            let text = parts.text_in(Slot::Text).unwrap_or_default();
            Action::Dismiss { call: call?, reason: reason?, text }
        }
        Verb::EndTimer => {
            let timer = parts.timer_in(Slot::Timer);
            Action::EndTimer { timer: parts.must(Slot::Timer, timer)? }
        }
        Verb::Read => Action::Read { units: parts.must_units()? },
        Verb::TakeAlarm => Action::TakeAlarm { units: parts.units() },
        Verb::EndAlarm => {
            let (units, reason) = (parts.must_units(), parts.text(Slot::Reason));
            Action::EndAlarm { units: units?, reason: reason? }
        }
        Verb::Assign => {
            let (units, incident) = (parts.must_units(), parts.incident());
            Action::Assign { units: units?, incident: incident? }
        }
        Verb::Release => release(parts, chosen),
        Verb::Status => {
            let (units, status) = (parts.must_units(), parts.status_in(Slot::Status));
            let status = parts.must(Slot::Status, status);
            Action::Status { units: units?, status: status? }
        }
        Verb::Note => {
            let (incident, text) = (parts.incident(), parts.text(Slot::Text));
            Action::Note { incident: incident?, text: text? }
        }
        Verb::Hazard => {
            let (incident, text) = (parts.incident(), parts.text(Slot::Text));
            Action::Hazard { incident: incident?, text: text? }
        }
        Verb::Type => {
            let (incident, type_code) = (parts.incident(), parts.type_in(Slot::Type));
            let type_code = parts.must(Slot::Type, type_code);
            Action::Type { incident: incident?, type_code: type_code? }
        }
        Verb::Category => {
            let (incident, category) = (parts.incident(), parts.category_in(Slot::Category));
            let category = parts.must(Slot::Category, category);
            Action::Category { incident: incident?, category: category? }
        }
        Verb::Step => {
            let step = parts.step_in(Slot::Step);
            let step = parts.must(Slot::Step, step);
            return stepped(parts, step);
        }
        Verb::Close => return stepped(parts, Some(Step::Close)),
        Verb::Reopen => return stepped(parts, Some(Step::Reopen)),
        Verb::Link => {
            let (incident, other) = (parts.incident(), parts.other());
            let kind = parts.kind_in(Slot::Kind).unwrap_or(LinkKind::Related);
            Action::Link { incident: incident?, other: other?, kind }
        }
        Verb::Merge => {
            let (incident, into) = (parts.incident(), parts.other());
            Action::Merge { incident: incident?, into: into? }
        }
        Verb::Split => Action::Split { incident: parts.incident()? },
        Verb::Timer => {
            let subject =
                parts.values.get(&Slot::Subject).and_then(|values| values.first()).and_then(subject);
            let (subject, span) = (parts.must(Slot::Subject, subject), parts.span_in(Slot::Span));
            let minutes = parts.must(Slot::Span, span);
            let text = parts.text_in(Slot::Text).unwrap_or_default();
            Action::Timer { subject: subject?, minutes: minutes?, text }
        }
        Verb::Message => {
            let (units, text) = (parts.must_units(), parts.text(Slot::Text));
            Action::Message { units: units?, text: text? }
        }
        Verb::Go => {
            let target = parts.values.get(&Slot::Target).and_then(|values| values.first()).and_then(target);
            Action::Go { target: parts.must(Slot::Target, target)? }
        }
        Verb::Help => Action::Help { topic: parts.topic_in(Slot::Topic) },
        Verb::Undo => Action::Undo { command: parts.command_in(Slot::Command) },
    })
}

fn subject(value: &Value) -> Option<Subject> {
    match value {
        Value::Unit(id) => Some(Subject::Unit(*id)),
        Value::Incident(id) => Some(Subject::Incident(*id)),
        _ => None,
    }
}

fn target(value: &Value) -> Option<Target> {
    match value {
        Value::Unit(id) => Some(Target::Unit(*id)),
        Value::Incident(id) => Some(Target::Incident(*id)),
        Value::Screen(screen) => Some(Target::Screen(*screen)),
        _ => None,
    }
}

fn stepped(parts: &mut Parts, step: Option<Step>) -> Option<Action> {
    let (incident, to) = (parts.incident(), parts.institution_in(Slot::Institution));
    if step == Some(Step::Pass) {
        parts.must(Slot::Institution, to);
    }
    let reason = if step.is_some_and(Step::needs_reason) {
        parts.text(Slot::Reason)?
    } else {
        parts.text_in(Slot::Reason).unwrap_or_default()
    };
    Some(Action::Step { incident: incident?, step: step?, reason, to })
}

/// Units leave the incident that was named; without one, the only one each of them has. An incident without units is left
/// by all of the own institution.
fn release(parts: &mut Parts, chosen: Chosen) -> Action {
    let (mut units, incident) = (parts.units(), parts.incident_in(Slot::Incident));
    if units.is_empty() && incident.is_none() {
        units.extend(parts.must(Slot::Units, chosen.unit));
    }
    Action::Release { units, incident }
}

/// Which incident a unit with several leaves: the selected one if it is among them; otherwise that must be asked.
fn choose_release(units: Vec<UnitId>, chosen: Chosen, vocabulary: &Vocabulary) -> Result<Action, Unbuilt> {
    let words: Vec<_> = units.iter().filter_map(|unit| vocabulary.unit(*unit)).collect();
    if words.iter().all(|unit| unit.assigned.len() < 2) {
        return Ok(Action::Release { units, incident: None });
    }
    let shared =
        |id: &IncidentId| words.len() == units.len() && words.iter().all(|unit| unit.assigned.contains(id));
    if let Some(incident) = chosen.incident.filter(shared) {
        return Ok(Action::Release { units, incident: Some(incident) });
    }
    let all = words.iter().flat_map(|unit| unit.assigned.iter().copied()).filter(shared);
    let mut ways: Vec<Action> = Vec::new();
    for incident in all {
        let way = Action::Release { units: units.clone(), incident: Some(incident) };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    Err(if ways.is_empty() { Unbuilt::Missing(vec![Slot::Incident]) } else { Unbuilt::Unclear(ways) })
}
