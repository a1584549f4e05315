//! Dark, light, or as the machine has it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::edge;

const KEY: &str = "vnr.theme";

/// Appearance of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system has it.
    System,
    Dark,
    Light,
    /// Black on white with strong lines, for the sun.
    Contrast,
}

impl Theme {
    const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
        }
    }

    /// The next one in the round of the button.
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light | Self::Contrast => Self::System,
        }
    }

    /// The next one in the round of an application that is used in the open.
    pub const fn next_outdoors(self) -> Self {
        match self {
            Self::Light => Self::Contrast,
            other => other.next(),
        }
    }
}

thread_local! {
    static THEME: ArcRwSignal<Theme> = ArcRwSignal::new(Theme::System);
}

/// The theme; reactive.
pub fn theme() -> Theme {
    THEME.with(ArcRwSignal::get)
}

/// Switches and remembers.
pub fn set_theme(theme: Theme) {
    edge::save(KEY, theme.name());
    apply(theme);
}

/// Applies the remembered theme.
pub fn apply_saved() {
    let saved = edge::load(KEY);
    let theme =
        [Theme::Dark, Theme::Light, Theme::Contrast].into_iter().find(|t| saved.as_deref() == Some(t.name()));
    apply(theme.unwrap_or(Theme::System));
    follow_the_machine();
}

/// Style sheets follow the machine's change from day to night by themselves; what is painted on canvases must be told.
fn follow_the_machine() {
    let Ok(Some(media)) = window().match_media("(prefers-color-scheme: dark)") else { return };
    let changed = Closure::<dyn Fn()>::new(|| THEME.with(|theme| theme.notify()));
    media.set_onchange(Some(changed.as_ref().unchecked_ref()));
    // Listens for as long as the page lives, and so must the list it is set on.
    changed.forget();
    std::mem::forget(media);
}

fn apply(theme: Theme) {
    if let Some(root) = edge::document().document_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.name()),
        };
    }
    THEME.with(|t| t.set(theme));
}

/// A resolved colour of the design tokens, for the canvas.
pub fn token(name: &str) -> String {
    edge::document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value(name).ok())
        .unwrap_or_default()
}
