//! How words are compared: without case, diacritics and spaces, and forgiving one slip.

use crate::text::fold;

/// A word in the form in which it is compared: folded, without the spaces that folding leaves.
pub fn compact(word: &str) -> String {
    let mut folded = fold(word);
    folded.retain(|c| c != ' ');
    folded
}

/// Number of slips (a letter too many, missing, another, or two exchanged) between two words, if at most `most`.
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    // Optimal string alignment, three rows at a time. Words are short: one longer than this is not a slip of another.
    if a.len().max(b.len()) > 64 {
        return (a == b).then_some(0);
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let changed = last[j] + usize::from(x != y);
            let mut cheapest = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cheapest = cheapest.min(before[j - 1] + 1);
            }
            row.push(cheapest);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|slips| *slips <= most)
}

/// Whether two words differ by one slip which is not in a digit: unit 12 is never a slip of unit 13.
pub fn is_slip(a: &str, b: &str) -> bool {
    let digits = |word: &str| word.chars().filter(|c| c.is_numeric()).collect::<String>();
    digits(a) == digits(b) && distance(a, b, 1) == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_counted() {
        assert_eq!(distance("sutit", "sutti", 2), Some(1));
        assert_eq!(distance("note", "nte", 1), Some(1));
        assert_eq!(distance("note", "n", 1), None);
        assert!(is_slip("alfa12", "afla12") && !is_slip("alfa12", "alfa13"));
    }

    proptest! {
        #[test]
        fn distance_is_even_handed(a in "[a-d]{0,6}", b in "[a-d]{0,6}") {
            prop_assert_eq!(distance(&a, &b, 9), distance(&b, &a, 9));
            prop_assert_eq!(distance(&a, &b, 9) == Some(0), a == b);
        }
    }
}
