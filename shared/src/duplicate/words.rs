//! What two texts have in common.

use std::collections::BTreeSet;

use crate::text::fold;

/// Words of a text that count.
const WORDS_MAX: usize = 200;
/// Least letters of a word that counts.
const LETTERS_MIN: usize = 3;

/// Words that say nothing of what happened, folded.
const EMPTY: &[&str] = &[
    "aiz",
    "apm",
    "ari",
    "bet",
    "bija",
    "bus",
    "caur",
    "dazi",
    "divi",
    "dzivo",
    "esmu",
    "gan",
    "iela",
    "ielas",
    "iela",
    "ir",
    "jau",
    "jau",
    "kads",
    "kada",
    "kas",
    "kur",
    "lai",
    "loti",
    "man",
    "mes",
    "nav",
    "nevar",
    "netalu",
    "no",
    "nu",
    "pa",
    "par",
    "pec",
    "pie",
    "pret",
    "sakarā",
    "sava",
    "sev",
    "sis",
    "sim",
    "stav",
    "tad",
    "tagad",
    "tas",
    "tie",
    "tikai",
    "uz",
    "vai",
    "varbut",
    "vel",
    "viens",
    "viena",
    "vins",
    "vina",
    "zvana",
    "zvanitajs",
    "redz",
    "redzu",
    "sanemts",
];

/// Endings of Latvian words, folded, the longest first.
const ENDINGS: &[&str] = &[
    "sanas", "jamies", "anas", "iniem", "ajiem", "iem", "ajam", "ajai", "ajas", "ajos", "sies", "ties",
    "usi", "ies", "jas", "jos", "ams", "ama", "ana", "ais", "am", "as", "ai", "ei", "em", "es", "im", "is",
    "os", "ot", "um", "us", "ja", "s", "a", "e", "i", "u", "o",
];

/// The stem of a folded word: what is left without its ending, never less than three letters.
pub fn stem(word: &str) -> &str {
    let fits = |ending: &&&str| word.len() >= ending.len() + 3 && word.ends_with(**ending);
    match ENDINGS.iter().find(fits) {
        // Folded Latvian is ASCII; a word in another script is left whole.
        Some(ending) => word.get(..word.len() - ending.len()).unwrap_or(word),
        None => word,
    }
}

/// The stems of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(BTreeSet<String>);

impl Words {
    /// Reduces a text to its stems.
    pub fn of(text: &str) -> Self {
        let folded = fold(text);
        let counts = |word: &&str| word.len() >= LETTERS_MIN && !EMPTY.contains(word);
        Self(folded.split(' ').filter(counts).take(WORDS_MAX).map(|word| stem(word).to_owned()).collect())
    }

    /// The stems, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there is nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Share of the shorter text's stems that the other has too, 0 to 1.
    pub fn overlap(&self, other: &Self) -> f64 {
        let least = self.0.len().min(other.0.len());
        if least == 0 {
            return 0.0;
        }
        let common = self.0.intersection(&other.0).count();
        #[expect(clippy::cast_precision_loss, reason = "at most 200 words")]
        let share = common as f64 / least as f64;
        share
    }

    /// How much the words say. Two callers rarely use the same words even about one thing, so few in common speak weakly
    /// against and many strongly for.
    pub(super) fn evidence(&self, other: &Self) -> f64 {
        if self.is_empty() || other.is_empty() { 0.0 } else { 3.0 * self.overlap(other) - 0.7 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (one, other) in [("masina", "masinas"), ("koks", "koki"), ("cels", "cela"), ("dumi", "dumiem")] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        assert_eq!(stem("a"), "a");
    }

    #[test]
    fn empty_words_are_not_compared() {
        assert!(Words::of("vai tas ir pie mums, nu").0.len() <= 1);
        assert!((Words::of("koks uz ceļa").overlap(&Words::of("Ceļu aizšķērso KOKS")) - 1.0).abs() < 1e-9);
    }
}
