//! The database: its migrations and its connections.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use std::time::Duration;

/// Every migration, carried in the binary.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// Brings the database to the state this binary expects.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    MIGRATOR.run(pool).await
}

/// How long after its last use a connection is believed to live.
const BELIEVED: Duration = Duration::from_millis(500);

/// A pool whose connections work as the role `vnr_app`, which may not change the journal.
pub async fn connect(options: PgConnectOptions, max_connections: u32) -> Result<PgPool, sqlx::Error> {
    pool_options(max_connections).connect_with(interactive(options)).await
}

/// As [`connect`], for a server: all connections are opened early, in the background.
pub async fn connect_eagerly(options: PgConnectOptions, connections: u32) -> Result<PgPool, sqlx::Error> {
    pool_options(connections).min_connections(connections).connect_with(interactive(options)).await
}

/// Every statement of the server answers somebody who waits and reads few rows: starting parallel workers would cost it
/// more than it reads.
fn interactive(options: PgConnectOptions) -> PgConnectOptions {
    options.options([("max_parallel_workers_per_gather", "0")])
}

fn pool_options(max_connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(5))
        // A connection holds the loaded Latvian dictionary (see `warm`), so it is kept for as long as it lives.
        .idle_timeout(None)
        .max_lifetime(None)
        // Asking before each use whether a connection lives is a round trip; one that was used just now is believed.
        .test_before_acquire(false)
        .before_acquire(|conn, used| {
            Box::pin(async move {
                if used.idle_for > BELIEVED {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(|conn, _| Box::pin(async move { assume_role(conn).await }))
}

/// Gives up the rights of whoever logged in for those of `vnr_app`. Does nothing for a log-in that is it already.
pub async fn assume_role(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("set role vnr_app").execute(conn).await?;
    Ok(())
}

/// How long after its start a node begins to warm its connections: first those who reconnect are served.
const WARM_AFTER: Duration = Duration::from_secs(3);
/// Touches the dictionary and the territories. The point is Rīga.
const WARMS: &str = "select to_tsvector('vnr', 'a'), exists (
    select from territories where st_covers(border, st_setsrid(st_makepoint(24.1, 56.95), 4326)))";

/// Opens every connection the pool may have and loads into each what a filing needs of PostgreSQL's libraries, so that no
/// dispatcher's command pays for it: the Latvian dictionary is read anew in each connection at its first use (65 to 200 ms),
/// and so is the geometry of the territories (9 ms).
///
/// One connection is used at a time, and the pool hands them out in turn, so two rounds reach all of them.
pub async fn warm(pool: PgPool) {
    tokio::time::sleep(WARM_AFTER).await;
    for _ in 0..pool.options().get_max_connections() * 2 {
        // Warming is a courtesy: when the database is away there are others who will say so.
        let _ = sqlx::query(WARMS).execute(&pool).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
