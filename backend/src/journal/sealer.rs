//! Numbers committed entries and chains their hashes.
//!
//! One node of the cluster seals, by an advisory lock that its connection holds; when the node dies PostgreSQL frees
//! the lock and another goes on. A seal is written by the statement that takes the entry from the queue, on the
//! connection that holds the lock, so there is no moment at which two seal or an entry is lost.
//!
//! Why not simply follow `id` up to the oldest running transaction (`pg_snapshot_xmin`)? One long import would hold
//! back every live screen. Why not a lock around each commit? It would make commits wait for each other's disk flush.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{Connection, PgConnection, PgPool};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::store;

/// Most entries sealed in one transaction.
const BATCH: i32 = 1000;
/// How long the sealer waits without being rung before it looks by itself: covers a node that died between its commit
/// and its ring.
const LOOK: Duration = Duration::from_millis(200);
/// How often a node that does not seal tries to take over.
const TAKE_OVER: Duration = Duration::from_millis(500);

/// Seals for as long as the node runs. `committed` is rung by this node's commits, `sealed` is rung for its hub.
pub async fn run(pool: PgPool, committed: Arc<Notify>, sealed: Arc<Notify>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let turn = tokio::select! {
            turn = lead_or_wait(&pool, &committed, &sealed) => turn,
            () = stop.cancelled() => break,
        };
        if let Err(error) = turn {
            tracing::warn!(error = &error as &dyn std::error::Error, "journal.sealer.interrupted");
            tokio::time::sleep(TAKE_OVER).await;
        }
    }
}

/// Seals while this node holds the lock; otherwise waits a moment, ringing for the node that does.
async fn lead_or_wait(pool: &PgPool, committed: &Notify, sealed: &Notify) -> Result<(), sqlx::Error> {
    // Not from the pool: the lock lives as long as the connection, and a pooled one would carry it back.
    let mut conn = PgConnection::connect_with(&pool.connect_options()).await?;
    crate::db::assume_role(&mut conn).await?;
    if store::try_lead(&mut conn).await? {
        tracing::info!("journal.sealer.leading");
        return lead(pool, conn, committed, sealed).await;
    }
    conn.close().await?;
    let until = tokio::time::Instant::now() + TAKE_OVER;
    while tokio::time::timeout_at(until, committed.notified()).await.is_ok() {
        store::announce_committed(pool).await?;
    }
    Ok(())
}

async fn lead(
    pool: &PgPool,
    mut conn: PgConnection,
    committed: &Notify,
    sealed: &Notify,
) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("vnr_committed").await?;
    loop {
        let count = store::seal_pending(&mut conn, BATCH).await?;
        if count > 0 {
            sealed.notify_one();
        }
        if count < BATCH {
            tokio::select! {
                () = committed.notified() => {}
                rung = listener.recv() => { rung?; }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}
