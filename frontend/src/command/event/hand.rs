//! One event in hand: its record as it was last read, and the way to send what needs no form.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::hash::Hash;
use uuid::Uuid;
use vnr_shared::event::{EventAnswer, EventRecord};
use vnr_shared::id::MajorEventId;

use super::super::text::Cmd;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::ui::text::Ui;
use crate::ui::{Command, For, TextField};

/// One event. A copy is the same one.
#[derive(Clone, Copy)]
pub struct Hand {
    /// Which.
    pub id: MajorEventId,
    /// As it was last read.
    pub record: RwSignal<Option<EventRecord>>,
    /// What went wrong outside the forms.
    pub failure: RwSignal<Option<Failure>>,
    /// What a reason is being given for: one thing at a time, kept here, because the row that asks may be made anew by somebody
    /// else's change.
    asking: RwSignal<String>,
    reason: RwSignal<String>,
}

impl Hand {
    /// Takes an event in hand; nothing is read yet.
    pub fn of(id: MajorEventId) -> Self {
        Self {
            id,
            record: RwSignal::new(None),
            failure: RwSignal::new(None),
            asking: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
        }
    }

    /// Address of something of the event.
    pub fn path(self, rest: &str) -> String {
        format!("{}/{}{rest}", api::MAJOR_EVENTS, self.id)
    }

    /// Reads the record anew. An answer that another has overtaken is passed over.
    pub fn load(self) {
        spawn_local(async move {
            match api::get::<EventRecord>(&self.path("")).await {
                Ok(record) => {
                    let old = |known: &Option<EventRecord>| {
                        known.as_ref().is_some_and(|known| known.event.version > record.event.version)
                    };
                    if self.record.try_with_untracked(old) == Some(false) {
                        self.record.set(Some(record));
                    }
                }
                Err(wrong) => drop(self.failure.try_set(Some(wrong))),
            }
        });
    }

    /// Sends a command; `then` runs once it was taken. One that came too late shows what is there now and can be given again.
    pub fn send(self, method: Method, rest: String, body: Value, then: Callback<()>) {
        spawn_local(async move {
            let told = api::send::<_, EventAnswer>(method, &self.path(&rest), &body, api::new_key()).await;
            if self.failure.try_set(told.as_ref().err().cloned()).is_some() {
                return;
            }
            if told.is_ok() {
                then.run(());
            }
            self.load();
        });
    }

    /// Whether parts may be put in; reactive.
    pub fn works(self) -> bool {
        self.record.with(|r| r.as_ref().is_some_and(|r| r.works))
    }

    /// Whether head, end and who takes part may be changed; reactive.
    pub fn leads(self) -> bool {
        self.record.with(|r| r.as_ref().is_some_and(|r| r.leads))
    }

    /// Looks at the record; reactive.
    pub fn look<T: Default>(self, at: impl FnOnce(&EventRecord) -> T) -> T {
        self.record.with(|r| r.as_ref().map(at).unwrap_or_default())
    }

    /// A list drawn from the record. What `key` says is the same stays as it is, with the focus in it.
    pub fn list<T: Send + 'static, K: Hash>(
        self,
        of: impl Fn(&EventRecord) -> Vec<T> + Copy + Send + 'static,
        key: impl Fn(&T) -> K + Send + 'static,
        line: impl Fn(T) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        view! { <ul class="items"><For each=move || self.look(of) key children=line/></ul> }.into_any()
    }

    /// A button that asks for a reason before it does anything. `key` names what it is for.
    pub fn reasoned(self, label: Cmd, key: String, run: Callback<String>) -> AnyView {
        let own = key.clone();
        let asked = Memo::new(move |_| self.asking.with(|asking| *asking == own));
        let key = StoredValue::new(key);
        let ask = move || {
            self.reason.set(String::new());
            self.asking.set(key.get_value());
            request_animation_frame(|| edge::focus("given-reason"));
        };
        let view = move || {
            if asked.get() {
                view! {
                    <form class="cluster event__reason" on:submit=move |e| { e.prevent_default(); run.run(self.reason.get_untracked()); }>
                        <TextField label=t(Cmd::Reason) path="given-reason" value=self.reason/>
                        <button type="submit" class="button button--small" disabled=move || self.reason.with(|r| r.trim().is_empty())>{t(label)}</button>
                        <Command label=t(Ui::Cancel) look="small quiet" run=move |()| self.answered()/>
                    </form>
                }
                .into_any()
            } else {
                view! { <Command label=t(label) look="small quiet" run=move |()| ask()/> }.into_any()
            }
        };
        let shown = move || if self.works() { view() } else { ().into_any() };
        shown.into_any()
    }

    /// The reason was given, or is no longer asked for.
    pub fn answered(self) {
        self.asking.set(String::new());
    }

    /// The button that strikes a part.
    pub fn strike(self, label: Cmd, id: Uuid, version: i64) -> AnyView {
        let run = Callback::new(move |reason: String| {
            let body = json!({ "version": version, "reason": reason });
            let then = Callback::new(move |()| self.answered());
            self.send(Method::POST, format!("/parts/{id}/strike"), body, then);
        });
        self.reasoned(label, id.to_string(), run)
    }

    /// Sections as choices, with none first; reactive.
    pub fn section_choices(self) -> Vec<(String, String)> {
        let sections = self.look(|r| {
            r.event.sections.iter().map(|s| (s.id.to_string(), s.part.name.clone())).collect::<Vec<_>>()
        });
        std::iter::once((String::new(), Cmd::WholeEvent.text().to_owned())).chain(sections).collect()
    }

    /// Name of a section; reactive.
    pub fn section_name(self, id: Uuid) -> Option<String> {
        self.look(|r| r.event.sections.iter().find(|s| s.id == id).map(|s| s.part.name.clone()))
    }
}
