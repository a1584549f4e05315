//! Looks after timers: what is overdue is escalated, by whichever node gets to it.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::timers::escalate;
use crate::clock::Clock;
use crate::error::ApiError;

/// How often it looks: timers are of minutes.
const LOOK: Duration = Duration::from_secs(1);
/// Most timers escalated in one transaction.
const BATCH: i64 = 100;

/// Escalates for as long as the node runs. A timer is locked while it is escalated and passed over by the other nodes, so the
/// cluster needs no leader for it.
pub async fn run(pool: PgPool, clock: Arc<dyn Clock>, committed: Arc<Notify>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return,
        }
        match look(&pool, &*clock).await {
            Ok(0) => {}
            Ok(_) => committed.notify_one(),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "units.timers.interrupted");
            }
        }
    }
}

async fn look(pool: &PgPool, clock: &dyn Clock) -> Result<usize, ApiError> {
    let mut tx = pool.begin().await?;
    let escalated = escalate(&mut tx, clock.now(), BATCH).await?;
    tx.commit().await?;
    Ok(escalated)
}
