//! An edit that was made without a network, laid over what the register holds now.

use serde_json::json;
use vnr_shared::id::{ConflictId, IncidentId};
use vnr_shared::incident::{EditIncident, Summary};
use vnr_shared::problem::ConflictField;

use super::edit::set_fields;
use super::lock;
use crate::command::Tx;
use crate::error::ApiError;

/// What became of an edit.
#[derive(Debug)]
pub struct MergedEdit {
    /// The incident afterwards.
    pub summary: Summary,
    /// Whether the edit was based on an older version.
    pub stale: bool,
    /// Fields that others had set to something else; theirs stand.
    pub conflicts: Vec<ConflictField>,
}

/// Writes those fields of an edit that nobody else has set since its version; `others` names the ones that somebody has. The
/// journal keeps both sides of the rest, with the card that will ask for a decision.
pub async fn merge_fields(
    tx: &mut Tx<'_>,
    id: IncidentId,
    edit: &EditIncident,
    others: &[String],
    card: ConflictId,
) -> Result<MergedEdit, ApiError> {
    let held = lock(tx, id).await?;
    held.require_owner(tx.actor)?;
    let stale = edit.version != held.version;
    let merged = held.fields.merge(edit, |field| others.iter().any(|other| other == field))?;
    let mut payload = json!({ "base_version": edit.version });
    if !merged.conflicts.is_empty() {
        payload["card"] = json!(card);
        payload["conflicts"] = json!(merged.conflicts);
    }
    let apply = sync_edit(merged.apply, held.version)?;
    let summary = set_fields(tx, id, held, &apply, "incident.edited", payload).await?;
    Ok(MergedEdit { summary, stale, conflicts: merged.conflicts })
}

/// Fields as an edit of the present version.
fn sync_edit(
    fields: serde_json::Map<String, serde_json::Value>,
    version: i64,
) -> Result<EditIncident, ApiError> {
    let mut fields = fields;
    fields.insert("version".to_owned(), json!(version));
    serde_json::from_value(serde_json::Value::Object(fields)).map_err(ApiError::internal)
}

/// Takes the chosen sides of a card: an edit of the present version, journaled with the card.
pub async fn take_fields(
    tx: &mut Tx<'_>,
    id: IncidentId,
    version: i64,
    fields: serde_json::Map<String, serde_json::Value>,
    card: ConflictId,
) -> Result<Summary, ApiError> {
    let held = lock(tx, id).await?;
    held.require_owner(tx.actor)?;
    let edit = sync_edit(fields, version)?;
    if version != held.version {
        let since = super::store::read::fields_changed_since(tx.conn(), id, version).await?;
        return Err(ApiError::Conflict(held.fields.conflict(&edit, held.version, &since)?));
    }
    set_fields(tx, id, held, &edit, "incident.edited", json!({ "card": card })).await
}
