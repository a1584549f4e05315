//! Words to search for, cut from what was typed.

use vnr_shared::text::fold;

/// Most words one search takes; further ones narrow nothing that a person would notice.
const TERMS_MAX: usize = 12;

/// One word: as it was written, for its base form, and folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As written.
    pub written: String,
    /// Lower case, without diacritics.
    pub folded: String,
    /// Whether it may be the beginning of a longer word, because it was the last one typed.
    pub prefix: bool,
}

impl Term {
    /// The folded word for `tsquery`. It holds letters and digits only, so nothing in it needs escaping. `weight` limits
    /// it to one part of the incident.
    pub fn folded_query(&self, weight: &str) -> String {
        let star = if self.prefix { "*" } else { "" };
        let marks = if self.prefix || !weight.is_empty() { ":" } else { "" };
        format!("'{}'{marks}{star}{weight}", self.folded)
    }
}

/// Cuts a text into words. The last one counts as unfinished unless something was typed after it.
pub fn terms(text: &str) -> Vec<Term> {
    let unfinished = text.chars().last().is_some_and(char::is_alphanumeric);
    let mut terms: Vec<Term> = text
        .split(|c: char| !c.is_alphanumeric() && !('\u{0300}'..='\u{036F}').contains(&c))
        .map(|written| Term { written: written.to_owned(), folded: fold(written), prefix: false })
        .filter(|term| !term.folded.is_empty() && !term.folded.contains(' '))
        .collect();
    if let (true, Some(last)) = (unfinished, terms.last_mut()) {
        last.prefix = true;
    }
    terms.truncate(TERMS_MAX);
    terms
}

/// The registration number that a text is, if it has the form of one: code of the institution, year, counter. People
/// leave out the counter's leading zeros.
pub fn registration_number(text: &str) -> Option<String> {
    let mut parts = text.trim().rsplitn(3, '-');
    let (counter, year, code) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let named = !code.is_empty() && code.chars().all(|c| c.is_alphanumeric() || c == '-');
    (named && digits(counter) && digits(year) && year.len() == 4 && counter.len() <= 12)
        .then(|| format!("{}-{year}-{counter:0>6}", code.to_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_only_the_last_may_be_unfinished() {
        let found = terms("Zādzība, Barona 1");
        let folded: Vec<&str> = found.iter().map(|t| t.folded.as_str()).collect();
        assert_eq!(folded, ["zadziba", "barona", "1"]);
        assert_eq!(found[0].written, "Zādzība");
        assert_eq!(found.iter().map(|t| t.prefix).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(found[2].folded_query("A"), "'1':*A");
        assert_eq!(found[1].folded_query(""), "'barona'");
        assert!(!terms("zādzība.")[0].prefix);
    }

    #[test]
    fn nothing_typed_can_become_an_operator() {
        assert_eq!(
            terms("a' | 'b:*&!").iter().map(|t| t.folded_query("")).collect::<Vec<_>>(),
            ["'a'", "'b'"]
        );
    }

    #[test]
    fn a_registration_number_is_recognised_however_its_zeros_are_written() {
        assert_eq!(registration_number(" vp-2026-123 ").as_deref(), Some("VP-2026-000123"));
        assert_eq!(registration_number("RPP-1-2026-000001").as_deref(), Some("RPP-1-2026-000001"));
        for other in ["2026-123", "vp 2026 123", "VP-26-1", "VP-2026-", "zādzība", "-2026-1"] {
            assert_eq!(registration_number(other), None, "{other}");
        }
    }
}
