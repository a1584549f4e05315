//! The database: its migrations and its connections.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool};
use std::time::Duration;

/// Every migration, carried in the binary.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// Brings the database to the state this binary expects.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    MIGRATOR.run(pool).await
}

/// A pool whose connections work as the role `vnr_app`, which may not change the journal.
pub async fn connect(options: PgConnectOptions, max_connections: u32) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(5))
        .after_connect(|conn, _| Box::pin(async move { assume_role(conn).await }))
        .connect_with(options)
        .await
}

/// Gives up the rights of whoever logged in for those of `vnr_app`. Does nothing for a log-in that is it already.
pub async fn assume_role(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("set role vnr_app").execute(conn).await?;
    Ok(())
}
