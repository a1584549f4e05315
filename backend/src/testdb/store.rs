//! Making, cloning and dropping whole databases.

use std::future::Future;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgPool};

/// Begins the name of every template; the state of the migrations follows.
pub(super) const TEMPLATE_PREFIX: &str = "vnr_template_";

/// Begins the name of every test's database; the number of its process follows.
pub(super) const CLONE_PREFIX: &str = "vnr_test_";

/// Templates kept, newest first: several work trees with different migrations may share one cluster.
const TEMPLATES_KEPT: i64 = 8;

/// The advisory lock held while a template is made, so that only one process makes it.
const LOCK: i64 = 0x766e_725f_7462;

/// Makes the template `name` with `migrate` unless it is there. It is marked as a template when complete, so that one
/// whose maker was killed is made again.
pub(super) async fn ensure_template<M, F, E>(
    maintenance: &PgConnectOptions,
    name: &str,
    migrate: M,
) -> Result<(), Box<dyn std::error::Error>>
where
    M: FnOnce(PgPool) -> F,
    F: Future<Output = Result<(), E>>,
    E: std::error::Error + 'static,
{
    let mut connection = PgConnection::connect_with(maintenance).await?;
    if is_template(&mut connection, name).await? {
        return Ok(connection.close().await?);
    }
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
    if !is_template(&mut connection, name).await? {
        drop_old_templates(&mut connection).await?;
        run(&mut connection, format!("drop database if exists {name} with (force)")).await?;
        run(&mut connection, format!("create database {name} template template0")).await?;
        let options = maintenance.clone().database(name);
        let pool = PgPoolOptions::new().max_connections(2).connect_with(options).await?;
        migrate(pool.clone()).await?;
        // Clones inherit the planner's statistics of what the migrations filled in.
        sqlx::raw_sql("analyze").execute(&pool).await?;
        pool.close().await;
        run(&mut connection, format!("alter database {name} with is_template true allow_connections false"))
            .await?;
    }
    // Closing the connection lets the lock go.
    Ok(connection.close().await?)
}

/// Makes database `name` as a copy of `template`.
pub(super) async fn clone(
    maintenance: &PgConnectOptions,
    template: &str,
    name: &str,
) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(maintenance).await?;
    run(&mut connection, format!("drop database if exists {name} with (force)")).await?;
    run(&mut connection, format!("create database {name} template {template} strategy file_copy")).await?;
    connection.close().await
}

/// Drops database `name`, whoever is still connected to it.
pub(super) async fn remove(maintenance: &PgConnectOptions, name: &str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(maintenance).await?;
    run(&mut connection, format!("drop database if exists {name} with (force)")).await?;
    connection.close().await
}

/// Drops the databases of test processes that are gone, as `lives` tells from the process number in the name.
pub(super) async fn sweep(
    maintenance: &PgConnectOptions,
    lives: impl Fn(u32) -> bool,
) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(maintenance).await?;
    let clones: Vec<String> =
        sqlx::query_scalar("select datname::text from pg_database where datname like $1")
            .bind(format!("{CLONE_PREFIX}%"))
            .fetch_all(&mut connection)
            .await?;
    for name in clones {
        let pid = name.trim_start_matches(CLONE_PREFIX).split('_').next().and_then(|pid| pid.parse().ok());
        if pid.is_some_and(|pid| !lives(pid)) {
            // Another process may be sweeping the same one; then it is gone all the same.
            let _ = run(&mut connection, format!("drop database if exists {name} with (force)")).await;
        }
    }
    connection.close().await
}

async fn is_template(connection: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1 and datistemplate)")
        .bind(name)
        .fetch_one(connection)
        .await
}

async fn drop_old_templates(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    // Object numbers grow, so the highest are the newest.
    let old: Vec<String> = sqlx::query_scalar(
        "select datname::text from pg_database where datname like $1 order by oid desc offset $2",
    )
    .bind(format!("{TEMPLATE_PREFIX}%"))
    .bind(TEMPLATES_KEPT)
    .fetch_all(&mut *connection)
    .await?;
    for name in old {
        run(connection, format!("alter database {name} with is_template false")).await?;
        run(connection, format!("drop database if exists {name} with (force)")).await?;
    }
    Ok(())
}

/// Database names cannot be bound, and every name here is made of our prefixes, digits and hexadecimal digits.
async fn run(connection: &mut PgConnection, statement: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(drop)
}
