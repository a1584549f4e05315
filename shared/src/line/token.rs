//! A typed line cut into words. Cutting never fails: whatever is typed, every character belongs to one word or to the
//! space between two.

use std::borrow::Cow;
use std::ops::Range;

/// One word of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// Where it stands in the line, in bytes.
    pub span: Range<usize>,
    /// The name before a colon, as in `uz:451`, when there is one.
    pub name: Option<&'a str>,
    /// Where the value stands: the whole word when it has no name.
    pub value: Range<usize>,
    /// The value without its quotation marks.
    pub text: Cow<'a, str>,
    /// Whether the value stood in quotation marks.
    pub quoted: bool,
}

/// The closing marks that fit an opening one.
const fn closing(open: char) -> &'static [char] {
    match open {
        '"' => &['"'],
        '„' => &['”', '“', '"'],
        '“' => &['”', '"'],
        '«' => &['»'],
        _ => &[],
    }
}

/// Cuts a line into words.
pub fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find(|c: char| !c.is_whitespace()).map(|skip| at + skip) {
        let token = one(line, start);
        at = token.span.end;
        found.push(token);
    }
    found
}

/// The word that begins at `start`, which is not a space.
fn one(line: &str, start: usize) -> Token<'_> {
    let name = name_at(line, start);
    let value = name.map_or(start, |name| start + name.len() + 1);
    let rest = &line[value..];
    if let Some(open) = rest.chars().next().filter(|c| !closing(*c).is_empty()) {
        let (text, length) = quoted(&rest[open.len_utf8()..], closing(open));
        let end = value + open.len_utf8() + length;
        return Token { span: start..end, name, value: value..end, text: Cow::Owned(text), quoted: true };
    }
    let end = value + rest.find(char::is_whitespace).unwrap_or(rest.len());
    let text = Cow::Borrowed(&line[value..end]);
    Token { span: start..end, name, value: value..end, text, quoted: false }
}

/// The name of a named value: letters (and `_`) followed by a colon.
fn name_at(line: &str, start: usize) -> Option<&str> {
    let rest = &line[start..];
    let end = rest.find(|c: char| !c.is_alphabetic() && c != '_' && !is_combining(c))?;
    (end > 0 && rest[end..].starts_with(':')).then(|| &rest[..end])
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// What stands between quotation marks, and how many bytes that is with the closing one. One that is not closed reaches to
/// the end of the line.
fn quoted(rest: &str, closing: &[char]) -> (String, usize) {
    let mut text = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        if closing.contains(&c) {
            return (text, at + c.len_utf8());
        }
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some((_, 'n')) => text.push('\n'),
            Some((_, c)) => text.push(c),
            None => text.push('\\'),
        }
    }
    (text, rest.len())
}

/// A text in quotation marks, so that [`tokens`] reads the very same text again.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value as it may stand in a line: in quotation marks only where it would not be read as one word otherwise.
pub fn bare_or_quoted(text: &str) -> String {
    let plain = text.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '#')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '_' | '#'));
    if plain { text.to_owned() } else { quote(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(line: &str) -> Vec<(Option<&str>, String)> {
        tokens(line).into_iter().map(|t| (t.name, t.text.into_owned())).collect()
    }

    #[test]
    fn words_names_and_quotations_are_told_apart() {
        assert_eq!(
            texts("sūti 12 uz:451 teksts:„viens divi” 12:30 \"a \\\"b\\\" \\\\\" kat: A"),
            [
                (None, "sūti".into()),
                (None, "12".into()),
                (Some("uz"), "451".into()),
                (Some("teksts"), "viens divi".into()),
                (None, "12:30".into()),
                (None, "a \"b\" \\".into()),
                (Some("kat"), String::new()),
                (None, "A".into()),
            ]
        );
        assert_eq!(texts("\"nav aizvērts"), [(None, "nav aizvērts".into())]);
    }

    proptest! {
        #[test]
        fn a_quoted_text_is_one_word_and_the_same_text(text in any::<String>()) {
            let line = quote(&text);
            let cut = tokens(&line);
            prop_assert_eq!(cut.len(), 1);
            prop_assert_eq!(cut[0].text.as_ref(), text.as_str());
            let line = bare_or_quoted(&text);
            let cut = tokens(&line);
            prop_assert_eq!(cut.len(), 1);
            prop_assert_eq!((cut[0].name, cut[0].text.as_ref()), (None, text.as_str()));
        }

        #[test]
        fn words_follow_one_another_and_hold_all_that_is_not_space(line in any::<String>()) {
            let mut at = 0;
            for token in tokens(&line) {
                prop_assert!(token.span.start >= at && token.span.end > token.span.start);
                prop_assert!(line[at..token.span.start].chars().all(char::is_whitespace));
                at = token.span.end;
            }
            prop_assert!(line[at..].chars().all(char::is_whitespace));
        }
    }
}
