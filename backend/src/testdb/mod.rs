//! Databases for tests: a real PostgreSQL, and for each test a fresh database with every migration applied.
//!
//! nextest runs each test in a process of its own, so nothing in memory is shared. What is shared lies under the cache
//! folder (`VNR_CACHE`, default `~/.cache/vnr`): one throwaway cluster, started by whichever test comes first and left
//! running (`make stop` ends it), and in it one template per state of the migrations. A test clones the template in some
//! 50 ms and drops its clone at the end; what a killed test leaves is dropped by a later one.

mod store;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::OnceCell;

use crate::cluster::{Cluster, ClusterConfig};
use crate::db;

static TEMPLATE: OnceCell<(Cluster, String)> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Connections of one test's pool: enough for tests of concurrency, few enough for several tests at once.
const CONNECTIONS: u32 = 10;

/// One test's own database; dropped with this value.
#[derive(Debug)]
pub struct TestDb {
    pool: PgPool,
    options: PgConnectOptions,
    url: String,
    maintenance: PgConnectOptions,
    name: String,
}

impl TestDb {
    /// A fresh database with every migration applied.
    ///
    /// # Panics
    /// When there is no PostgreSQL to test with: the test cannot say anything then.
    pub async fn new() -> Self {
        match Self::try_new().await {
            Ok(fresh) => fresh,
            Err(error) => give_up(&*error),
        }
    }

    async fn try_new() -> Result<Self, Box<dyn std::error::Error>> {
        let (cluster, template) = TEMPLATE.get_or_try_init(prepare).await?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}{}_{number}", store::CLONE_PREFIX, std::process::id());
        let maintenance = cluster.options("postgres");
        store::clone(&maintenance, template, &name).await?;
        let options = cluster.options(&name);
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect_with(options.clone()).await?;
        Ok(Self { pool, options, url: cluster.url(&name), maintenance, name })
    }

    /// A pool of connections as the database's owner.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// What a second pool, or a listener, needs to connect.
    pub fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    /// The same as a `DATABASE_URL`, for a server in a process of its own.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let (maintenance, name) = (self.maintenance.clone(), std::mem::take(&mut self.name));
        // The test's runtime may be shutting down, so the clean-up brings its own. If it fails, a later test's sweep
        // gets the database, which is why nothing is said about it here.
        let cleaner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(store::remove(&maintenance, &name)).map_err(std::io::Error::other)
        });
        let _ = cleaner.join();
    }
}

/// Starts or joins the shared cluster, sweeps it, and makes the template for the migrations of this build.
async fn prepare() -> Result<(Cluster, String), Box<dyn std::error::Error>> {
    let cluster = Cluster::start(&ClusterConfig::throwaway(folder()?)).await?;
    let maintenance = cluster.options("postgres");
    store::sweep(&maintenance, |pid| std::path::Path::new(&format!("/proc/{pid}")).exists()).await?;
    let template = template_name();
    store::ensure_template(&maintenance, &template, |pool| async move { db::migrate(&pool).await }).await?;
    Ok((cluster, template))
}

/// The template's name tells the state of the migrations it was made with.
fn template_name() -> String {
    let mut hash = Sha256::new();
    for migration in db::MIGRATOR.iter() {
        hash.update(migration.version.to_be_bytes());
        hash.update(&migration.checksum);
    }
    format!("{}{}", store::TEMPLATE_PREFIX, hex::encode(&hash.finalize()[..8]))
}

fn folder() -> Result<PathBuf, std::env::VarError> {
    let cache = std::env::var("VNR_CACHE").map(PathBuf::from);
    let cache =
        cache.or_else(|_| std::env::var("HOME").map(|home| PathBuf::from(home).join(".cache/vnr")))?;
    Ok(cache.join("testdb"))
}

#[expect(clippy::panic, reason = "test support: a test without its database must fail, and say why in full")]
fn give_up(error: &dyn std::error::Error) -> ! {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    panic!("no test database: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_test_has_a_migrated_database_of_its_own() {
        let (one, other) = (TestDb::new().await, TestDb::new().await);
        sqlx::raw_sql("create table only_here (n int)").execute(one.pool()).await.unwrap();
        let seen: Option<String> = sqlx::query_scalar("select to_regclass('only_here')::text")
            .fetch_one(other.pool())
            .await
            .unwrap();
        assert_eq!(seen, None);
        let postgis: String =
            sqlx::query_scalar("select postgis_lib_version()").fetch_one(other.pool()).await.unwrap();
        assert!(postgis.starts_with('3'), "{postgis}");
    }

    #[tokio::test]
    async fn a_database_is_gone_after_its_test() {
        let gone = TestDb::new().await;
        let name = gone.name.clone();
        let keeper = TestDb::new().await;
        drop(gone);
        let left: i64 = sqlx::query_scalar("select count(*) from pg_database where datname = $1")
            .bind(name)
            .fetch_one(keeper.pool())
            .await
            .unwrap();
        assert_eq!(left, 0);
    }

    #[tokio::test]
    async fn its_url_is_good_for_another_process() {
        let database = TestDb::new().await;
        let other = PgPool::connect(database.url()).await.unwrap();
        let name: String =
            sqlx::query_scalar("select current_database()::text").fetch_one(&other).await.unwrap();
        assert_eq!(name, database.name);
    }
}
