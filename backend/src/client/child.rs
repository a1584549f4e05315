//! A server in a process of its own, on a private cluster in a folder of its own: what the crash test kills and the
//! measurements measure.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::process::Command;

/// How long a start may take, crash recovery included.
const START_MAX: Duration = Duration::from_mins(2);
/// How long an orderly stop may take.
const STOP_MAX: Duration = Duration::from_mins(1);

/// Why the server could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ChildError {
    /// The file system or the process table.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// It ended, or did not answer in time.
    #[error("{what}; the end of its log:\n{log}")]
    Server {
        /// What went wrong.
        what: String,
        /// The end of its log.
        log: String,
    },
}

fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> ChildError {
    let what = what.into();
    move |source| ChildError::Io { what, source }
}

/// A folder that is removed with this value. Other accounts may walk in, as the database's account must.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new, empty folder in the system's folder for such.
    pub fn new(name: &str) -> Result<Self, ChildError> {
        let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        let what = || format!("make {}", path.display());
        fs::create_dir_all(&path).map_err(io(what()))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).map_err(io(what()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system, which sweeps this place.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// An address of this machine that nobody listens on.
pub fn free_address() -> Result<SocketAddr, ChildError> {
    let probe = TcpListener::bind("127.0.0.1:0").and_then(|probe| probe.local_addr());
    probe.map_err(io("find a free port"))
}

/// A running `vnr serve`.
#[derive(Debug)]
pub struct Child {
    process: tokio::process::Child,
    data: PathBuf,
    address: SocketAddr,
    began: Instant,
    killed_database: Option<u32>,
}

impl Child {
    /// Starts `vnr serve` of this very program in a data folder.
    pub fn start(
        program: &Path,
        data: &Path,
        address: SocketAddr,
        database: Option<&str>,
    ) -> Result<Self, ChildError> {
        let path = data.join("server.log");
        let log = fs::OpenOptions::new().create(true).append(true).open(&path);
        let log = log.map_err(io(format!("write {}", path.display())))?;
        let mut command = Command::new(program);
        command.arg("serve").env_remove("DATABASE_URL").env("VNR_DATA", data);
        command.env("VNR_LISTEN", address.to_string()).env("VNR_LOG", "warn");
        if let Some(url) = database {
            command.env("DATABASE_URL", url);
        }
        // In a group of its own, so that Ctrl-C reaches only the tool, which then ends the server in order.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).kill_on_drop(true).process_group(0);
        let process = command.spawn().map_err(io(format!("start {}", program.display())))?;
        Ok(Self { process, data: data.to_owned(), address, began: Instant::now(), killed_database: None })
    }

    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// When it was started.
    pub const fn began(&self) -> Instant {
        self.began
    }

    /// Its process id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.id()
    }

    /// Waits until it can serve.
    pub async fn ready(&mut self) -> Result<(), ChildError> {
        let ready = format!("{}/api/ready", self.url());
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build();
        let http = http.map_err(|error| io("make a client")(std::io::Error::other(error)))?;
        while self.began.elapsed() < START_MAX {
            if let Some(status) = self.process.try_wait().map_err(io("look after the server"))? {
                return Err(self.failure(format!("the server ended while starting ({status})")));
            }
            if http.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err(self.failure("the server did not become ready".to_owned()))
    }

    /// Kills the server with `-9`; its database lives on.
    pub async fn kill(&mut self) -> Result<(), ChildError> {
        self.process.kill().await.map_err(io("kill the server"))
    }

    /// Kills the private cluster's first process with `-9`; does nothing when none runs.
    pub async fn kill_database(&mut self) -> Result<(), ChildError> {
        if let Some(pid) = self.database_pid() {
            self.killed_database = Some(pid);
            signal("-9", pid).await?;
        }
        Ok(())
    }

    /// Waits until the server has started its database again.
    pub async fn database_is_back(&self) -> Result<(), ChildError> {
        let began = Instant::now();
        while self.database_pid().is_none_or(|pid| Some(pid) == self.killed_database) {
            if began.elapsed() > START_MAX {
                return Err(self.failure("the server did not start its database again".to_owned()));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    fn database_pid(&self) -> Option<u32> {
        let moved = fs::read_to_string(self.data.join("cluster-is-in"));
        let cluster = moved.map_or_else(|_| self.data.join("cluster"), |path| PathBuf::from(path.trim()));
        fs::read_to_string(cluster.join("pg/postmaster.pid")).ok()?.lines().next()?.parse().ok()
    }

    /// Stops it in order, and its database with it.
    pub async fn stop(mut self) -> Result<(), ChildError> {
        if let Some(pid) = self.pid() {
            signal("-TERM", pid).await?;
        }
        match tokio::time::timeout(STOP_MAX, self.process.wait()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(io("wait for the server")(error)),
            Err(_) => Err(self.failure("the server does not stop".to_owned())),
        }
    }

    fn failure(&self, what: String) -> ChildError {
        let log = fs::read(self.data.join("server.log")).unwrap_or_default();
        let end = String::from_utf8_lossy(log.get(log.len().saturating_sub(4000)..).unwrap_or_default())
            .into_owned();
        ChildError::Server { what, log: end }
    }
}

/// Sends a signal. A process that is gone already is as good.
async fn signal(which: &str, pid: u32) -> Result<(), ChildError> {
    let mut command = Command::new("kill");
    command.args([which, &pid.to_string()]).stderr(Stdio::null());
    command.status().await.map(drop).map_err(io("send a signal"))
}
