//! Buttons that say their command and their key.

use leptos::prelude::*;

use crate::keys;

/// Writes the line that does the same as a button; nothing where there is none.
pub type Says = Option<Callback<(), String>>;

/// The cap of a key, as printed on buttons.
#[component]
pub fn KeyCap(key: &'static str) -> impl IntoView {
    view! { <kbd aria-hidden="true">{keys::key_name(key)}</kbd> }
}

/// A button for a command. With `key` it shows the key cap and binds the key while it is on the screen and enabled.
#[component]
pub fn Command(
    #[prop(into)] label: TextProp,
    #[prop(into)] run: Callback<()>,
    /// Single key that does the same.
    #[prop(optional)]
    key: &'static str,
    /// `primary`, `quiet` or `small`; several with a space.
    #[prop(optional)]
    look: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The line that does the same.
    #[prop(optional, into)]
    line: Says,
) -> impl IntoView {
    if !key.is_empty() {
        keys::bind(key, label.clone(), move || {
            if !disabled.get_untracked() {
                run.run(());
            }
        });
    }
    let class = look.split_whitespace().fold(String::from("button"), |mut class, part| {
        class.push_str(" button--");
        class.push_str(part);
        class
    });
    let cap = (!key.is_empty()).then(|| view! { <KeyCap key/> });
    // Written when somebody points at the button or comes to it: the line calls everything by the name it has then, and a
    // list of buttons would otherwise write hundreds.
    let title = RwSignal::new(None::<String>);
    let tell = move || title.set(line.and_then(|line| line.try_run(())).filter(|line| !line.is_empty()));
    let shortcut = (!key.is_empty()).then_some(key);
    view! {
        <button type="button" class=class disabled=move || disabled.get() aria-keyshortcuts=shortcut title=move || title.get()
            on:pointerenter=move |_| tell() on:focus=move |_| tell() on:click=move |_| run.run(())>
            <span>{move || label.get()}</span>{cap}
        </button>
    }
    .into_any()
}
