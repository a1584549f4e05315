//! What the text typed into a search for addresses asks for.

use crate::text::fold;

/// Longest text looked at, in characters; nobody types a longer address.
const TEXT_MAX: usize = 200;
/// Most words looked at.
const WORDS_MAX: usize = 8;

/// The typed text in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Beginnings of words, folded: letters and digits only.
    pub words: Vec<String>,
    /// Beginning of a house number as [`house_key`] writes it; present only beside words.
    pub house: Option<String>,
}

/// Takes the text apart. The last number is the house, unless it is an ordinal ("11."); a flat behind it ("1-2") is
/// left out, because a search for a flat is answered with its house.
pub fn parse(text: &str) -> Wanted {
    let text: String = text.chars().take(TEXT_MAX).collect();
    let mut parts: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ',').filter(|p| !p.is_empty()).collect();
    parts.truncate(WORDS_MAX * 2);
    let at = parts.iter().rposition(|part| is_number(part));
    let mut wanted = Wanted::default();
    let mut skip = 0;
    for (i, part) in parts.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
        } else if Some(i) == at && parts.len() > 1 {
            let (house, used) = house(part, parts.get(i + 1).copied());
            wanted.house = Some(house);
            skip = used;
        } else {
            wanted.words.extend(fold(part).split(' ').filter(|w| !w.is_empty()).map(str::to_owned));
        }
    }
    wanted.words.truncate(WORDS_MAX);
    if wanted.words.is_empty() {
        wanted.words.extend(wanted.house.take());
    }
    wanted
}

/// A number of a house begins with a digit and is not an ordinal.
fn is_number(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit()) && !part.ends_with('.')
}

/// The house of a part and, when the next part belongs to it ("19 k-1", "33 B"), how many parts that used up.
fn house(part: &str, next: Option<&str>) -> (String, usize) {
    let belongs = next.map(str::to_lowercase).filter(|n| is_letter(n) || is_block(n));
    let used = usize::from(belongs.is_some());
    let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    let flat = part.get(digits..).unwrap_or_default();
    // "1-2" and "1a-2" name a flat; "19k-1" a block.
    let cut =
        flat.rfind('-').filter(|at| !flat.get(..*at).is_some_and(|before| before.ends_with(['k', 'K'])));
    let end = cut.map_or(part.len(), |at| digits + at);
    let mut key = house_key(part.get(..end).unwrap_or(part));
    if cut.is_none() {
        key.extend(belongs.as_deref().map(house_key));
    }
    (key, used)
}

fn is_letter(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase()) && chars.next().is_none()
}

fn is_block(text: &str) -> bool {
    text.strip_prefix('k')
        .map(|rest| rest.strip_prefix('-').unwrap_or(rest))
        .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// A house number in the form in which they are compared: "19 k-1" is `19k1`, "33B" is `33b`, "5/7" stays.
pub fn house_key(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric() || *c == '/').flat_map(char::to_lowercase).collect()
}
