//! Putting a whole record: sent with the version it is based on, and settled field by field when it came too late.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use vnr_shared::json;
use vnr_shared::problem::Conflict;
use vnr_shared::time;

use super::text::Adm;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::Message;
use crate::ui::{ConflictTable, FaultBanner, FieldFaults, Fields};

/// A record on its way to the server.
#[derive(Clone, Copy)]
pub struct Put {
    pub faults: FieldFaults,
    pub working: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    clash: RwSignal<Option<(Value, Conflict)>>,
    saved: RwSignal<Option<String>>,
}

impl Put {
    /// Nothing on its way.
    pub fn new() -> Self {
        Self {
            faults: FieldFaults::default(),
            working: RwSignal::new(false),
            failure: RwSignal::new(None),
            clash: RwSignal::new(None),
            saved: RwSignal::new(None),
        }
    }

    /// Sends a record. `on_done` gets it as the register then has it.
    pub fn send<B, A>(self, method: Method, path: String, body: &B, on_done: impl Fn(A) + 'static)
    where
        B: Serialize,
        A: DeserializeOwned + 'static,
    {
        if self.working.get_untracked() {
            return;
        }
        let body = json::to_tree(body);
        self.working.set(true);
        self.saved.set(None);
        self.failure.set(None);
        self.faults.set(Vec::new());
        spawn_local(async move {
            let sent = api::send::<_, A>(method, &path, &body, api::new_key()).await;
            if self.working.try_set(false).is_some() {
                return;
            }
            match sent {
                Ok(answer) => {
                    self.clash.set(None);
                    self.saved.set(Some(time::clock(edge::now())));
                    on_done(answer);
                }
                Err(why) => {
                    if let Some(conflict) = why.conflict() {
                        self.clash.set(Some((body, conflict)));
                        request_animation_frame(|| edge::focus("conflict"));
                    } else {
                        self.faults.set(why.fields());
                        self.failure.set(Some(why));
                    }
                }
            }
        });
    }

    /// What went wrong or well, above the form. `again` gets the settled record, to be shown and sent.
    pub fn outcome(self, fields: Fields, again: Callback<Value>) -> AnyView {
        // What the form makes while it takes the settled record must live with the form and not with the table, which
        // is gone by then.
        let form = Owner::current();
        let clash = move || {
            let form = form.clone();
            self.clash.get().map(move |(body, conflict)| {
                let sides = conflict.clone();
                let settle = move |ours: Vec<String>| {
                    self.clash.set(None);
                    let body = settled(body.clone(), &sides, &ours);
                    match &form {
                        Some(form) => form.with(|| again.run(body)),
                        None => again.run(body),
                    }
                };
                view! { <ConflictTable conflict fields working=self.working on_settle=settle on_back=move |()| self.clash.set(None)/> }
            })
        };
        view! {
            <FaultBanner failure=self.failure/>
            {clash}
            <p class="small muted" role="status">{move || self.saved.get().map(|at| Adm::Saved.with(&at))}</p>
        }
        .into_any()
    }
}

/// The record with the other side's values in the fields that are not to be ours, on the version of the register.
fn settled(mut body: Value, conflict: &Conflict, ours: &[String]) -> Value {
    for field in conflict.fields.iter().filter(|f| !ours.contains(&f.field)) {
        body[field.field.as_str()] = field.theirs.clone();
    }
    body["version"] = conflict.current_version.into();
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use vnr_shared::problem::ConflictField;

    #[test]
    fn a_settled_record_has_each_field_from_the_chosen_side() {
        let field = |name: &str| ConflictField {
            field: name.to_owned(),
            yours: json!("mans"),
            theirs: json!("cits"),
            changed: true,
        };
        let conflict = Conflict { base_version: 1, current_version: 4, fields: vec![field("a"), field("b")] };
        let body = settled(
            json!({ "version": 1, "a": "mans", "b": "mans", "c": "mans" }),
            &conflict,
            &["a".to_owned()],
        );
        assert_eq!(body, json!({ "version": 4, "a": "mans", "b": "cits", "c": "mans" }));
    }
}
