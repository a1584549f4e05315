//! Editing what is known of a person, from the card of an incident. The form stands below the list and not in it, so that a
//! change by somebody else, which makes the list anew, takes nothing that is being typed.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vnr_shared::id::PersonId;
use vnr_shared::json;
use vnr_shared::person::{
    Contact, ContactKind, EditPerson, IdentityDocument, NameKind, Person, PersonAnswer, PersonCode,
    PersonDetail, PersonKind, PersonName, Sex,
};
use vnr_shared::problem::{Conflict, Fault, FaultCode, FieldError};

use super::dossier::Dossier;
use super::parties::person_line;
use super::person_rows::{self, CodeRow, ContactRow, DocumentRow, NameRow};
use super::text::Crd;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::entry::parts::{parse_born, unwire, wire};
use crate::register::entry::text::Ent;
use crate::ui::text::Ui;
use crate::ui::{
    Area, Command, ConflictTable, FaultBanner, FieldFaults, Fields, Note, Select, TextField, Tone,
};

/// What is kept in the browser while it is typed.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: i64,
    detail: PersonDetail,
}

fn key(id: PersonId) -> String {
    format!("vnr.person.{id}")
}

/// A person being edited.
#[derive(Clone, Copy)]
pub struct PersonEdit {
    id: PersonId,
    version: StoredValue<i64>,
    /// What the form began with; what it has no fields for stays as it is there.
    base: StoredValue<PersonDetail>,
    names: RwSignal<Vec<NameRow>>,
    codes: RwSignal<Vec<CodeRow>>,
    documents: RwSignal<Vec<DocumentRow>>,
    contacts: RwSignal<Vec<ContactRow>>,
    born: RwSignal<String>,
    sex: RwSignal<String>,
    citizenship: RwSignal<String>,
    address: RwSignal<String>,
    description: RwSignal<String>,
    faults: FieldFaults,
    failure: RwSignal<Option<Failure>>,
    clash: RwSignal<Option<Conflict>>,
    working: RwSignal<bool>,
}

impl PersonEdit {
    /// A form with what is known, or with what was typed earlier and not sent.
    pub fn open(person: &Person) -> Self {
        let kept: Option<Kept> = edge::load(&key(person.id)).and_then(|text| json::read(&text).ok());
        let (version, detail) =
            kept.map_or_else(|| (person.version, person.detail.clone()), |kept| (kept.version, kept.detail));
        Self {
            id: person.id,
            version: StoredValue::new(version),
            names: person_rows::open(&detail.names),
            codes: person_rows::open(&detail.codes),
            documents: person_rows::open(&detail.documents),
            contacts: person_rows::open(&detail.contacts),
            born: RwSignal::new(detail.born.map(|b| b.to_string()).unwrap_or_default()),
            sex: RwSignal::new(detail.sex.map(wire).unwrap_or_default()),
            citizenship: RwSignal::new(detail.citizenship.clone().unwrap_or_default()),
            address: RwSignal::new(detail.address.clone()),
            description: RwSignal::new(detail.description.clone()),
            base: StoredValue::new(detail),
            faults: FieldFaults::default(),
            failure: RwSignal::new(None),
            clash: RwSignal::new(None),
            working: RwSignal::new(false),
        }
    }

    /// What is typed; reactive.
    fn detail(self) -> PersonDetail {
        let mut detail = self.base.get_value();
        // An empty row says nothing.
        detail.names = person_rows::read(self.names);
        detail.codes = person_rows::read(self.codes);
        detail.documents = person_rows::read(self.documents);
        detail.contacts = person_rows::read(self.contacts);
        detail.born = parse_born(&self.born.get());
        let citizenship = self.citizenship.get().trim().to_uppercase();
        detail.citizenship = (!citizenship.is_empty()).then_some(citizenship);
        detail.sex = unwire(&self.sex.get());
        detail.address = self.address.get();
        detail.description = self.description.get();
        detail
    }

    fn keep(self) {
        let detail = self.detail();
        if self.base.with_value(|base| *base != detail) {
            let kept = Kept { version: self.version.get_value(), detail };
            let _ = serde_json::to_string(&kept).is_ok_and(|text| edge::save(&key(self.id), &text));
        }
    }

    fn submit(self, dossier: Dossier, open: RwSignal<Option<Self>>) {
        let (now, lang) = (edge::now(), i18n::lang_now());
        let mut body = EditPerson { version: self.version.get_value(), detail: untrack(|| self.detail()) };
        let mut found = body.check(now);
        if untrack(|| !self.born.get().trim().is_empty()) && body.detail.born.is_none() {
            found.faults.push(Fault::new("detail.born", FaultCode::WrongForm));
        }
        let told = |all: &[Fault]| all.iter().map(|f| f.to_error(lang)).collect::<Vec<FieldError>>();
        self.faults.set(told(&found.faults));
        self.faults.set_warnings(told(&found.warnings));
        if found.faults.is_empty() {
            self.send(body, dossier, open);
        }
    }

    fn send(self, body: EditPerson, dossier: Dossier, open: RwSignal<Option<Self>>) {
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let path = format!("/api/persons/{}", self.id);
            let sent = api::send::<_, PersonAnswer>(Method::PATCH, &path, &body, api::new_key()).await;
            self.working.try_set(false);
            match sent {
                Ok(_) => {
                    edge::forget(&key(self.id));
                    open.try_set(None);
                    dossier.reload();
                }
                Err(why) => {
                    if let Some(conflict) = why.conflict() {
                        drop(self.clash.try_set(Some(conflict)));
                    } else {
                        self.faults.set(why.fields());
                        self.failure.try_set(Some(why));
                    }
                }
            }
        });
    }

    /// Sends what a person chose of both sides, on the version that is in the register.
    fn settle(self, conflict: &Conflict, ours: &[String], dossier: Dossier, open: RwSignal<Option<Self>>) {
        let mut tree = json::to_tree(&untrack(|| self.detail()));
        if let Value::Object(fields) = &mut tree {
            for side in conflict.fields.iter().filter(|side| !ours.contains(&side.field)) {
                fields.remove(&side.field);
                if !side.theirs.is_null() {
                    fields.insert(side.field.clone(), side.theirs.clone());
                }
            }
        }
        if let Ok(detail) = json::read_tree(&tree) {
            self.clash.set(None);
            self.send(EditPerson { version: conflict.current_version, detail }, dossier, open);
        }
    }
}

/// Name of a field of a person; reactive.
fn field_name(field: &str) -> String {
    match field {
        "names" => Crd::Names.text(),
        "codes" => Ent::Code.text(),
        "born" => Ent::Born.text(),
        "sex" => Crd::Sex.text(),
        "citizenship" => Crd::Citizenship.text(),
        "contacts" => Crd::WithheldContacts.text(),
        "documents" => Crd::WithheldDocuments.text(),
        "address" => Ent::Residence.text(),
        "description" => Ent::Marks.text(),
        other => other,
    }
    .to_owned()
}

/// A value of a field as text: as the card would say it of a person of whom nothing else is known.
fn value_text(field: &str, value: &Value) -> Option<String> {
    let only: Map<String, Value> = [(field.to_owned(), value.clone())].into_iter().collect();
    let detail: PersonDetail = json::read_tree(&Value::Object(only)).ok()?;
    let text = match field {
        "description" => detail.description,
        "sex" => detail.sex.map(sex_name).unwrap_or_default().to_owned(),
        "names" => {
            let names = detail.names.iter().map(|n| format!("{} {}", n.given, n.surname).trim().to_owned());
            names.collect::<Vec<_>>().join(" · ")
        }
        _ => person_line(&detail),
    };
    (!text.is_empty()).then_some(text)
}

const SEXES: [(Sex, Crd); 3] =
    [(Sex::Female, Crd::SexFemale), (Sex::Male, Crd::SexMale), (Sex::Unknown, Crd::SexUnknown)];

/// What a sex is called; reactive.
pub fn sex_name(sex: Sex) -> &'static str {
    SEXES.iter().find(|(s, _)| *s == sex).map_or("", |(_, word)| word.text())
}

/// The form. `open` holds it while it is shown.
#[component]
pub fn PersonEditor(edit: PersonEdit, dossier: Dossier, open: RwSignal<Option<PersonEdit>>) -> impl IntoView {
    Effect::new(move || edit.keep());
    let legal = edit.base.with_value(|base| base.kind == PersonKind::Legal);
    let faults = edit.faults;
    let within = format!("edit-{}-", edit.id);
    let lists = view! {
        {person_rows::rows(edit.names, legal, &within, faults)}
        {person_rows::rows(edit.codes, legal, &within, faults)}
        {person_rows::rows(edit.documents, legal, &within, faults)}
        {person_rows::rows(edit.contacts, legal, &within, faults)}
        <div class="cluster">
            {person_rows::add(edit.names, Crd::AddName, &within, || PersonName { kind: NameKind::Former, ..PersonName::default() })}
            {person_rows::add(edit.codes, Crd::AddCode, &within, || PersonCode { code: String::new(), country: "LV".to_owned(), former: false })}
            {person_rows::add(edit.documents, Crd::AddDocument, &within, || IdentityDocument { kind: String::new(), number: String::new(), country: "LV".to_owned() })}
            {person_rows::add(edit.contacts, Crd::AddContact, &within, || Contact { kind: ContactKind::Phone, value: String::new() })}
        </div>
    };
    let sexes = Signal::derive(|| {
        let mut all = vec![(String::new(), "—".to_owned())];
        all.extend(SEXES.map(|(sex, word)| (wire(sex), word.text().to_owned())));
        all
    });
    let sex = (!legal).then(|| {
        view! { <Select class="w4" label=t(Crd::Sex) path="detail.sex" within=within.clone() value=edit.sex options=sexes/> }
    });
    let drop_edit = move || {
        edge::forget(&key(edit.id));
        open.set(None);
    };
    let clash = move || {
        edit.clash.get().map(|conflict| {
            let fields = Fields {
                name: Callback::new(|field: String| field_name(&field)),
                value: Callback::new(|(field, value): (String, Value)| value_text(&field, &value)),
            };
            let sides = conflict.clone();
            let settle = move |ours: Vec<String>| edit.settle(&sides, &ours, dossier, open);
            view! { <ConflictTable conflict fields working=edit.working on_settle=settle on_back=move |()| edit.clash.set(None)/> }
        })
    };
    let title = edit.base.with_value(PersonDetail::display_name);
    let nothing =
        move || faults.of("detail.names").map(|said| view! { <Note tone=Tone::Fault>{said}</Note> });
    view! {
        {clash}
        <form class="part" novalidate on:submit=move |e| { e.prevent_default(); edit.submit(dossier, open); }
            on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); edit.submit(dossier, open); }>
            <h3 id="person-edit" tabindex="-1">{move || Crd::EditPersonOf.with(title.as_deref().unwrap_or(Crd::Unnamed.text()))}</h3>
            <FaultBanner failure=edit.failure/>
            {nothing}
            {lists}
            <div class="fields">
                <TextField class="w4" label=t(Ent::Born) placeholder=t(Ent::BornExample) path="detail.born" within=within.clone() value=edit.born faults mono=true/>
                {sex}
                <TextField class="w4" label=t(Crd::Citizenship) placeholder=move || "LV" path="detail.citizenship" within=within.clone() value=edit.citizenship faults mono=true/>
                <TextField label=t(Ent::Residence) path="detail.address" within=within value=edit.address faults/>
            </div>
            <Area label=t(Ent::Marks) path="person-edit.detail.description" value=edit.description rows=2/>
            <div class="cluster">
                <button type="submit" class="button button--primary" disabled=edit.working>{t(Ui::Save)}<kbd aria-hidden="true">"Ctrl ↵"</kbd></button>
                <Command label=t(Crd::DropEdit) look="quiet" run=move |()| drop_edit()/>
            </div>
        </form>
    }
    .into_any()
}
