//! Combined units: formed from others for a while, and dissolved.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::UnitId;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::unit::{
    CREW_MAX, Capability, CrewMember, DissolveUnit, FormUnit, PutUnit, UnitKind, UnitStatus, UnitSummary,
    UnitsAnswer,
};

use super::change::same_version;
use super::store::read::HeldUnit;
use super::{changed, control, lock, store};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;

/// Forms one unit from several that are available. It has the capabilities and the crews of all its parts, which cannot be
/// sent by themselves until it is dissolved.
#[utoipa::path(post, path = "/api/units/combined", tag = "units", request_body = FormUnit,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = UnitsAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn form_unit(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<FormUnit>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Create)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::CREATED, UnitsAnswer { units: form(tx, &body).await? }))
    })
    .await
}

/// Dissolves a combined unit that is not at work. Its parts are available again.
#[utoipa::path(post, path = "/api/units/{id}/dissolve", tag = "units", request_body = DissolveUnit,
    params(("id" = UnitId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = UnitsAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn dissolve_unit(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<UnitId>,
    Command { key, body }: Command<DissolveUnit>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Unit, Action::Create)?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, UnitsAnswer { units: dissolve(tx, id, &body).await? }))
    })
    .await
}

/// Forms a combined unit; returns it and then its parts.
pub async fn form(tx: &mut Tx<'_>, body: &FormUnit) -> Result<Vec<UnitSummary>, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let parts = parts(tx, body).await?;
    let Some(home) = parts.first() else { return Err(ApiError::field("parts", FaultCode::Required)) };
    let put = PutUnit {
        version: 0,
        institution: None,
        call_sign: body.call_sign.clone(),
        department: home.unit.department,
        kind: UnitKind::Combined,
        vehicle: String::new(),
        capabilities: capabilities(&parts),
        station: home.unit.station.clone(),
        active: true,
    };
    if store::read::exists(tx.conn(), body.id).await? {
        return Err(ApiError::Refused(ProblemCode::AlreadyExists));
    }
    let taken = || ApiError::field("call_sign", FaultCode::Taken);
    store::write::insert(tx.conn(), body.id, actor.institution, &put, &actor.name, now)
        .await
        .on_constraint("units_call_sign_key", taken)?;
    store::write::set_status(tx.conn(), actor, body.id, UnitStatus::Available, now).await?;
    if let Some(to) = parts.iter().filter_map(|part| part.unit.shift_to).min() {
        store::write::set_shift(tx.conn(), body.id, now, to, &crew(&parts)).await?;
    }
    store::write::set_part_of(tx.conn(), &body.parts, Some(body.id)).await?;
    let payload = json!({ "parts": body.parts });
    let mut units = vec![changed(tx, body.id, None, "unit.formed", payload).await?];
    for HeldUnit { unit, audience } in parts {
        store::write::set_status(tx.conn(), actor, unit.id, UnitStatus::Busy, now).await?;
        let status = json!({ "before": unit.status, "after": UnitStatus::Busy });
        let payload = json!({ "whole": body.id, "changes": { "status": status } });
        units.push(changed(tx, unit.id, Some(audience), "unit.joined", payload).await?);
    }
    Ok(units)
}

/// Locks the parts, in the order in which they are named. Each must be free to be sent.
async fn parts(tx: &mut Tx<'_>, body: &FormUnit) -> Result<Vec<HeldUnit>, ApiError> {
    let actor = tx.actor;
    let mut held = store::read::lock(tx.conn(), actor, &body.parts).await?;
    let mut parts = Vec::with_capacity(held.len());
    for (i, id) in body.parts.iter().enumerate() {
        let field = || format!("parts.{i}");
        let at = held.iter().position(|held| held.unit.id == *id);
        let part = held.swap_remove(at.ok_or_else(|| ApiError::field(field(), FaultCode::Unknown))?);
        control(actor, &part.unit)?;
        if part.unit.status != UnitStatus::Available || part.unit.kind == UnitKind::Combined {
            return Err(ApiError::field(field(), FaultCode::UnitUnavailable));
        }
        parts.push(part);
    }
    Ok(parts)
}

fn capabilities(parts: &[HeldUnit]) -> Vec<Capability> {
    let mut all: Vec<Capability> = parts.iter().flat_map(|part| part.unit.capabilities.clone()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Everybody of the parts; the leader of the first one leads.
fn crew(parts: &[HeldUnit]) -> Vec<CrewMember> {
    let member = |(i, part): (usize, &HeldUnit)| {
        let led = move |m: &CrewMember| CrewMember { leader: m.leader && i == 0, ..m.clone() };
        part.unit.crew.iter().map(led).collect::<Vec<_>>()
    };
    parts.iter().enumerate().flat_map(member).take(CREW_MAX).collect()
}

/// Dissolves a combined unit; returns it and then its parts.
pub async fn dissolve(
    tx: &mut Tx<'_>,
    id: UnitId,
    body: &DissolveUnit,
) -> Result<Vec<UnitSummary>, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, id).await?;
    control(actor, &held.unit)?;
    same_version(&held.unit, body.version, ("active", &false, &held.unit.active))?;
    if held.unit.kind != UnitKind::Combined || !held.unit.active {
        return Err(ApiError::field("kind", FaultCode::Unknown));
    }
    if !held.unit.assignments.is_empty() {
        return Err(ApiError::field("kind", FaultCode::UnitBusy));
    }
    let parts = store::read::lock(tx.conn(), actor, &held.unit.parts).await?;
    store::write::set_part_of(tx.conn(), &held.unit.parts, None).await?;
    store::write::set_status(tx.conn(), actor, id, UnitStatus::OffDuty, now).await?;
    store::write::dissolve(tx.conn(), id).await?;
    let payload = json!({ "parts": held.unit.parts });
    let mut units = vec![changed(tx, id, Some(held.audience), "unit.dissolved", payload).await?];
    for HeldUnit { unit, audience } in parts {
        store::write::set_status(tx.conn(), actor, unit.id, UnitStatus::Available, now).await?;
        let status = json!({ "before": unit.status, "after": UnitStatus::Available });
        let payload = json!({ "whole": id, "changes": { "status": status } });
        units.push(changed(tx, unit.id, Some(audience), "unit.left", payload).await?);
    }
    Ok(units)
}
