//! The fields of an incident that an edit may set, as one value: read, overlaid with the edit, compared, written.
//!
//! Working on JSON objects here means that a new field is added in three places (the edit, this struct, the columns),
//! and that conflict, journal and merge follow by themselves.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use vnr_shared::incident::{Category, Channel, Disposition, EditIncident, NewPlace, Occurred, Sensitivity};
use vnr_shared::problem::{Conflict, ConflictField};
use vnr_shared::time::DateTime;

use crate::error::ApiError;

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

/// The outcome of laying an edit over what the register holds.
#[derive(Debug)]
pub struct Overlaid {
    /// What is to be written.
    pub after: Editable,
    /// Fields that change, each with `before` and `after`.
    pub changes: Map<String, Value>,
}

/// The fields an edit sets, by name.
fn wanted(edit: &EditIncident) -> Result<Map<String, Value>, ApiError> {
    match serde_json::to_value(edit).map_err(ApiError::internal)? {
        Value::Object(mut fields) => {
            fields.remove("version");
            Ok(fields)
        }
        _ => Ok(Map::new()),
    }
}

fn fields(editable: &Editable) -> Result<Map<String, Value>, ApiError> {
    match serde_json::to_value(editable).map_err(ApiError::internal)? {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

impl Editable {
    /// Lays an edit over this.
    pub fn overlay(&self, edit: &EditIncident) -> Result<Overlaid, ApiError> {
        let mut after = fields(self)?;
        let mut changes = Map::new();
        for (name, value) in wanted(edit)? {
            let before = after.get(&name).cloned().unwrap_or_default();
            if before != value {
                changes.insert(name.clone(), json!({ "before": before, "after": value }));
                after.insert(name, value);
            }
        }
        let after = serde_json::from_value(Value::Object(after)).map_err(ApiError::internal)?;
        Ok(Overlaid { after, changes })
    }

    /// Names of the fields that are not what they were left as.
    pub fn moved(&self, left: &Map<String, Value>) -> Result<Vec<String>, ApiError> {
        let present = fields(self)?;
        Ok(left
            .iter()
            .filter(|(name, value)| present.get(*name) != Some(value))
            .map(|(n, _)| n.clone())
            .collect())
    }

    /// Both sides of an edit that was based on an older version. `changed` names the fields set since then.
    pub fn conflict(
        &self,
        edit: &EditIncident,
        current: i64,
        changed: &[String],
    ) -> Result<Conflict, ApiError> {
        let mut theirs = fields(self)?;
        let fields = wanted(edit)?
            .into_iter()
            .map(|(field, yours)| ConflictField {
                yours,
                theirs: theirs.remove(&field).unwrap_or_default(),
                changed: changed.contains(&field),
                field,
            })
            .collect();
        Ok(Conflict { base_version: edit.version, current_version: current, fields })
    }
}
