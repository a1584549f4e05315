//! The lists of a person's form: names, codes, documents and contacts, a row of fields each.

use leptos::prelude::*;
use uuid::Uuid;
use vnr_shared::person::{Contact, ContactKind, IdentityDocument, NameKind, PersonCode, PersonName};

use super::text::Crd;
use crate::edge;
use crate::i18n::{Message, t};
use crate::register::entry::parts::{unwire, wire};
use crate::register::entry::text::Ent;
use crate::ui::{Check, Command, FieldFaults, For, Select, TextField};

/// A value of a list, as the fields it is typed in.
pub trait Row: Copy + Send + Sync + 'static {
    /// What it is of.
    type Value;

    /// Name of the list in the command.
    const LIST: &'static str;
    /// Its first field, where a new row is begun.
    const FIRST: &'static str;

    /// The fields, filled.
    fn of(value: Self::Value) -> Self;

    /// What is typed; `None` for a row that says nothing. Reactive.
    fn read(self) -> Option<Self::Value>;

    /// Tells it from the other rows of the list.
    fn id(self) -> Uuid;

    /// The fields. `path` is that of the value in the command, `within` tells apart forms on one page.
    fn fields(self, legal: bool, path: String, within: String, faults: FieldFaults) -> AnyView;
}

/// What is typed in all rows; reactive.
pub fn read<R: Row>(rows: RwSignal<Vec<R>>) -> Vec<R::Value> {
    rows.with(|all| all.iter().filter_map(|row| row.read()).collect())
}

/// The fields for what a list has.
pub fn open<R: Row>(list: &[R::Value]) -> RwSignal<Vec<R>>
where
    R::Value: Clone,
{
    RwSignal::new(list.iter().cloned().map(R::of).collect())
}

/// A button that adds a row and goes to it.
pub fn add<R: Row>(rows: RwSignal<Vec<R>>, label: Crd, within: &str, blank: fn() -> R::Value) -> AnyView {
    let within = within.to_owned();
    let run = move |()| {
        let at = rows.with_untracked(Vec::len);
        rows.update(|all| all.push(R::of(blank())));
        let first = format!("{within}detail-{}-{at}-{}", R::LIST, R::FIRST);
        request_animation_frame(move || edge::focus(&first));
    };
    view! { <Command label=t(label) look="small" run/> }.into_any()
}

/// The rows.
pub fn rows<R: Row>(rows: RwSignal<Vec<R>>, legal: bool, within: &str, faults: FieldFaults) -> AnyView {
    let within = within.to_owned();
    let row = move |row: R| {
        // The path follows the place in the list, and rows stay when one before them goes: faults are told on sending,
        // when the places are as they are sent.
        let at = rows.with_untracked(|all| all.iter().position(|x| x.id() == row.id()).unwrap_or_default());
        let path = format!("detail.{}.{at}", R::LIST);
        let fields = row.fields(legal, path, within.clone(), faults);
        view! { <div class="fields">{fields}</div> }.into_any()
    };
    view! { <For each=move || rows.get() key=|row| row.id() children=row/> }.into_any()
}

fn text(value: String) -> RwSignal<String> {
    RwSignal::new(value)
}

/// A country as documents write it.
fn country(typed: RwSignal<String>) -> String {
    typed.get().trim().to_uppercase()
}

const NAME_KINDS: [(NameKind, Crd); 4] = [
    (NameKind::Current, Crd::NameCurrent),
    (NameKind::Former, Crd::NameFormer),
    (NameKind::Original, Crd::NameOriginal),
    (NameKind::Alias, Crd::NameAlias),
];

/// A name.
#[derive(Clone, Copy)]
pub struct NameRow {
    id: Uuid,
    kind: RwSignal<String>,
    given: RwSignal<String>,
    surname: RwSignal<String>,
}

impl Row for NameRow {
    type Value = PersonName;
    const LIST: &'static str = "names";
    const FIRST: &'static str = "kind";

    fn of(name: PersonName) -> Self {
        Self {
            id: edge::new_id(),
            kind: text(wire(name.kind)),
            given: text(name.given),
            surname: text(name.surname),
        }
    }

    fn read(self) -> Option<PersonName> {
        let kind = unwire(&self.kind.get()).unwrap_or_default();
        let name = PersonName { kind, given: self.given.get(), surname: self.surname.get() };
        (!name.given.trim().is_empty() || !name.surname.trim().is_empty()).then_some(name)
    }

    fn id(self) -> Uuid {
        self.id
    }

    fn fields(self, legal: bool, path: String, within: String, faults: FieldFaults) -> AnyView {
        let kinds = Signal::derive(|| NAME_KINDS.map(|(k, word)| (wire(k), word.text().to_owned())).to_vec());
        let surname = if legal { Ent::LegalName } else { Ent::Surname };
        let given = (!legal).then(|| {
            view! { <TextField class="w4" label=t(Ent::Given) path=format!("{path}.given") within=within.clone() value=self.given faults/> }
        });
        view! {
            <Select class="w4" label=t(Crd::NameKind) path=format!("{path}.kind") within=within.clone() value=self.kind options=kinds/>
            {given}
            <TextField class="w4" label=t(surname) path=format!("{path}.surname") within value=self.surname faults/>
        }
        .into_any()
    }
}

/// A personal code or registration number.
#[derive(Clone, Copy)]
pub struct CodeRow {
    id: Uuid,
    code: RwSignal<String>,
    country: RwSignal<String>,
    former: RwSignal<bool>,
}

impl Row for CodeRow {
    type Value = PersonCode;
    const LIST: &'static str = "codes";
    const FIRST: &'static str = "code";

    fn of(code: PersonCode) -> Self {
        Self {
            id: edge::new_id(),
            code: text(code.code),
            country: text(code.country),
            former: RwSignal::new(code.former),
        }
    }

    fn read(self) -> Option<PersonCode> {
        let code =
            PersonCode { code: self.code.get(), country: country(self.country), former: self.former.get() };
        (!code.code.trim().is_empty()).then_some(code)
    }

    fn id(self) -> Uuid {
        self.id
    }

    fn fields(self, legal: bool, path: String, within: String, faults: FieldFaults) -> AnyView {
        let label = if legal { Ent::RegistrationNumber } else { Ent::Code };
        view! {
            <TextField class="w4" label=t(label) path=format!("{path}.code") within=within.clone() value=self.code faults mono=true/>
            <TextField class="w4" label=t(Ent::Country) path=format!("{path}.country") within value=self.country faults mono=true/>
            <Check class="w4" label=t(Crd::FormerCode) value=self.former/>
        }
        .into_any()
    }
}

/// An identity document.
#[derive(Clone, Copy)]
pub struct DocumentRow {
    id: Uuid,
    kind: RwSignal<String>,
    number: RwSignal<String>,
    country: RwSignal<String>,
}

impl Row for DocumentRow {
    type Value = IdentityDocument;
    const LIST: &'static str = "documents";
    const FIRST: &'static str = "kind";

    fn of(d: IdentityDocument) -> Self {
        Self { id: edge::new_id(), kind: text(d.kind), number: text(d.number), country: text(d.country) }
    }

    fn read(self) -> Option<IdentityDocument> {
        let document = IdentityDocument {
            kind: self.kind.get(),
            number: self.number.get(),
            country: country(self.country),
        };
        (!document.kind.trim().is_empty() || !document.number.trim().is_empty()).then_some(document)
    }

    fn id(self) -> Uuid {
        self.id
    }

    fn fields(self, _legal: bool, path: String, within: String, faults: FieldFaults) -> AnyView {
        view! {
            <TextField class="w4" label=t(Crd::DocumentKind) placeholder=t(Crd::DocumentExample) path=format!("{path}.kind") within=within.clone() value=self.kind faults/>
            <TextField class="w4" label=t(Crd::DocumentNumber) path=format!("{path}.number") within=within.clone() value=self.number faults mono=true/>
            <TextField class="w4" label=t(Ent::Country) path=format!("{path}.country") within value=self.country faults mono=true/>
        }
        .into_any()
    }
}

const CONTACT_KINDS: [(ContactKind, Crd); 3] = [
    (ContactKind::Phone, Crd::ContactPhone),
    (ContactKind::Email, Crd::ContactEmail),
    (ContactKind::Other, Crd::ContactOther),
];

/// A way to reach the person.
#[derive(Clone, Copy)]
pub struct ContactRow {
    id: Uuid,
    kind: RwSignal<String>,
    value: RwSignal<String>,
}

impl Row for ContactRow {
    type Value = Contact;
    const LIST: &'static str = "contacts";
    const FIRST: &'static str = "kind";

    fn of(contact: Contact) -> Self {
        Self { id: edge::new_id(), kind: text(wire(contact.kind)), value: text(contact.value) }
    }

    fn read(self) -> Option<Contact> {
        let kind = unwire(&self.kind.get()).unwrap_or(ContactKind::Other);
        let contact = Contact { kind, value: self.value.get() };
        (!contact.value.trim().is_empty()).then_some(contact)
    }

    fn id(self) -> Uuid {
        self.id
    }

    fn fields(self, _legal: bool, path: String, within: String, faults: FieldFaults) -> AnyView {
        let kinds =
            Signal::derive(|| CONTACT_KINDS.map(|(k, word)| (wire(k), word.text().to_owned())).to_vec());
        view! {
            <Select class="w4" label=t(Crd::ContactKind) path=format!("{path}.kind") within=within.clone() value=self.kind options=kinds/>
            <TextField class="w4" label=t(Crd::ContactValue) path=format!("{path}.value") within value=self.value faults mono=true/>
        }
        .into_any()
    }
}
