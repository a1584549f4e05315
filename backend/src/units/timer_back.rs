//! Taking back what a command did to a timer.

use serde_json::{Value, json};
use vnr_shared::problem::{Conflict, ConflictField};
use vnr_shared::unit::{TimerState, TimerSummary, level_at};

use super::store::timers::{self as store, Timer};
use super::timers::entry;
use crate::command::Tx;
use crate::error::ApiError;

/// Ends a timer that a command set, or lets one run again that it ended, if that is still so. The check of a unit's status
/// follows the unit and is left alone.
pub async fn put_timer_back(
    tx: &mut Tx<'_>,
    (before, after): (Option<TimerSummary>, TimerSummary),
    kind: &'static str,
    mut payload: Value,
) -> Result<(), ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = store::lock(tx.conn(), actor, after.id).await?.ok_or(ApiError::NOT_FOUND)?;
    let Timer { summary: present, escalate_minutes } = held;
    if present.status.is_some() {
        return Ok(());
    }
    let ran = before.is_some_and(|before| before.state != TimerState::Ended);
    if (present.state == TimerState::Ended) != (after.state == TimerState::Ended) {
        let field = ConflictField {
            field: "state".to_owned(),
            yours: json!(if ran { TimerState::Running } else { TimerState::Ended }),
            theirs: json!(present.state),
            changed: true,
        };
        let (base_version, current_version) = (after.version, present.version);
        return Err(ApiError::Conflict(Conflict { base_version, current_version, fields: vec![field] }));
    }
    let (level, next) = level_at(present.due_at, escalate_minutes, now);
    let state = match level {
        _ if !ran => TimerState::Ended,
        0 => TimerState::Running,
        _ => TimerState::Overdue,
    };
    payload["before"] = json!({ "state": present.state, "level": present.level });
    let ended_by = (!ran).then(|| actor.name.clone());
    let level = if ran { level } else { present.level };
    let version = present.version + 1;
    let timer =
        Timer { summary: TimerSummary { state, level, ended_by, version, ..present }, escalate_minutes };
    store::update(tx.conn(), &timer, next.filter(|_| ran)).await?;
    tx.journal(entry(&timer.summary, kind, payload)?).await
}
