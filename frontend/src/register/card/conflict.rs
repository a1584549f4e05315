//! An edit of an incident that came too late, settled.

use leptos::prelude::*;
use serde_json::{Map, Value};
use vnr_shared::incident::EditIncident;
use vnr_shared::json;

use super::edit::{Clash, Editor};
use super::values::{field_name, value_text};
use crate::register::Catalogue;
use crate::ui::{ConflictTable, Fields};

/// The edit with only the fields that are to be ours, on the version that is in the register now.
fn settled(clash: &Clash, ours: &[String]) -> Option<EditIncident> {
    let Value::Object(all) = json::to_tree(&clash.edit) else { return None };
    let mut kept: Map<String, Value> =
        all.into_iter().filter(|(field, _)| field != "version" && ours.contains(field)).collect();
    kept.insert("version".to_owned(), clash.conflict.current_version.into());
    json::read_tree(&Value::Object(kept)).ok()
}

/// Both sides, and what to do with them.
#[component]
pub fn Settle(editor: Editor, clash: Clash) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let fields = Fields {
        name: Callback::new(|field: String| field_name(&field)),
        value: Callback::new(move |(field, value): (String, Value)| value_text(catalogue, &field, &value)),
    };
    let conflict = clash.conflict.clone();
    let settle = move |ours: Vec<String>| {
        if let Some(edit) = settled(&clash, &ours) {
            editor.clash.set(None);
            editor.send(edit);
        }
    };
    view! { <ConflictTable conflict fields working=editor.working on_settle=settle on_back=move |()| editor.clash.set(None)/> }.into_any()
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
        let conflict = Conflict { base_version: 2, current_version: 5, fields: Vec::new() };
        let ours = ["description".to_owned(), "disposition".to_owned()];
        let sent = settled(&Clash { edit, conflict }, &ours).unwrap();
        assert_eq!((sent.version, sent.category), (5, None));
        assert_eq!((sent.description.as_deref(), sent.disposition), (Some("mans"), Some(None)));
    }
}
