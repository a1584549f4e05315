//! What can go wrong with the private cluster, in words that tell the reader what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private cluster could not be started, used or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No `initdb`, `pg_ctl` and `postgres` were found.
    #[error(
        "PostgreSQL was not found in {}. Install it (Debian: apt-get install -y --no-install-recommends \
         postgresql-15-postgis-3), or name the folder of its programs in VNR_PG_BIN, or use a database of your own \
         with DATABASE_URL",
        list(looked_in)
    )]
    NoBinaries {
        /// Every folder that was tried.
        looked_in: Vec<PathBuf>,
    },
    /// PostgreSQL is there, but the PostGIS extension for this version is not.
    #[error(
        "PostGIS for PostgreSQL {version} is not installed (Debian: apt-get install -y --no-install-recommends \
         postgresql-{version}-postgis-3)"
    )]
    NoPostgis {
        /// The major version of the PostgreSQL found.
        version: String,
    },
    /// The folder was made by a PostgreSQL that is not on this machine.
    #[error(
        "the cluster was made by PostgreSQL {wanted}, and only {} is installed: install version {wanted}, or move \
         the data with pg_dump",
        found.join(", ")
    )]
    WrongVersion {
        /// Major version that made the folder.
        wanted: String,
        /// Major versions found.
        found: Vec<String>,
    },
    /// PostgreSQL refuses to run as root, and there is no account to run it as.
    #[error(
        "PostgreSQL does not run as root and this machine has no account named \"postgres\" (Debian's package makes \
         it); run vnr as an ordinary user, or set DATABASE_URL"
    )]
    NoAccount,
    /// The cluster's folder belongs to somebody else.
    #[error(
        "{} belongs to user number {owner}, not to this one ({me}): run as that user, or name another folder in \
         VNR_DATA",
        path.display()
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// Number of the user it belongs to.
        owner: u32,
        /// Number of the user this process runs as.
        me: u32,
    },
    /// A folder or file could not be made, read or changed.
    #[error("cannot {action} {}", path.display())]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A program could not be run at all.
    #[error("cannot run {}", program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// `initdb` failed.
    #[error("cannot make a database cluster in {}: {output}", folder.display())]
    Create {
        /// Where.
        folder: PathBuf,
        /// What `initdb` said.
        output: String,
    },
    /// The postmaster did not come up.
    #[error("PostgreSQL did not start in {}: {output}", folder.display())]
    Start {
        /// Where.
        folder: PathBuf,
        /// What `pg_ctl` and the server's log said.
        output: String,
    },
    /// The postmaster runs, but did not begin to answer.
    #[error("PostgreSQL (process {pid}) did not become ready within {seconds} s")]
    NotReady {
        /// Its process number.
        pid: u32,
        /// How long was waited.
        seconds: u64,
    },
    /// The postmaster did not stop.
    #[error("PostgreSQL did not stop in {}: {output}", folder.display())]
    Stop {
        /// Where.
        folder: PathBuf,
        /// What `pg_ctl` said.
        output: String,
    },
    /// The cluster runs, but refused a connection or a statement.
    #[error("the private cluster refused a statement")]
    Sql(#[from] sqlx::Error),
}

impl ClusterError {
    /// Wraps an I/O error with what was tried on which path.
    pub(super) fn file(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::File { action, path, source }
    }
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
