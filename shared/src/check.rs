//! A check at the roadside (pārbaude): who or what is this, by a person's code or name, a plate, or a document.

use serde::{Deserialize, Serialize};

use crate::id::IncidentId;
use crate::incident::Incident;
use crate::object::Object;
use crate::person::{PersonHit, normalise_code};
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;
use crate::vehicle::{Vehicle, normalise_plate};

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckKind {
    /// A person, by words of the name or a code.
    Person,
    /// A vehicle, by the beginning of its plate.
    Plate,
    /// A document or marked thing, by its number.
    Document,
}

/// Checks against the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCheck {
    /// What is checked.
    pub kind: CheckKind,
    /// What was read or heard.
    pub q: String,
    /// For what purpose.
    pub purpose: String,
}

/// A check that a device made of what it is lent, told when there is a network again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckMade {
    /// What was asked.
    pub check: NewCheck,
    /// How many things it found.
    pub found: u32,
}

/// An incident on which something found stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckTie {
    /// The incident.
    pub incident: IncidentId,
    /// Its registration number.
    pub number: String,
    /// Its type.
    pub type_code: String,
    /// Whether it is open.
    pub open: bool,
    /// When it was received.
    pub received_at: DateTime,
    /// What part the thing found has in it, as the register's word; empty for an object.
    pub role: String,
}

/// Something found, with the newest incidents on which the reader may see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found<T> {
    /// What.
    pub what: T,
    /// Newest first.
    pub ties: Vec<CheckTie>,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckAnswer {
    /// Persons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Found<PersonHit>>,
    /// Vehicles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Found<Vehicle>>,
    /// Items and documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Found<Object>>,
}

impl CheckAnswer {
    /// How many things were found.
    pub const fn count(&self) -> usize {
        self.persons.len() + self.vehicles.len() + self.objects.len()
    }

    /// What the same check finds on incidents that somebody has at hand, newest first: by the rules of the register, but for
    /// misspelt names, which only the register finds.
    pub fn among(check: &NewCheck, incidents: &[Incident]) -> Self {
        let marked = normalise_plate(&check.q);
        let code = normalise_code(&check.q);
        let folded = text::fold(&check.q);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let mut newest: Vec<&Incident> = incidents.iter().collect();
        newest.sort_by_key(|incident| std::cmp::Reverse(incident.summary.received_at));
        let mut found = Self::default();
        for incident in newest {
            let tie = |role: String| CheckTie {
                incident: incident.summary.id,
                number: incident.summary.number.clone(),
                type_code: incident.summary.type_code.clone(),
                open: incident.summary.status.is_open(),
                received_at: incident.summary.received_at,
                role,
            };
            let people = incident.persons.iter().filter(|_| check.kind != CheckKind::Plate);
            for one in people.filter(|one| one.struck.is_none()) {
                let (said, codes) = (one.person.detail.folded_names(), one.person.detail.search_codes());
                let by_name = !words.is_empty() && words.iter().all(|word| said.contains(word));
                if !(by_name || codes.contains(&code) || codes.contains(&marked)) {
                    continue;
                }
                let hit = || PersonHit {
                    person: one.person.clone(),
                    incidents: 0,
                    latest: Some(incident.summary.received_at),
                    withheld: one.withheld.clone(),
                };
                let role = word_of(&one.role);
                let hit = put(&mut found.persons, |old| old.person.id == one.person.id, hit, tie(role));
                hit.incidents += 1;
            }
            let vehicles = incident.vehicles.iter().filter(|_| check.kind == CheckKind::Plate);
            for one in vehicles.filter(|one| one.struck.is_none() && !marked.is_empty()) {
                if one.vehicle.detail.plate.starts_with(&marked) {
                    let role = word_of(&one.role);
                    put(
                        &mut found.vehicles,
                        |old| old.id == one.vehicle.id,
                        || one.vehicle.clone(),
                        tie(role),
                    );
                }
            }
            let objects = incident.objects.iter().filter(|_| check.kind == CheckKind::Document);
            for one in objects.filter(|one| one.struck.is_none() && !marked.is_empty()) {
                if one.object.detail.identifier == marked {
                    let what = || one.object.clone();
                    put(&mut found.objects, |old| old.id == one.object.id, what, tie(String::new()));
                }
            }
        }
        found
    }
}

/// The word of an enumeration on the wire.
fn word_of<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default().trim_matches('"').to_owned()
}

/// Adds a tie to a thing that was found, which is new or found before.
fn put<T>(
    list: &mut Vec<Found<T>>,
    same: impl Fn(&T) -> bool,
    what: impl FnOnce() -> T,
    tie: CheckTie,
) -> &mut T {
    let at = list.iter().position(|found| same(&found.what)).unwrap_or_else(|| {
        list.push(Found { what: what(), ties: Vec::new() });
        list.len() - 1
    });
    let found = &mut list[at];
    found.ties.push(tie);
    &mut found.what
}

impl NewCheck {
    /// Checks and tidies. The purpose is part of the question: without one nothing is looked up.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        for (field, value) in [("q", &mut self.q), ("purpose", &mut self.purpose)] {
            *value = found.take(field, text::clean_line(value, LINE_MAX));
            if value.is_empty() {
                found.fault(field, FaultCode::Required);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::to_lks92;

    fn on(n: u128, received: &str, person: &str) -> Incident {
        let nil = uuid::Uuid::nil();
        let at = "2026-11-22T10:00:00Z";
        let summary = serde_json::json!({
            "id": uuid::Uuid::from_u128(n), "number": format!("VP-{n}"), "owner": nil, "type_code": "other", "category": "C",
            "status": "registered", "received_at": received, "lat": 56.95, "lon": 24.11, "address": "", "headline": "",
            "sensitivity": "normal", "version": 1, "updated_at": at,
        });
        let detail = serde_json::json!({ "names": [{ "given": "Jānis", "surname": "Paraugs" }],
            "documents": [{ "kind": "passport", "number": "LV1234567" }] });
        let one = serde_json::json!({ "id": uuid::Uuid::from_u128(n), "role": "suspect", "note": "", "protected": false,
            "person": { "id": person, "version": 1, "detail": detail } });
        let vehicle = serde_json::json!({ "id": nil, "role": "stolen", "note": "",
            "vehicle": { "id": nil, "version": 1, "detail": { "plate": "AB1234" } } });
        let object = serde_json::json!({ "id": nil, "note": "", "struck": null,
            "object": { "id": nil, "detail": { "description": "Pase", "identifier": "LV123456" } } });
        serde_json::from_value(serde_json::json!({
            "summary": summary, "registered_by_institution": nil, "department": null, "registered_by": nil,
            "registered_by_name": "", "device": "", "registered_at": at, "channel": "oral", "occurred": { "uncertain": false },
            "place": { "lat": 56.95, "lon": 24.11, "radius_m": null, "source": "map", "address": "", "address_code": null,
                "note": "", "territory": null, "lks92": to_lks92(56.95, 24.11) }, "description": "", "disposition": null,
            "retention_policy": null, "legal_hold": false, "arrived_at": null, "closed_at": null, "notes": [],
            "persons": [one], "vehicles": [vehicle], "objects": [object], "attachments": [], "links": [],
            "shared_with": [], "editable": false,
        }))
        .unwrap()
    }

    #[test]
    fn what_somebody_has_at_hand_is_searched_as_the_register_would_and_a_person_is_found_once() {
        let person = "00000000-0000-0000-0000-0000000000aa";
        let hand = [on(1, "2026-11-22T08:00:00Z", person), on(2, "2026-11-22T09:00:00Z", person)];
        let ask = |kind, q: &str| {
            let check = NewCheck { kind, q: q.to_owned(), purpose: "tests".to_owned() };
            CheckAnswer::among(&check, &hand)
        };
        let found = ask(CheckKind::Person, "paraugs JANIS");
        let numbers: Vec<_> = found.persons[0].ties.iter().map(|tie| tie.number.as_str()).collect();
        assert_eq!((found.count(), numbers), (1, vec!["VP-2", "VP-1"]));
        assert_eq!((found.persons[0].what.incidents, found.persons[0].ties[0].role.as_str()), (2, "suspect"));
        assert_eq!(ask(CheckKind::Person, "Paraugs Pēteris").count(), 0);
        assert_eq!(ask(CheckKind::Plate, "ab-12").vehicles[0].ties[0].role, "stolen");
        assert_eq!(ask(CheckKind::Plate, "B1234").count(), 0);
        let document = ask(CheckKind::Document, "LV 123456");
        assert_eq!((document.objects.len(), document.persons.len()), (1, 0));
        assert_eq!(ask(CheckKind::Document, "lv1234567").persons.len(), 1);
        assert_eq!(ask(CheckKind::Document, " - ").count(), 0);
    }

    #[test]
    fn a_check_has_a_question_and_a_purpose() {
        let check = |q: &str, purpose: &str| {
            let mut check = NewCheck { kind: CheckKind::Plate, q: q.to_owned(), purpose: purpose.to_owned() };
            check.check().faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert_eq!(check(" AB-1 ", "satiksmes kontrole"), Vec::<String>::new());
        assert_eq!(check("", " "), ["q", "purpose"]);
    }
}
