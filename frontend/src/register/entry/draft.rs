//! What is typed while an incident is entered, kept on every keystroke and read back after a reload.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vnr_shared::id::{CommandId, IncidentId, NoteId};
use vnr_shared::incident::{AddNote, Category, Channel, NewIncident, NewPlace, Occurred, Sensitivity};
use vnr_shared::json;
use vnr_shared::place::PlaceSource;
use vnr_shared::time::DateTime;

use super::kind::KindForm;
use super::parts::{ObjectDraft, ObjectForm, PersonDraft, PersonForm, VehicleDraft, VehicleForm, wire};
use super::place::PlaceForm;
use crate::edge;
use crate::ui::parse_time;

const KEY: &str = "vnr.draft.incident";

/// Where it happened, as chosen so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spot {
    pub lat: f64,
    pub lon: f64,
    pub source: Option<PlaceSource>,
    pub address_code: Option<String>,
}

/// The draft as it is stored. The ids are made once, so that filing twice files one incident.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    id: Uuid,
    key: Uuid,
    note_id: Uuid,
    spot: Option<Spot>,
    address: String,
    place_note: String,
    radius: String,
    type_text: String,
    type_code: String,
    category: Option<Category>,
    description: String,
    channel: Option<Channel>,
    received: String,
    from: String,
    to: String,
    uncertain: bool,
    restricted: bool,
    note: String,
    persons: Vec<PersonDraft>,
    vehicles: Vec<VehicleDraft>,
    objects: Vec<ObjectDraft>,
}

/// The form: one signal a field.
#[derive(Clone, Copy)]
pub struct Form {
    ids: StoredValue<(Uuid, Uuid, Uuid)>,
    pub place: PlaceForm,
    pub kind: KindForm,
    pub description: RwSignal<String>,
    pub channel: RwSignal<String>,
    pub received: RwSignal<String>,
    pub from: RwSignal<String>,
    pub to: RwSignal<String>,
    pub uncertain: RwSignal<bool>,
    pub restricted: RwSignal<bool>,
    pub note: RwSignal<String>,
    pub persons: RwSignal<Vec<PersonForm>>,
    pub vehicles: RwSignal<Vec<VehicleForm>>,
    pub objects: RwSignal<Vec<ObjectForm>>,
}

/// Value of a channel in a list: its name on the wire.
pub fn channel_value(channel: Channel) -> String {
    wire(channel)
}

fn channel_of(value: &str) -> Channel {
    Channel::ALL.into_iter().find(|c| channel_value(*c) == value).unwrap_or(Channel::Telephone)
}

impl Form {
    /// The form as it was left, or an empty one. `channel` is the one an empty form starts with.
    pub fn open(channel: Channel) -> Self {
        Self::of(edge::load(KEY).and_then(|json| json::read(&json).ok()).unwrap_or_default(), channel)
    }

    /// The form of a draft that is kept elsewhere; an empty one gets its ids here.
    pub fn of(mut draft: Draft, channel: Channel) -> Self {
        if draft.id.is_nil() {
            (draft.id, draft.key, draft.note_id) = (edge::new_id(), edge::new_id(), edge::new_id());
        }
        Self {
            ids: StoredValue::new((draft.id, draft.key, draft.note_id)),
            place: PlaceForm {
                spot: RwSignal::new(draft.spot),
                address: RwSignal::new(draft.address),
                note: RwSignal::new(draft.place_note),
                radius: RwSignal::new(draft.radius),
            },
            kind: KindForm {
                text: RwSignal::new(draft.type_text),
                code: RwSignal::new(draft.type_code),
                category: RwSignal::new(draft.category),
            },
            description: RwSignal::new(draft.description),
            channel: RwSignal::new(channel_value(draft.channel.unwrap_or(channel))),
            received: RwSignal::new(draft.received),
            from: RwSignal::new(draft.from),
            to: RwSignal::new(draft.to),
            uncertain: RwSignal::new(draft.uncertain),
            restricted: RwSignal::new(draft.restricted),
            note: RwSignal::new(draft.note),
            persons: RwSignal::new(draft.persons.into_iter().map(PersonForm::open).collect()),
            vehicles: RwSignal::new(draft.vehicles.into_iter().map(VehicleForm::open).collect()),
            objects: RwSignal::new(draft.objects.into_iter().map(ObjectForm::open).collect()),
        }
    }

    /// Everything typed; reactive to every keystroke.
    pub fn draft(self) -> Draft {
        let (id, key, note_id) = self.ids.get_value();
        Draft {
            id,
            key,
            note_id,
            spot: self.place.spot.get(),
            address: self.place.address.get(),
            place_note: self.place.note.get(),
            radius: self.place.radius.get(),
            type_text: self.kind.text.get(),
            type_code: self.kind.code.get(),
            category: self.kind.category.get(),
            description: self.description.get(),
            channel: Some(channel_of(&self.channel.get())),
            received: self.received.get(),
            from: self.from.get(),
            to: self.to.get(),
            uncertain: self.uncertain.get(),
            restricted: self.restricted.get(),
            note: self.note.get(),
            persons: self.persons.with(|all| all.iter().map(PersonForm::draft).collect()),
            vehicles: self.vehicles.with(|all| all.iter().map(VehicleForm::draft).collect()),
            objects: self.objects.with(|all| all.iter().map(ObjectForm::draft).collect()),
        }
    }

    /// Empties the form for the next incident, with new ids.
    pub fn clear(self) {
        forget();
        self.ids.set_value((edge::new_id(), edge::new_id(), edge::new_id()));
        self.place.spot.set(None);
        for text in [
            self.place.address,
            self.place.note,
            self.place.radius,
            self.kind.text,
            self.kind.code,
            self.description,
            self.received,
            self.from,
            self.to,
            self.note,
        ] {
            text.set(String::new());
        }
        self.kind.category.set(None);
        self.uncertain.set(false);
        self.restricted.set(false);
        self.persons.set(Vec::new());
        self.vehicles.set(Vec::new());
        self.objects.set(Vec::new());
    }

    /// A new command, after the last one was refused for its content: the key must not be used for another body.
    pub fn renew_key(self) -> CommandId {
        let key = edge::new_id();
        self.ids.update_value(|ids| ids.1 = key);
        CommandId(key)
    }
}

/// Forgets what is kept.
pub fn forget() {
    edge::forget(KEY);
}

impl Draft {
    /// Keeps it in the browser; `false` when the browser refuses.
    pub fn save(&self) -> bool {
        serde_json::to_string(self).is_ok_and(|json| edge::save(KEY, &json))
    }

    /// Whether nothing has been typed.
    pub fn is_empty(&self) -> bool {
        let untouched = Self {
            id: self.id,
            key: self.key,
            note_id: self.note_id,
            channel: self.channel,
            ..Self::default()
        };
        *self == untouched
    }

    /// The incident it will be.
    pub const fn incident(&self) -> IncidentId {
        IncidentId(self.id)
    }

    /// What it is about in a few words, to tell it from others: the type and the place.
    pub fn headline(&self) -> String {
        [&self.type_text, &self.address, &self.description]
            .map(|s| s.trim())
            .into_iter()
            .filter(|s| !s.is_empty())
            .take(2)
            .collect::<Vec<_>>()
            .join(" · ")
    }

    /// Key of the command that files it.
    pub const fn key(&self) -> CommandId {
        CommandId(self.key)
    }

    /// The command. A place that was not chosen is off the Earth, which the shared rules refuse by name.
    pub fn command(&self, now: DateTime) -> NewIncident {
        let time = |typed: &str| parse_time(typed, now);
        let spot = self.spot.clone().unwrap_or(Spot { lat: f64::from(i16::MAX), ..Spot::default() });
        let note = AddNote { id: NoteId(self.note_id), text: self.note.clone() };
        NewIncident {
            id: IncidentId(self.id),
            channel: self.channel.unwrap_or(Channel::Telephone),
            received_at: time(&self.received),
            occurred: Occurred { from: time(&self.from), to: time(&self.to), uncertain: self.uncertain },
            place: NewPlace {
                lat: spot.lat,
                lon: spot.lon,
                radius_m: self.radius.trim().replace(',', ".").parse().ok(),
                source: spot.source.unwrap_or(PlaceSource::Map),
                address: self.address.clone(),
                address_code: spot.address_code,
                note: self.place_note.clone(),
            },
            type_code: self.type_code.clone(),
            category: self.category,
            description: self.description.clone(),
            sensitivity: if self.restricted { Sensitivity::Restricted } else { Sensitivity::Normal },
            department: None,
            persons: self.persons.iter().filter(|p| !p.is_empty()).map(PersonDraft::command).collect(),
            vehicles: self.vehicles.iter().filter(|v| !v.is_empty()).map(VehicleDraft::command).collect(),
            objects: self.objects.iter().filter(|o| !o.is_empty()).map(ObjectDraft::command).collect(),
            notes: if self.note.trim().is_empty() { Vec::new() } else { vec![note] },
            call: None,
            advised: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_reads_back_what_it_stored_and_forgives_older_shapes() {
        let draft = Draft {
            id: Uuid::from_u128(1),
            address: "Barona 1".into(),
            spot: Some(Spot { lat: 56.9, lon: 24.1, ..Spot::default() }),
            persons: vec![PersonDraft::default()],
            ..Draft::default()
        };
        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);
        assert!(serde_json::from_str::<Draft>(r#"{"description":"x","gone":1}"#).is_ok());
    }

    #[test]
    fn a_draft_without_a_place_is_refused_at_the_place() {
        let now = "2026-11-24T12:10:00Z".parse().unwrap();
        let mut command = Draft { type_code: "order.fight".into(), ..Draft::default() }.command(now);
        let found = command.check(now);
        assert_eq!(found.faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["place.lat"]);
    }
}
