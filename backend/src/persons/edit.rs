//! `PATCH /api/persons/{id}`: changes what is known of a person.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::PersonId;
use vnr_shared::person::{EditPerson, Person, PersonAnswer, PersonDetail};
use vnr_shared::problem::{Conflict, ConflictField, Problem};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Changes what is known of a person, whole. Whoever may see the person may do so, because the next force to meet the
/// person knows better; fields that were withheld from the editor stay. A stale edit is refused with both sides.
#[utoipa::path(patch, path = "/api/persons/{id}", tag = "persons", request_body = EditPerson,
    params(("id" = PersonId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = PersonAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn edit(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<PersonId>,
    Command { key, mut body }: Command<EditPerson>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Person, Action::Update)?;
    let warnings = accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| {
        store::lock(tx.conn(), id).await?;
        let seen = store::seen(tx.conn(), &actor, &[id.0]).await?.pop().ok_or(ApiError::NOT_FOUND)?;
        let held = &seen.person;
        if seen.hidden {
            body.detail.keep_withheld(&held.detail);
        }
        let changes = differences(&held.detail, &body.detail)?;
        if body.version != held.version {
            let since = store::fields_changed_since(tx.conn(), id, body.version).await?;
            let hidden = if seen.hidden { held.detail.clone().withhold() } else { Vec::new() };
            return Err(ApiError::Conflict(conflict(&body, held.version, changes, &since, &hidden)));
        }
        let mut version = held.version;
        if !changes.is_empty() {
            version += 1;
            let now = tx.now;
            store::update(tx.conn(), id, &body.detail, now).await?;
            let payload = json!({ "version": version, "changes": changes });
            tx.journal(Entry::quiet("person", id.0, "person.edited", payload)).await?;
        }
        let mut detail = body.detail;
        if seen.hidden {
            detail.withhold();
        }
        let warnings = warnings.iter().map(|w| w.to_error(actor.lang)).collect();
        Ok((StatusCode::OK, PersonAnswer { person: Person { id, version, detail }, warnings }))
    })
    .await
}

/// Fields that an edit sets otherwise than they are, each with `before` and `after`.
fn differences(before: &PersonDetail, after: &PersonDetail) -> Result<Map<String, Value>, ApiError> {
    let fields = |detail| match serde_json::to_value(detail).map_err(ApiError::internal)? {
        Value::Object(fields) => Ok::<_, ApiError>(fields),
        _ => Ok(Map::new()),
    };
    let (mut old, new) = (fields(before)?, fields(after)?);
    let mut changes = Map::new();
    for (name, after) in new {
        let before = old.remove(&name).unwrap_or_default();
        if before != after {
            changes.insert(name, json!({ "before": before, "after": after }));
        }
    }
    // What is left was set and is set no longer: empty fields are not written.
    changes.extend(old.into_iter().map(|(name, before)| (name, json!({ "before": before, "after": null }))));
    Ok(changes)
}

fn conflict(
    body: &EditPerson,
    current: i64,
    changes: Map<String, Value>,
    since: &[String],
    hidden: &[String],
) -> Conflict {
    let fields = changes
        .into_iter()
        .filter(|(name, _)| !hidden.contains(name))
        .map(|(field, mut change)| ConflictField {
            yours: change["after"].take(),
            theirs: change["before"].take(),
            changed: since.contains(&field),
            field,
        })
        .collect();
    Conflict { base_version: body.version, current_version: current, fields }
}
