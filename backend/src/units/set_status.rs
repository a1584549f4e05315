//! `POST /api/units/{id}/status`: a unit's status, and what follows from it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::UnitId;
use vnr_shared::problem::{FaultCode, FieldError, Problem, ProblemCode};
use vnr_shared::unit::{Release, SetUnitStatus, UnitAnswer, UnitStatus};

use super::change::same_version;
use super::{changed, control, lock, scene, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;

/// Sets a unit's status. Those who send units may set that of every unit of their institution, an officer that of the own
/// one. An illegal status names the legal ones. Coming to the scene starts the incident and stops its legal clock;
/// available or busy after that ends the assignment.
#[utoipa::path(post, path = "/api/units/{id}/status", tag = "units", request_body = SetUnitStatus,
    params(("id" = UnitId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = UnitAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set_unit_status(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
    Command { key, mut body }: Command<SetUnitStatus>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Update)?;
    accept(body.check(app.now()))?;
    command::run(&app, &actor, key, async |tx| Ok((StatusCode::OK, set_status(tx, id, &body).await?))).await
}

/// Sets a unit's status, with everything that follows for its assignments and their incidents.
pub async fn set_status(tx: &mut Tx<'_>, id: UnitId, body: &SetUnitStatus) -> Result<UnitAnswer, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let mut scenes = scene::of_unit(tx, id).await?;
    let held = lock(tx, id).await?;
    let unit = &held.unit;
    control(actor, unit)?;
    if let Some(version) = body.version {
        same_version(unit, version, ("status", &body.status, &unit.status))?;
    }
    if unit.part_of.is_some() {
        return Err(ApiError::field("status", FaultCode::UnitUnavailable));
    }
    let taken = unit.duty().take(body.status)?;
    let at = body.instant(unit.since, now);
    store::write::set_status(tx.conn(), actor, id, taken.duty.status, at).await?;
    let ended = match taken.release {
        Release::None => &[],
        Release::Current => unit.assignments.get(..1).unwrap_or_default(),
        Release::All => unit.assignments.as_slice(),
    };
    let mut warnings: Vec<FieldError> = Vec::new();
    let mut touched = |incident| {
        let at = scenes.iter().position(|(id, _)| *id == incident);
        // Sent to another incident between the two locks: the sender repeats the command.
        at.map(|at| scenes.swap_remove(at)).ok_or(ApiError::Refused(ProblemCode::Unavailable))
    };
    for assignment in ended {
        let scene = touched(assignment.incident)?;
        store::assignments::release(tx.conn(), actor, assignment.id, &body.reason, at).await?;
        let worked = assignment.at_scene_at.is_some();
        let (_, warning) = scene::released(tx, scene, &[id], unit.institution, worked, at).await?;
        warnings.extend(warning.map(|w| w.to_error(actor.lang)));
    }
    if let Some(current) = unit.current().filter(|_| ended.is_empty() && body.status.is_on_incident()) {
        store::assignments::stamp(tx.conn(), current.id, body.status, at).await?;
        if body.status == UnitStatus::AtScene {
            let scene = touched(current.incident)?;
            scene::arrived(tx, scene, id, unit.institution, at).await?;
        }
    }
    let payload = json!({
        "at": at, "reason": body.reason, "asked": body.status, "incident": unit.current().map(|a| a.incident),
        "released": ended.iter().map(|a| a.incident).collect::<Vec<_>>(),
        "changes": { "status": { "before": unit.status, "after": taken.duty.status } },
    });
    let unit = changed(tx, id, Some(held.audience), "unit.status", payload).await?;
    Ok(UnitAnswer { unit, warnings })
}
