//! `PUT /api/units/{id}/shift`: who is on duty with a unit, and until when.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::UnitId;
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::unit::{PutShift, UnitAnswer, UnitSummary};

use super::{changed, control, lock, scene, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::register;

/// Sets the present shift of a unit and its crew. Earlier ones stay in the journal.
#[utoipa::path(put, path = "/api/units/{id}/shift", tag = "units", request_body = PutShift,
    params(("id" = UnitId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = UnitAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn put_unit_shift(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
    Command { key, mut body }: Command<PutShift>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    let warnings = accept(body.check(app.now()))?.iter().map(|w| w.to_error(actor.lang)).collect();
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, UnitAnswer { unit: put_shift(tx, id, &body).await?, warnings }))
    })
    .await
}

/// Sets the present shift of a unit.
pub async fn put_shift(tx: &mut Tx<'_>, id: UnitId, body: &PutShift) -> Result<UnitSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    // The incidents before the unit: the new crew may read what is restricted, and the old one no longer.
    let scenes = scene::of_unit(tx, id).await?;
    let held = lock(tx, id).await?;
    control(actor, &held.unit)?;
    if !store::write::set_shift(tx.conn(), id, body.from.unwrap_or(now), body.to, &body.crew).await? {
        return Err(ApiError::field("crew", FaultCode::Unknown));
    }
    let side =
        |unit: &UnitSummary| json!({ "from": unit.shift_from, "to": unit.shift_to, "crew": unit.crew });
    let payload = json!({ "changes": { "shift": { "before": side(&held.unit), "after": body } } });
    let unit = changed(tx, id, Some(held.audience), "unit.shift", payload).await?;
    for (incident, held) in scenes.into_iter().filter(|(_, held)| held.scope.restricted) {
        let payload = json!({ "unit": id });
        register::changed(tx, incident, Some(held.scope), "incident.crew", payload).await?;
    }
    Ok(unit)
}
