//! What makes a file part of an incident, however it came.

use std::path::Path;

use serde_json::json;
use vnr_shared::id::{AttachmentId, IncidentId};
use vnr_shared::incident::{Summary, Taken};
use vnr_shared::problem::ProblemCode;

use super::receive::settle;
use super::store;
use crate::command::Tx;
use crate::error::{ApiError, OnConstraint};
use crate::register::{changed, lock};

/// A file that has arrived whole, was verified and recognised.
#[derive(Debug)]
pub struct NewFile<'a> {
    /// Name, without folders.
    pub name: &'a str,
    /// Type as found.
    pub media_type: &'a str,
    /// Size in bytes.
    pub size: i64,
    /// Hash of the content.
    pub sha256: &'a str,
    /// When and where it was recorded.
    pub taken: Option<Taken>,
}

/// Adds a file to an incident that the actor may see. `from` is where its content lies; none when it lies under its hash already.
pub async fn attach(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    id: AttachmentId,
    file: &NewFile<'_>,
    from: Option<&Path>,
) -> Result<Summary, ApiError> {
    let held = lock(tx, incident).await?;
    let (app, actor, now) = (tx.app, tx.actor, tx.now);
    store::hold_files(tx.conn()).await?;
    store::insert(tx.conn(), actor, incident, id, file, now)
        .await
        .on_constraint("attachments_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    if let Some(from) = from {
        settle(from, &app.files, file.sha256).await?;
    }
    let payload = json!({
        "attachment": id, "name": file.name, "media_type": file.media_type, "size": file.size,
        "sha256": file.sha256, "taken": file.taken,
    });
    Ok(changed(tx, incident, Some(held.scope), "incident.attachment_added", payload).await?.summary)
}
