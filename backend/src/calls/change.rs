//! What every change of a call begins and ends with.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgConnection;
use vnr_shared::access::{Action, Resource};
use vnr_shared::call::{CallAnswer, CallStep, CallSummary};
use vnr_shared::id::CallId;
use vnr_shared::live::Kind;
use vnr_shared::problem::{Conflict, ConflictField, ProblemCode};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, CommandKey, Tx};
use crate::error::ApiError;
use crate::journal::{Entry, Scope};

/// Does a change of a call once, for whoever may change calls, and answers with the call as it then is.
pub async fn run(
    app: &App,
    actor: &Actor,
    key: CommandKey,
    change: impl AsyncFnOnce(&mut Tx<'_>) -> Result<CallSummary, ApiError>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Call, Action::Update)?;
    command::run(app, actor, key, async |tx| {
        Ok((StatusCode::OK, CallAnswer { call: change(tx).await?, warnings: Vec::new() }))
    })
    .await
}

/// Locks a call for a step. A call that changed since `version` is refused with both sides; without a
/// version it is enough that the step is possible and that nobody else works on the call.
pub async fn lock(
    tx: &mut Tx<'_>,
    id: CallId,
    version: Option<i64>,
    step: CallStep,
) -> Result<CallSummary, ApiError> {
    let actor = tx.actor;
    let held = store::write::lock(tx.conn(), actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    let stale = match version {
        Some(version) => version != held.version,
        None => held.claimed_by.is_some_and(|by| by != actor.user),
    };
    if stale {
        return Err(ApiError::Conflict(conflict(&held, version, step)));
    }
    if held.state.step(step).is_none() {
        return Err(ApiError::Refused(ProblemCode::IllegalStep));
    }
    Ok(held)
}

pub fn conflict(held: &CallSummary, version: Option<i64>, step: CallStep) -> Conflict {
    let theirs =
        json!({ "state": held.state, "claimed_by_name": held.claimed_by_name, "incident": held.incident });
    let field = ConflictField { field: "state".to_owned(), yours: json!(step), theirs, changed: true };
    Conflict {
        base_version: version.unwrap_or(held.version),
        current_version: held.version,
        fields: vec![field],
    }
}

/// Journals a change of a call with what screens show. `more` goes beside the states before and after, from which the change
/// can be undone.
pub async fn changed(
    tx: &mut Tx<'_>,
    before: &CallSummary,
    kind: &'static str,
    more: Value,
) -> Result<CallSummary, ApiError> {
    let (entry, summary) = entry(tx.conn(), Some(before), before.id, kind, more).await?;
    tx.journal(entry).await?;
    Ok(summary)
}

/// The entry of a change of a call.
pub async fn entry(
    conn: &mut PgConnection,
    before: Option<&CallSummary>,
    id: CallId,
    kind: &'static str,
    more: Value,
) -> Result<(Entry, CallSummary), ApiError> {
    let summary = store::read::summary(conn, id).await?;
    let mut payload = more;
    payload["version"] = json!(summary.version);
    if let Some(before) = before {
        payload["changes"] = json!({
            "state": { "before": before.state, "after": summary.state },
            "incident": { "before": before.incident, "after": summary.incident },
            "claimed_by": { "before": before.claimed_by, "after": summary.claimed_by },
        });
    }
    let scope =
        |call: &CallSummary| Scope { lat: call.lat, lon: call.lon, ..Scope::of(vec![call.institution.0]) };
    let entry = Entry::shown((Kind::Call, id.0), kind, payload, &summary, scope(&summary))?
        .seen_before(before.map(scope));
    Ok((entry, summary))
}
