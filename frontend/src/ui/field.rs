//! Labelled fields with their faults beside them.

use leptos::prelude::*;
use vnr_shared::problem::FieldError;

/// Faults of a form, by the path of the field they belong to.
#[derive(Clone, Copy)]
pub struct FieldFaults {
    errors: RwSignal<Vec<FieldError>>,
    warnings: RwSignal<Vec<FieldError>>,
}

impl Default for FieldFaults {
    fn default() -> Self {
        Self { errors: RwSignal::new(Vec::new()), warnings: RwSignal::new(Vec::new()) }
    }
}

impl FieldFaults {
    /// Replaces the faults.
    pub fn set(self, errors: Vec<FieldError>) {
        self.errors.set(errors);
    }

    /// Replaces the warnings, which stop nothing.
    pub fn set_warnings(self, warnings: Vec<FieldError>) {
        self.warnings.set(warnings);
    }

    /// Faults and warnings whose field no view shows: those that begin with none of `shown`.
    pub fn elsewhere(self, shown: &[&str]) -> Vec<FieldError> {
        let elsewhere = |e: &&FieldError| !shown.iter().any(|s| e.field.starts_with(s));
        self.errors.with(|all| all.iter().filter(elsewhere).cloned().collect())
    }

    /// The sentences about a field and about all below it; reactive.
    pub fn under(self, path: &str) -> Vec<String> {
        let below = |e: &&FieldError| {
            e.field.strip_prefix(path).is_some_and(|rest| matches!(rest.bytes().next(), None | Some(b'.')))
        };
        self.errors.with(|all| all.iter().filter(below).map(|e| e.message.clone()).collect())
    }

    fn sentence(list: RwSignal<Vec<FieldError>>, path: &str) -> Option<String> {
        list.with(|all| all.iter().find(|e| e.field == path).map(|e| e.message.clone()))
    }

    /// The sentence about a field; reactive.
    pub fn of(self, path: &str) -> Option<String> {
        Self::sentence(self.errors, path)
    }

    /// The doubt about a field; reactive.
    pub fn doubt(self, path: &str) -> Option<String> {
        Self::sentence(self.warnings, path)
    }
}

/// The id of the element for a field path.
fn element_id(path: &str) -> String {
    path.replace('.', "-")
}

/// A field of one line.
#[component]
pub fn TextField(
    #[prop(into)] label: TextProp,
    /// Path of the field in the command: faults are found by it, and the element's id is made from it.
    #[prop(into)]
    path: String,
    value: RwSignal<String>,
    #[prop(optional)] faults: Option<FieldFaults>,
    #[prop(optional, into)] hint: Option<TextProp>,
    /// Class of the field's place in the grid.
    #[prop(optional)]
    class: &'static str,
    /// Type of the input.
    #[prop(optional)]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: &'static str,
    #[prop(optional)] mono: bool,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    /// Put before the path in the element's id, where a form has the same fields several times.
    #[prop(optional, into)]
    within: String,
) -> impl IntoView {
    let id = within + &element_id(&path);
    let fault_path = path.clone();
    let invalid = move || faults.and_then(|f| f.of(&fault_path)).map(|_| "true");
    let described = faults.map(|_| format!("{id}-fault"));
    let kind = if kind.is_empty() { "text" } else { kind };
    let autocomplete = if autocomplete.is_empty() { "off" } else { autocomplete };
    let input = view! {
        <input id=id.clone() class=if mono { "input input--mono" } else { "input" } type=kind autocomplete=autocomplete
            aria-required=required.then_some("true") aria-invalid=invalid aria-describedby=described spellcheck="false"
            placeholder=move || placeholder.as_ref().map(|p| p.get().into_owned())
            prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e))/>
    }
    .into_any();
    labelled(id, path, label, hint, class, faults, input)
}

/// A field of several lines.
#[component]
pub fn Area(
    #[prop(into)] label: TextProp,
    #[prop(into)] path: String,
    value: RwSignal<String>,
    #[prop(optional)] faults: Option<FieldFaults>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] class: &'static str,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    let id = element_id(&path);
    let fault_path = path.clone();
    let invalid = move || faults.and_then(|f| f.of(&fault_path)).map(|_| "true");
    let described = faults.map(|_| format!("{id}-fault"));
    let input = view! {
        <textarea id=id.clone() class="input" rows=rows aria-invalid=invalid aria-describedby=described
            prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e))></textarea>
    }
    .into_any();
    labelled(id, path, label, hint, class, faults, input)
}

/// A choice from a short list. `options` are value and label; reactive in the language.
#[component]
pub fn Select(
    #[prop(into)] label: TextProp,
    #[prop(into)] path: String,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional)] faults: Option<FieldFaults>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] within: String,
) -> impl IntoView {
    let id = within + &element_id(&path);
    let fault_path = path.clone();
    let invalid = move || faults.and_then(|f| f.of(&fault_path)).map(|_| "true");
    let choices = move || {
        let chosen = value.get();
        options
            .get()
            .into_iter()
            .map(|(value, text)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{text}</option> }
            })
            .collect_view()
    };
    let input = view! {
        <select id=id.clone() class="input" aria-invalid=invalid prop:value=move || value.get()
            on:change=move |e| value.set(event_target_value(&e))>{choices}</select>
    }
    .into_any();
    labelled(id, path, label, hint, class, faults, input)
}

/// A box to tick.
#[component]
pub fn Check(
    #[prop(into)] label: TextProp,
    value: RwSignal<bool>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <label class=format!("check {class}")>
            <input type="checkbox" prop:checked=move || value.get() on:change=move |e| value.set(event_target_checked(&e))/>
            <span>{move || label.get()}</span>
        </label>
    }
    .into_any()
}

/// The label above an input, its faults and doubts below.
fn labelled(
    id: String,
    path: String,
    label: TextProp,
    hint: Option<TextProp>,
    class: &'static str,
    faults: Option<FieldFaults>,
    input: AnyView,
) -> AnyView {
    let below = faults.map(|faults| {
        let doubt_path = path.clone();
        view! {
            <span id=format!("{id}-fault")>
                {move || faults.of(&path).map(|s| view! { <span class="field__fault" role="alert">{s}</span> })}
                {move || faults.doubt(&doubt_path).map(|s| view! { <span class="field__warning" role="status">{s}</span> })}
            </span>
        }
    });
    view! {
        <div class=format!("field {class}")>
            <label class="field__label" for=id>
                <span>{move || label.get()}</span>
                {hint.map(|h| view! { <span class="faint">{move || h.get()}</span> })}
            </label>
            {input}
            {below}
        </div>
    }
    .into_any()
}
