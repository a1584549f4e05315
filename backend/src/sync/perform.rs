//! What each kind of offline command does: the same deeds as its button, but for edits, which are merged field by field.

use chrono::Duration;
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{ConflictId, DeviceId, IncidentId};
use vnr_shared::incident::EditIncident;
use vnr_shared::problem::ProblemCode;
use vnr_shared::report::FieldReport;
use vnr_shared::sync::{Act, Item, Outcome};
use vnr_shared::time::DateTime;

use super::store::{cards, items};
use crate::command::Tx;
use crate::error::{ApiError, accept};
use crate::{checks, persons, register, reports, units};

/// Does a command of a device. An error undoes it, and it is set aside.
pub async fn perform(
    tx: &mut Tx<'_>,
    device: DeviceId,
    item: &Item<Act>,
    offset: Duration,
) -> Result<Outcome, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let made_at = corrected(item.made_at, offset, now);
    let done = |version| Ok(Outcome::Done { version });
    match &item.act {
        Act::File(body) => {
            let mut body = body.clone();
            register::create::require(actor, &body)?;
            // The legal clock runs from when the officer was told, which is when this was made unless it says otherwise.
            body.received_at = Some(body.received_at.map_or(made_at, |raw| corrected(raw, offset, now)));
            accept(body.check(now))?;
            let (incident, _) = register::create::register_incident(tx, &mut body).await?;
            done(Some(incident.version))
        }
        Act::Edit { incident, edit } => {
            actor.require(Resource::Incident, Action::Update)?;
            let mut edit = edit.clone();
            accept(edit.check(now))?;
            merge(tx, device, *incident, &edit, made_at).await
        }
        Act::Step { incident, step } => {
            actor.require(Resource::Incident, Action::Update)?;
            let mut step = step.clone();
            accept(step.check())?;
            step.version = register::lock(tx, *incident).await?.version;
            done(Some(register::status::step(tx, *incident, &step).await?.version))
        }
        Act::Note { incident, note } => {
            actor.require(Resource::Incident, Action::Update)?;
            let mut note = note.clone();
            accept(note.check())?;
            register::notes::note(tx, *incident, &note).await?;
            done(None)
        }
        Act::Involve { incident, person } => {
            actor.require(Resource::Person, Action::Create)?;
            let mut person = person.clone();
            accept(person.check(now))?;
            let held = register::lock(tx, *incident).await?;
            persons::involve(tx, *incident, &person, "").await?;
            let payload = serde_json::json!({ "involvement": person.id });
            register::changed(tx, *incident, Some(held.scope), "incident.involved", payload).await?;
            done(None)
        }
        Act::UnitStatus { unit, status } => {
            actor.require(Resource::Unit, Action::Update)?;
            let mut status = status.clone();
            status.at = Some(status.at.map_or(made_at, |raw| corrected(raw, offset, now)));
            accept(status.check(now))?;
            let answer = units::set_status(tx, *unit, &status).await?;
            done(Some(answer.unit.version))
        }
        Act::Report(_)
        | Act::EditReport { .. }
        | Act::StepReport { .. }
        | Act::Supplement { .. }
        | Act::TieReport { .. } => done(Some(report(tx, device, item, offset).await?.version)),
        Act::Message(message) => {
            actor.require(Resource::Unit, Action::Update)?;
            let mut message = message.clone();
            accept(message.check())?;
            units::send_message(tx, &message, made_at).await?;
            done(None)
        }
        Act::MessagesRead(marks) => {
            actor.require(Resource::Unit, Action::Update)?;
            let mut marks = marks.clone();
            accept(marks.check())?;
            units::mark_messages(tx, &marks).await?;
            done(None)
        }
        Act::Checked(made) => {
            let mut made = made.clone();
            accept(made.check.check())?;
            checks::told(tx, &made, made_at).await?;
            done(None)
        }
    }
}

/// What is done with field reports.
async fn report(
    tx: &mut Tx<'_>,
    device: DeviceId,
    item: &Item<Act>,
    offset: Duration,
) -> Result<FieldReport, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    actor.require(Resource::Report, Action::Update)?;
    match &item.act {
        Act::Report(new) => {
            actor.require(Resource::Report, Action::Create)?;
            let mut new = new.clone();
            new.occurred_at = new.occurred_at.map(|raw| corrected(raw, offset, now));
            accept(new.check(now))?;
            reports::write(tx, &new, corrected(item.made_at, offset, now)).await
        }
        Act::EditReport { report, edit } => {
            let mut edit = edit.clone();
            edit.occurred_at = edit.occurred_at.map(|at| at.map(|raw| corrected(raw, offset, now)));
            accept(edit.check(now))?;
            let others =
                items::changed_by_others(tx.conn(), device, ("report", report.0), edit.version).await?;
            let set = serde_json::to_value(&edit).map_err(ApiError::internal)?;
            // Only what this device itself has written since lies between: it is the newer one.
            if others.iter().all(|field| set.get(field).is_none()) {
                edit.version =
                    reports::version(tx.conn(), actor, *report).await?.ok_or(ApiError::NOT_FOUND)?;
            }
            reports::edit(tx, *report, &edit).await
        }
        Act::StepReport { report, step } => {
            actor.require(Resource::ReportApproval, Action::Update)?;
            let mut step = step.clone();
            accept(step.check())?;
            reports::take(tx, *report, &step).await
        }
        Act::Supplement { report, supplement } => {
            let mut supplement = supplement.clone();
            accept(supplement.check())?;
            reports::supplement(tx, *report, &supplement).await
        }
        Act::TieReport { report, incident } => {
            actor.require(Resource::Incident, Action::Update)?;
            reports::tie(tx, *report, *incident).await
        }
        _ => Err(ApiError::Refused(ProblemCode::MalformedBody)),
    }
}

/// An instant of the device's clock as it was; never later than now, because it has happened.
fn corrected(raw: DateTime, offset: Duration, now: DateTime) -> DateTime {
    raw.checked_add_signed(offset).map_or(now, |at| at.min(now))
}

/// Writes what nobody else has set since, and puts on a card what somebody has.
async fn merge(
    tx: &mut Tx<'_>,
    device: DeviceId,
    id: IncidentId,
    edit: &EditIncident,
    made_at: DateTime,
) -> Result<Outcome, ApiError> {
    let others = items::changed_by_others(tx.conn(), device, ("incident", id.0), edit.version).await?;
    let card = ConflictId(tx.id());
    let merged = register::merge_fields(tx, id, edit, &others, card).await?;
    let version = merged.summary.version;
    if !merged.conflicts.is_empty() {
        cards::insert(tx, card, device, id, edit.version, &merged.conflicts, made_at).await?;
        return Ok(Outcome::Conflict { card, version, fields: merged.conflicts });
    }
    Ok(if merged.stale { Outcome::Merged { version } } else { Outcome::Done { version: Some(version) } })
}
