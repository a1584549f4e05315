//! `POST /api/commands/{id}/undo`: takes back what a command did, typed or by a button, by a new journal entry for each of
//! its own. Nothing is taken back that somebody has changed since.

mod entry;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{CallId, CommandId, IncidentId};
use vnr_shared::line::{ChangedSubject, UndoDone};
use vnr_shared::problem::{Problem, ProblemCode};

use super::store::{self, Caused};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::ApiError;
use crate::http::Command;
use crate::{calls, register};

/// Takes back what a command of the own institution did. Refused with both sides when something of it was changed since;
/// undoing an undo does it again.
#[utoipa::path(post, path = "/api/commands/{id}/undo", tag = "commands",
    params(("id" = CommandId, Path, description = "Key of the command"),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of this command, by which it may be undone in turn")),
    responses((status = 200, body = UndoDone), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn undo_command(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CommandId>,
    Command { key, body: () }: Command<()>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    command::run(&app, &actor, key, async |tx| {
        undo(tx, id).await?;
        let own = tx.command();
        tx.write_journal().await?;
        let entries = store::of_command(tx.conn(), own).await?;
        Ok((StatusCode::OK, UndoDone { id: own, undone: id, changed: changed_subjects(&entries) }))
    })
    .await
}

/// Takes back what a command did.
pub async fn undo(tx: &mut Tx<'_>, command: CommandId) -> Result<(), ApiError> {
    let actor = tx.actor;
    let entries = store::of_command(tx.conn(), command).await?;
    if entries.is_empty() || entries.iter().any(|entry| entry.institution != Some(actor.institution.0)) {
        return Err(ApiError::NOT_FOUND);
    }
    if !is_undoable(&entries) {
        return Err(ApiError::Refused(ProblemCode::NotUndoable));
    }
    // Calls are locked before incidents and incidents before units, in the order of their ids, as everywhere.
    let of_calls = entries.iter().filter(|entry| entry.subject_kind == "call");
    let mut ids: Vec<CallId> = of_calls.map(|entry| entry.subject_id.into()).collect();
    ids.sort_unstable();
    calls::lock_all(tx, &ids).await?;
    let (mut incidents, others): (Vec<&Caused>, Vec<&Caused>) =
        entries.iter().partition(|entry| entry.subject_kind == "incident");
    let mut ids: Vec<IncidentId> = incidents.iter().map(|entry| entry.subject_id.into()).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        register::lock(tx, id).await?;
    }
    // Last done, first undone; incidents after what hangs on them, because their summaries tell of it.
    for entry in others.into_iter().rev() {
        entry::take_back(tx, entry, json!({ "undone": command })).await?;
    }
    incidents.reverse();
    for entry in incidents {
        entry::take_back(tx, entry, json!({ "undone": command })).await?;
    }
    Ok(())
}

/// The command that `undo` without more means: the actor's last one that can be taken back.
pub async fn last(tx: &mut Tx<'_>) -> Result<CommandId, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let kinds: Vec<&str> = entry::forward_kinds().collect();
    let last = store::last_command(tx.conn(), actor, &kinds, now).await?;
    last.ok_or(ApiError::Refused(ProblemCode::NotUndoable))
}

/// Whether everything a command did can be taken back.
pub fn is_undoable(entries: &[Caused]) -> bool {
    !entries.is_empty() && entries.iter().all(entry::is_reversible)
}

/// What a command changed, each thing once.
pub fn changed_subjects(entries: &[Caused]) -> Vec<ChangedSubject> {
    let mut changed: Vec<ChangedSubject> = Vec::new();
    for entry in entries {
        let subject = ChangedSubject { kind: entry.subject_kind.clone(), id: entry.subject_id };
        if !changed.contains(&subject) {
            changed.push(subject);
        }
    }
    changed
}
