//! `GET /api/users` and `PUT /api/users/{id}`: the accounts an administrator keeps.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, PutUser, Resource, User};
use vnr_shared::id::UserId;
use vnr_shared::problem::{Conflict, FaultCode, Problem};

use super::{Actor, password, stale, store};
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;
use crate::register;

/// The users of the administrator's institution by login; every user for administrators of the register's manager.
#[utoipa::path(get, path = "/api/users", tag = "users", responses(
    (status = 200, body = Vec<User>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<User>>, ApiError> {
    actor.require(Resource::User, Action::Read)?;
    Ok(Json(store::users::list(&app.pool, &actor, app.now()).await?))
}

/// Adds a user (version 0), or changes one. Roles left out end now; a user who may no longer log in loses every session at
/// once, and so does one who gets a new password.
#[utoipa::path(put, path = "/api/users/{id}", tag = "users", request_body = PutUser,
    params(("id" = UserId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = User), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UserId>,
    Command { key, mut body }: Command<PutUser>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::User, if body.version == 0 { Action::Create } else { Action::Update })?;
    accept(body.check())?;
    if !actor.is_manager() && body.institution != actor.institution {
        return Err(ApiError::field("institution", FaultCode::Unknown));
    }
    let secret = body.password.take();
    let key = key.over(&format!("PUT /api/users/{id}"), &body)?;
    let hash = match secret {
        Some(secret) => Some(password::hash(secret, app.ids.secret()).await?),
        None => None,
    };
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        let before = store::users::lock(tx.conn(), &actor, id, now).await?;
        if before.is_none() && body.version != 0 {
            return Err(ApiError::NOT_FOUND);
        }
        let (base_version, current_version) = (body.version, before.as_ref().map_or(0, |b| b.version));
        if base_version != current_version {
            let fields = stale::fields(&body, &before)?;
            return Err(ApiError::Conflict(Conflict { base_version, current_version, fields }));
        }
        write(tx, id, before.as_ref(), &body, hash.as_deref()).await?;
        if !body.active || (hash.is_some() && before.is_some()) {
            end_sessions(tx, id).await?;
        }
        let after = store::users::lock(tx.conn(), &actor, id, now).await?.ok_or(ApiError::NOT_FOUND)?;
        let payload = json!({ "before": before, "after": after, "password": hash.is_some() });
        tx.journal(Entry::quiet("user", id.0, "user.put", payload)).await?;
        Ok((StatusCode::OK, after))
    })
    .await
}

async fn write(
    tx: &mut Tx<'_>,
    id: UserId,
    before: Option<&User>,
    body: &PutUser,
    hash: Option<&str>,
) -> Result<(), ApiError> {
    if before.is_some_and(|before| before.login != body.login) {
        return Err(ApiError::field("login", FaultCode::Taken));
    }
    if !store::users::has_institution(tx.conn(), body.institution).await? {
        return Err(ApiError::field("institution", FaultCode::Unknown));
    }
    if let Some(department) = body.department
        && !register::store::reference::has_department(tx.conn(), body.institution, department).await?
    {
        return Err(ApiError::field("department", FaultCode::Unknown));
    }
    let now = tx.now;
    if before.is_none() {
        let taken = || ApiError::field("login", FaultCode::Taken);
        store::users::insert(tx.conn(), id, body, hash)
            .await
            .on_constraint("users_login_key", taken)
            .or_else(hide_foreign_id)?;
    } else {
        store::users::update(tx.conn(), id, body, hash).await?;
    }
    Ok(store::users::set_roles(tx.conn(), id, &body.roles, now).await?)
}

/// An id that a user of another institution has is told from no other that does not exist.
fn hide_foreign_id(error: ApiError) -> Result<(), ApiError> {
    match error {
        ApiError::Database(sqlx::Error::Database(db)) if db.constraint() == Some("users_pkey") => {
            Err(ApiError::NOT_FOUND)
        }
        other => Err(other),
    }
}

async fn end_sessions(tx: &mut Tx<'_>, user: UserId) -> Result<(), ApiError> {
    let now = tx.now;
    for session in store::sessions::revoke_all(tx.conn(), user, None, now).await? {
        let payload = json!({ "why": "account_changed" });
        tx.journal(Entry::quiet("session", session, "session.ended", payload)).await?;
    }
    Ok(())
}
