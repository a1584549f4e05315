//! Both sides of an edit that came too late, field by field. A person chooses; nothing is overwritten unseen.

use leptos::prelude::*;
use serde_json::Value;
use vnr_shared::problem::{Conflict, ConflictField};

use super::button::Command;
use super::text::Ui;
use crate::i18n::{Message, t};

/// How a record's fields are named and read.
#[derive(Clone, Copy)]
pub struct Fields {
    /// Name of a field; reactive.
    pub name: Callback<String, String>,
    /// A value of a field as text, `None` for nothing; reactive.
    pub value: Callback<(String, Value), Option<String>>,
}

/// The table. What the other side did not touch is ours without asking; for the rest nothing is chosen until a person
/// chooses. `on_settle` gets the names of the fields that are to be ours.
#[component]
pub fn ConflictTable(
    conflict: Conflict,
    fields: Fields,
    #[prop(into)] working: Signal<bool>,
    #[prop(into)] on_settle: Callback<Vec<String>>,
    #[prop(into)] on_back: Callback<()>,
) -> impl IntoView {
    let choices: Vec<(String, RwSignal<Option<bool>>)> = conflict
        .fields
        .iter()
        .map(|f| (f.field.clone(), RwSignal::new((!f.changed).then_some(true))))
        .collect();
    let picked = StoredValue::new(choices.clone());
    let undecided =
        Memo::new(move |_| picked.with_value(|all| all.iter().any(|(_, ours)| ours.get().is_none())));
    let send = move || {
        if !undecided.get_untracked() {
            on_settle.run(picked.with_value(|all| {
                all.iter()
                    .filter(|(_, ours)| ours.get_untracked() == Some(true))
                    .map(|(f, _)| f.clone())
                    .collect()
            }));
        }
    };
    let rows = conflict
        .fields
        .into_iter()
        .zip(choices)
        .map(|(field, (_, ours))| view! { <Side field ours fields/> })
        .collect_view();
    view! {
        <section class="panel conflict" aria-labelledby="conflict">
            <div class="panel__head"><h2 id="conflict" tabindex="-1">{t(Ui::ConflictTitle)}</h2></div>
            <form class="panel__body" on:submit=move |e| { e.prevent_default(); send(); }>
                <div class="table-wrap">
                    <table class="table">
                        <thead><tr>
                            <th scope="col">{t(Ui::ConflictField)}</th><th scope="col">{t(Ui::ConflictYours)}</th>
                            <th scope="col">{t(Ui::ConflictTheirs)}</th><th scope="col">{t(Ui::ConflictChanged)}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="cluster">
                    <button type="submit" class="button button--primary" disabled=move || working.get() || undecided.get()>
                        {t(Ui::ConflictSend)}<kbd aria-hidden="true">"↵"</kbd>
                    </button>
                    <Command label=t(Ui::ConflictBack) run=on_back/>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// One field with both sides to choose from.
#[component]
fn Side(field: ConflictField, ours: RwSignal<Option<bool>>, fields: Fields) -> impl IntoView {
    let ConflictField { field, yours, theirs, changed } = field;
    let group = format!("conflict-{field}");
    let of = field.clone();
    let side = move |mine: bool, value: Value| {
        let (of, group) = (of.clone(), group.clone());
        view! {
            <td>
                <label>
                    <input type="radio" name=group prop:checked=move || ours.get() == Some(mine) on:change=move |_| ours.set(Some(mine))/>
                    <span>{move || shown(fields.value.run((of.clone(), value.clone())))}</span>
                </label>
            </td>
        }
    };
    view! {
        <tr>
            <th scope="row">{move || fields.name.run(field.clone())}</th>
            {side(true, yours)}
            {side(false, theirs)}
            <td>{move || if changed { Ui::Yes } else { Ui::No }.text()}</td>
        </tr>
    }
    .into_any()
}

/// A value, or words that say there is none.
pub fn shown(text: Option<String>) -> AnyView {
    match text {
        Some(text) => view! { <span class="prewrap">{text}</span> }.into_any(),
        None => view! { <span class="faint">{Ui::EmptyValue.text()}</span> }.into_any(),
    }
}
