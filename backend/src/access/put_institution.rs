//! `PUT /api/institutions/{id}`: adds or changes an institution.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Institution, PutInstitution, Resource};
use vnr_shared::id::InstitutionId;
use vnr_shared::problem::{Conflict, FaultCode, Problem};

use super::{Actor, stale, store};
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Adds an institution (version 0), or changes one. Administrators keep the departments and names of their own; what
/// decides over others too (kind, territories, taking part, a new institution) is for the register's manager.
///
/// Territories are dated: a change counts for incidents received from now on. Who could see an incident goes on
/// to see it, and who works at a place since today is not shown what was received there before; so no incident's
/// audience has to be found anew here.
#[utoipa::path(put, path = "/api/institutions/{id}", tag = "institutions", request_body = PutInstitution,
    params(("id" = InstitutionId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = Institution), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<InstitutionId>,
    Command { key, mut body }: Command<PutInstitution>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Institution, if body.version == 0 { Action::Create } else { Action::Update })?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        store::institutions::lock(tx.conn(), id).await?;
        let before = store::institutions::one(tx.conn(), id, now).await?;
        let base_version = body.version;
        match &before {
            found if found.as_ref().map_or(0, |b| b.version) != base_version => {
                let current_version = found.as_ref().map_or(0, |b| b.version);
                let fields = stale::fields(&body, found)?;
                return Err(ApiError::Conflict(Conflict { base_version, current_version, fields }));
            }
            Some(before) if before.code != body.code => {
                return Err(ApiError::field("code", FaultCode::Taken));
            }
            Some(before) if before.id == actor.institution && !decides_over_others(before, &body) => {}
            _ => actor.require_manager()?,
        }
        write(tx, id, &body).await?;
        let after = store::institutions::one(tx.conn(), id, now).await?.ok_or(ApiError::NOT_FOUND)?;
        let payload = json!({ "before": before, "after": after });
        tx.journal(Entry::quiet("institution", id.0, "institution.put", payload)).await?;
        Ok((StatusCode::OK, after))
    })
    .await
}

/// Whether the change touches what other institutions see.
fn decides_over_others(before: &Institution, put: &PutInstitution) -> bool {
    let sorted = |codes: &[String]| {
        let mut codes = codes.to_vec();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    before.kind != put.kind
        || before.active != put.active
        || sorted(&before.territories) != sorted(&put.territories)
}

async fn write(tx: &mut Tx<'_>, id: InstitutionId, body: &PutInstitution) -> Result<(), ApiError> {
    let now = tx.now;
    if body.version == 0 {
        let taken = || ApiError::field("code", FaultCode::Taken);
        store::institutions::insert(tx.conn(), id, body)
            .await
            .on_constraint("institutions_code_key", taken)?;
    } else {
        store::institutions::update(tx.conn(), id, body).await?;
    }
    if !store::institutions::put_departments(tx.conn(), id, &body.departments).await? {
        return Err(ApiError::field("departments", FaultCode::Taken));
    }
    let mut codes = body.territories.clone();
    codes.sort_unstable();
    codes.dedup();
    let territories = store::institutions::territories(tx.conn(), &codes).await?;
    if territories.len() != codes.len() {
        return Err(ApiError::field("territories", FaultCode::Unknown));
    }
    store::institutions::set_territories(tx.conn(), id, &territories, now).await?;
    Ok(())
}
