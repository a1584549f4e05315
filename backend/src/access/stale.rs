//! Both sides of a change that replaces a whole record and was based on an older version of it.

use serde::Serialize;
use serde_json::Value;
use vnr_shared::problem::ConflictField;

use crate::error::ApiError;

/// The fields in which the two sides differ. A whole record is sent, so which side changed one is not known: any may have.
pub fn fields<Y: Serialize, T: Serialize>(yours: &Y, theirs: &T) -> Result<Vec<ConflictField>, ApiError> {
    let yours = serde_json::to_value(yours).map_err(ApiError::internal)?;
    let mut theirs = serde_json::to_value(theirs).map_err(ApiError::internal)?;
    let mut differ = Vec::new();
    for (name, yours) in yours.as_object().into_iter().flatten() {
        let theirs = theirs.get_mut(name).map(Value::take).unwrap_or_default();
        // A password is nobody's business, and a version is told beside the fields.
        if !["version", "password"].contains(&name.as_str()) && *yours != theirs {
            differ.push(ConflictField { field: name.clone(), yours: yours.clone(), theirs, changed: true });
        }
    }
    Ok(differ)
}
