//! The frame of a pane: a name, how many, and what it holds.

use leptos::prelude::*;

/// A pane. `count` stands beside the name and is read out when it changes.
#[component]
pub fn PaneFrame(
    #[prop(into)] label: TextProp,
    #[prop(into)] count: Signal<String>,
    #[prop(optional)] tools: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let name = label.clone();
    view! {
        <section class="pane" aria-label=move || name.get()>
            <div class="pane__head"><h2>{move || label.get()}</h2><span class="muted small">{move || count.get()}</span>
                <span class="pane__tools">{tools}</span></div>
            <div class="pane__body">{children()}</div>
        </section>
    }
    .into_any()
}
