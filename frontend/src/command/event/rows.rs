//! What rows of the event are made of. Each is compiled once and not once for every list: the browser downloads every copy.

use leptos::prelude::*;

/// A row: what it says, and its buttons at the end.
pub fn item(parts: Vec<AnyView>, end: Vec<AnyView>) -> AnyView {
    let end = (!end.is_empty()).then(|| view! { <span class="item__end">{end}</span> });
    view! { <li class="item">{parts}{end}</li> }.into_any()
}

/// Words of a class; nothing where there are none.
fn words(class: &'static str, text: String) -> AnyView {
    if text.is_empty() { ().into_any() } else { view! { <span class=class>{text}</span> }.into_any() }
}

/// What a row is about.
pub fn strong(text: String) -> AnyView {
    words("strong", text)
}

/// What else is to be known.
pub fn plain(text: String) -> AnyView {
    words("", text)
}

/// What is of less weight.
pub fn muted(text: String) -> AnyView {
    words("muted", text)
}

/// Numbers and times.
pub fn mono(text: String) -> AnyView {
    words("mono", text)
}

/// A text of several lines, under the rest.
pub fn body(text: String) -> AnyView {
    words("item__body prewrap", text)
}

/// Words that follow the language and the record; nothing where there are none.
pub fn live(class: &'static str, text: impl Fn() -> String + Send + 'static) -> AnyView {
    let text: Box<dyn Fn() -> String + Send> = Box::new(text);
    (move || words(class, text())).into_any()
}

/// A view that is there while something holds.
pub fn when(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let holds: Box<dyn Fn() -> bool + Send + Sync> = Box::new(holds);
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    let holds = Memo::new(move |_| holds());
    (move || if holds.get() { view() } else { ().into_any() }).into_any()
}
