//! Claims that nobody renews: the call waits again, and every screen shows it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sqlx::PgPool;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use vnr_shared::time::DateTime;

use super::{change, store};
use crate::clock::Clock;
use crate::error::ApiError;
use crate::journal;

/// How often a node looks. Several nodes doing so is harmless.
const EVERY: Duration = Duration::from_secs(5);
/// Name of the time after which a claim is stale.
const TIME: &str = "claim_stale";

/// Looks for stale claims for as long as the node runs.
pub async fn run(pool: PgPool, clock: Arc<dyn Clock>, committed: Arc<Notify>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
        match release_stale(&pool, clock.now()).await {
            Ok(0) => {}
            Ok(_) => committed.notify_one(),
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "calls.stale.failed"),
        }
    }
}

/// Puts back every call whose claim is stale, and returns how many. Nothing happens where nobody has set the time.
pub async fn release_stale(pool: &PgPool, now: DateTime) -> Result<usize, ApiError> {
    let mut tx = pool.begin().await?;
    let Some(seconds) = store::read::seconds(&mut *tx, TIME, now).await? else { return Ok(0) };
    let before = now - chrono::Duration::seconds(i64::from(seconds));
    let released = store::write::release_older(&mut tx, before, now).await?;
    for id in &released {
        let payload = json!({ "after_seconds": seconds });
        let (entry, _) = change::entry(&mut tx, None, *id, "call.claim_stale", payload).await?;
        journal::append(&mut tx, None, now, None, entry).await?;
    }
    tx.commit().await?;
    Ok(released.len())
}
