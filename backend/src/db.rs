//! The database: its migrations.

use sqlx::PgPool;
use sqlx::migrate::{MigrateError, Migrator};

/// Every migration, carried in the binary.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// Brings the database to the state this binary expects.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    MIGRATOR.run(pool).await
}
