//! Sorting for the browser: one copy of the algorithm for all types.
//!
//! `slice::sort` is made anew for every type it sorts, some three kilobytes each, and the page sorts dozens of short lists.
//! Here a permutation is sorted through a function pointer, and only its application knows the type. On the server, and for
//! long lists, the slice's own is faster.

use std::cmp::Ordering;

/// Sorts by a comparison; what is equal keeps its order.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = permutation(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    apply(order, &mut |a, b| items.swap(a, b));
}

/// Sorts by a key; what is equal keeps its order.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the type's own order.
pub fn naturally<T: Ord>(items: &mut [T]) {
    by(items, Ord::cmp);
}

/// Which item comes at each place.
fn permutation(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Brings each item to its place, cycle by cycle; each is swapped once at most.
fn apply(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        while let Some(place) = order.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == start || from == at {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_slice_does(items in proptest::collection::vec((0_u8..20, any::<u16>()), 0..300)) {
            let (mut ours, mut theirs) = (items.clone(), items);
            super::by_key(&mut ours, |item| item.0);
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(&ours, &theirs);
            super::naturally(&mut ours);
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs);
        }
    }
}
