//! Takes positions from devices.

use std::collections::HashMap;

use tokio::sync::oneshot;
use vnr_shared::id::UnitId;
use vnr_shared::problem::{FaultCode, ProblemCode};
use vnr_shared::unit::fix::{BATCH_MAX, RefusedFix, kept_at};
use vnr_shared::unit::{PositionBatch, PositionFix, TakenPositions};

use super::board::Known;
use super::store::{self, Row};
use super::writer::Job;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Takes positions of units whose position the actor may report. A fix that cannot be taken does not hold back the others.
/// Answers when they lie in the database.
pub async fn take(app: &App, actor: &Actor, batch: PositionBatch) -> Result<TakenPositions, ApiError> {
    if batch.fixes.len() > BATCH_MAX {
        return Err(ApiError::field("fixes", FaultCode::TooLong));
    }
    let (mut rows, mut taken) = (Vec::with_capacity(batch.fixes.len()), TakenPositions::default());
    let units = known(app, &batch.fixes).await?;
    for (index, fix) in (0_u32..).zip(batch.fixes) {
        match row(app, actor, units.get(&fix.unit), fix) {
            Ok(row) => {
                taken.taken += 1;
                taken.ahead += u32::from(row.ahead);
                rows.push(row);
            }
            Err(code) => taken.refused.push(RefusedFix { index, code }),
        }
    }
    if !rows.is_empty() {
        write(app, rows).await?;
    }
    Ok(taken)
}

fn row(app: &App, actor: &Actor, unit: Option<&Known>, mut fix: PositionFix) -> Result<Row, FaultCode> {
    // A unit that the actor may not report for is not told apart from one that there is not.
    let unit = unit.filter(|unit| unit.active && unit.takes_from(actor)).ok_or(FaultCode::Unknown)?;
    fix.check()?;
    let received_at = app.now();
    let (at, ahead) = kept_at(fix.at, received_at)?;
    fix.at = at;
    Ok(Row { mark: unit.mark, position: fix.position(), received_at, ahead })
}

/// The units of some fixes from memory, and from the database those of which this node has not heard yet.
async fn known(app: &App, fixes: &[PositionFix]) -> Result<HashMap<UnitId, Known>, sqlx::Error> {
    let board = &app.positions.board;
    let (units, missing) = board.units(fixes.iter().map(|fix| fix.unit));
    if missing.is_empty() {
        return Ok(units);
    }
    board.put_units(store::units(&app.pool, Some(&missing)).await?);
    Ok(board.units(fixes.iter().map(|fix| fix.unit)).0)
}

/// Hands positions to the writer, waits until they are written, and shows them.
async fn write(app: &App, rows: Vec<Row>) -> Result<(), ApiError> {
    let unavailable = || ApiError::Refused(ProblemCode::Unavailable);
    let (done, written) = oneshot::channel();
    let shown: Vec<_> = rows.iter().map(|row| (row.mark, row.position)).collect();
    app.positions.writer.send(Job { rows, done }).await.map_err(|_| unavailable())?;
    if !written.await.unwrap_or(false) {
        return Err(unavailable());
    }
    app.positions.board.put_positions(shown);
    Ok(())
}
