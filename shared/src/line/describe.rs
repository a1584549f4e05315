//! An action in words: what a line will do, shown while it is typed, and what it has done.

use super::action::{Action, Subject, Target};
use super::verb::Verb;
use super::vocabulary::Vocabulary;
use super::words::{Words, span_words};
use crate::id::{CallId, IncidentId, TimerId, UnitId};
use crate::incident::Step;
use crate::lang::Lang;

/// Whether it is still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// It will be done.
    Will,
    /// It is done.
    Done,
}

struct Speaker<'a> {
    lang: Lang,
    vocabulary: &'a Vocabulary,
}

impl Action {
    /// The action as a sentence.
    pub fn said(&self, lang: Lang, tense: Tense, vocabulary: &Vocabulary) -> String {
        let words = Speaker { lang, vocabulary };
        let head = head(self, tense);
        let head = lang.pick(head.0, head.1);
        let what = words.what(self);
        if what.is_empty() { head.to_owned() } else { format!("{head}: {what}") }
    }
}

/// What is done, in Latvian and English.
const fn head(action: &Action, tense: Tense) -> (&'static str, &'static str) {
    let (will, done) = match action {
        Action::Step { step, .. } => step_head(*step),
        _ => verb_head(action.verb()),
    };
    match tense {
        Tense::Will => will,
        Tense::Done => done,
    }
}

type Both = ((&'static str, &'static str), (&'static str, &'static str));

const fn verb_head(verb: Verb) -> Both {
    match verb {
        Verb::Create => {
            (("Reģistrēt notikumu", "File an incident"), ("Reģistrēts notikums", "Incident filed"))
        }
        Verb::Find => (("Meklēt", "Search for"), ("Meklē", "Searching for")),
        Verb::Take => (("Pieņemt zvanu", "Take the call"), ("Pieņemts zvans", "Call taken")),
        Verb::PutBack => (("Atlikt zvanu", "Put the call back"), ("Atlikts zvans", "Call put back")),
        Verb::Attach => (("Piesaistīt zvanu", "Attach the call"), ("Piesaistīts zvans", "Call attached")),
        Verb::Dismiss => (("Slēgt zvanu", "Close the call"), ("Slēgts zvans", "Call closed")),
        Verb::EndTimer => (("Beigt taimeri", "End the timer"), ("Taimeris beigts", "Timer ended")),
        Verb::Read => (("Atzīmēt ziņas", "Mark messages as read"), ("Ziņas izlasītas", "Messages read")),
        Verb::TakeAlarm => {
            (("Uzņemties trauksmi", "Take up the alarm"), ("Trauksme uzņemta", "Alarm taken up"))
        }
        Verb::EndAlarm => (("Beigt trauksmi", "End the alarm"), ("Trauksme beigta", "Alarm ended")),
        Verb::Assign => (("Nosūtīt", "Send"), ("Nosūtīts", "Sent")),
        Verb::Release => (("Atbrīvot", "Release"), ("Atbrīvots", "Released")),
        Verb::Status => {
            (("Mainīt vienības statusu", "Set unit status"), ("Mainīts vienības statuss", "Unit status set"))
        }
        Verb::Note => (("Pievienot piezīmi", "Add a note"), ("Pievienota piezīme", "Note added")),
        Verb::Type => (("Mainīt veidu", "Set type"), ("Mainīts veids", "Type set")),
        Verb::Category => (("Mainīt kategoriju", "Set category"), ("Mainīta kategorija", "Category set")),
        Verb::Step | Verb::Close | Verb::Reopen => {
            (("Mainīt statusu", "Step on"), ("Mainīts statuss", "Stepped on"))
        }
        Verb::Link => (("Saistīt", "Link"), ("Saistīts", "Linked")),
        Verb::Merge => (("Apvienot", "Merge"), ("Apvienots", "Merged")),
        Verb::Split => (("Atdalīt", "Split"), ("Atdalīts", "Split")),
        Verb::Timer => (("Uzlikt taimeri", "Set a timer"), ("Uzlikts taimeris", "Timer set")),
        Verb::Hazard => {
            (("Brīdināt par briesmām", "Warn of a danger"), ("Pievienots brīdinājums", "Warning added"))
        }
        Verb::Message => (("Nosūtīt ziņu", "Send a message"), ("Nosūtīta ziņa", "Message sent")),
        Verb::Go => (("Parādīt", "Show"), ("Parādīts", "Shown")),
        Verb::Help => (("Parādīt palīdzību", "Show help"), ("Palīdzība", "Help")),
        Verb::Undo => (("Atcelt", "Undo"), ("Atcelts", "Undone")),
    }
}

const fn step_head(step: Step) -> Both {
    match step {
        Step::Assign => (("Nodot izpildei", "Assign"), ("Nodots izpildei", "Assigned")),
        Step::Unassign => (("Atsaukt izpildi", "Unassign"), ("Atsaukta izpilde", "Unassigned")),
        Step::Start => (("Sākt izpildi", "Start work on"), ("Sākta izpilde", "Work started on")),
        Step::Finish => (("Pabeigt izpildi", "Finish work on"), ("Pabeigta izpilde", "Work finished on")),
        Step::Close => (("Slēgt", "Close"), ("Slēgts", "Closed")),
        Step::Reopen => (("Atvērt atkārtoti", "Reopen"), ("Atvērts atkārtoti", "Reopened")),
        Step::Pass => (("Nodot citai iestādei", "Pass on"), ("Nodots citai iestādei", "Passed on")),
        Step::Recall => (("Atsaukt nodošanu", "Recall"), ("Atsaukta nodošana", "Recalled")),
        Step::Accept => (("Pieņemt", "Accept"), ("Pieņemts", "Accepted")),
        Step::Decline => (("Noraidīt", "Decline"), ("Noraidīts", "Declined")),
    }
}

impl Speaker<'_> {
    fn what(&self, action: &Action) -> String {
        match action {
            Action::Create { type_code, place, category, text } => {
                let category = category.map(|c| format!(", {}", c.name(self.lang))).unwrap_or_default();
                with(format!("{}{category}, {place}", self.type_name(type_code)), text)
            }
            Action::Find { text } => text.clone(),
            Action::Take { call } => match call {
                Some(call) => self.call(*call),
                None => self.lang.pick("kas gaida visilgāk", "that has waited longest").to_owned(),
            },
            Action::PutBack { call } => self.call(*call),
            Action::Attach { call, incident } => {
                format!("{} → {}", self.call(*call), self.incident(*incident))
            }
            Action::Dismiss { call, reason, text } => {
                let known = self.vocabulary.reasons.iter().find(|known| known.code == *reason);
                let reason = known.map_or(reason.as_str(), |known| known.name(self.lang));
                with(format!("{}, {reason}", self.call(*call)), text)
            }
            Action::EndTimer { timer } => self.timer(*timer),
            Action::Read { units } | Action::TakeAlarm { units } => self.units(units),
            Action::EndAlarm { units, reason } => with(self.units(units), reason),
            Action::Assign { units, incident } => {
                format!("{} → {}", self.units(units), self.incident(*incident))
            }
            Action::Release { units, incident } => {
                let units = if units.is_empty() {
                    self.lang.pick("visas savas vienības", "all own units").to_owned()
                } else {
                    self.units(units)
                };
                match incident {
                    Some(incident) => format!("{units} ← {}", self.incident(*incident)),
                    None => units,
                }
            }
            Action::Status { units, status } => {
                format!("{} → {}", self.units(units), shown(status.name(self.lang)))
            }
            Action::Note { incident, text } | Action::Hazard { incident, text } => {
                with(self.incident(*incident), text)
            }
            Action::Type { incident, type_code } => {
                format!("{} → {}", self.incident(*incident), self.type_name(type_code))
            }
            Action::Category { incident, category } => {
                format!("{} → {}", self.incident(*incident), category.name(self.lang))
            }
            Action::Step { incident, reason, to, .. } => {
                let to = to.and_then(|to| self.vocabulary.institutions.iter().find(|i| i.id == to));
                let to = to.map(|to| format!(" → {}", to.name)).unwrap_or_default();
                with(format!("{}{to}", self.incident(*incident)), reason)
            }
            Action::Link { incident, other, kind } => {
                format!("{} ↔ {} ({})", self.incident(*incident), self.incident(*other), kind.name(self.lang))
            }
            Action::Merge { incident, into } => {
                format!("{} → {}", self.incident(*incident), self.incident(*into))
            }
            Action::Split { incident } => self.incident(*incident),
            Action::Timer { subject, minutes, text } => {
                let subject = match subject {
                    Subject::Unit(unit) => self.unit(*unit),
                    Subject::Incident(incident) => self.incident(*incident),
                };
                with(format!("{subject}, {}", span_words(*minutes)), text)
            }
            Action::Message { units, text } => with(self.units(units), text),
            Action::Go { target } => match target {
                Target::Incident(incident) => self.incident(*incident),
                Target::Unit(unit) => self.unit(*unit),
                Target::Screen(screen) => screen.name(self.lang).to_owned(),
            },
            Action::Help { topic } => topic.map(|topic| topic.name(self.lang).to_owned()).unwrap_or_default(),
            Action::Undo { command } => match command {
                Some(command) => command.to_string(),
                None => self.lang.pick("pēdējā darbība", "the last action").to_owned(),
            },
        }
    }

    fn call(&self, id: CallId) -> String {
        let Some(call) = self.vocabulary.calls.iter().find(|call| call.id == id) else {
            return id.to_string();
        };
        [call.card.as_str(), &call.label]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn timer(&self, id: TimerId) -> String {
        let Some(timer) = self.vocabulary.timers.iter().find(|timer| timer.id == id) else {
            return id.to_string();
        };
        let subject = match timer.subject {
            Some(Subject::Unit(unit)) => self.unit(unit),
            Some(Subject::Incident(incident)) => self.incident(incident),
            None => String::new(),
        };
        with(subject, &timer.label)
    }

    fn unit(&self, id: UnitId) -> String {
        self.vocabulary.unit(id).map_or_else(|| id.to_string(), |unit| unit.call_sign.clone())
    }

    fn units(&self, units: &[UnitId]) -> String {
        units.iter().map(|unit| self.unit(*unit)).collect::<Vec<_>>().join(", ")
    }

    fn incident(&self, id: IncidentId) -> String {
        let Some(incident) = self.vocabulary.incident(id) else { return id.to_string() };
        if incident.label.is_empty() {
            incident.number.clone()
        } else {
            format!("{} ({})", incident.number, incident.label)
        }
    }

    fn type_name(&self, code: &str) -> String {
        let found = self.vocabulary.types.iter().find(|entry| entry.code == code);
        found.map_or_else(|| code.to_owned(), |t| self.lang.pick(&t.name_lv, &t.name_en).to_owned())
    }
}

/// A text after what it is about.
fn with(what: String, text: &str) -> String {
    if text.is_empty() { what } else { format!("{what}: „{text}”") }
}

/// A word of the grammar as a person reads it.
fn shown(word: &str) -> String {
    word.replace('_', " ")
}
