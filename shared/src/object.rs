//! Items and documents (mantas, dokumenti) that are part of an incident.

use serde::{Deserialize, Serialize};

use crate::id::{LinkId, ObjectId};
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX, NOTE_MAX};
use crate::vehicle::normalise_plate;

/// Kind of object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ObjectKind {
    /// A thing.
    #[default]
    Item,
    /// A document.
    Document,
    /// A weapon or ammunition.
    Weapon,
    /// Narcotic or other forbidden substances.
    Substance,
    /// Money or valuables.
    Valuables,
    /// An animal.
    Animal,
}

impl ObjectKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Item, Self::Document, Self::Weapon, Self::Substance, Self::Valuables, Self::Animal];
}

/// What is known of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectDetail {
    /// Kind.
    pub kind: ObjectKind,
    /// What it is.
    pub description: String,
    /// Serial number, document number or other identifier, normalised like a plate; empty when none.
    pub identifier: String,
    /// How much, in words and units.
    pub quantity: String,
}

/// An object in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Object {
    /// Id.
    pub id: ObjectId,
    /// What is known.
    pub detail: ObjectDetail,
}

/// Ties an object, new or already in the register, to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewLinkedObject {
    /// Id of the tie, made by the sender.
    pub id: LinkId,
    /// Id of the object.
    pub object_id: ObjectId,
    /// What is known of a new object; absent for one that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<ObjectDetail>,
    /// Remark.
    #[serde(default)]
    pub note: String,
}

impl ObjectDetail {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.description = found.take("description", text::clean(&self.description, NOTE_MAX));
        self.identifier =
            normalise_plate(&found.take("identifier", text::clean_line(&self.identifier, LINE_MAX)));
        self.quantity = found.take("quantity", text::clean_line(&self.quantity, LINE_MAX));
        if self.description.is_empty() && self.identifier.is_empty() && found.faults.is_empty() {
            found.fault("description", FaultCode::Required);
        }
        found
    }
}

impl NewLinkedObject {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.note = found.take("note", text::clean(&self.note, NOTE_MAX));
        if let Some(detail) = &mut self.detail {
            found.nest("detail", detail.check());
        }
        found
    }
}
