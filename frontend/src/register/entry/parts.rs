//! Persons, vehicles and items as they are typed: a draft that is stored, and a form of signals around it.

use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vnr_shared::id::{InvolvementId, LinkId, ObjectId, PersonId, VehicleId};
use vnr_shared::json;
use vnr_shared::object::{NewLinkedObject, ObjectDetail, ObjectKind};
use vnr_shared::person::{
    Contact, ContactKind, NameKind, NewInvolvement, PartialDate, Person, PersonCode, PersonDetail,
    PersonKind, PersonName, PersonRole,
};
use vnr_shared::vehicle::{NewLinkedVehicle, VehicleDetail, VehicleRole};

use crate::edge;
use crate::ui::FieldFaults;

/// The name of an enumeration's value on the wire, which is also its value in a list.
pub fn wire<T: Serialize>(value: T) -> String {
    // A name of letters and underscores: what stands between the quotes is the name.
    serde_json::to_string(&value).unwrap_or_default().trim_matches('"').to_owned()
}

/// Back from [`wire`].
pub fn unwire<T: DeserializeOwned>(text: &str) -> Option<T> {
    json::read(&format!("\"{text}\"")).ok()
}

/// Declares a stored draft and the form of signals that mirrors it.
macro_rules! part {
    ($(#[$doc:meta])* $draft:ident, $form:ident { $($field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $draft {
            /// Id of the tie.
            pub id: Uuid,
            /// Id of the thing.
            pub thing: Uuid,
            $(pub $field: $kind,)*
        }

        /// The form of it.
        #[derive(Clone, Copy)]
        pub struct $form {
            pub id: Uuid,
            pub thing: RwSignal<Uuid>,
            pub faults: FieldFaults,
            $(pub $field: RwSignal<$kind>,)*
        }

        impl $form {
            /// A form around a draft.
            pub fn open(draft: $draft) -> Self {
                Self {
                    id: draft.id,
                    thing: RwSignal::new(draft.thing),
                    faults: FieldFaults::default(),
                    $($field: RwSignal::new(draft.$field),)*
                }
            }

            /// What is typed; reactive.
            pub fn draft(&self) -> $draft {
                $draft { id: self.id, thing: self.thing.get(), $($field: self.$field.get(),)* }
            }
        }
    };
}

part! {
    /// A person.
    PersonDraft, PersonForm {
        found: bool, legal: bool, role: String, given: String, surname: String, code: String, born: String,
        phone: String, address: String, description: String, note: String,
    }
}

part! {
    /// A vehicle.
    VehicleDraft, VehicleForm {
        role: String, plate: String, country: String, make: String, model: String, colour: String, note: String,
    }
}

part! {
    /// An item or document.
    ObjectDraft, ObjectForm { kind: String, description: String, identifier: String, quantity: String, }
}

impl PersonForm {
    /// A new person.
    pub fn new() -> Self {
        Self::open(PersonDraft {
            id: edge::new_id(),
            thing: edge::new_id(),
            role: wire(PersonRole::Caller),
            ..PersonDraft::default()
        })
    }

    /// Takes a person who is in the register already: the same person stays one person.
    pub fn take(&self, person: &Person) {
        self.thing.set(person.id.0);
        self.found.set(true);
        let name = person.detail.names.first().cloned().unwrap_or_default();
        self.given.set(name.given);
        self.surname.set(name.surname);
        self.code.set(person.detail.codes.first().map(|c| c.code.clone()).unwrap_or_default());
        self.born.set(person.detail.born.map(|b| b.to_string()).unwrap_or_default());
    }

    /// Makes it a new person again; what is typed stays.
    pub fn release(&self) {
        self.thing.set(edge::new_id());
        self.found.set(false);
    }
}

impl VehicleForm {
    /// A new vehicle.
    pub fn new() -> Self {
        Self::open(VehicleDraft {
            id: edge::new_id(),
            thing: edge::new_id(),
            role: wire(VehicleRole::Involved),
            country: "LV".to_owned(),
            ..VehicleDraft::default()
        })
    }
}

impl ObjectForm {
    /// A new item.
    pub fn new() -> Self {
        Self::open(ObjectDraft {
            id: edge::new_id(),
            thing: edge::new_id(),
            kind: wire(ObjectKind::Item),
            ..ObjectDraft::default()
        })
    }
}

/// A date of birth as people type it: `16.11.1975`, `11.1975`, `1975`.
pub fn parse_born(typed: &str) -> Option<PartialDate> {
    let numbers: Vec<u32> =
        typed.split(|c: char| !c.is_ascii_digit()).filter_map(|s| s.parse().ok()).collect();
    let (year, month, day) = match numbers.as_slice() {
        [y] => (*y, None, None),
        [m, y] => (*y, Some(*m), None),
        [d, m, y] => (*y, Some(*m), Some(*d)),
        _ => return None,
    };
    Some(PartialDate { year: i32::try_from(year).ok()?, month, day })
}

impl PersonDraft {
    /// Whether nothing is known: such a part is not sent.
    pub fn is_empty(&self) -> bool {
        !self.found
            && [
                &self.given,
                &self.surname,
                &self.code,
                &self.born,
                &self.phone,
                &self.address,
                &self.description,
                &self.note,
            ]
            .iter()
            .all(|s| s.trim().is_empty())
    }

    /// What is typed about the person.
    pub fn detail(&self) -> PersonDetail {
        let some = |s: &str| (!s.trim().is_empty()).then(|| s.trim().to_owned());
        PersonDetail {
            kind: if self.legal { PersonKind::Legal } else { PersonKind::Natural },
            names: vec![PersonName {
                kind: NameKind::Current,
                given: self.given.clone(),
                surname: self.surname.clone(),
            }],
            codes: some(&self.code)
                .map(|code| PersonCode { code, country: "LV".to_owned(), former: false })
                .into_iter()
                .collect(),
            born: parse_born(&self.born),
            contacts: some(&self.phone)
                .map(|value| Contact { kind: ContactKind::Phone, value })
                .into_iter()
                .collect(),
            address: self.address.clone(),
            description: self.description.clone(),
            ..PersonDetail::default()
        }
    }

    /// The tie to the incident.
    pub fn command(&self) -> NewInvolvement {
        NewInvolvement {
            id: InvolvementId(self.id),
            person_id: PersonId(self.thing),
            detail: (!self.found).then(|| self.detail()),
            role: unwire(&self.role).unwrap_or(PersonRole::Other),
            note: self.note.clone(),
            protected: None,
        }
    }
}

impl VehicleDraft {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        [&self.plate, &self.make, &self.model, &self.colour, &self.note].iter().all(|s| s.trim().is_empty())
    }

    /// The tie to the incident.
    pub fn command(&self) -> NewLinkedVehicle {
        NewLinkedVehicle {
            id: LinkId(self.id),
            vehicle_id: VehicleId(self.thing),
            detail: Some(VehicleDetail {
                plate: self.plate.clone(),
                country: self.country.clone(),
                make: self.make.clone(),
                model: self.model.clone(),
                colour: self.colour.clone(),
                vin: String::new(),
            }),
            role: unwire(&self.role).unwrap_or(VehicleRole::Involved),
            note: self.note.clone(),
        }
    }
}

impl ObjectDraft {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        [&self.description, &self.identifier, &self.quantity].iter().all(|s| s.trim().is_empty())
    }

    /// The tie to the incident.
    pub fn command(&self) -> NewLinkedObject {
        NewLinkedObject {
            id: LinkId(self.id),
            object_id: ObjectId(self.thing),
            detail: Some(ObjectDetail {
                kind: unwire(&self.kind).unwrap_or_default(),
                description: self.description.clone(),
                identifier: self.identifier.clone(),
                quantity: self.quantity.clone(),
            }),
            note: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_may_be_partial() {
        let date = |year, month, day| Some(PartialDate { year, month, day });
        assert_eq!(parse_born("16.11.1975."), date(1975, Some(11), Some(16)));
        assert_eq!(parse_born("11.1975"), date(1975, Some(11), None));
        assert_eq!(parse_born("1975"), date(1975, None, None));
        assert_eq!(parse_born(""), None);
    }

    #[test]
    fn a_found_person_is_tied_and_not_described_again() {
        let found = PersonDraft { found: true, surname: "Ozoliņa".into(), ..PersonDraft::default() };
        assert_eq!(found.command().detail, None);
        let new = PersonDraft { role: wire(PersonRole::Victim), ..PersonDraft { found: false, ..found } };
        assert_eq!(new.command().role, PersonRole::Victim);
        assert_eq!(new.command().detail.and_then(|d| d.display_name()).as_deref(), Some("Ozoliņa"));
    }
}
