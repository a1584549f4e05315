//! The fields of an incident that an edit may set, as one value: read, overlaid with the edit, compared, written. A new
//! field is added in three places: the edit, this struct, the columns.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vnr_shared::incident::{Category, Channel, Disposition, EditIncident, NewPlace, Occurred, Sensitivity};
use vnr_shared::problem::Conflict;
use vnr_shared::sync::{self, Merged};
use vnr_shared::time::DateTime;

use crate::error::ApiError;
use crate::overlay::{self, Overlaid};

/// The editable fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Editable {
    /// How the information came.
    pub channel: Channel,
    /// When it came.
    pub received_at: DateTime,
    /// When it happened.
    pub occurred: Occurred,
    /// Where.
    pub place: NewPlace,
    /// Type code.
    pub type_code: String,
    /// Category.
    pub category: Category,
    /// What happened.
    pub description: String,
    /// What was decided.
    pub disposition: Option<Disposition>,
    /// Who may know.
    pub sensitivity: Sensitivity,
    /// Whether it must be kept.
    pub legal_hold: bool,
}

impl Editable {
    /// Lays an edit over this.
    pub fn overlay(&self, edit: &EditIncident) -> Result<Overlaid<Self>, ApiError> {
        overlay::overlay(self, overlay::wanted(edit)?)
    }

    /// Names of the fields that are not what they were left as.
    pub fn moved(&self, left: &Map<String, Value>) -> Result<Vec<String>, ApiError> {
        let present = overlay::fields(self)?;
        Ok(left
            .iter()
            .filter(|(name, value)| present.get(*name) != Some(value))
            .map(|(n, _)| n.clone())
            .collect())
    }

    /// Lays an edit over this field by field, where others may have set some of its fields since.
    pub fn merge(&self, edit: &EditIncident, changed: impl Fn(&str) -> bool) -> Result<Merged, ApiError> {
        Ok(sync::merge(overlay::wanted(edit)?, &overlay::fields(self)?, changed))
    }

    /// Both sides of an edit that was based on an older version. `changed` names the fields set since then.
    pub fn conflict(
        &self,
        edit: &EditIncident,
        current: i64,
        changed: &[String],
    ) -> Result<Conflict, ApiError> {
        overlay::conflict(self, overlay::wanted(edit)?, (edit.version, current), changed)
    }
}
