//! The same arguments with another verb, and the line that was probably meant.

use super::near::{compact, distance};
use super::parse::{Outcome, Parsed, parse};
use super::slot::Slot;
use super::trouble::Trouble;
use super::verb::Verb;
use super::vocabulary::{Chosen, Vocabulary};
use super::words::Words;
use crate::id::{IncidentId, UnitId};
use crate::incident::{LinkKind, Step};
use crate::lang::Lang;
use crate::unit::UnitStatus;

/// The line before with another verb: what the new verb has parts for is kept, in the order of those parts.
pub fn with_verb(previous: &str, verb: Verb, lang: Lang, vocabulary: &Vocabulary, chosen: Chosen) -> String {
    let parsed = parse(previous, vocabulary, chosen);
    let mut line = verb.name(lang).to_owned();
    for part in verb.parts() {
        let fits = |slot: Slot| slot == part.slot || same_kind(slot, part.slot);
        for piece in parsed.pieces.iter().filter(|piece| piece.slot.is_some_and(fits)) {
            let text = value_of(&previous[piece.span.clone()], parsed.verb, piece.slot);
            let mark = part.marks.iter().find(|mark| is_of(mark, lang)).filter(|_| part.slot != Slot::Units);
            line.push(' ');
            if let Some(mark) = mark {
                line.push_str(mark);
                line.push(' ');
            }
            line.push_str(text);
        }
    }
    line.push(' ');
    line
}

/// Whether what stood in one part may stand in another.
const fn same_kind(from: Slot, to: Slot) -> bool {
    matches!(
        (from, to),
        (Slot::Units | Slot::Incident, Slot::Subject | Slot::Target | Slot::Timer)
            | (Slot::Subject | Slot::Target, Slot::Timer | Slot::Units | Slot::Incident)
            | (Slot::Text, Slot::Reason)
            | (Slot::Reason, Slot::Text)
    )
}

/// Marks are listed Latvian first.
fn is_of(mark: &str, lang: Lang) -> bool {
    let latvian = matches!(mark, "uz" | "ar" | "no" | "pie");
    latvian == (lang == Lang::Lv)
}

/// The value of a piece without its name or mark.
fn value_of(text: &str, verb: Option<Verb>, slot: Option<Slot>) -> &str {
    let part = verb.zip(slot).and_then(|(verb, slot)| verb.part(slot));
    let (Some(part), Some(first)) = (part, super::token::tokens(text).into_iter().next()) else {
        return text;
    };
    let rest = text[first.span.end..].trim_start();
    if first.name.is_some() {
        return if first.text.is_empty() && !first.quoted { rest } else { &text[first.value.start..] };
    }
    let marked = !first.quoted && part.marks.iter().any(|mark| compact(mark) == compact(&first.text));
    if marked && !rest.is_empty() { rest } else { text }
}

/// Verbs whose parts say by their kind that they are meant.
const TELLING: [Verb; 8] = [
    Verb::Status,
    Verb::Step,
    Verb::Category,
    Verb::Assign,
    Verb::Timer,
    Verb::Type,
    Verb::Release,
    Verb::Go,
];

/// The line that was probably meant by one that is wrong: with the nearest verb, with the nearest name, or the same words
/// with the verb for which they make sense. Always one that would be legal.
pub fn proposal(
    line: &str,
    parsed: &Parsed,
    lang: Lang,
    vocabulary: &Vocabulary,
    chosen: Chosen,
) -> Option<String> {
    let Outcome::Wrong(trouble) = &parsed.outcome else { return None };
    let legal = |line: &String| {
        matches!(parse(line, vocabulary, chosen).outcome, Outcome::Ready(_) | Outcome::Missing(..))
    };
    let ready = |line: &String| matches!(parse(line, vocabulary, chosen).outcome, Outcome::Ready(_));
    let replaced =
        |span: &std::ops::Range<usize>, by: &str| format!("{}{by}{}", &line[..span.start], &line[span.end..]);
    match trouble {
        Trouble::UnknownVerb { span, near, .. } => {
            let nearest = near.map(|verb| replaced(span, verb.name(lang))).filter(legal);
            let before =
                || TELLING.iter().map(|verb| format!("{} {}", verb.name(lang), line.trim())).find(ready);
            nearest.or_else(before)
        }
        Trouble::Unknown { slots, word, span } => {
            let named = nearest_name(slots, word, lang, vocabulary);
            let value = super::token::tokens(&line[span.clone()]).pop();
            let place = value.map(|token| span.start + token.value.start..span.start + token.value.end);
            let corrected = named.zip(place).map(|(name, place)| replaced(&place, &name)).filter(legal);
            corrected.or_else(|| other_verb(line, parsed, lang, &ready))
        }
        Trouble::UnknownName { .. } | Trouble::Unexpected { .. } => other_verb(line, parsed, lang, &ready),
        Trouble::UnclearVerb { .. } | Trouble::Twice { .. } | Trouble::Same | Trouble::Several { .. } => None,
    }
}

fn other_verb(line: &str, parsed: &Parsed, lang: Lang, ready: &dyn Fn(&String) -> bool) -> Option<String> {
    let span = parsed.pieces.iter().find(|piece| piece.slot.is_none())?.span.clone();
    let others = TELLING.iter().filter(|verb| Some(**verb) != parsed.verb);
    others.map(|verb| format!("{}{}{}", &line[..span.start], verb.name(lang), &line[span.end..])).find(ready)
}

/// Something that a word may have been a slip of. Names are written only once it is clear which: to find the shortest sure
/// name of one thing is to look at all.
enum Near {
    Unit(UnitId),
    Incident(IncidentId),
    Word(String),
}

/// The name nearest to a word among those that may stand there: at most two slips, and only when no other is as near.
fn nearest_name(slots: &[Slot], word: &str, lang: Lang, vocabulary: &Vocabulary) -> Option<String> {
    let word = compact(word);
    let slips = |name: &str| distance(&compact(name), &word, 2);
    let mut near: Vec<(usize, Near)> = Vec::new();
    for slot in slots {
        match slot {
            Slot::Units | Slot::Subject | Slot::Target => near.extend(
                vocabulary
                    .units
                    .iter()
                    .filter_map(|unit| Some((slips(&unit.call_sign)?, Near::Unit(unit.id)))),
            ),
            Slot::Incident | Slot::Other => {
                let open = vocabulary.incidents.iter().filter(|incident| incident.open);
                // As many of the last digits as were typed.
                let tail =
                    |number: &str| number.get(number.len().saturating_sub(word.len())..).and_then(slips);
                near.extend(open.filter_map(|i| Some((tail(&i.number)?, Near::Incident(i.id)))));
            }
            Slot::Status => near.extend(words::<UnitStatus>(lang, &slips)),
            Slot::Step => near.extend(words::<Step>(lang, &slips)),
            Slot::Kind => near.extend(words::<LinkKind>(lang, &slips)),
            Slot::Type => near.extend(vocabulary.types.iter().filter_map(|t| {
                let name = lang.pick(&t.name_lv, &t.name_en);
                Some((slips(name)?, Near::Word(super::token::bare_or_quoted(name))))
            })),
            _ => {}
        }
    }
    let least = near.iter().map(|(slips, _)| *slips).min()?;
    near.retain(|(slips, _)| *slips == least);
    match near.pop().filter(|_| near.is_empty())?.1 {
        Near::Unit(id) => Some(super::write::unit_name(id, vocabulary)),
        Near::Incident(id) => Some(super::write::incident_name(id, vocabulary, false, true)),
        Near::Word(name) => Some(name),
    }
}

fn words<T: Words>(lang: Lang, slips: &dyn Fn(&str) -> Option<usize>) -> impl Iterator<Item = (usize, Near)> {
    let near = move |word: &T| {
        let name = word.name(lang);
        Some((slips(name)?, Near::Word(name.to_owned())))
    };
    T::ALL.iter().filter_map(near)
}
