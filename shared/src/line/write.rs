//! An action as a line: what buttons show, what the log of lines keeps, and what the server compares. Reading the line again
//! with the same vocabulary gives the same action.

use super::Slot;
use super::action::{Action, Subject, Target};
use super::near::compact;
use super::token::{bare_or_quoted, quote};
use super::vocabulary::Vocabulary;
use super::words::{Screen, Words, span_words};
use crate::id::{CallId, IncidentId, InstitutionId, TimerId, UnitId};
use crate::incident::{LinkKind, Step};
use crate::lang::Lang;

/// A line under construction.
struct Line<'a> {
    text: String,
    lang: Lang,
    vocabulary: &'a Vocabulary,
    /// Whether incidents are written by their last digits where that is enough.
    short: bool,
}

impl Action {
    /// The whole line, with whole numbers.
    pub fn line(&self, lang: Lang, vocabulary: &Vocabulary) -> String {
        write(self, lang, vocabulary, false)
    }

    /// The line as a person would type it: incidents by their last digits where those are enough. What buttons show.
    pub fn short_line(&self, lang: Lang, vocabulary: &Vocabulary) -> String {
        write(self, lang, vocabulary, true)
    }
}

fn write(action: &Action, lang: Lang, vocabulary: &Vocabulary, short: bool) -> String {
    let text = action.verb().name(lang).to_owned();
    let mut line = Line { text, lang, vocabulary, short };
    line.put(action);
    line.text
}

impl Line<'_> {
    fn put(&mut self, action: &Action) {
        match action {
            Action::Create { type_code, place, category, text } => {
                self.word(type_code);
                self.named(Slot::Place, &quote(place));
                if let Some(category) = category {
                    self.named(Slot::Category, category.name(self.lang));
                }
                self.optional(Slot::Text, text);
            }
            Action::Find { text } => self.word(&quote(text)),
            Action::Take { call } => {
                if let Some(call) = call {
                    self.call(*call);
                }
            }
            Action::PutBack { call } => self.call(*call),
            Action::Attach { call, incident } => {
                self.call(*call);
                self.mark("pie", "to");
                self.incident(*incident, false);
            }
            Action::Dismiss { call, reason, text } => {
                self.call(*call);
                self.word(&bare_or_quoted(reason));
                self.rest(text);
            }
            Action::EndTimer { timer } => self.word(&timer_name(*timer, self.vocabulary, self.short)),
            Action::Read { units } | Action::TakeAlarm { units } => self.units(units),
            Action::EndAlarm { units, reason } => {
                self.units(units);
                self.word(&quote(reason));
            }
            Action::Assign { units, incident } => {
                self.units(units);
                self.mark("uz", "to");
                self.incident(*incident, false);
            }
            Action::Release { units, incident } => {
                // Without a name a number might be an incident's.
                for unit in units {
                    self.named(Slot::Units, &unit_name(*unit, self.vocabulary));
                }
                if let Some(incident) = incident {
                    self.mark("no", "from");
                    self.incident(*incident, false);
                }
            }
            Action::Status { units, status } => {
                self.units(units);
                self.word(status.name(self.lang));
            }
            Action::Note { incident, text } | Action::Hazard { incident, text } => {
                self.incident(*incident, false);
                self.word(&quote(text));
            }
            Action::Type { incident, type_code } => {
                self.incident(*incident, false);
                self.word(type_code);
            }
            Action::Category { incident, category } => {
                self.incident(*incident, false);
                self.word(category.name(self.lang));
            }
            Action::Step { incident, step, reason, to } => self.step(*incident, *step, reason, *to),
            Action::Link { incident, other, kind } => {
                self.incident(*incident, false);
                self.mark("ar", "with");
                self.incident(*other, false);
                if *kind != LinkKind::Related {
                    self.word(kind.name(self.lang));
                }
            }
            Action::Merge { incident, into } => {
                self.incident(*incident, false);
                self.mark("ar", "into");
                self.incident(*into, false);
            }
            Action::Split { incident } => self.incident(*incident, false),
            Action::Timer { subject, minutes, text } => self.timer(*subject, *minutes, text),
            Action::Message { units, text } => {
                self.units(units);
                self.word(&quote(text));
            }
            Action::Go { target } => match target {
                Target::Incident(incident) => self.only_incident(*incident),
                Target::Unit(unit) => self.word(&only_unit_name(*unit, self.vocabulary)),
                Target::Screen(screen) => self.word(screen.name(self.lang)),
            },
            Action::Help { topic } => {
                if let Some(topic) = topic {
                    self.word(topic.name(self.lang));
                }
            }
            Action::Undo { command } => {
                if let Some(command) = command {
                    self.word(&command.to_string());
                }
            }
        }
    }

    fn step(&mut self, incident: IncidentId, step: Step, reason: &str, to: Option<InstitutionId>) {
        self.incident(incident, step == Step::Reopen);
        if !matches!(step, Step::Close | Step::Reopen) {
            self.word(step.name(self.lang));
        }
        if let Some(to) = to {
            let known = self.vocabulary.institutions.iter().find(|i| i.id == to);
            let sure = known.filter(|i| self.vocabulary.institutions_meant(&i.code) == (0, vec![to]));
            let word = sure.map_or_else(|| to.to_string(), |i| i.code.clone());
            self.mark("uz", "to");
            self.word(&bare_or_quoted(&word));
        }
        if !reason.is_empty() {
            self.word(&quote(reason));
        }
    }

    fn word(&mut self, word: &str) {
        self.text.push(' ');
        self.text.push_str(word);
    }

    fn mark(&mut self, lv: &str, en: &str) {
        let mark = if self.lang == Lang::Lv { lv } else { en };
        self.word(mark);
    }

    fn named(&mut self, slot: Slot, value: &str) {
        let name = slot.names(self.lang).first().copied().unwrap_or_default();
        self.word(&format!("{name}:{value}"));
    }

    fn optional(&mut self, slot: Slot, text: &str) {
        if !text.is_empty() {
            self.named(slot, &quote(text));
        }
    }

    fn units(&mut self, units: &[UnitId]) {
        let names: Vec<String> = units.iter().map(|unit| unit_name(*unit, self.vocabulary)).collect();
        // Quoted names cannot stand in a list.
        if names.len() > 1 && names.iter().any(|name| name.starts_with('"')) {
            for name in &names {
                self.named(Slot::Units, name);
            }
        } else if !names.is_empty() {
            self.word(&names.join(","));
        }
    }

    /// An incident where a unit might stand as well.
    fn only_incident(&mut self, id: IncidentId) {
        let name = incident_name(id, self.vocabulary, false, self.short);
        let unit = !self.vocabulary.units_meant(&name).1.is_empty();
        self.word(&if unit { format!("#{name}") } else { name });
    }

    fn timer(&mut self, subject: Subject, minutes: u32, text: &str) {
        match subject {
            Subject::Unit(unit) => self.word(&only_unit_name(unit, self.vocabulary)),
            Subject::Incident(incident) => self.only_incident(incident),
        }
        self.word(&span_words(minutes));
        self.rest(text);
    }

    /// Free text at the end, where something is said.
    fn rest(&mut self, text: &str) {
        if !text.is_empty() {
            self.word(&quote(text));
        }
    }

    fn call(&mut self, id: CallId) {
        let name = call_name(id, self.vocabulary, self.short);
        self.word(&name);
    }

    fn incident(&mut self, id: IncidentId, closed: bool) {
        let name = incident_name(id, self.vocabulary, closed, self.short);
        self.word(&name);
    }
}

/// A unit as a line names it: its call sign, with the institution's code before it when another has the same, and its id
/// when even that is not enough.
pub(super) fn unit_name(id: UnitId, vocabulary: &Vocabulary) -> String {
    let Some(unit) = vocabulary.unit(id) else { return id.to_string() };
    let sure = |name: &String| {
        !name.contains(',') && !compact(name).is_empty() && vocabulary.units_meant(name) == (0, vec![id])
    };
    let names = [unit.call_sign.clone(), format!("{}/{}", unit.institution, unit.call_sign)];
    names.into_iter().find(sure).map_or_else(|| id.to_string(), |name| bare_or_quoted(&name))
}

/// A unit as a line names it where an incident or a screen might stand as well.
fn only_unit_name(id: UnitId, vocabulary: &Vocabulary) -> String {
    let name = unit_name(id, vocabulary);
    let other = !vocabulary.incidents_meant(&name, false).1.is_empty() || !Screen::meant(&name).1.is_empty();
    if !other {
        return name;
    }
    let whole = vocabulary.unit(id).map(|unit| format!("{}/{}", unit.institution, unit.call_sign));
    let sure = whole.filter(|name| vocabulary.units_meant(name) == (0, vec![id]));
    sure.map_or_else(|| id.to_string(), |name| bare_or_quoted(&name))
}

/// A call as a line names it: the number of its card, else the last digits of who calls, and its id when even those are not
/// enough.
pub(super) fn call_name(id: CallId, vocabulary: &Vocabulary, short: bool) -> String {
    let Some(call) = vocabulary.calls.iter().find(|call| call.id == id) else { return id.to_string() };
    let sure = |name: &&str| vocabulary.calls_meant(name) == (0, vec![id]);
    let tails = |number: &'_ str, least: usize| {
        let digits = number.len() - number.bytes().rev().take_while(u8::is_ascii_digit).count();
        let number = number.to_owned();
        (digits..(number.len() + 1).saturating_sub(least)).rev().map(move |from| number[from..].to_owned())
    };
    let mut names: Vec<String> = if short { tails(&call.card, 3).collect() } else { Vec::new() };
    names.push(call.card.clone());
    names.extend(tails(&call.phone, if short { 4 } else { call.phone.len().saturating_sub(1).max(4) }));
    let name = names.into_iter().find(|name| sure(&name.as_str()));
    name.map_or_else(|| id.to_string(), |name| bare_or_quoted(&name))
}

/// A timer as a line names it: by the only thing on which it hangs, when no other timer hangs there; else by its id.
pub(super) fn timer_name(id: TimerId, vocabulary: &Vocabulary, short: bool) -> String {
    let found = vocabulary.timers.iter().find(|timer| timer.id == id);
    let names = match found.and_then(|timer| timer.subject) {
        Some(Subject::Unit(unit)) => vocabulary.unit(unit).map_or_else(Vec::new, |unit| {
            vec![unit.call_sign.clone(), format!("{}/{}", unit.institution, unit.call_sign)]
        }),
        Some(Subject::Incident(incident)) => vec![incident_name(incident, vocabulary, false, short)],
        None => Vec::new(),
    };
    let sure = |name: &String| vocabulary.timers_meant(name) == (0, vec![id]);
    names.into_iter().find(sure).map_or_else(|| id.to_string(), |name| bare_or_quoted(&name))
}

/// An incident as a line names it.
pub(super) fn incident_name(id: IncidentId, vocabulary: &Vocabulary, closed: bool, short: bool) -> String {
    let Some(incident) = vocabulary.incident(id) else { return id.to_string() };
    let sure = |name: &str| vocabulary.incidents_meant(name, closed) == (0, vec![id]);
    let number = incident.number.as_str();
    let digits = number.rsplit('-').next().unwrap_or_default();
    if short {
        let shorter = (3..digits.len()).filter_map(|length| digits.get(digits.len() - length..));
        if let Some(name) = shorter.into_iter().find(|name| sure(name)) {
            return name.to_owned();
        }
    }
    if sure(number) { bare_or_quoted(number) } else { id.to_string() }
}
