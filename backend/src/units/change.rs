//! What every change of a unit begins and ends with: the lock, who may command it, and the journal entry.

use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::live::Kind;
use vnr_shared::problem::{Conflict, ConflictField, ProblemCode};
use vnr_shared::time::DateTime;
use vnr_shared::unit::UnitSummary;

use super::store::read::HeldUnit;
use super::{store, timers};
use crate::access::Actor;
use crate::command::Tx;
use crate::error::ApiError;
use crate::journal::{Entry, Scope};

/// Locks a unit that the actor may see.
pub async fn lock(tx: &mut Tx<'_>, id: UnitId) -> Result<HeldUnit, ApiError> {
    let actor = tx.actor;
    store::read::lock(tx.conn(), actor, &[id]).await?.pop().ok_or(ApiError::NOT_FOUND)
}

/// Refuses whoever may not command a unit: those of its institution who send units may command every one, and its crew may
/// command the own one.
pub fn control(actor: &Actor, unit: &UnitSummary) -> Result<(), ApiError> {
    let own = actor.institution == unit.institution;
    if own && (actor.may(Resource::Unit, Action::Create) || unit.has_in_crew(actor.user)) {
        Ok(())
    } else {
        Err(ApiError::Refused(ProblemCode::Forbidden))
    }
}

/// Refuses a command that was based on another version of a unit. `field` and `yours` say what it wanted.
pub fn same_version<T: serde::Serialize>(
    unit: &UnitSummary,
    base_version: i64,
    (field, yours, theirs): (&str, &T, &T),
) -> Result<(), ApiError> {
    if unit.version == base_version {
        return Ok(());
    }
    let value = |side: &T| serde_json::to_value(side).map_err(ApiError::internal);
    let field = ConflictField {
        field: field.to_owned(),
        yours: value(yours)?,
        theirs: value(theirs)?,
        changed: true,
    };
    Err(ApiError::Conflict(Conflict { base_version, current_version: unit.version, fields: vec![field] }))
}

/// Finds anew who may see a unit, and what screens show of it. `before` is who could see it; none for a new one.
pub async fn entry(
    conn: &mut PgConnection,
    id: UnitId,
    before: Option<Vec<Uuid>>,
    kind: &'static str,
    payload: Value,
    now: DateTime,
) -> Result<(UnitSummary, Entry), ApiError> {
    let audience = store::access::refresh(conn, id, now).await?;
    let unit = store::read::written(conn, id).await?;
    let scope = Scope::of(audience);
    let entry = Entry::shown((Kind::Unit, id.0), kind, payload, &unit, scope)?;
    Ok((unit, entry.seen_before(before.map(Scope::of))))
}

/// Finds anew who may see the units that are sent to an incident, because another institution answers for it now: the one that
/// took it over sees who is there, the one that gave it away only what it sees besides.
pub async fn follow_owner(tx: &mut Tx<'_>, incident: IncidentId) -> Result<(), ApiError> {
    let now = tx.now;
    for (id, before) in store::access::lock_sent(tx.conn(), incident).await? {
        let payload = json!({ "incident": incident });
        let (_, entry) = entry(tx.conn(), id, Some(before), "unit.owner_changed", payload, now).await?;
        if entry.shown.as_ref().is_some_and(|shown| shown.before.is_some()) {
            tx.journal(entry).await?;
        }
    }
    Ok(())
}

/// Journals the change of a unit with what screens show; a new status begins its check.
pub async fn changed(
    tx: &mut Tx<'_>,
    id: UnitId,
    before: Option<Vec<Uuid>>,
    kind: &'static str,
    payload: Value,
) -> Result<UnitSummary, ApiError> {
    let now = tx.now;
    let (unit, entry) = entry(tx.conn(), id, before, kind, payload, now).await?;
    tx.journal(entry).await?;
    timers::follow(tx, &unit).await?;
    Ok(unit)
}
