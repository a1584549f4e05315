//! Both sides of an edit that came too late, field by field. A person chooses; nothing is overwritten unseen.

use leptos::prelude::*;
use serde_json::{Map, Value};
use vnr_shared::incident::EditIncident;
use vnr_shared::problem::ConflictField;

use super::edit::{Clash, Editor};
use super::text::Crd;
use super::values::{field_name, shown, value_text};
use crate::i18n::{Message, t};
use crate::register::Catalogue;
use crate::ui::Command;

/// The edit with only the fields that are to be ours, on the version that is in the register now.
fn settled(clash: &Clash, ours: impl Fn(&str) -> bool) -> Option<EditIncident> {
    let Ok(Value::Object(all)) = serde_json::to_value(&clash.edit) else { return None };
    let mut kept: Map<String, Value> =
        all.into_iter().filter(|(field, _)| field != "version" && ours(field)).collect();
    kept.insert("version".to_owned(), clash.conflict.current_version.into());
    serde_json::from_value(Value::Object(kept)).ok()
}

/// The table. What only one side changed needs no choice and is told so.
#[component]
pub fn ConflictTable(editor: Editor, clash: Clash) -> impl IntoView {
    let fields = clash.conflict.fields.clone();
    // What the other side did not touch is ours; for the rest nothing is chosen until a person chooses.
    let choices: Vec<(String, RwSignal<Option<bool>>)> =
        fields.iter().map(|f| (f.field.clone(), RwSignal::new((!f.changed).then_some(true)))).collect();
    let picked = choices.clone();
    let open = choices.clone();
    let undecided = Memo::new(move |_| open.iter().any(|(_, ours)| ours.get().is_none()));
    let send = move || {
        if undecided.get_untracked() {
            return;
        }
        let ours =
            |field: &str| picked.iter().any(|(f, ours)| f == field && ours.get_untracked() == Some(true));
        if let Some(edit) = settled(&clash, ours) {
            editor.clash.set(None);
            editor.send(edit);
        }
    };
    let send = Callback::new(move |()| send());
    let rows =
        fields.into_iter().zip(choices).map(|(field, (_, ours))| view! { <Side field ours/> }).collect_view();
    view! {
        <section class="panel conflict" aria-labelledby="conflict">
            <div class="panel__head"><h2 id="conflict" tabindex="-1">{t(Crd::ConflictTitle)}</h2></div>
            <form class="panel__body" on:submit=move |e| { e.prevent_default(); send.run(()); }>
                <div class="table-wrap">
                    <table class="table">
                        <thead><tr>
                            <th scope="col">{t(Crd::ConflictField)}</th><th scope="col">{t(Crd::ConflictYours)}</th>
                            <th scope="col">{t(Crd::ConflictTheirs)}</th><th scope="col">{t(Crd::ConflictChanged)}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="cluster">
                    <button type="submit" class="button button--primary" disabled=move || editor.working.get() || undecided.get()>{t(Crd::ConflictSend)}<kbd aria-hidden="true">"↵"</kbd></button>
                    <Command label=t(Crd::ConflictBack) run=move |()| editor.clash.set(None)/>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// One field with both sides to choose from.
#[component]
fn Side(field: ConflictField, ours: RwSignal<Option<bool>>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let name = field.field.clone();
    let group = format!("conflict-{}", field.field);
    let side = move |mine: bool, value: Value| {
        let name = name.clone();
        let text = move || shown(value_text(catalogue, &name, &value));
        view! {
            <td>
                <label>
                    <input type="radio" name=group.clone() prop:checked=move || ours.get() == Some(mine) on:change=move |_| ours.set(Some(mine))/>
                    <span>{text}</span>
                </label>
            </td>
        }
    };
    let name = field.field.clone();
    let changed = field.changed;
    view! {
        <tr>
            <th scope="row">{move || field_name(&name)}</th>
            {side(true, field.yours)}
            {side(false, field.theirs)}
            <td>{move || if changed { Crd::Yes } else { Crd::No }.text()}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vnr_shared::incident::Category;
    use vnr_shared::problem::Conflict;

    #[test]
    fn what_is_chosen_is_sent_on_the_version_of_the_register() {
        let edit = EditIncident {
            version: 2,
            category: Some(Category::A),
            description: Some("mans".into()),
            disposition: Some(None),
            ..EditIncident::default()
        };
        let clash =
            Clash { edit, conflict: Conflict { base_version: 2, current_version: 5, fields: Vec::new() } };
        let sent = settled(&clash, |field| field != "category").unwrap();
        assert_eq!((sent.version, sent.category), (5, None));
        assert_eq!((sent.description.as_deref(), sent.disposition), (Some("mans"), Some(None)));
    }
}
