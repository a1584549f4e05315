//! Text from people: what is refused, and how it is compared.

use crate::problem::FaultCode;

/// Longest description of an incident, in characters. An incident with more belongs in an attachment.
pub const DESCRIPTION_MAX: usize = 50_000;
/// Longest note, in characters.
pub const NOTE_MAX: usize = 20_000;
/// Longest single-line field (a name, an address, a reason), in characters.
pub const LINE_MAX: usize = 500;

/// Checks a text that may have several lines and returns it trimmed, with `\r\n` as `\n`.
///
/// NUL and other control characters would be refused by PostgreSQL or hide content in a log; bidirectional
/// overrides make a record read differently from what it says (CVE-2021-42574). Both are refused rather than
/// dropped, so that nothing disappears without the author's knowledge.
pub fn clean(text: &str, max_chars: usize) -> Result<String, FaultCode> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.chars().any(is_forbidden) {
        return Err(FaultCode::ForbiddenCharacter);
    }
    if text.chars().count() > max_chars {
        return Err(FaultCode::TooLong);
    }
    Ok(text.to_owned())
}

/// As [`clean`] for a text of one line.
pub fn clean_line(text: &str, max_chars: usize) -> Result<String, FaultCode> {
    let text = clean(text, max_chars)?;
    if text.contains(['\n', '\t']) { Err(FaultCode::ForbiddenCharacter) } else { Ok(text) }
}

fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Lower-cases and strips diacritics and punctuation, with single spaces: the form in which names, addresses
/// and words are compared, so that "Krišjāņa" is found by "krisjana".
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = strip_diacritic(c);
        if plain.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(plain);
        } else if !is_combining(plain) {
            gap = true;
        }
    }
    out
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Letters of Latvian and its neighbours (Lithuanian, Estonian, German, Polish, Scandinavian, French).
fn strip_diacritic(c: char) -> char {
    match c {
        'ā' | 'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' => 'a',
        'č' | 'ć' | 'ç' => 'c',
        'ď' => 'd',
        'ē' | 'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ė' | 'ě' => 'e',
        'ģ' | 'ğ' => 'g',
        'ī' | 'í' | 'ì' | 'î' | 'ï' | 'į' => 'i',
        'ķ' => 'k',
        'ļ' | 'ł' => 'l',
        'ņ' | 'ń' | 'ñ' | 'ň' => 'n',
        'ō' | 'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ŗ' | 'ř' => 'r',
        'š' | 'ś' | 'ş' => 's',
        'ť' => 't',
        'ū' | 'ú' | 'ù' | 'û' | 'ü' | 'ų' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_finds_latvian_without_diacritics() {
        assert_eq!(fold("  Krišjāņa Barona iela 1-2"), "krisjana barona iela 1 2");
        assert_eq!(fold("SIA \"Ģērmanis & Ķīļi\""), "sia germanis kili");
        assert_eq!(fold("e\u{301}"), "e");
    }

    #[test]
    fn control_and_direction_overrides_are_refused() {
        assert_eq!(clean("a\0b", 10), Err(FaultCode::ForbiddenCharacter));
        assert_eq!(clean("a\u{202E}b", 10), Err(FaultCode::ForbiddenCharacter));
        assert_eq!(clean("a\r\nb ", 10), Ok("a\nb".to_owned()));
        assert_eq!(clean("abc", 2), Err(FaultCode::TooLong));
        assert_eq!(clean_line("a\nb", 9), Err(FaultCode::ForbiddenCharacter));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(s in "\\PC{0,60}") {
            let once = fold(&s);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn cleaned_text_is_clean(s in any::<String>()) {
            if let Ok(text) = clean(&s, 1000) {
                prop_assert_eq!(clean(&text, 1000), Ok(text));
            }
        }
    }
}
