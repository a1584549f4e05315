//! Laying an edit over what the register holds, as JSON objects: what changes, and both sides when the edit is stale.
//!
//! A new field is added to the types alone; conflict, journal and merge follow by themselves.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use vnr_shared::problem::{Conflict, ConflictField};

use crate::error::ApiError;

/// The outcome of laying an edit over something.
#[derive(Debug)]
pub struct Overlaid<T> {
    /// What is to be written.
    pub after: T,
    /// Fields that change, each with `before` and `after`.
    pub changes: Map<String, Value>,
}

/// The fields of a value by name.
pub fn fields<T: Serialize>(value: &T) -> Result<Map<String, Value>, ApiError> {
    match serde_json::to_value(value).map_err(ApiError::internal)? {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

/// The fields an edit sets, by name: all but the version it is based on.
pub fn wanted<T: Serialize>(edit: &T) -> Result<Map<String, Value>, ApiError> {
    let mut fields = fields(edit)?;
    fields.remove("version");
    Ok(fields)
}

/// Lays wanted fields over what is there.
pub fn overlay<T: Serialize + DeserializeOwned>(
    current: &T,
    wanted: Map<String, Value>,
) -> Result<Overlaid<T>, ApiError> {
    let mut after = fields(current)?;
    let mut changes = Map::new();
    for (name, value) in wanted {
        let before = after.get(&name).cloned().unwrap_or_default();
        if before != value {
            changes.insert(name.clone(), json!({ "before": before, "after": value }));
            after.insert(name, value);
        }
    }
    let after = serde_json::from_value(Value::Object(after)).map_err(ApiError::internal)?;
    Ok(Overlaid { after, changes })
}

/// Both sides of wanted fields that are based on an older version than the current one. `changed` names the fields set
/// since then.
pub fn conflict<T: Serialize>(
    current: &T,
    wanted: Map<String, Value>,
    (base_version, current_version): (i64, i64),
    changed: &[String],
) -> Result<Conflict, ApiError> {
    let mut theirs = fields(current)?;
    let side = |(field, yours): (String, Value)| ConflictField {
        yours,
        theirs: theirs.remove(&field).unwrap_or_default(),
        changed: changed.contains(&field),
        field,
    };
    Ok(Conflict { base_version, current_version, fields: wanted.into_iter().map(side).collect() })
}
