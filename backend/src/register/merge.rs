//! Merging incidents that are one event, and splitting them again.
//!
//! Nothing moves: the source is closed, and is read with the target. Every caller stays a report of the incident under which
//! it was filed, so a split has nothing to sort out.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource};
use vnr_shared::duplicate::{MergeIncident, SplitIncident};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{IncidentAnswer, Status, Step, Summary};
use vnr_shared::problem::{Conflict, ConflictField, FaultCode, Problem, ProblemCode};

use super::store::held::Held;
use super::{changed, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::ApiError;
use crate::http::Command;

/// Merges an incident into another that reports the same event. The answer is the incident that goes on.
#[utoipa::path(post, path = "/api/incidents/{id}/merge", tag = "incidents", request_body = MergeIncident,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, body }: Command<MergeIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    command::run(&app, &actor, key, async |tx| {
        let incident = merge_into(tx, id, &body).await?;
        Ok((StatusCode::OK, IncidentAnswer { incident, warnings: Vec::new() }))
    })
    .await
}

/// Takes a merge back: the incident stands where it stood. The answer is that incident.
#[utoipa::path(post, path = "/api/incidents/{id}/split", tag = "incidents", request_body = SplitIncident,
    params(("id" = IncidentId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn split(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Command { key, body }: Command<SplitIncident>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Incident, Action::Update)?;
    command::run(&app, &actor, key, async |tx| {
        let incident = split_from(tx, id, body).await?;
        Ok((StatusCode::OK, IncidentAnswer { incident, warnings: Vec::new() }))
    })
    .await
}

/// How a merge or a split is told: the kinds of the entries of the incident itself and of the other one, and what else the
/// first says.
#[derive(Debug)]
pub struct Told {
    /// Kind of the entry of the one that is merged or split.
    pub own: &'static str,
    /// Kind of the entry of the one that goes on.
    pub other: &'static str,
    /// What else is said.
    pub payload: Value,
}

/// Merges an incident into another.
pub async fn merge_into(tx: &mut Tx<'_>, id: IncidentId, body: &MergeIncident) -> Result<Summary, ApiError> {
    let told = Told { own: "incident.merged", other: "incident.merge_received", payload: json!({}) };
    merge_as(tx, id, body, told).await
}

/// Merges an incident into another. Both are locked in the order of their ids, so that two merges cannot wait for each other.
pub async fn merge_as(
    tx: &mut Tx<'_>,
    id: IncidentId,
    body: &MergeIncident,
    told: Told,
) -> Result<Summary, ApiError> {
    if body.into == id {
        return Err(ApiError::field("into", FaultCode::SelfReference));
    }
    let (actor, now) = (tx.actor, tx.now);
    let (source, target) = lock_both(tx, id, body.into).await?;
    source.require_owner(actor)?;
    require_version(&source, body.version, "merge")?;
    // What was merged itself goes on no more: the reports belong to where that one went.
    if store::merge::of_source(tx.conn(), body.into).await?.is_some() {
        return Err(ApiError::field("into", FaultCode::Merged));
    }
    let taken = || ApiError::Refused(ProblemCode::AlreadyExists);
    store::merge::insert(tx.conn(), actor, id, body, &source, now).await.map_err(|error| match &error {
        sqlx::Error::Database(db) if db.is_unique_violation() => taken(),
        _ => ApiError::Database(error),
    })?;
    let standing = match source.standing.status {
        Status::Closed => source.standing,
        _ => source.standing.step(Step::Close)?,
    };
    store::write::set_status(tx.conn(), id, standing, Step::Close, now, now).await?;
    let mut payload = told.payload;
    payload["version"] = json!(source.version + 1);
    payload["into"] = json!(body.into);
    payload["link"] = json!(body.id);
    payload["changes"] = json!({ "status": { "before": source.standing.status, "after": standing.status } });
    changed(tx, id, Some(source.scope), told.own, payload).await?;
    let payload = json!({ "from": id, "link": body.id });
    Ok(changed(tx, body.into, Some(target.scope), told.other, payload).await?.summary)
}

/// Takes back the merge of an incident.
pub async fn split_from(tx: &mut Tx<'_>, id: IncidentId, body: SplitIncident) -> Result<Summary, ApiError> {
    let told = Told { own: "incident.split", other: "incident.split_off", payload: json!({}) };
    split_as(tx, id, body, told).await
}

/// Takes back the merge of an incident, told as the caller says.
pub async fn split_as(
    tx: &mut Tx<'_>,
    id: IncidentId,
    body: SplitIncident,
    told: Told,
) -> Result<Summary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let merge = store::merge::of_source(tx.conn(), id).await?;
    let Some(merge) = merge else {
        lock(tx, id).await?;
        return Err(ApiError::Refused(ProblemCode::IllegalStep));
    };
    let (source, target) = lock_both(tx, id, merge.target).await?;
    source.require_owner(actor)?;
    require_version(&source, body.version, "split")?;
    store::merge::end(tx.conn(), actor, &merge, now).await?;
    store::merge::restore(tx.conn(), id, &merge, now).await?;
    let payload = json!({ "from": id });
    changed(tx, merge.target, Some(target.scope), told.other, payload).await?;
    let mut payload = told.payload;
    payload["version"] = json!(source.version + 1);
    payload["out_of"] = json!(merge.target);
    payload["changes"] =
        json!({ "status": { "before": source.standing.status, "after": merge.status_before } });
    Ok(changed(tx, id, Some(source.scope), told.own, payload).await?.summary)
}

async fn lock_both(tx: &mut Tx<'_>, id: IncidentId, other: IncidentId) -> Result<(Held, Held), ApiError> {
    let unknown = |error: ApiError| match error {
        ApiError::Refused(ProblemCode::NotFound) => ApiError::field("into", FaultCode::Unknown),
        error => error,
    };
    if id < other {
        let source = lock(tx, id).await?;
        Ok((source, lock(tx, other).await.map_err(unknown)?))
    } else {
        let target = lock(tx, other).await;
        let source = lock(tx, id).await?;
        Ok((source, target.map_err(unknown)?))
    }
}

fn require_version(held: &Held, version: i64, verb: &str) -> Result<(), ApiError> {
    if held.version == version {
        return Ok(());
    }
    let field = ConflictField {
        field: "status".to_owned(),
        yours: json!(verb),
        theirs: json!(held.standing.status),
        changed: true,
    };
    Err(ApiError::Conflict(Conflict {
        base_version: version,
        current_version: held.version,
        fields: vec![field],
    }))
}
