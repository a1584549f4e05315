//! Grants: `POST /api/users/{id}/grants` gives one, `POST /api/users/{id}/grants/{grant}/strike` ends it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, GiveGrant, Resource, User};
use vnr_shared::id::{GrantId, UserId};
use vnr_shared::incident::StrikeRecord;
use vnr_shared::problem::{Problem, ProblemCode};

use super::{Actor, store};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Gives a grant until a day. Nobody gives one to themselves: what the role withholds takes two people.
#[utoipa::path(post, path = "/api/users/{id}/grants", tag = "users", request_body = GiveGrant,
    params(("id" = UserId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = User), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn give(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UserId>,
    Command { key, mut body }: Command<GiveGrant>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::User, Action::Update)?;
    accept(body.check(app.now()))?;
    if id == actor.user {
        return Err(ApiError::Refused(ProblemCode::Forbidden));
    }
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        store::users::lock(tx.conn(), &actor, id, now).await?.ok_or(ApiError::NOT_FOUND)?;
        store::users::give(tx.conn(), Some(actor.user), id, &body, now)
            .await
            .on_constraint("grants_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
        let user = store::users::lock(tx.conn(), &actor, id, now).await?.ok_or(ApiError::NOT_FOUND)?;
        tx.journal(Entry::quiet("user", id.0, "user.grant_given", json!({ "grant": body }))).await?;
        Ok((StatusCode::CREATED, user))
    })
    .await
}

/// Ends a grant now. It stays in the register with its days, because what was read under it was read rightly.
#[utoipa::path(post, path = "/api/users/{id}/grants/{grant}/strike", tag = "users", request_body = StrikeRecord,
    params(("id" = UserId, Path), ("grant" = GrantId, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = User), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn strike(
    State(app): State<App>,
    actor: Actor,
    Path((id, grant)): Path<(UserId, GrantId)>,
    Command { key, mut body }: Command<StrikeRecord>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::User, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        store::users::lock(tx.conn(), &actor, id, now).await?.ok_or(ApiError::NOT_FOUND)?;
        if !store::users::end_grant(tx.conn(), id, grant, now).await? {
            return Err(ApiError::NOT_FOUND);
        }
        let user = store::users::lock(tx.conn(), &actor, id, now).await?.ok_or(ApiError::NOT_FOUND)?;
        let payload = json!({ "grant": grant, "reason": body.reason });
        tx.journal(Entry::quiet("user", id.0, "user.grant_ended", payload)).await?;
        Ok((StatusCode::OK, user))
    })
    .await
}
