//! Changing fields of the incident where they stand. What is typed is kept on each keystroke with the version it is
//! based on; an edit that came too late is settled field by field and never lost.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use vnr_shared::incident::{Category, EditIncident, IncidentAnswer};
use vnr_shared::json;
use vnr_shared::problem::{Conflict, FieldError};
use vnr_shared::time;

use super::dossier::Dossier;
use super::typed::Typed;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n;
use crate::register::Catalogue;
use crate::register::entry::{KindForm, PlaceForm};
use crate::ui::FieldFaults;

/// A group of fields that is opened together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    What,
    Where,
    When,
    Decision,
}

/// An edit as it is kept in the browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    version: i64,
    base: Typed,
    now: Typed,
    open: Vec<Group>,
}

/// Whether and when the edit was kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Keeping {
    /// Nothing typed yet.
    Nothing,
    /// From an earlier visit to the card.
    Earlier,
    At(String),
    Refused,
}

/// A stale edit with both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    pub edit: EditIncident,
    pub conflict: Conflict,
}

/// The form: a signal a field.
#[derive(Clone, Copy)]
pub struct Editor {
    pub dossier: Dossier,
    pub open: RwSignal<Vec<Group>>,
    pub kind: KindForm,
    pub place: PlaceForm,
    pub description: RwSignal<String>,
    pub channel: RwSignal<String>,
    pub received: RwSignal<String>,
    pub from: RwSignal<String>,
    pub to: RwSignal<String>,
    pub uncertain: RwSignal<bool>,
    pub disposition: RwSignal<String>,
    pub case_number: RwSignal<String>,
    pub restricted: RwSignal<bool>,
    pub legal_hold: RwSignal<bool>,
    pub faults: FieldFaults,
    pub failure: RwSignal<Option<Failure>>,
    pub clash: RwSignal<Option<Clash>>,
    pub keeping: RwSignal<Keeping>,
    pub working: RwSignal<bool>,
    pub saved: RwSignal<Option<String>>,
    /// What the edit is based on.
    base: RwSignal<Option<(i64, Typed)>>,
    catalogue: Catalogue,
}

fn key(dossier: Dossier) -> String {
    format!("vnr.edit.{}", dossier.id)
}

impl Editor {
    /// The form of a card. An edit that was begun and not saved goes on.
    pub fn open(dossier: Dossier) -> Self {
        let text = || RwSignal::new(String::new());
        let editor = Self {
            dossier,
            open: RwSignal::new(Vec::new()),
            kind: KindForm::default(),
            place: PlaceForm::default(),
            description: text(),
            channel: text(),
            received: text(),
            from: text(),
            to: text(),
            uncertain: RwSignal::new(false),
            disposition: text(),
            case_number: text(),
            restricted: RwSignal::new(false),
            legal_hold: RwSignal::new(false),
            faults: FieldFaults::default(),
            failure: RwSignal::new(None),
            clash: RwSignal::new(None),
            keeping: RwSignal::new(Keeping::Nothing),
            working: RwSignal::new(false),
            saved: RwSignal::new(None),
            base: RwSignal::new(None),
            catalogue: expect_context(),
        };
        let kept: Option<Kept> = edge::load(&key(dossier)).and_then(|json| json::read(&json).ok());
        if let Some(kept) = kept {
            editor.fill(&kept.now);
            editor.base.set(Some((kept.version, kept.base)));
            editor.keeping.set(Keeping::Earlier);
            editor.open.set(kept.open);
        }
        editor.keep_on_change();
        editor.name_type();
        editor
    }

    fn keep_on_change(self) {
        let typed = Memo::new(move |_| (self.base.get(), self.typed(), self.open.get()));
        Effect::new(move |before: Option<()>| {
            let (base, now, open) = typed.get();
            let (Some((version, base)), Some(())) = (base, before) else { return };
            if now == base && open.is_empty() {
                return;
            }
            self.faults.set(Vec::new());
            let json = serde_json::to_string(&Kept { version, base, now, open });
            let done = json.is_ok_and(|json| edge::save(&key(self.dossier), &json));
            self.keeping.set(if done { Keeping::At(time::clock(edge::now())) } else { Keeping::Refused });
        });
    }

    /// The words of the type field follow the catalogue, which may come later than the form, and the language.
    fn name_type(self) {
        Effect::new(move || {
            let code = self.kind.code.get();
            if !code.is_empty() {
                self.kind.text.set(self.catalogue.type_name(&code));
            }
        });
    }

    fn fill(self, typed: &Typed) {
        let typed = typed.clone();
        self.kind.code.set(typed.type_code);
        self.kind.category.set(typed.category);
        self.description.set(typed.description);
        self.place.spot.set(typed.spot);
        self.place.address.set(typed.address);
        self.place.note.set(typed.place_note);
        self.place.radius.set(typed.radius);
        self.channel.set(typed.channel);
        self.received.set(typed.received);
        self.from.set(typed.from);
        self.to.set(typed.to);
        self.uncertain.set(typed.uncertain);
        self.disposition.set(typed.disposition);
        self.case_number.set(typed.case_number);
        self.restricted.set(typed.restricted);
        self.legal_hold.set(typed.legal_hold);
    }

    /// What is typed; reactive.
    fn typed(self) -> Typed {
        Typed {
            type_code: self.kind.code.get(),
            category: self.kind.category.get(),
            description: self.description.get(),
            spot: self.place.spot.get(),
            address: self.place.address.get(),
            place_note: self.place.note.get(),
            radius: self.place.radius.get(),
            channel: self.channel.get(),
            received: self.received.get(),
            from: self.from.get(),
            to: self.to.get(),
            uncertain: self.uncertain.get(),
            disposition: self.disposition.get(),
            case_number: self.case_number.get(),
            restricted: self.restricted.get(),
            legal_hold: self.legal_hold.get(),
        }
    }

    /// Opens a group. The first one fixes what the edit is based on.
    pub fn edit(self, group: Group) {
        if self.base.with_untracked(Option::is_none) {
            let Some((version, typed)) = self
                .dossier
                .incident
                .with_untracked(|i| i.as_ref().map(|i| (i.summary.version, Typed::of(i))))
            else {
                return;
            };
            let typed = self.with_category_of_type(typed);
            self.fill(&typed);
            self.base.set(Some((version, typed)));
        }
        self.saved.set(None);
        self.open.update(|open| {
            if !open.contains(&group) {
                open.push(group);
            }
        });
        let first = match group {
            Group::What => "description",
            Group::Where => "place-address",
            Group::When => "received_at",
            Group::Decision => "disposition-kind",
        };
        request_animation_frame(move || edge::focus(first));
    }

    /// A category that is the one of its type goes with the type when that changes.
    fn with_category_of_type(self, mut typed: Typed) -> Typed {
        typed.category = typed.category.filter(|c| self.of_type(&typed.type_code) != Some(*c));
        typed
    }

    fn of_type(self, code: &str) -> Option<Category> {
        untrack(|| self.catalogue.type_row(code).map(|t| t.default_category))
    }

    /// Whether something is being edited; reactive.
    pub fn is_open(self) -> bool {
        self.open.with(|open| !open.is_empty())
    }

    /// Whether a group is open; reactive.
    pub fn shows(self, group: Group) -> bool {
        self.open.with(|open| open.contains(&group))
    }

    /// Gives the edit up.
    pub fn drop_edit(self) {
        edge::forget(&key(self.dossier));
        self.open.set(Vec::new());
        self.base.set(None);
        self.clash.set(None);
        self.failure.set(None);
        self.faults.set(Vec::new());
        self.keeping.set(Keeping::Nothing);
    }

    /// Sends what differs.
    pub fn submit(self) {
        if self.working.get_untracked() {
            return;
        }
        let Some((version, base)) = self.base.get_untracked() else { return };
        let (typed, now, lang) = (untrack(|| self.typed()), edge::now(), i18n::lang_now());
        let mut edit = typed.difference(&base, version, now, |code| self.of_type(code));
        let found = edit.check(now);
        let faults = typed.unreadable(now).into_iter().chain(found.faults);
        let mut faults: Vec<FieldError> = faults.map(|f| f.to_error(lang)).collect();
        faults.dedup_by(|a, b| a.field == b.field);
        self.faults.set_warnings(found.warnings.iter().map(|f| f.to_error(lang)).collect());
        if !faults.is_empty() {
            self.faults.set(faults);
            request_animation_frame(focus_first_fault);
            return;
        }
        self.send(edit);
    }

    /// Sends an edit, or ends the editing when there is nothing in it.
    pub fn send(self, edit: EditIncident) {
        if (EditIncident { version: edit.version, ..EditIncident::default() }) == edit {
            self.drop_edit();
            self.dossier.reload();
            return;
        }
        self.working.set(true);
        spawn_local(async move {
            let path = api::incident(self.dossier.id);
            let mut edit = edit;
            let mut sent = api::send::<_, IncidentAnswer>(Method::PATCH, &path, &edit, api::new_key()).await;
            // Somebody changed other fields meanwhile: there is nothing for a person to decide.
            if let Some(conflict) = sent.as_ref().err().and_then(Failure::conflict)
                && conflict.fields.iter().all(|f| !f.changed)
            {
                edit.version = conflict.current_version;
                sent = api::send::<_, IncidentAnswer>(Method::PATCH, &path, &edit, api::new_key()).await;
            }
            self.working.try_set(false);
            match sent {
                Ok(answer) => {
                    edge::forget(&key(self.dossier));
                    if self.open.try_get_untracked().is_some() {
                        self.drop_edit();
                        self.saved.set(Some(time::clock(edge::now())));
                        self.dossier.done(answer.incident);
                    }
                }
                Err(why) => self.refused(edit, why),
            }
        });
    }

    fn refused(self, edit: EditIncident, why: Failure) {
        if self.open.try_get_untracked().is_none() {
            return;
        }
        if let Some(conflict) = why.conflict() {
            self.failure.set(None);
            self.clash.set(Some(Clash { edit, conflict }));
            self.dossier.reload();
            request_animation_frame(|| edge::focus("conflict"));
        } else {
            self.faults.set(why.fields());
            self.failure.set(Some(why));
        }
    }
}

/// Brings the first field at fault into view: the answer to "save" when it cannot be saved yet.
fn focus_first_fault() {
    if let Ok(Some(field)) = edge::document().query_selector(".card [aria-invalid=true]") {
        edge::focus(&field.id());
    }
}
