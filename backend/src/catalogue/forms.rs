//! `/api/types/forms`: what the forms of types must have.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::catalogue::{PutTypeForm, TypeForm};
use vnr_shared::problem::{Conflict, FaultCode, Problem};

use super::put_type::subject;
use super::store;
use crate::access::{Actor, stale};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// The parts that types require and the texts their descriptions begin with, as they are now. The longest code that a type's own
/// begins with counts.
#[utoipa::path(get, path = "/api/types/forms", tag = "catalogue", responses((status = 200, body = Vec<TypeForm>),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<TypeForm>>, ApiError> {
    actor.require(Resource::Catalogue, Action::Read)?;
    Ok(Json(store::forms::all(&app.pool, app.now()).await?))
}

/// Says what a type, or all types below a heading, require from now on; the row valid until now stays as history.
#[utoipa::path(put, path = "/api/types/{code}/form", tag = "catalogue", request_body = PutTypeForm, params(
    ("code" = String, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 200, body = TypeForm), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    actor: Actor,
    Path(code): Path<String>,
    Command { key, mut body }: Command<PutTypeForm>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Catalogue, Action::Update)?;
    actor.require_manager()?;
    accept(body.check(&code))?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        // The type's lock: a type and its form are changed by one administrator at a time.
        if store::lock_type(tx.conn(), &code, now).await?.is_none() {
            return Err(ApiError::field("code", FaultCode::Unknown));
        }
        let current = store::forms::one(tx.conn(), &code, now).await?;
        let (base_version, current_version) = (body.version, current.as_ref().map_or(0, |form| form.version));
        if base_version != current_version {
            let fields = stale::fields(&body, &current)?;
            return Err(ApiError::Conflict(Conflict { base_version, current_version, fields }));
        }
        let put = store::forms::replace(tx.conn(), &code, &body, now).await?;
        let payload = json!({ "code": code, "before": current, "after": put });
        tx.journal(Entry::quiet("incident_type", subject(&code), "incident_type.form_put", payload)).await?;
        Ok((StatusCode::OK, put))
    })
    .await
}
