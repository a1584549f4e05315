//! A list of which only what changes is made anew.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use leptos::control_flow;
use leptos::prelude::*;

/// An item that has forgotten its type.
struct Row {
    key: u64,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Leptos's `For` with the same properties, made once for the whole program and not once for each type of item: its way of
/// comparing two lists is long, and the browser downloads every copy of it. Keys are compared by their hash.
#[component]
pub fn For<T, K, I, V>(
    /// The items; reactive.
    each: impl Fn() -> I + Send + 'static,
    /// What an item is known by.
    key: impl Fn(&T) -> K + Send + 'static,
    /// An item's view.
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    K: Hash,
    I: IntoIterator<Item = T>,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    let row = move |item: T| {
        let mut hasher = DefaultHasher::new();
        key(&item).hash(&mut hasher);
        let children = children.clone();
        Row { key: hasher.finish(), make: Box::new(move || children(item).into_any()) }
    };
    keyed(Box::new(move || each().into_iter().map(&row).collect()))
}

fn keyed(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <control_flow::For each=rows key=|row: &Row| row.key children=|row: Row| (row.make)()/> }
        .into_any()
}
