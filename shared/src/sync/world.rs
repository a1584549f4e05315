//! A register, devices and a network in miniature, for the proofs: the real [`Ledger`], [`merge`] and [`Outbox`], with records
//! of a few fields instead of incidents. It watches itself from outside the protocol and remembers what must never happen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Answered, Arrival, Aside, Item, Ledger, Outbox, Outcome, merge};
use crate::id::{CommandId, ConflictId};
use crate::problem::ProblemCode;

/// Who writes: a device by its number, or somebody at a console.
pub type Author = Option<usize>;

/// What can be done with a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Makes it.
    File(u8),
    /// Sets a field, based on a version.
    Edit(u8, i64, &'static str, i64),
    /// Adds a note.
    Note(u8),
}

/// What a device sees of each record: version, fields, notes.
pub type View = BTreeMap<u8, (i64, Map<String, Value>, Vec<CommandId>)>;

/// Names of the fields.
pub const FIELDS: [&str; 3] = ["place", "type", "text"];

/// A way in which the protocol could be wrong. Each must be noticed by the proofs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// None.
    None,
    /// The last one who writes wins, as where offline work is a queue of requests.
    LastWriteWins,
    /// Answers are not kept: what is repeated is done again.
    ForgetsAnswers,
    /// What comes early is done early.
    IgnoresOrder,
}

#[derive(Debug, Clone, Default)]
struct Record {
    version: i64,
    fields: Map<String, Value>,
    /// The version at which a field was last set, and by whom.
    set: BTreeMap<&'static str, (i64, Author)>,
    notes: Vec<CommandId>,
}

/// The server, with everything it would have in its database.
#[derive(Debug, Clone)]
pub struct Register {
    flaw: Flaw,
    records: BTreeMap<u8, Record>,
    ledgers: Vec<Ledger>,
    kept: BTreeMap<CommandId, Item<Act>>,
    answers: BTreeMap<CommandId, Outcome>,
    /// Values on cards, by the command that wanted them.
    cards: BTreeSet<(CommandId, i64)>,
    /// Commands in the order in which they were done.
    done: Vec<CommandId>,
    /// What must never happen, in words.
    pub broken: Vec<String>,
}

/// Record 9 is not for device 1.
fn sees(author: Author, record: u8) -> bool {
    !(author == Some(1) && record == 9)
}

impl Register {
    pub fn new(devices: usize, flaw: Flaw) -> Self {
        let records = [1, 9].map(|id| (id, Record { version: 1, ..Record::default() }));
        Self {
            flaw,
            records: records.into(),
            ledgers: vec![Ledger::default(); devices],
            kept: BTreeMap::new(),
            answers: BTreeMap::new(),
            cards: BTreeSet::new(),
            done: Vec::new(),
            broken: Vec::new(),
        }
    }

    /// Takes a batch in. A server that dies after `lives` commands has committed those and answers nothing.
    pub fn sync(&mut self, device: usize, items: &[Item<Act>], lives: usize) -> Option<Vec<Answered>> {
        let mut left = lives;
        for item in items {
            if self.flaw == Flaw::IgnoresOrder {
                if !self.answers.contains_key(&item.key) {
                    self.act(device, item);
                }
                continue;
            }
            match self.ledgers[device].arrive(item.seq, item.key) {
                Arrival::Kept => {
                    self.kept.insert(item.key, item.clone());
                }
                Arrival::Before if self.flaw == Flaw::ForgetsAnswers => self.act(device, item),
                Arrival::Before if self.answers.contains_key(&item.key) => {}
                Arrival::Before | Arrival::Taken => {
                    self.answers.insert(item.key, Outcome::SetAside { reason: Aside::NumberReused });
                }
            }
            while let Some(key) = self.ledgers[device].due() {
                if left == 0 {
                    return None;
                }
                left -= 1;
                if let Some(item) = self.kept.remove(&key) {
                    self.act(device, &item);
                }
                self.ledgers[device].answered();
            }
        }
        let missing = self.ledgers[device].next;
        let answer =
            |item: &Item<Act>| self.answers.get(&item.key).cloned().unwrap_or(Outcome::Held { missing });
        Some(items.iter().map(|item| Answered { key: item.key, outcome: answer(item) }).collect())
    }

    fn act(&mut self, device: usize, item: &Item<Act>) {
        let lacking = item.needs.iter().find(|need| !self.answers.get(need).is_some_and(Outcome::carries));
        let outcome = match lacking {
            Some(need) => Outcome::SetAside { reason: Aside::Needs(*need) },
            None => self.apply(Some(device), item.key, &item.act),
        };
        self.answers.insert(item.key, outcome);
    }

    fn apply(&mut self, author: Author, key: CommandId, act: &Act) -> Outcome {
        let refused = |code| Outcome::SetAside { reason: Aside::Refused(code) };
        let id = match act {
            Act::File(id) | Act::Edit(id, ..) | Act::Note(id) => *id,
        };
        if let Act::File(_) = act {
            if self.records.contains_key(&id) {
                return refused(ProblemCode::Invalid);
            }
            self.records.insert(id, Record { version: 1, ..Record::default() });
            self.done.push(key);
            return Outcome::Done { version: Some(1) };
        }
        let Some(record) = self.records.get_mut(&id).filter(|_| sees(author, id)) else {
            return refused(ProblemCode::NotFound);
        };
        self.done.push(key);
        let Act::Edit(_, base, field, value) = *act else {
            record.notes.push(key);
            return Outcome::Done { version: None };
        };
        let others =
            |field: &str| record.set.get(field).is_some_and(|(version, by)| *version > base && *by != author);
        let mut yours = Map::new();
        yours.insert(field.to_owned(), json!(value));
        let merged = if self.flaw == Flaw::LastWriteWins {
            super::Merged { apply: yours, conflicts: Vec::new() }
        } else {
            merge(yours, &record.fields, others)
        };
        // What the protocol decided, watched from outside it.
        if merged.apply.contains_key(field) && others(field) {
            self.broken.push(format!("{key} wrote {field} over what others had set"));
        }
        let stale = base != record.version;
        record.version += 1;
        let version = record.version;
        for (name, value) in merged.apply {
            record.fields.insert(name, value);
            record.set.insert(field, (version, author));
        }
        if !merged.conflicts.is_empty() {
            self.cards.insert((key, value));
            return Outcome::Conflict { card: ConflictId(key.0), version, fields: merged.conflicts };
        }
        if stale { Outcome::Merged { version } } else { Outcome::Done { version: Some(version) } }
    }

    /// Somebody at a console sets a field, looking at the record as it is.
    pub fn console(&mut self, key: CommandId, id: u8, field: &'static str, value: i64) {
        if let Some(version) = self.records.get(&id).map(|record| record.version) {
            self.apply(None, key, &Act::Edit(id, version, field, value));
        }
    }

    /// What a device is given to see.
    pub fn picture(&self, device: usize) -> View {
        let seen = self.records.iter().filter(|(id, _)| sees(Some(device), **id));
        seen.map(|(id, r)| (*id, (r.version, r.fields.clone(), r.notes.clone()))).collect()
    }

    /// What is wrong with the register as it stands, for commands that the devices made.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.broken.clone();
        let mut seen = BTreeSet::new();
        for key in &self.done {
            if !seen.insert(key) {
                faults.push(format!("{key} was done twice"));
            }
        }
        for (key, outcome) in &self.answers {
            if outcome.carries() != seen.contains(key) {
                faults.push(format!("{key} was answered {outcome:?} and that is not what happened"));
            }
            if let Outcome::SetAside { reason: Aside::Needs(need) } = outcome
                && self.answers.get(need).is_some_and(Outcome::carries)
            {
                faults.push(format!("{key} was set aside for want of {need}, which was done"));
            }
            if let Outcome::Conflict { .. } = outcome
                && !self.cards.iter().any(|(of, _)| of == key)
            {
                faults.push(format!("the card of {key} is missing"));
            }
        }
        faults
    }

    /// What became of a command.
    pub fn outcome(&self, key: CommandId) -> Option<&Outcome> {
        self.answers.get(&key)
    }
}

/// A device: its outbox, which it has stored, and what it last saw of the register.
#[derive(Debug, Clone, Default)]
pub struct Device {
    pub outbox: Outbox<Act>,
    pub view: View,
    /// Every command it ever showed as done.
    pub made: Vec<CommandId>,
    /// Commands that made a record, by the record.
    filed: BTreeMap<u8, CommandId>,
}

impl Device {
    /// Does something without asking anybody. An edit is based on the version the device last saw.
    pub fn act(&mut self, key: CommandId, act: &Act, skew_minutes: i64) {
        let at = DateTime::UNIX_EPOCH + Duration::minutes(skew_minutes);
        let (act, id) = match *act {
            Act::File(id) => {
                self.filed.insert(id, key);
                (Act::File(id), id)
            }
            Act::Edit(id, _, field, value) => {
                let base = self.view.get(&id).map_or(1, |(version, ..)| *version);
                (Act::Edit(id, base, field, value), id)
            }
            Act::Note(id) => (Act::Note(id), id),
        };
        let needs = self.filed.get(&id).filter(|of| **of != key).copied().into_iter().collect();
        self.outbox.put(key, at, needs, act);
        self.made.push(key);
    }
}

/// The n-th key of an author.
pub fn key(author: usize, n: usize) -> CommandId {
    CommandId(Uuid::from_u64_pair(author as u64 + 1, n as u64))
}
