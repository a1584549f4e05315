//! `PUT /api/plans/{id}`: adds a response plan, or changes or ends one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::PlanId;
use vnr_shared::problem::{Conflict, Problem, ProblemCode};
use vnr_shared::recommend::{PutPlan, ResponsePlan};

use super::store::plans::{self as store, Whose};
use crate::access::{Actor, stale};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Adds a response plan of the own institution, or changes one from now on: what was valid until now stays as history. Plans
/// for every institution of a kind are the register's manager's.
#[utoipa::path(put, path = "/api/plans/{id}", tag = "recommendations", request_body = PutPlan,
    params(("id" = PlanId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = ResponsePlan), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<PlanId>,
    Command { key, mut body }: Command<PutPlan>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Plan, Action::Update)?;
    let whose = whose(&actor, &body)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        let before = store::lock(tx.conn(), id).await?;
        if before
            .as_ref()
            .is_some_and(|b| (b.institution, b.institution_kind) != (whose.institution, whose.kind))
        {
            return Err(not_ours(&actor, before.as_ref()));
        }
        let (base_version, current_version) = (body.version, before.as_ref().map_or(0, |b| b.version));
        if base_version != current_version {
            let fields = stale::fields(&body, &before)?;
            return Err(ApiError::Conflict(Conflict { base_version, current_version, fields }));
        }
        let after = store::replace(tx.conn(), id, whose, &body, now).await?;
        let payload = json!({ "before": before, "after": after });
        tx.journal(Entry::quiet("response_plan", id.0, "response_plan.put", payload)).await?;
        Ok((StatusCode::OK, after))
    })
    .await
}

/// Whose the plan will be.
fn whose(actor: &Actor, body: &PutPlan) -> Result<Whose, ApiError> {
    match body.for_kind {
        Some(kind) => {
            actor.require_manager()?;
            Ok(Whose { institution: None, kind })
        }
        None => Ok(Whose { institution: Some(actor.institution), kind: actor.institution_kind }),
    }
}

/// Another institution's plan is nobody else's to know of; one for a whole kind is known and not theirs to change.
fn not_ours(actor: &Actor, plan: Option<&ResponsePlan>) -> ApiError {
    let known = plan.is_some_and(|p| p.institution.is_none() && p.institution_kind == actor.institution_kind);
    if known || actor.is_manager() { ApiError::Refused(ProblemCode::Forbidden) } else { ApiError::NOT_FOUND }
}
