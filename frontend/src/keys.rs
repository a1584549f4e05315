//! Single keys of the screen. A screen binds its keys while it is shown; `?` lists what is bound now, so the help
//! cannot disagree with the program. Keys with Ctrl or Alt belong to the browser and are left alone.

use std::borrow::Cow;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::i18n::t;
use crate::route;
use crate::ui::text::Ui;

/// One bound key.
#[derive(Clone)]
struct Binding {
    id: usize,
    key: Cow<'static, str>,
    label: TextProp,
    run: Callback<()>,
}

/// The keys bound now. Later bindings win, so that an overlay can take a key from the screen below.
#[derive(Clone, Copy)]
pub struct Keys {
    bound: RwSignal<Vec<Binding>>,
    next: StoredValue<usize>,
    shown: RwSignal<bool>,
}

impl Keys {
    /// Starts listening. Called once, by the shell.
    pub fn provide() -> Self {
        let keys =
            Self { bound: RwSignal::new(Vec::new()), next: StoredValue::new(0), shown: RwSignal::new(false) };
        provide_context(keys);
        let listener = window_event_listener(ev::keydown, move |event| keys.press(&event));
        on_cleanup(move || listener.remove());
        keys
    }

    fn press(self, event: &KeyboardEvent) {
        if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        if is_typing(event) {
            return;
        }
        if route::type_ahead(&key) {
            event.prevent_default();
            return;
        }
        if key == "?" || (key == "Escape" && self.shown.get_untracked()) {
            event.prevent_default();
            self.shown.update(|s| *s = !*s);
            return;
        }
        let run =
            self.bound.with_untracked(|b| b.iter().rev().find(|b| matches_key(&b.key, &key)).map(|b| b.run));
        if let Some(run) = run {
            event.prevent_default();
            run.run(());
        }
    }

    /// Shows or hides the list of keys.
    pub fn toggle_help(self) {
        self.shown.update(|s| *s = !*s);
    }
}

fn matches_key(bound: &str, pressed: &str) -> bool {
    bound == pressed || (bound.len() == 1 && pressed.len() == 1 && bound.eq_ignore_ascii_case(pressed))
}

/// Whether the key belongs to a field in which somebody types.
fn is_typing(event: &KeyboardEvent) -> bool {
    event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") && !is_toggle(&element)
    })
}

fn is_toggle(element: &HtmlElement) -> bool {
    matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio"))
}

/// Binds a key for as long as the calling component is shown.
pub fn bind(key: &'static str, label: impl Into<TextProp>, run: impl Fn() + Send + Sync + 'static) {
    bind_any(key.into(), label.into(), run);
}

/// As [`bind`], for a key that comes from a catalogue.
pub fn bind_text(key: String, label: String, run: impl Fn() + Send + Sync + 'static) {
    bind_any(key.into(), label.into(), run);
}

fn bind_any(key: Cow<'static, str>, label: TextProp, run: impl Fn() + Send + Sync + 'static) {
    let Some(keys) = use_context::<Keys>() else { return };
    let id = keys.next.get_value();
    keys.next.set_value(id + 1);
    let binding = Binding { id, key, label, run: Callback::new(move |()| run()) };
    keys.bound.update(|b| b.push(binding));
    on_cleanup(move || keys.bound.update(|b| b.retain(|b| b.id != id)));
}

/// The list of keys that `?` shows. Not a dialog: it takes no focus and blocks nothing.
#[component]
pub fn KeyHelp() -> impl IntoView {
    let keys = expect_context::<Keys>();
    let rows = move || {
        keys.bound.with(|bound| {
            bound
                .iter()
                .map(|b| {
                    let label = b.label.clone();
                    view! { <dt><kbd>{key_name(&b.key).to_owned()}</kbd></dt><dd>{move || label.get()}</dd> }
                })
                .collect_view()
        })
    };
    view! {
        <Show when=move || keys.shown.get()>
            <aside class="keys" aria-label=t(Ui::KeysOfScreen)>
                <div class="panel__head">
                    <h2>{t(Ui::KeysOfScreen)}</h2>
                    <button class="button button--small" on:click=move |_| keys.toggle_help()>{t(Ui::Close)} <kbd>"?"</kbd></button>
                </div>
                <dl>
                    {rows}
                    <dt><kbd>"Ctrl"</kbd>" "<kbd>"↵"</kbd></dt><dd>{t(Ui::FilesTheForm)}</dd>
                    <dt><kbd>"Tab"</kbd></dt><dd>{t(Ui::NextPart)}</dd>
                    <dt><kbd>"?"</kbd></dt><dd>{t(Ui::ThisList)}</dd>
                </dl>
            </aside>
        </Show>
    }
}

/// How a key is written on its cap.
pub fn key_name(key: &str) -> &str {
    match key {
        "Enter" => "↵",
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        "Escape" => "Esc",
        other => other,
    }
}
