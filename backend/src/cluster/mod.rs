//! A private PostgreSQL + PostGIS cluster: one file and an installed PostgreSQL are a whole system.
//!
//! The cluster lives in a folder of its own, listens on a unix socket only (in a folder no other user can enter, so
//! the socket needs no password), and is shared politely: every `vnr` process that uses it holds a shared file lock,
//! and the last one to leave stops it. A postmaster that no `vnr` started is used but never stopped. File locks die
//! with their process, so a server killed with `-9` leaves nothing behind that the next start does not understand.

mod account;
mod binaries;
mod error;
mod lock;
mod place;
mod postmaster;
mod settings;
mod store;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use account::Account;
use binaries::Binaries;
pub use error::ClusterError;
use lock::Lock;
use place::Place;
use postmaster::{Phase, Postmaster};
pub use settings::Durability;

/// Name of the cluster's only database account; the socket's folder is what keeps others out.
pub const SUPERUSER: &str = "postgres";

/// How long a start may take in all: crash recovery replays the log since the last checkpoint, which is bounded by
/// `max_wal_size`, but on a slow disk that is minutes rather than seconds.
const START_LIMIT: Duration = Duration::from_mins(5);

/// How long orphans of a killed postmaster may hold its shared memory before a start is given up.
const ORPHAN_LIMIT: Duration = Duration::from_secs(20);

/// How often a server looks whether its PostgreSQL is there.
const LOOK_AFTER: Duration = Duration::from_millis(250);

/// Where the cluster lives and how it behaves.
#[derive(Debug, Clone)]
pub struct ClusterConfig {
    /// The data folder (`VNR_DATA`); the cluster takes the folder `cluster` in it.
    pub data: PathBuf,
    /// The folder with `initdb`, `pg_ctl` and `postgres` (`VNR_PG_BIN`); searched for when absent.
    pub binaries: Option<PathBuf>,
    /// Whether an acknowledged transaction must survive a power cut.
    pub durability: Durability,
    /// Leaves the cluster running at [`Cluster::stop`], for a cluster that many short processes share.
    pub keep_running: bool,
}

impl ClusterConfig {
    /// A durable cluster in `data` that stops with its last user.
    pub fn serving(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), binaries: None, durability: Durability::Durable, keep_running: false }
    }

    /// A fast cluster for tests in `data`: contents may be lost with the machine, and it stays up between processes.
    pub fn throwaway(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), binaries: None, durability: Durability::Throwaway, keep_running: true }
    }

    /// The serving cluster that the environment names: `VNR_DATA` (default `.local` here) and `VNR_PG_BIN`.
    pub fn from_env() -> Self {
        let data = std::env::var_os("VNR_DATA").map_or_else(|| PathBuf::from(".local"), PathBuf::from);
        Self { binaries: std::env::var_os("VNR_PG_BIN").map(PathBuf::from), ..Self::serving(data) }
    }
}

/// A running cluster that this process uses. Dropping it without [`Cluster::stop`] leaves PostgreSQL running; the
/// next start finds it and takes the duty to stop it over.
#[derive(Debug)]
pub struct Cluster {
    config: ClusterConfig,
    place: Place,
    binaries: Binaries,
    account: Account,
    postmaster: Postmaster,
    adopted: bool,
    user: Lock,
}

impl Cluster {
    /// Starts the cluster of `config`, makes it when it does not exist, or joins it when it runs already.
    pub async fn start(config: &ClusterConfig) -> Result<Self, ClusterError> {
        let account = Account::of_this_process()?;
        let place = Place::choose(&config.data, &account)?;
        let account = place.owner(account)?;
        let gate = Lock::exclusive(place.gate()).await?;
        let user = Lock::shared(place.users()).await?;
        let binaries = Binaries::find(config.binaries.as_deref(), place.version()?.as_deref())?;
        place.prepare(&account)?;
        initialise(&place, &binaries, &account, config.durability).await?;
        let running = settle(&place).await?;
        let adopted = running.is_some();
        let postmaster = match running {
            Some(postmaster) => postmaster,
            None => launch(&place, &binaries, &account, config.durability).await?,
        };
        drop(gate);
        tracing::info!(
            folder = %place.root().display(), pid = postmaster.pid, version = %binaries.version, adopted,
            "cluster.ready"
        );
        Ok(Self { config: config.clone(), place, binaries, account, postmaster, adopted, user })
    }

    /// The folder the cluster really lives in: `cluster` in the data folder, or a folder under `/var/lib/vnr` when
    /// the account that runs PostgreSQL cannot walk to the data folder.
    pub fn folder(&self) -> &Path {
        self.place.root()
    }

    /// Why the cluster does not live in the data folder, when it does not.
    pub fn moved_because(&self) -> Option<&str> {
        self.place.moved_because()
    }

    /// Whether the cluster ran already when this process came.
    pub fn was_running(&self) -> bool {
        self.adopted
    }

    /// Connection options for `database`.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.postmaster.socket_folder)
            .port(self.postmaster.port)
            .username(SUPERUSER)
            .ssl_mode(PgSslMode::Disable)
            .database(database)
    }

    /// The same as a URL that `psql`, `pg_dump` and `DATABASE_URL` take.
    pub fn url(&self, database: &str) -> String {
        let folder = self.postmaster.socket_folder.to_string_lossy();
        let host: String = url::form_urlencoded::byte_serialize(folder.as_bytes()).collect();
        // A plus sign means a space in forms, but not in a database URL.
        let host = host.replace('+', "%20");
        format!("postgresql://{SUPERUSER}@localhost:{}/{database}?host={host}", self.postmaster.port)
    }

    /// The path of one of PostgreSQL's own programs, of the version that runs the cluster.
    pub fn program(&self, name: &str) -> PathBuf {
        self.binaries.program(name)
    }

    /// Makes `database` when it is not there yet.
    pub async fn ensure_database(&self, database: &str) -> Result<(), ClusterError> {
        store::ensure_database(&self.options("postgres"), database).await
    }

    /// Starts PostgreSQL again whenever it dies, for as long as this is polled: an acknowledged transaction is on the
    /// disk, so a server outlives its database and serves on after the recovery.
    pub async fn keep_up(&self) {
        let pgdata = self.place.pgdata();
        loop {
            tokio::time::sleep(LOOK_AFTER).await;
            if !matches!(Postmaster::read(&pgdata), Ok(None)) {
                continue;
            }
            tracing::warn!(folder = %self.place.root().display(), "cluster.died");
            // The lock that this start takes goes again with its value; the one held by `self` stays.
            if let Err(error) = Self::start(&self.config).await {
                tracing::error!(error = &error as &dyn std::error::Error, "cluster.restart_failed");
            }
        }
    }

    /// Leaves the cluster, and stops PostgreSQL when this was its last user and a `vnr` process started it.
    pub async fn stop(self) -> Result<(), ClusterError> {
        let Self { config, place, binaries, account, user, .. } = self;
        drop(user);
        if config.keep_running {
            return Ok(());
        }
        let _gate = Lock::exclusive(place.gate()).await?;
        let Some(_last) = Lock::try_exclusive(place.users())? else { return Ok(()) };
        let running = Postmaster::read(&place.pgdata())?;
        if running.is_none_or(|postmaster| place.started_by_us() != Some(postmaster.pid)) {
            return Ok(());
        }
        let pgdata = place.pgdata();
        let mut command = account.command(&binaries.program("pg_ctl"));
        command.args(["stop", "-s", "-w", "-t", "120", "-m", "fast", "-D"]).arg(&pgdata);
        let output = account::run(&mut command).await?;
        if !output.status.success() {
            return Err(ClusterError::Stop { folder: pgdata, output: account::text_of(&output) });
        }
        place.forget_start();
        tracing::info!(folder = %place.root().display(), "cluster.stopped");
        Ok(())
    }
}

/// Makes an empty cluster unless there is one. It grows under another name and is renamed when complete, so that an
/// `initdb` killed half-way is not mistaken for a cluster.
async fn initialise(
    place: &Place,
    binaries: &Binaries,
    account: &Account,
    durability: Durability,
) -> Result<(), ClusterError> {
    if place.version()?.is_some() {
        return Ok(());
    }
    tracing::info!(folder = %place.root().display(), version = %binaries.version, "cluster.create");
    let partial = place.fresh_partial(account)?;
    let mut command = account.command(&binaries.program("initdb"));
    command
        .args(["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--data-checksums", "-U", SUPERUSER])
        .arg("-D")
        .arg(&partial);
    if durability == Durability::Throwaway {
        command.arg("--no-sync");
    }
    let output = account::run(&mut command).await?;
    if !output.status.success() {
        return Err(ClusterError::Create { folder: partial, output: account::text_of(&output) });
    }
    settings::include(&partial)?;
    place.adopt_partial(&partial)
}

/// Waits until the cluster is clearly up or clearly down, and clears away what a crash left.
async fn settle(place: &Place) -> Result<Option<Postmaster>, ClusterError> {
    let pgdata = place.pgdata();
    let since = Instant::now();
    loop {
        match Postmaster::read(&pgdata)? {
            None => {
                place.clear_leftovers()?;
                return Ok(None);
            }
            Some(postmaster) if postmaster.phase == Phase::Ready => return Ok(Some(postmaster)),
            Some(postmaster) if since.elapsed() > START_LIMIT => {
                return Err(ClusterError::NotReady { pid: postmaster.pid, seconds: START_LIMIT.as_secs() });
            }
            Some(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Starts the postmaster and waits until it answers, which includes crash recovery.
async fn launch(
    place: &Place,
    binaries: &Binaries,
    account: &Account,
    durability: Durability,
) -> Result<Postmaster, ClusterError> {
    let pgdata = place.pgdata();
    settings::write(&pgdata, place.socket_folder(), place.log_folder(), durability, account)?;
    let since = Instant::now();
    loop {
        let output = pg_ctl_start(place, binaries, account).await?;
        if output.status.success() {
            let postmaster = Postmaster::read(&pgdata)?
                .ok_or_else(|| ClusterError::Start { folder: pgdata.clone(), output: place.log_tail() })?;
            place.remember_start(postmaster.pid)?;
            return Ok(postmaster);
        }
        let log = place.log_tail();
        // Backends of a postmaster killed with -9 notice within moments; until then they hold its shared memory.
        let orphans = log.contains("pre-existing shared memory block");
        if !orphans || since.elapsed() > ORPHAN_LIMIT {
            let output = format!("{}\n{log}", account::text_of(&output));
            return Err(ClusterError::Start { folder: pgdata, output: output.trim().to_owned() });
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

async fn pg_ctl_start(place: &Place, binaries: &Binaries, account: &Account) -> Result<Output, ClusterError> {
    place.empty_log()?;
    let mut command = account.command(&binaries.program("pg_ctl"));
    command
        .args(["start", "-s", "-w", "-t"])
        .arg(START_LIMIT.as_secs().to_string())
        .arg("-D")
        .arg(place.pgdata())
        .arg("-l")
        .arg(place.log());
    account::run(&mut command).await
}
