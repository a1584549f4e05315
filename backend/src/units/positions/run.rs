//! The tasks of positions: writing, hearing of units that changed, reading what other nodes took, and the tick.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use vnr_shared::id::UnitId;
use vnr_shared::live::Kind;
use vnr_shared::time::DateTime;

use super::{Desk, Positions, store, writer};
use crate::clock::Clock;
use crate::live::Hub;

/// How often positions are cast. Half of it is what a position waits on average, beside the 5 s between reports.
const TICK: Duration = Duration::from_millis(500);
/// How often what other nodes took is read.
const LOOK: Duration = Duration::from_secs(1);
/// How long a write of another node may be under way before it is seen.
const OVERLAP: chrono::Duration = chrono::Duration::seconds(5);
/// How often partitions are kept.
const KEEP: Duration = Duration::from_hours(1);
/// Pause after a failure of the database.
const PAUSE: Duration = Duration::from_millis(500);

/// Runs the tasks for as long as the node runs.
pub async fn run(pool: PgPool, clock: Arc<dyn Clock>, hub: Hub, desk: Desk, stop: CancellationToken) {
    let Desk { positions, jobs } = desk;
    let work = async {
        tokio::join!(
            writer::run(&pool, jobs),
            hear(&pool, &hub, &positions),
            look(&pool, &positions),
            tick(&*clock, &positions),
            keep(&pool, &*clock),
        )
    };
    Box::pin(stop.run_until_cancelled(work)).await;
}

/// Casts what moved.
async fn tick(clock: &dyn Clock, positions: &Positions) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Some(moved) = positions.board.tick(clock.now()) {
            // No receiver is no error: nobody is watching.
            drop(positions.ticks.send(Arc::new(moved)));
        }
    }
}

/// Reads what other nodes took.
async fn look(pool: &PgPool, positions: &Positions) {
    let mut since: Option<DateTime> = None;
    loop {
        match read_latest(pool, since).await {
            Ok((now, latest)) => {
                since = Some(now - OVERLAP);
                positions.board.put_positions(latest);
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "units.positions.interrupted");
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

type Latest = (DateTime, Vec<(u32, vnr_shared::unit::UnitPosition)>);

async fn read_latest(pool: &PgPool, since: Option<DateTime>) -> Result<Latest, sqlx::Error> {
    store::latest(&mut *pool.acquire().await?, since).await
}

/// Keeps what is known of units up to date, by the entries of the journal about them.
async fn hear(pool: &PgPool, hub: &Hub, positions: &Positions) {
    loop {
        let mut casts = hub.subscribe();
        let mut wanted: Option<Vec<UnitId>> = None;
        loop {
            match store::units(pool, wanted.as_deref()).await {
                Ok(units) => positions.board.put_units(units),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "units.positions.interrupted");
                    tokio::time::sleep(PAUSE).await;
                    break;
                }
            }
            let mut changed = BTreeSet::new();
            while changed.is_empty() {
                match casts.recv().await {
                    Ok(cast) => changed.extend(unit_of(&cast)),
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                }
            }
            if changed.is_empty() {
                break;
            }
            while let Ok(cast) = casts.try_recv() {
                changed.extend(unit_of(&cast));
            }
            wanted = Some(changed.into_iter().collect());
        }
    }
}

fn unit_of(cast: &crate::live::Cast) -> Option<UnitId> {
    cast.subject().filter(|(kind, _)| *kind == Kind::Unit).map(|(_, id)| UnitId(id))
}

/// Makes the partitions of the days to come and drops those past their term.
async fn keep(pool: &PgPool, clock: &dyn Clock) {
    loop {
        if let Err(error) = writer::keep(pool, clock.now()).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "units.tracks.not_kept");
        }
        tokio::time::sleep(KEEP).await;
    }
}
