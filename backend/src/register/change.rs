//! What every change of an incident ends with: who may see it now, what screens show, and the journal entry.

use serde_json::Value;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Summary;
use vnr_shared::live::Kind;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::Tx;
use crate::error::ApiError;
use crate::journal::{Entry, Scope};

/// An incident after a change.
#[derive(Debug)]
pub struct Changed {
    /// As lists show it.
    pub summary: Summary,
}

/// Locks an incident that the actor may see, for a change of what hangs on it.
pub async fn lock(tx: &mut Tx<'_>, id: IncidentId) -> Result<store::held::Held, ApiError> {
    let actor = tx.actor;
    store::held::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)
}

/// Refuses as not found when the actor may not see an incident.
pub async fn require_visible(app: &App, actor: &Actor, id: IncidentId) -> Result<(), ApiError> {
    let mut conn = app.pool.acquire().await?;
    if store::read::is_visible(&mut conn, actor, id).await? { Ok(()) } else { Err(ApiError::NOT_FOUND) }
}

/// Finds anew who may see the incident, and journals the change with what screens show. `before` is the scope the
/// incident had when it was locked; none for a new one.
pub async fn changed(
    tx: &mut Tx<'_>,
    id: IncidentId,
    before: Option<Scope>,
    kind: &'static str,
    payload: Value,
) -> Result<Changed, ApiError> {
    let now = tx.now;
    let (summary, scope) = store::access::refresh(tx.conn(), id, now).await?;
    let entry = Entry::shown((Kind::Incident, id.0), kind, payload, &summary, scope)?.seen_before(before);
    tx.journal(entry).await?;
    Ok(Changed { summary })
}
