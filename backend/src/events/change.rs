//! What every change of an event begins and ends with.

use serde_json::Value;
use vnr_shared::event::EventSummary;
use vnr_shared::id::MajorEventId;
use vnr_shared::live::Kind;
use vnr_shared::problem::ProblemCode;

use super::store::{self, Held};
use crate::access::Actor;
use crate::command::Tx;
use crate::error::ApiError;
use crate::journal::{Entry, Scope};

/// Locks an event that the actor sees, to work on it. What is ended stays as it was.
pub async fn lock(tx: &mut Tx<'_>, id: MajorEventId) -> Result<Held, ApiError> {
    let actor = tx.actor;
    let held = store::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    if held.ended { Err(ApiError::Refused(ProblemCode::EventEnded)) } else { Ok(held) }
}

impl Held {
    /// Refuses whoever only takes part.
    pub fn require_leading(&self, actor: &Actor) -> Result<(), ApiError> {
        if self.owner == actor.institution { Ok(()) } else { Err(ApiError::Refused(ProblemCode::Forbidden)) }
    }
}

/// Who sees an event.
pub fn scope(event: &EventSummary) -> Scope {
    let mut audience: Vec<_> = event.participants.iter().map(|id| id.0).collect();
    audience.push(event.owner.0);
    audience.sort_unstable();
    Scope { lat: Some(event.lat), lon: Some(event.lon), ..Scope::of(audience) }
}

/// Counts the change and journals it with the whole event. `before` is the scope it had when it was locked; none for a new
/// one.
pub async fn changed(
    tx: &mut Tx<'_>,
    id: MajorEventId,
    before: Option<Scope>,
    kind: &'static str,
    payload: Value,
) -> Result<EventSummary, ApiError> {
    let now = tx.now;
    store::touch(tx.conn(), id, now).await?;
    let event = store::summary(tx.conn(), id).await?;
    let entry = Entry::shown((Kind::Event, id.0), kind, payload, &event, scope(&event))?.seen_before(before);
    tx.journal(entry).await?;
    Ok(event)
}
