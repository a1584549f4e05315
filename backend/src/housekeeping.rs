//! Removes what nobody needs any more. Nothing of the register or the journal: only the traces of mechanisms.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;

/// How often a node tidies up. Several nodes doing so is harmless.
const EVERY: Duration = Duration::from_hours(1);

/// Statements with the time as their only parameter.
///
/// A command's key is kept for 30 days: longer than any tablet stays without a network before its lease ends. A failed
/// guess counts for a day. A challenge is void once it has expired.
const SWEEPS: [&str; 3] = [
    "delete from commands where at < $1::timestamptz - interval '30 days'",
    "delete from login_failures where at < $1::timestamptz - interval '1 day'",
    "delete from login_challenges where expires_at < $1::timestamptz",
];

/// Tidies up for as long as the node runs.
pub async fn run(pool: PgPool, clock: Arc<dyn Clock>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = sweep(&pool, &*clock).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "housekeeping.failed");
        }
    }
}

async fn sweep(pool: &PgPool, clock: &dyn Clock) -> Result<(), sqlx::Error> {
    for sql in SWEEPS {
        sqlx::query(sql).bind(clock.now()).execute(pool).await?;
    }
    Ok(())
}
