//! Taking back what a command did to a call.

use serde_json::{Value, json};
use vnr_shared::call::{CallState, CallStep, CallSummary};
use vnr_shared::id::CallId;

use super::{change, store};
use crate::command::Tx;
use crate::error::ApiError;

/// Locks calls of the actor's institution; `ids` are in order. Calls are locked before incidents, as where they are answered.
pub async fn lock_all(tx: &mut Tx<'_>, ids: &[CallId]) -> Result<(), ApiError> {
    let actor = tx.actor;
    for id in ids {
        store::write::lock(tx.conn(), actor, *id).await?.ok_or(ApiError::NOT_FOUND)?;
    }
    Ok(())
}

/// Puts a call to where it stood before a command, if it stands as the command left it. One that the platform has withdrawn
/// meanwhile waits as withdrawn. `payload` has the reason of a closing, from which it can be closed again.
pub async fn put_call_back(
    tx: &mut Tx<'_>,
    (before, after): (&CallSummary, &CallSummary),
    kind: &'static str,
    payload: Value,
) -> Result<(), ApiError> {
    let (actor, now, id) = (tx.actor, tx.now, after.id);
    let held = store::write::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    let stands = |call: &CallSummary| (call.state, call.claimed_by, call.incident);
    if stands(&held) != stands(after) {
        let step = match before.state {
            CallState::Claimed => CallStep::Claim,
            CallState::Answered => CallStep::Answer,
            CallState::Closed => CallStep::Close,
            CallState::Waiting | CallState::Withdrawn => CallStep::Release,
        };
        return Err(ApiError::Conflict(change::conflict(&held, Some(after.version), step)));
    }
    // First free of everything that belongs to the state it leaves.
    store::write::put_back(tx.conn(), id, now).await?;
    let said = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or_default();
    match (before.state, before.claimed_by, before.incident) {
        (CallState::Claimed, Some(user), _) => store::write::claim(tx.conn(), user, id, now).await?,
        (CallState::Answered, _, Some(to)) => store::write::answer(tx.conn(), id, to, false, now).await?,
        (CallState::Closed, ..) => {
            store::write::close(tx.conn(), actor, id, (said("reason"), said("note")), now).await?;
        }
        _ => {}
    }
    change::changed(tx, &held, kind, payload).await.map(drop)
}

/// What of an entry's payload the entry that takes it back must tell too.
pub fn kept(of: &Value, mut payload: Value) -> Value {
    for name in ["reason", "note"] {
        if let Some(said) = of.get(name) {
            payload[name] = json!(said);
        }
    }
    payload
}
