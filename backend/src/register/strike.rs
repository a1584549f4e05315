//! Striking out: the one way in which any record of an incident is taken back. It stays readable, with who, when and why.

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{IncidentAnswer, StrikeRecord};
use vnr_shared::problem::{Conflict, ConflictField};

use super::{changed, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;

/// A kind of record that can be struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Struck {
    /// A line of the log.
    Note,
    /// A link to another incident, struck from either end.
    Link,
    /// A person's part.
    Person,
    /// A vehicle's part.
    Vehicle,
    /// An item's or document's part.
    Object,
    /// A file.
    Attachment,
}

impl Struck {
    const fn resource(self) -> Resource {
        match self {
            Self::Note | Self::Link => Resource::Incident,
            Self::Person => Resource::Person,
            Self::Vehicle | Self::Object => Resource::Object,
            Self::Attachment => Resource::Attachment,
        }
    }

    /// Kind of the journal entry, and the name under which it holds the record's id.
    const fn entry(self) -> (&'static str, &'static str) {
        match self {
            Self::Note => ("incident.note_struck", "note"),
            Self::Link => ("incident.link_struck", "link"),
            Self::Person => ("incident.person_struck", "involvement"),
            Self::Vehicle => ("incident.vehicle_struck", "link"),
            Self::Object => ("incident.object_struck", "link"),
            Self::Attachment => ("incident.attachment_struck", "attachment"),
        }
    }
}

/// Strikes a record of an incident that the actor may see.
pub async fn strike(
    app: &App,
    actor: &Actor,
    incident: IncidentId,
    (what, id): (Struck, Uuid),
    Command { key, mut body }: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    actor.require(what.resource(), Action::Update)?;
    accept(body.check())?;
    command::run(app, actor, key, async |tx| {
        let held = lock(tx, incident).await?;
        let now = tx.now;
        if !store::strike::strike(tx.conn(), actor, incident, (what, id), &body.reason, now).await? {
            return Err(ApiError::NOT_FOUND);
        }
        let (kind, name) = what.entry();
        let payload = json!({ name: id, "reason": body.reason });
        let done = changed(tx, incident, Some(held.scope), kind, payload).await?;
        Ok((StatusCode::OK, IncidentAnswer { incident: done.summary, warnings: Vec::new() }))
    })
    .await
}

/// Strikes a record because the command that added it is taken back, or takes that striking back.
pub async fn set_struck(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    (what, id): (Struck, Uuid),
    struck: Option<&str>,
    kind: &'static str,
    payload: Value,
) -> Result<(), ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, incident).await?;
    let done = match struck {
        Some(reason) => store::strike::strike(tx.conn(), actor, incident, (what, id), reason, now).await?,
        None => store::strike::unstrike(tx.conn(), incident, (what, id)).await?,
    };
    if !done {
        let (_, name) = what.entry();
        let field = ConflictField {
            field: name.to_owned(),
            yours: json!(struck.is_some()),
            theirs: json!(struck.is_none()),
            changed: true,
        };
        let (base_version, current_version) = (held.version, held.version);
        return Err(ApiError::Conflict(Conflict { base_version, current_version, fields: vec![field] }));
    }
    changed(tx, incident, Some(held.scope), kind, payload).await?;
    Ok(())
}
