//! What may stand at the cursor.

use std::ops::Range;

use super::near::compact;
use super::parse::{Outcome, Parsed, parse};
use super::slot::{Part, Slot};
use super::token::{bare_or_quoted, tokens};
use super::verb::{Meant, Verb};
use super::vocabulary::{Chosen, Vocabulary};
use super::words::{Screen, Words};
use super::write::{call_name, incident_name, timer_name, unit_name};
use crate::incident::{Category, LinkKind, Step};
use crate::lang::Lang;
use crate::sort;
use crate::text::fold;
use crate::unit::UnitStatus;

/// Most candidates offered at once.
pub const CANDIDATES_MAX: usize = 12;

/// Something that may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What is shown.
    pub label: String,
    /// What it is, beside it.
    pub detail: String,
    /// What is put into the line.
    pub insert: String,
    /// What it replaces, in bytes.
    pub span: Range<usize>,
}

/// What may stand at the cursor (in bytes; moved back to the beginning of a character where it lies within one).
pub fn complete(
    line: &str,
    cursor: usize,
    lang: Lang,
    vocabulary: &Vocabulary,
    chosen: Chosen,
) -> Vec<Candidate> {
    let mut cursor = cursor.min(line.len());
    while !line.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let before = &line[..cursor];
    let cut = tokens(before);
    let current =
        cut.last().filter(|token| token.span.end == cursor && !before.ends_with(char::is_whitespace));
    if cut.is_empty() || (cut.len() == 1 && current.is_some()) {
        let typed = current.map_or("", |token| &before[token.span.clone()]);
        return verbs(typed, cursor - typed.len()..cursor, lang);
    }
    let Some(Meant::One(verb)) = cut.first().map(|first| Verb::meant(&first.text)) else { return Vec::new() };
    let start = current.map_or(cursor, |token| token.span.start);
    let parsed = parse(&before[..start], vocabulary, chosen);
    let mut offer = Offer { lang, vocabulary, found: Vec::new() };
    if let Some((token, part)) = current.and_then(|token| Some((token, named(verb, token.name?)?))) {
        offer.values(part, &token.text, &(token.value.start..cursor));
    } else {
        let typed = current.map_or("", |token| token.text.as_ref());
        offer.parts(verb, &parsed, typed, &(start..cursor));
    }
    offer.found.truncate(CANDIDATES_MAX);
    offer.found
}

fn named(verb: Verb, name: &str) -> Option<&'static Part> {
    let name = compact(name);
    let is = |known: &&'static str| compact(known) == name;
    verb.parts().iter().find(|part| {
        part.marks.iter().any(is)
            || [Lang::Lv, Lang::En].iter().any(|lang| part.slot.names(*lang).iter().any(is))
    })
}

fn verbs(typed: &str, span: Range<usize>, lang: Lang) -> Vec<Candidate> {
    let typed = compact(typed);
    let begins = |verb: &Verb| verb.all_names().any(|name| compact(name).starts_with(&typed));
    let first = |verb: &Verb| !compact(verb.name(lang)).starts_with(&typed);
    let mut found: Vec<Verb> = Verb::ALL.iter().copied().filter(begins).collect();
    sort::by_key(&mut found, first);
    let candidate = |verb: Verb| Candidate {
        label: verb.name(lang).to_owned(),
        detail: verb.what(lang).to_owned(),
        insert: format!("{} ", verb.name(lang)),
        span: span.clone(),
    };
    found.into_iter().map(candidate).take(CANDIDATES_MAX.max(Verb::ALL.len())).collect()
}

struct Offer<'a> {
    lang: Lang,
    vocabulary: &'a Vocabulary,
    found: Vec<Candidate>,
}

impl Offer<'_> {
    /// Values of the parts that are still open, and then their names.
    fn parts(&mut self, verb: Verb, parsed: &Parsed, typed: &str, span: &Range<usize>) {
        let filled = |part: &&Part| part.many || !parsed.pieces.iter().any(|p| p.slot == Some(part.slot));
        let missing =
            |slot: Slot| matches!(&parsed.outcome, Outcome::Missing(_, slots) if slots.contains(&slot));
        let mut open: Vec<&Part> = verb.parts().iter().filter(filled).collect();
        // What is missing comes before what could be said besides.
        sort::by_key(&mut open, |part| !missing(part.slot));
        for part in open.iter().filter(|part| !part.named) {
            self.values(part, typed, span);
        }
        for part in open.iter().filter(|part| part.named || !typed.is_empty()) {
            let name = part.slot.names(self.lang).first().copied().unwrap_or_default();
            if compact(name).starts_with(&compact(typed)) {
                self.put(format!("{name}:"), part.slot.label(self.lang).to_owned(), format!("{name}:"), span);
            }
        }
    }

    fn put(&mut self, label: String, detail: String, insert: String, span: &Range<usize>) {
        self.found.push(Candidate { label, detail, insert, span: span.clone() });
    }

    /// Values of a part that begin so.
    fn values(&mut self, part: &Part, typed: &str, span: &Range<usize>) {
        // Of a list the last piece is being typed.
        let list = part.many.then(|| typed.rfind([',', '+', ';'])).flatten().map_or(0, |comma| comma + 1);
        let typed = &typed[list..];
        let span = &(span.start + list..span.end);
        match part.slot {
            Slot::Units => self.units(typed, span),
            Slot::Incident | Slot::Other => self.incidents(typed, span),
            Slot::Subject => {
                self.units(typed, span);
                self.incidents(typed, span);
            }
            Slot::Target => {
                self.incidents(typed, span);
                self.units(typed, span);
                self.words::<Screen>(typed, span);
            }
            Slot::Status => self.words::<UnitStatus>(typed, span),
            Slot::Step => self.words::<Step>(typed, span),
            Slot::Kind => self.words::<LinkKind>(typed, span),
            Slot::Category => self.words::<Category>(typed, span),
            Slot::Type => self.types(typed, span),
            Slot::Institution => self.institutions(typed, span),
            Slot::Call => self.calls(typed, span),
            Slot::CloseReason => self.reasons(typed, span),
            Slot::Timer => self.timers(typed, span),
            Slot::Topic => self.found.extend(verbs(typed, span.clone(), self.lang)),
            Slot::Span | Slot::Place | Slot::Text | Slot::Reason | Slot::Command => {}
        }
    }

    fn units(&mut self, typed: &str, span: &Range<usize>) {
        let typed = compact(typed);
        let home = compact(&self.vocabulary.home);
        let mut found: Vec<_> = self
            .vocabulary
            .units
            .iter()
            .filter_map(|unit| {
                let key = compact(&unit.call_sign);
                let at = key.find(&typed)?;
                let own = compact(&unit.institution) == home;
                // Own before others, a beginning before a middle, free before sent.
                let rank = (at > 0, !own, unit.status != UnitStatus::Available, key.len());
                Some((rank, key, unit))
            })
            .collect();
        sort::by(&mut found, |a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        for (_, _, unit) in found.into_iter().take(CANDIDATES_MAX) {
            let status = unit.status.name(self.lang).replace('_', " ");
            let detail = format!("{} · {status}", unit.institution);
            self.put(unit.call_sign.clone(), detail, unit_name(unit.id, self.vocabulary) + " ", span);
        }
    }

    fn incidents(&mut self, typed: &str, span: &Range<usize>) {
        let (typed, words) = (compact(typed), fold(typed));
        let fits = |number: &str, label: &str| {
            compact(number).contains(&typed) || (typed.len() > 2 && fold(label).contains(&words))
        };
        let open = self.vocabulary.incidents.iter().filter(|i| i.open && fits(&i.number, &i.label));
        let mut found: Vec<_> = open.collect();
        // The newest first: their numbers rise.
        sort::by(&mut found, |a, b| b.number.cmp(&a.number));
        for incident in found.into_iter().take(CANDIDATES_MAX) {
            let insert = incident_name(incident.id, self.vocabulary, false, true) + " ";
            self.put(incident.number.clone(), incident.label.clone(), insert, span);
        }
    }

    fn calls(&mut self, typed: &str, span: &Range<usize>) {
        let (key, words) = (compact(typed), fold(typed));
        for call in &self.vocabulary.calls {
            if compact(&call.card).contains(&key) || fold(&call.label).contains(&words) {
                let insert = call_name(call.id, self.vocabulary, true) + " ";
                self.put(call.card.clone(), call.label.clone(), insert, span);
            }
        }
    }

    fn reasons(&mut self, typed: &str, span: &Range<usize>) {
        let meant = (!typed.is_empty()).then(|| self.vocabulary.reasons_meant(typed).1);
        for reason in &self.vocabulary.reasons {
            if meant.as_ref().is_none_or(|codes| codes.contains(&reason.code)) {
                let insert = bare_or_quoted(&reason.code) + " ";
                self.put(reason.name(self.lang).to_owned(), reason.code.clone(), insert, span);
            }
        }
    }

    fn timers(&mut self, typed: &str, span: &Range<usize>) {
        let typed = compact(typed);
        for timer in &self.vocabulary.timers {
            let name = timer_name(timer.id, self.vocabulary, true);
            if compact(&name).contains(&typed) || compact(&timer.label).contains(&typed) {
                self.put(name.clone(), timer.label.clone(), name + " ", span);
            }
        }
    }

    fn words<T: Words>(&mut self, typed: &str, span: &Range<usize>) {
        let typed = compact(typed);
        for word in T::ALL {
            let names = word.names(Lang::Lv).iter().chain(word.names(Lang::En));
            if names.into_iter().any(|name| compact(name).starts_with(&typed)) {
                let name = word.name(self.lang);
                self.put(name.replace('_', " "), String::new(), format!("{name} "), span);
            }
        }
    }

    fn types(&mut self, typed: &str, span: &Range<usize>) {
        let (_, codes) = if typed.trim().is_empty() {
            (0, self.vocabulary.types.iter().map(|t| t.code.clone()).collect())
        } else {
            self.vocabulary.types_meant(typed)
        };
        for code in codes.into_iter().take(CANDIDATES_MAX) {
            let found = self.vocabulary.types.iter().find(|t| t.code == code);
            let name = found.map(|t| self.lang.pick(&t.name_lv, &t.name_en).to_owned()).unwrap_or_default();
            self.put(name, code.clone(), format!("{code} "), span);
        }
    }

    fn institutions(&mut self, typed: &str, span: &Range<usize>) {
        let typed = fold(typed);
        let fits = |code: &str, name: &str| fold(code).starts_with(&typed) || fold(name).contains(&typed);
        let found = self.vocabulary.institutions.iter().filter(|i| fits(&i.code, &i.name));
        let found: Vec<_> = found.take(CANDIDATES_MAX).cloned().collect();
        for institution in found {
            self.put(
                institution.code.clone(),
                institution.name,
                bare_or_quoted(&institution.code) + " ",
                span,
            );
        }
    }
}
