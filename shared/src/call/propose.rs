//! The type that words propose, and what to ask and say for a type. The tables are data; this is how they are read.

use serde::{Deserialize, Serialize};

use crate::lang::Lang;
use crate::sort;
use crate::text::fold;

/// Letters a word may have beyond the stem of a phrase: Latvian endings have up to five (`-šanās`, `-ējiem`).
const ENDING_MAX: usize = 6;
/// Words that may stand between two words of a phrase: "sita ar dūri pa galvu" holds "sit galv" no longer, "deg liela māja"
/// holds "deg maj".
const GAP_MAX: usize = 1;
/// Proposals given.
const PROPOSALS_MAX: usize = 3;
/// Words of a text that are looked at. A description that says nothing in its first thousand words says it to nobody.
const WORDS_MAX: usize = 1_000;

/// A phrase that speaks for a type: a row of a dated table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypeWords {
    /// The type.
    pub type_code: String,
    /// Stems, folded, in order: `deg maj` is found in "Deg māja" and "deg liela mājas ēka".
    pub phrase: String,
    /// How much it says. A phrase against a type weighs less than nothing.
    pub weight: i32,
}

/// Whether something is to be asked or to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PromptKind {
    /// A question to the caller.
    Question,
    /// What the caller should do until help comes.
    Instruction,
}

/// A question or an instruction for a type and everything below it: a row of a dated table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prompt {
    /// The type or heading.
    pub type_code: String,
    /// Asked or said.
    pub kind: PromptKind,
    /// Latvian text.
    pub text_lv: String,
    /// English text.
    pub text_en: String,
}

impl Prompt {
    /// Text in a language.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.text_lv, &self.text_en)
    }
}

/// Everything that helps whoever takes a call: sent once, so that proposing while somebody types asks nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guide {
    /// Words that speak for types.
    pub words: Vec<TypeWords>,
    /// Questions and instructions, in their order.
    pub prompts: Vec<Prompt>,
}

/// A type that the words of a text propose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The type.
    pub type_code: String,
    /// Sum of the weights.
    pub weight: i32,
    /// The phrases that were found: why.
    pub found: Vec<String>,
}

impl Guide {
    /// The types that a text proposes, the strongest first. Each phrase counts once, however often it is said, so that a
    /// repeated word does not shout down the others.
    pub fn propose(&self, text: &str) -> Vec<Proposal> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).take(WORDS_MAX).collect();
        let mut proposals: Vec<Proposal> = Vec::new();
        for row in &self.words {
            if !holds(&words, &row.phrase) {
                continue;
            }
            match proposals.iter_mut().find(|p| p.type_code == row.type_code) {
                Some(known) => {
                    known.weight += row.weight;
                    known.found.push(row.phrase.clone());
                }
                None => proposals.push(Proposal {
                    type_code: row.type_code.clone(),
                    weight: row.weight,
                    found: vec![row.phrase.clone()],
                }),
            }
        }
        proposals.retain(|p| p.weight > 0);
        sort::by(&mut proposals, |a, b| b.weight.cmp(&a.weight).then_with(|| a.type_code.cmp(&b.type_code)));
        proposals.truncate(PROPOSALS_MAX);
        proposals
    }

    /// What to ask and say for a type: its own first, then those of the headings above it.
    pub fn prompts<'a>(&'a self, type_code: &'a str) -> impl Iterator<Item = &'a Prompt> + 'a {
        let levels = std::iter::successors(Some(type_code), |code| code.rsplit_once('.').map(|(up, _)| up));
        levels.flat_map(|level| self.prompts.iter().filter(move |prompt| prompt.type_code == level))
    }
}

/// Whether the words hold a phrase: each stem begins a word, in order, with at most [`GAP_MAX`] words between.
fn holds(words: &[&str], phrase: &str) -> bool {
    let stems: Vec<&str> = phrase.split(' ').filter(|s| !s.is_empty()).collect();
    let Some((first, rest)) = stems.split_first() else { return false };
    (0..words.len()).filter(|at| is_form(words[*at], first)).any(|at| follows(&words[at + 1..], rest))
}

fn follows(words: &[&str], stems: &[&str]) -> bool {
    let Some((stem, rest)) = stems.split_first() else { return true };
    (0..words.len().min(GAP_MAX + 1)).any(|at| is_form(words[at], stem) && follows(&words[at + 1..], rest))
}

/// Whether a word is a form of a stem. A stem that ends with `=` is a whole word.
fn is_form(word: &str, stem: &str) -> bool {
    match stem.strip_suffix('=') {
        Some(whole) => word == whole,
        None => word.strip_prefix(stem).is_some_and(|ending| ending.chars().count() <= ENDING_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn guide(rows: &[(&str, &str, i32)]) -> Guide {
        let words = rows.iter().map(|(code, phrase, weight)| TypeWords {
            type_code: (*code).to_owned(),
            phrase: (*phrase).to_owned(),
            weight: *weight,
        });
        Guide { words: words.collect(), prompts: Vec::new() }
    }

    fn first(guide: &Guide, text: &str) -> Option<String> {
        guide.propose(text).into_iter().next().map(|p| p.type_code)
    }

    #[test]
    fn endings_and_diacritics_do_not_matter() {
        let guide = guide(&[
            ("order.fight", "kauj", 3),
            ("order.fight", "kautin", 3),
            ("fire.building", "deg maj", 4),
        ]);
        for text in ["Kautiņš pie veikala", "KAUTINU redzu", "divi kaujas", "kautiņā iesaistīti"] {
            assert_eq!(first(&guide, text).as_deref(), Some("order.fight"), "{text}");
        }
        assert_eq!(first(&guide, "Deg liela māja!").as_deref(), Some("fire.building"));
        assert_eq!(first(&guide, "deg kūla pie upes un mājas"), None);
    }

    #[test]
    fn a_phrase_against_a_type_takes_it_back() {
        let guide = guide(&[
            ("fire.building", "ugunsgrek", 2),
            ("fire.building", "trauksm", -3),
            ("fire.alarm", "trauksm", 3),
        ]);
        assert_eq!(first(&guide, "Ugunsgrēka trauksme skolā").as_deref(), Some("fire.alarm"));
    }

    #[test]
    fn a_word_said_often_counts_once() {
        let guide = guide(&[("a", "viens", 1), ("b", "divi", 2)]);
        assert_eq!(first(&guide, "viens viens viens viens divi").as_deref(), Some("b"));
    }

    #[test]
    fn prompts_come_from_the_type_and_then_from_above() {
        let prompt = |code: &str| Prompt {
            type_code: code.to_owned(),
            kind: PromptKind::Question,
            text_lv: code.to_owned(),
            text_en: String::new(),
        };
        let guide = Guide {
            words: Vec::new(),
            prompts: vec![prompt("fire"), prompt("fire.forest"), prompt("order")],
        };
        let codes: Vec<_> = guide.prompts("fire.forest").map(|p| p.type_code.as_str()).collect();
        assert_eq!(codes, ["fire.forest", "fire"]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), phrase in "[a-z= ]{0,12}") {
            let guide = guide(&[("a", &phrase, 1)]);
            prop_assert!(guide.propose(&text).len() <= 1);
        }
    }
}
