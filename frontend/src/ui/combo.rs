//! A field with suggestions (ARIA combobox with a list): typing asks, arrows choose, Enter takes, Escape closes.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::field::FieldFaults;

/// One suggestion.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is chosen.
    pub key: String,
    /// Main text.
    pub main: String,
    /// Quiet text at the end.
    pub side: String,
}

/// The field. The caller answers `on_query` by filling `choices`; `on_pick` gets the key of the chosen one.
/// Nothing is chosen unless the person chooses: what was typed stays.
#[component]
pub fn Combo(
    #[prop(into)] label: TextProp,
    #[prop(into)] path: String,
    text: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] on_query: Callback<String>,
    #[prop(into)] on_pick: Callback<String>,
    #[prop(optional)] faults: Option<FieldFaults>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let at = RwSignal::new(0_usize);
    let id = path.replace('.', "-");
    let list_id = format!("{id}-list");
    let option_id = {
        let id = id.clone();
        move |i: usize| format!("{id}-option-{i}")
    };
    let list_label = label.clone();
    let shown = move || open.get() && choices.with(|c| !c.is_empty());
    let take = move |key: String| {
        open.set(false);
        on_pick.run(key);
    };
    let on_key = move |event: KeyboardEvent| {
        let count = choices.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                if open.get_untracked() {
                    at.update(|i| *i = (*i + 1) % count);
                }
                open.set(true);
            }
            "ArrowUp" if count > 0 => at.update(|i| *i = (*i + count - 1) % count),
            "Enter" if !event.ctrl_key() && open.get_untracked() && count > 0 => {
                let i = at.get_untracked().min(count - 1);
                if let Some(choice) = choices.with_untracked(|c| c.get(i).cloned()) {
                    take(choice.key);
                }
            }
            "Escape" if open.get_untracked() => open.set(false),
            _ => return,
        }
        event.prevent_default();
    };
    let fault_path = path.clone();
    let below_path = path;
    let invalid = move || faults.and_then(|f| f.of(&fault_path)).map(|_| "true");
    let active = {
        let option_id = option_id.clone();
        move || shown().then(|| option_id(at.get()))
    };
    let options = move || {
        choices
            .get()
            .into_iter()
            .enumerate()
            .map(|(i, choice)| {
                let key = choice.key.clone();
                // The press, not the click: a click comes after the field has lost the focus and the list has closed.
                let press = move |e: leptos::ev::MouseEvent| {
                    e.prevent_default();
                    take(key.clone());
                };
                view! {
                    <li class="combo__option" role="option" id=option_id(i) aria-selected=move || if at.get() == i { "true" } else { "false" } on:mousedown=press>
                        <span class="ellipsis">{choice.main}</span><span class="small muted">{choice.side}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <div class=format!("field {class}")>
            <label class="field__label" for=id.clone()>
                <span>{move || label.get()}</span>{hint.map(|h| view! { <span class="faint">{move || h.get()}</span> })}
            </label>
            <div class="combo">
                <input id=id.clone() class="input" type="text" role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list"
                    aria-expanded=move || if shown() { "true" } else { "false" } aria-controls=list_id.clone() aria-activedescendant=active
                    aria-invalid=invalid placeholder=move || placeholder.as_ref().map(|p| p.get().into_owned())
                    prop:value=move || text.get()
                    on:input=move |e| {
                        let value = event_target_value(&e);
                        text.set(value.clone());
                        at.set(0);
                        open.set(true);
                        on_query.run(value);
                    }
                    on:blur=move |_| open.set(false) on:keydown=on_key/>
                <ul class="combo__list" role="listbox" id=list_id aria-label=move || list_label.get() hidden=move || !shown()>{options}</ul>
            </div>
            {faults.map(|f| move || f.of(&below_path).map(|s| view! { <span class="field__fault" role="alert">{s}</span> }))}
        </div>
    }
    .into_any()
}
