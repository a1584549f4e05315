//! Reading a line.
//!
//! Parts given by name (`uz:451`) or after a small word (`uz 451`) are taken first, in any order. What is left is told
//! apart by its kind: in a verb without free text every way of giving the words to the parts is weighed, and when two
//! different ways are equally good nothing is done but asked; in a verb with free text the parts come first and the text
//! begins at the first word that can be none of them.

mod plain;

use std::ops::Range;

use super::action::Action;
use super::meaning::meaning;
use super::near::compact;
use super::slot::{Need, Part, Slot};
use super::token::tokens;
use super::trouble::Trouble;
use super::verb::{Meant, Verb};
use super::vocabulary::{Chosen, Vocabulary};
use super::ways::Choice;
use super::words::minutes_of;

/// Most readings that are shown when a line may mean several things.
pub const READINGS_MAX: usize = 8;
/// A stretch of the line and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// For which part; none for the verb.
    pub slot: Option<Slot>,
}

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Empty,
    /// This.
    Ready(Action),
    /// Something, once these parts are given too.
    Missing(Verb, Vec<Slot>),
    /// One of these; it must be asked which.
    Ambiguous(Vec<Action>),
    /// Nothing that can be understood.
    Wrong(Trouble),
}

/// A line as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Its verb, once that is clear.
    pub verb: Option<Verb>,
    /// What each stretch was taken for.
    pub pieces: Vec<Piece>,
    /// What it asks for.
    pub outcome: Outcome,
}

/// A word of the line, or several that belong together.
#[derive(Debug, Clone)]
pub struct Word {
    /// Where.
    pub span: Range<usize>,
    /// Name before a colon.
    pub name: Option<String>,
    /// Where the value begins.
    pub value: usize,
    /// Value.
    pub text: String,
    /// Whether the value stood in quotation marks.
    pub quoted: bool,
}

impl Word {
    const fn is_plain(&self) -> bool {
        self.name.is_none() && !self.quoted
    }
}

/// Reads a line.
pub fn parse(line: &str, vocabulary: &Vocabulary, chosen: Chosen) -> Parsed {
    let mut words: Vec<Word> = tokens(line)
        .into_iter()
        .map(|t| Word {
            span: t.span,
            name: t.name.map(compact),
            value: t.value.start,
            text: t.text.into_owned(),
            quoted: t.quoted,
        })
        .collect();
    if words.is_empty() {
        return Parsed { verb: None, pieces: Vec::new(), outcome: Outcome::Empty };
    }
    let first = words.remove(0);
    // `piezīme: teksts` is a verb too.
    let said = first.name.as_deref().filter(|_| first.text.is_empty()).unwrap_or(&first.text).to_owned();
    let verbs = match if first.quoted { Meant::None(None) } else { Verb::meant(&said) } {
        Meant::One(verb) => vec![verb],
        Meant::Several(verbs) => verbs,
        Meant::None(near) => {
            let trouble =
                Trouble::UnknownVerb { word: line[first.span.clone()].to_owned(), span: first.span, near };
            return Parsed { verb: None, pieces: Vec::new(), outcome: Outcome::Wrong(trouble) };
        }
    };
    let read = |verb| {
        let mut reader = Reader::new(line, verb, vocabulary, chosen);
        let outcome = reader.read(&words).unwrap_or_else(|trouble| match trouble {
            Trouble::Several { actions } => match actions.len() {
                0 => Outcome::Missing(verb, Vec::new()),
                _ => Outcome::Ambiguous(actions),
            },
            other => Outcome::Wrong(other),
        });
        let mut pieces = vec![Piece { span: first.span.clone(), slot: None }];
        pieces.append(&mut reader.pieces);
        Parsed { verb: Some(verb), pieces, outcome }
    };
    if let [verb] = verbs[..] {
        return read(verb);
    }
    // The beginning of several verbs: asked, never guessed, even when only one of them makes sense.
    let ready = verbs.iter().filter_map(|verb| match read(*verb).outcome {
        Outcome::Ready(action) => Some(vec![action]),
        Outcome::Ambiguous(actions) => Some(actions),
        _ => None,
    });
    let actions: Vec<Action> = ready.flatten().take(READINGS_MAX).collect();
    let outcome = if actions.is_empty() {
        Outcome::Wrong(Trouble::UnclearVerb { word: said, span: first.span.clone(), verbs })
    } else {
        Outcome::Ambiguous(actions)
    };
    Parsed { verb: None, pieces: Vec::new(), outcome }
}

/// Reads the words after the verb.
struct Reader<'a> {
    line: &'a str,
    verb: Verb,
    vocabulary: &'a Vocabulary,
    chosen: Chosen,
    filled: Vec<(Slot, Vec<Choice>)>,
    pieces: Vec<Piece>,
}

impl<'a> Reader<'a> {
    const fn new(line: &'a str, verb: Verb, vocabulary: &'a Vocabulary, chosen: Chosen) -> Self {
        Self { line, verb, vocabulary, chosen, filled: Vec::new(), pieces: Vec::new() }
    }

    fn read(&mut self, words: &[Word]) -> Result<Outcome, Trouble> {
        let words = self.join(words);
        let plain = self.take_named(&words)?;
        if !plain.is_empty() {
            self.take_plain(&plain)?;
        }
        Ok(self.conclude())
    }

    fn choices(&self, slot: Slot) -> Option<&Vec<Choice>> {
        self.filled.iter().find(|(filled, _)| *filled == slot).map(|(_, choices)| choices)
    }

    fn is_open(&self, part: &Part) -> bool {
        part.many || self.choices(part.slot).is_none()
    }

    /// The open part that a name means.
    fn named(&self, name: &str) -> Option<&'static Part> {
        use crate::lang::Lang;
        let is = |known: &&'static str| compact(known) == name;
        self.verb.parts().iter().find(|part| {
            part.marks.iter().any(is)
                || [Lang::Lv, Lang::En].iter().any(|lang| part.slot.names(*lang).iter().any(is))
        })
    }

    fn opens_part(&self, word: &Word) -> Option<&'static Part> {
        self.named(word.name.as_deref()?).filter(|part| self.is_open(part))
    }

    /// The open part before which a small word stands.
    fn marked(&self, word: &Word) -> Option<&'static Part> {
        let text = word.is_plain().then(|| compact(&word.text))?;
        let is = |mark: &&'static str| compact(mark) == text;
        self.verb.parts().iter().find(|part| part.marks.iter().any(is) && self.is_open(part))
    }

    /// Joins words that belong together: a call sign of two words, a number and its unit of time.
    fn join(&self, words: &[Word]) -> Vec<Word> {
        let has = |slots: &[Slot]| self.verb.parts().iter().any(|part| slots.contains(&part.slot));
        let (units, spans) =
            (has(&[Slot::Units, Slot::Subject, Slot::Target, Slot::Timer]), has(&[Slot::Span]));
        let mut joined: Vec<Word> = Vec::with_capacity(words.len());
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let together = (2..=3)
                .rev()
                .filter_map(|n| words.get(at..at + n).map(|run| (n, run)))
                .filter(|(_, run)| run[1..].iter().all(Word::is_plain) && !word.quoted)
                .find(|(n, run)| {
                    let text = run.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
                    let called = units && self.calls(&text) && !self.is_sure_unit(&word.text);
                    let timed =
                        *n == 2 && spans && is_number(&word.text) && minutes_of(&run[1].text).is_some();
                    called || timed
                })
                .map_or(1, |(n, _)| n);
            let end = words[at + together - 1].span.end;
            let text = if together > 1 { self.line[word.value..end].to_owned() } else { word.text.clone() };
            joined.push(Word { span: word.span.start..end, text, ..word.clone() });
            at += together;
        }
        joined
    }

    fn calls(&self, words: &str) -> bool {
        let folded = crate::text::fold(words);
        self.vocabulary.units.iter().any(|unit| unit.is_called(&folded))
    }

    fn is_sure_unit(&self, word: &str) -> bool {
        let (far, found) = self.vocabulary.units_meant(word);
        far == 0 && !found.is_empty()
    }

    /// What stands from a word on, up to the next part that is given by name; and how many words that is.
    fn rest(&self, words: &[Word], from: usize) -> (String, Range<usize>, usize) {
        let next = words[from + 1..].iter().position(|w| self.opens_part(w).is_some());
        let end = next.map_or(words.len(), |n| from + 1 + n);
        let (first, last) = (&words[from], &words[end - 1]);
        let text = match end - from {
            1 => first.text.clone(),
            _ => self.line[first.value..last.span.end].to_owned(),
        };
        (text, first.span.start..last.span.end, end - from)
    }

    /// Takes what is named or marked; in a verb with free text the whole line. Returns the words that are left.
    fn take_named(&mut self, words: &[Word]) -> Result<Vec<Word>, Trouble> {
        let free = self.verb.has_rest();
        let mut plain = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let next = words.get(at + 1).filter(|next| next.name.is_none());
            if let Some(part) = self.opens_part(word) {
                at += self.take_by_name(part, words, at, next)?;
            } else if let (Some(name), false) = (&word.name, free) {
                let known = self.named(name);
                let (name, span) = (name.clone(), word.span.clone());
                return Err(known.map_or(Trouble::UnknownName { name, span: span.clone() }, |part| {
                    Trouble::Twice { slot: part.slot, span }
                }));
            } else if let Some(part) = self.marked(word).filter(|part| !free || self.suits(part, next)) {
                match next {
                    Some(_) if part.rest => {
                        let (text, span, taken) = self.rest(words, at + 1);
                        self.take(part, &text, word.span.start..span.end)?;
                        at += 1 + taken;
                    }
                    Some(value) => {
                        self.take(part, &value.text, word.span.start..value.span.end)?;
                        at += 2;
                    }
                    // `sūti 12 uz`: the rest is still to come.
                    None => at += 1,
                }
            } else if !free {
                if !matches!(compact(&word.text).as_str(), "un" | "and") || word.quoted {
                    plain.push(word.clone());
                }
                at += 1;
            } else {
                at += self.take_leading(words, at)?;
            }
        }
        Ok(plain)
    }

    /// Whether the word after a small word is surely the part it announces; otherwise the small word is plain text.
    fn suits(&self, part: &Part, next: Option<&Word>) -> bool {
        let Some(next) = next else { return false };
        if part.rest {
            return true;
        }
        let (far, values) = meaning(self.verb, part.slot, &next.text, self.vocabulary);
        far <= 1 && !values.is_empty()
    }

    fn take_by_name(
        &mut self,
        part: &Part,
        words: &[Word],
        at: usize,
        next: Option<&Word>,
    ) -> Result<usize, Trouble> {
        let word = &words[at];
        if word.text.is_empty() && !word.quoted {
            // `uz: 451`, with a space.
            let Some(next) = next else { return Ok(1) };
            let (text, span, taken) = if part.rest && !next.quoted {
                self.rest(words, at + 1)
            } else {
                (next.text.clone(), next.span.clone(), 1)
            };
            self.take(part, &text, word.span.start..span.end)?;
            return Ok(1 + taken);
        }
        let (text, span, taken) = if part.rest && !word.quoted {
            self.rest(words, at)
        } else {
            (word.text.clone(), word.span.clone(), 1)
        };
        self.take(part, &text, span)?;
        Ok(taken)
    }

    /// Takes the next part of a verb with free text, or the text itself. Returns how many words that was.
    fn take_leading(&mut self, words: &[Word], at: usize) -> Result<usize, Trouble> {
        let word = &words[at];
        let rest = self.verb.parts().iter().find(|part| part.rest && self.choices(part.slot).is_none());
        if word.name.is_none()
            && let Some((part, taken)) = self.leading(words, at)
        {
            let end = words[at + taken - 1].span.end;
            let text = if taken > 1 { self.line[word.value..end].to_owned() } else { word.text.clone() };
            self.take(part, &text, word.span.start..end)?;
            return Ok(taken);
        }
        let Some(part) = rest else {
            let word = self.line[word.span.clone()].to_owned();
            return Err(Trouble::Unexpected { word, span: words[at].span.clone() });
        };
        let (mut text, span, taken) = self.rest(words, at);
        if let (Some(_), 1) = (&word.name, taken) {
            // A name that no part has is plain text.
            self.line[word.span.clone()].clone_into(&mut text);
        } else if word.name.is_some() {
            self.line[span.clone()].clone_into(&mut text);
        }
        self.take(part, &text, span)?;
        Ok(taken)
    }

    /// The open part that begins at a word, and how many words it takes: surely, or because it must be given and nothing
    /// stands in for it.
    fn leading(&self, words: &[Word], at: usize) -> Option<(&'static Part, usize)> {
        let open =
            || self.verb.parts().iter().filter(|p| !p.rest && !p.named && self.choices(p.slot).is_none());
        let word = &words[at];
        for part in open() {
            if part.slot == Slot::Type {
                let run = |n: &usize| words.get(at..at + n).is_some_and(|run| run.iter().all(Word::is_plain));
                let whole = |n: &usize| {
                    let text = &self.line[word.value..words[at + n - 1].span.end];
                    let (far, types) = self.vocabulary.types_meant(text);
                    far == 0 && !types.is_empty()
                };
                if let Some(n) = (2..=6).rev().filter(run).find(whole) {
                    return Some((part, n));
                }
            }
            if self.means(part, word).is_some_and(|far| far == 0) {
                return Some((part, 1));
            }
        }
        let wanted = |part: &&Part| match part.need {
            Need::Must | Need::Else => true,
            Need::Chosen => !self.stands_in(part.slot),
            Need::May => false,
        };
        let part = open().find(wanted)?;
        self.means(part, word).map(|_| (part, 1))
    }

    /// How far a word is from a part, if it can be one: the farthest of its pieces.
    fn means(&self, part: &Part, word: &Word) -> Option<u8> {
        let choices = self.read_choices(part, &word.text)?;
        choices.iter().map(|choice| choice.far).max()
    }

    /// The values of a word in a part; several of them where the part takes a list (`12,14`).
    fn read_choices(&self, part: &Part, text: &str) -> Option<Vec<Choice>> {
        let whole = meaning(self.verb, part.slot, text, self.vocabulary);
        let list = part.many && whole.1.is_empty();
        let pieces: Vec<&str> = if list {
            text.split([',', '+', ';']).filter(|piece| !piece.trim().is_empty()).collect()
        } else {
            vec![text]
        };
        let mut choices = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let (far, values) = meaning(self.verb, part.slot, piece, self.vocabulary);
            if values.is_empty() {
                return None;
            }
            choices.push(Choice { far, values });
        }
        (!choices.is_empty()).then_some(choices)
    }

    fn take(&mut self, part: &Part, text: &str, span: Range<usize>) -> Result<(), Trouble> {
        let Some(choices) = self.read_choices(part, text) else {
            return Err(Trouble::Unknown { slots: vec![part.slot], word: text.trim().to_owned(), span });
        };
        self.put(part.slot, choices, span);
        Ok(())
    }

    fn put(&mut self, slot: Slot, choices: Vec<Choice>, span: Range<usize>) {
        self.pieces.push(Piece { span, slot: Some(slot) });
        match self.filled.iter_mut().find(|(filled, _)| *filled == slot) {
            Some((_, present)) => present.extend(choices),
            None => self.filled.push((slot, choices)),
        }
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}
