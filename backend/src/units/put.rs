//! `PUT /api/units/{id}`: adds or changes a unit.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::UnitId;
use vnr_shared::problem::{Conflict, FaultCode, Problem, ProblemCode};
use vnr_shared::unit::{PutUnit, UnitAnswer, UnitKind, UnitSummary};

use super::{changed, store};
use crate::access::{Actor, stale};
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;

/// Adds or changes a unit of the own institution. A new one is off duty.
#[utoipa::path(put, path = "/api/units/{id}", tag = "units", request_body = PutUnit,
    params(("id" = UnitId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = UnitAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_unit(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
    Command { key, mut body }: Command<PutUnit>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Create)?;
    let warnings = accept(body.check())?.iter().map(|w| w.to_error(actor.lang)).collect();
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, UnitAnswer { unit: put(tx, id, &body).await?, warnings }))
    })
    .await
}

/// Adds or changes a unit.
pub async fn put(tx: &mut Tx<'_>, id: UnitId, body: &PutUnit) -> Result<UnitSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    if body.institution.is_some_and(|institution| institution != actor.institution) {
        return Err(ApiError::Refused(ProblemCode::Forbidden));
    }
    let held = store::read::lock(tx.conn(), actor, &[id]).await?.pop();
    let before = held.as_ref().map(|held| &held.unit);
    if let Some(before) = before {
        super::control(actor, before)?;
        let on_duty = before.status.is_on_incident() || !before.assignments.is_empty();
        if !body.active && (on_duty || before.part_of.is_some()) || before.kind == UnitKind::Combined {
            return Err(ApiError::field("active", FaultCode::UnitBusy));
        }
    }
    let current_version = before.map_or(0, |before| before.version);
    if current_version != body.version {
        let fields = stale::fields(body, &before)?;
        return Err(ApiError::Conflict(Conflict { base_version: body.version, current_version, fields }));
    }
    if !store::write::is_department(tx.conn(), actor.institution, body.department).await? {
        return Err(ApiError::field("department", FaultCode::Unknown));
    }
    let taken = || ApiError::field("call_sign", FaultCode::Taken);
    if before.is_some() {
        store::write::update(tx.conn(), id, body, now).await.on_constraint("units_call_sign_key", taken)?;
    } else {
        // A unit that this institution may not see is not told apart from none, until its id is used.
        if store::read::exists(tx.conn(), id).await? {
            return Err(ApiError::Refused(ProblemCode::AlreadyExists));
        }
        store::write::insert(tx.conn(), id, actor.institution, body, &actor.name, now)
            .await
            .on_constraint("units_call_sign_key", taken)?;
    }
    let payload = json!({ "before": before, "after": body });
    changed(tx, id, held.map(|held| held.audience), "unit.put", payload).await
}
