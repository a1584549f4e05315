//! The one statement the cluster itself needs.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection};

use super::ClusterError;

/// Makes `database` when it is missing; `maintenance` connects to any other database of the cluster.
pub(super) async fn ensure_database(
    maintenance: &PgConnectOptions,
    database: &str,
) -> Result<(), ClusterError> {
    let mut connection = PgConnection::connect_with(maintenance).await?;
    let found: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(database)
        .fetch_optional(&mut connection)
        .await?;
    if found.is_none() {
        let create = format!("create database \"{}\"", database.replace('"', "\"\""));
        match sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await {
            // Two processes came at once; the other one made it.
            Err(sqlx::Error::Database(raced)) if raced.code().as_deref() == Some("42P04") => {}
            other => {
                other?;
            }
        }
    }
    connection.close().await?;
    Ok(())
}
