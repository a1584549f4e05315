//! `PUT /api/types/{code}`: adds, changes or ends an incident type.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::catalogue::{IncidentType, PutIncidentType, is_type_code};
use vnr_shared::problem::{Conflict, FaultCode, Problem};

use super::store;
use crate::access::{Actor, stale};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Adds an incident type, or changes one from now on: the row valid until now ends and stays as history. Only
/// administrators of the register's manager may, because the catalogue is every institution's.
#[utoipa::path(put, path = "/api/types/{code}", tag = "catalogue", request_body = PutIncidentType, params(
    ("code" = String, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 200, body = IncidentType), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    actor: Actor,
    Path(code): Path<String>,
    Command { key, mut body }: Command<PutIncidentType>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Catalogue, Action::Update)?;
    actor.require_manager()?;
    if !is_type_code(&code) {
        return Err(ApiError::field("code", FaultCode::WrongForm));
    }
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        let current = store::lock_type(tx.conn(), &code, now).await?;
        let (base_version, current_version) = (body.version, current.as_ref().map_or(0, |c| c.version));
        if base_version != current_version {
            let fields = stale::fields(&body, &current)?;
            return Err(ApiError::Conflict(Conflict { base_version, current_version, fields }));
        }
        if let Some(parent) = &body.parent
            && (!code.starts_with(&format!("{parent}.")) || !store::is_valid(tx.conn(), parent, now).await?)
        {
            return Err(ApiError::field("parent", FaultCode::Unknown));
        }
        let put = store::replace_type(tx.conn(), &code, &body, now).await?;
        let payload = json!({ "code": code, "before": current, "after": put });
        tx.journal(Entry::quiet("incident_type", subject(&code), "incident_type.put", payload)).await?;
        Ok((StatusCode::OK, put))
    })
    .await
}

/// A type has no id of its own; its code makes one, so that all journal entries about it stand together.
pub fn subject(code: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(code.as_bytes()).into();
    Uuid::from_slice(digest.get(..16).unwrap_or_default()).unwrap_or_default()
}
