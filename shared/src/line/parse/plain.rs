//! What plain words mean together, and what all the words come to.

use super::{Outcome, READINGS_MAX, Reader, Word};
use crate::line::action::Action;
use crate::line::build::{Unbuilt, Values, build};
use crate::line::meaning::Value;
use crate::line::slot::{Need, Part, Slot};
use crate::line::trouble::Trouble;
use crate::line::ways::{self, Choice};

/// Most words that are told apart by their kind alone.
const PLAIN_MAX: usize = 12;

impl Reader<'_> {
    /// Gives the plain words of a verb without free text to its parts, if there is one best way.
    pub(super) fn take_plain(&mut self, plain: &[Word]) -> Result<(), Trouble> {
        let open: Vec<&'static Part> =
            self.verb.parts().iter().filter(|part| !part.named && self.is_open(part)).collect();
        if plain.len() > PLAIN_MAX {
            let word = &plain[PLAIN_MAX];
            return Err(Trouble::Unexpected { word: word.text.clone(), span: word.span.clone() });
        }
        let mut table = Vec::with_capacity(plain.len());
        for word in plain {
            let row: Vec<Option<Vec<Choice>>> =
                open.iter().map(|part| self.read_choices(part, &word.text)).collect();
            if row.iter().all(Option::is_none) {
                let slots: Vec<Slot> = open.iter().map(|part| part.slot).collect();
                let (word, span) = (word.text.clone(), word.span.clone());
                return Err(if slots.is_empty() {
                    Trouble::Unexpected { word, span }
                } else {
                    Trouble::Unknown { slots, word, span }
                });
            }
            table.push(row);
        }
        let price = |part: &Part| match part.need {
            Need::May => 0,
            Need::Chosen if self.stands_in(part.slot) => 0,
            Need::Else if self.stands_in(part.slot) => 1,
            Need::Must | Need::Chosen | Need::Else => 2,
        };
        let given: Vec<bool> = open.iter().map(|part| self.choices(part.slot).is_some()).collect();
        let prices: Vec<u8> = open.iter().map(|part| price(part)).collect();
        let many: Vec<bool> = open.iter().map(|part| part.many).collect();
        let ways = ways::best(&table, &many, &given, &prices);
        let Some((way, others)) = ways.split_first() else {
            let word = plain.last().map(|w| (w.text.clone(), w.span.clone())).unwrap_or_default();
            return Err(Trouble::Unexpected { word: word.0, span: word.1 });
        };
        if !others.is_empty() {
            let mut actions = Vec::new();
            for way in &ways {
                let mut reader = Reader::new(self.line, self.verb, self.vocabulary, self.chosen);
                reader.filled.clone_from(&self.filled);
                reader.follow(way, plain, &open, &table);
                match reader.conclude() {
                    Outcome::Ready(action) => actions.push(action),
                    Outcome::Ambiguous(several) => actions.extend(several),
                    _ => {}
                }
            }
            actions.truncate(READINGS_MAX);
            return Err(Trouble::Several { actions });
        }
        self.follow(way, plain, &open, &table);
        Ok(())
    }

    fn follow(
        &mut self,
        way: &[usize],
        plain: &[Word],
        open: &[&'static Part],
        table: &[Vec<Option<Vec<Choice>>>],
    ) {
        for ((word, part), row) in plain.iter().zip(way).zip(table) {
            if let Some(choices) = &row[*part] {
                self.put(open[*part].slot, choices.clone(), word.span.clone());
            }
        }
    }

    pub(super) fn stands_in(&self, slot: Slot) -> bool {
        !self.selected(slot).is_empty()
    }

    /// What the selected row gives for a part.
    pub(super) fn selected(&self, slot: Slot) -> Vec<Value> {
        let unit = self.chosen.unit.map(Value::Unit);
        let incident = self.chosen.incident.map(Value::Incident);
        match slot {
            Slot::Call => self.chosen.call.map(Value::Call).into_iter().collect(),
            Slot::Units => unit.into_iter().collect(),
            Slot::Incident | Slot::Other => incident.into_iter().collect(),
            Slot::Subject => unit.into_iter().chain(incident).collect(),
            _ => Vec::new(),
        }
    }

    /// What all that comes to.
    pub(super) fn conclude(&mut self) -> Outcome {
        for part in self.verb.parts() {
            if !matches!(part.need, Need::May | Need::Must) && self.choices(part.slot).is_none() {
                let values = self.selected(part.slot);
                if !values.is_empty() {
                    self.filled.push((part.slot, vec![Choice { far: 0, values }]));
                }
            }
        }
        let mut actions: Vec<Action> = Vec::new();
        let mut unbuilt = None;
        for values in self.expand() {
            let built = match build(self.verb, &values, self.chosen, self.vocabulary) {
                Ok(action) => vec![action],
                Err(Unbuilt::Unclear(actions)) => actions,
                Err(other) => {
                    unbuilt = Some(other);
                    continue;
                }
            };
            for action in built {
                if !actions.contains(&action) {
                    actions.push(action);
                }
            }
        }
        actions.truncate(READINGS_MAX + 1);
        match (actions.len(), unbuilt) {
            (0, Some(Unbuilt::Missing(slots))) => Outcome::Missing(self.verb, slots),
            (0, _) => Outcome::Wrong(Trouble::Same),
            (1, _) => actions.pop().map_or(Outcome::Empty, Outcome::Ready),
            _ => {
                actions.truncate(READINGS_MAX);
                Outcome::Ambiguous(actions)
            }
        }
    }

    /// Every combination of what the words may mean; enough of them to show that there are several.
    fn expand(&self) -> Vec<Values> {
        let mut all = vec![Values::new()];
        for (slot, choices) in &self.filled {
            for choice in choices {
                let mut next = Vec::new();
                for values in &all {
                    for value in &choice.values {
                        if next.len() > READINGS_MAX {
                            break;
                        }
                        let mut values = values.clone();
                        values.entry(*slot).or_default().push(value.clone());
                        next.push(values);
                    }
                }
                all = next;
            }
        }
        all
    }
}
