//! The folder the cluster lives in, and the files around it.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ClusterError;
use super::account::Account;
use super::postmaster::pid_file;
use super::settings::PORT;

/// The longest path a unix socket may have: `sun_path` holds 108 bytes with the closing zero.
const SOCKET_PATH_LIMIT: usize = 107;

/// Where a root process keeps clusters that the `postgres` account could not reach in the data folder.
const SYSTEM_FOLDER: &str = "/var/lib/vnr";

/// A cluster's folder: `pg` (the data), `run` (the socket), `log`, and our own lock files.
#[derive(Debug)]
pub(super) struct Place {
    root: PathBuf,
    sockets: PathBuf,
    logs: PathBuf,
    moved_because: Option<String>,
}

impl Place {
    /// Chooses and makes the folder: `cluster` in `data`, unless the account cannot walk there.
    pub(super) fn choose(data: &Path, account: &Account) -> Result<Self, ClusterError> {
        fs::create_dir_all(data).map_err(ClusterError::file("make the folder", data))?;
        let data = fs::canonicalize(data).map_err(ClusterError::file("find", data))?;
        let name = short_hash(&data);
        let (root, moved_because) = if account.can_walk_to(&data) {
            (data.join("cluster"), None)
        } else {
            let root = Path::new(SYSTEM_FOLDER).join(&name);
            let why = format!(
                "PostgreSQL's account cannot enter {}, so the database is in {}; VNR_DATA names another folder",
                data.display(),
                root.display()
            );
            (root, Some(why))
        };
        fs::create_dir_all(&root).map_err(ClusterError::file("make the folder", &root))?;
        if moved_because.is_some() {
            // For people and scripts that look for the database where they expect it.
            let note = data.join("cluster-is-in");
            fs::write(&note, root.as_os_str().as_encoded_bytes())
                .map_err(ClusterError::file("write", &note))?;
        }
        let sockets = socket_folder(root.join("run"), &name);
        Ok(Self { logs: root.join("log"), sockets, root, moved_because })
    }

    /// The account to use for this folder: as root, the one that owns an existing cluster; otherwise the cluster
    /// must be ours.
    pub(super) fn owner(&self, account: Account) -> Result<Account, ClusterError> {
        let Ok(found) = fs::metadata(self.pgdata()) else { return Ok(account) };
        if found.uid() == account.uid {
            Ok(account)
        } else if account.dropped && found.uid() != 0 {
            Ok(Account { uid: found.uid(), gid: found.gid(), dropped: true })
        } else {
            Err(ClusterError::NotOurs { path: self.pgdata(), owner: found.uid(), me: account.uid })
        }
    }

    /// Makes the folders PostgreSQL writes to, closed to everybody else.
    pub(super) fn prepare(&self, account: &Account) -> Result<(), ClusterError> {
        private_folder(&self.sockets, account)?;
        private_folder(&self.logs, account)
    }

    /// The whole folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Why the folder is not in the data folder, when it is not.
    pub(super) fn moved_because(&self) -> Option<&str> {
        self.moved_because.as_deref()
    }

    /// PostgreSQL's data folder.
    pub(super) fn pgdata(&self) -> PathBuf {
        self.root.join("pg")
    }

    /// The folder of the socket.
    pub(super) fn socket_folder(&self) -> &Path {
        &self.sockets
    }

    /// The folder of the server's logs, a week of them.
    pub(super) fn log_folder(&self) -> &Path {
        &self.logs
    }

    /// Held while somebody starts or stops the cluster.
    pub(super) fn gate(&self) -> PathBuf {
        self.root.join("gate.lock")
    }

    /// Held, shared, by every process that uses the cluster.
    pub(super) fn users(&self) -> PathBuf {
        self.root.join("users.lock")
    }

    /// What PostgreSQL prints before its own log begins.
    pub(super) fn log(&self) -> PathBuf {
        self.logs.join("start.log")
    }

    /// Empties the start log, so that an error shows this start only.
    pub(super) fn empty_log(&self) -> Result<(), ClusterError> {
        remove_if_there(&self.log())
    }

    /// The end of what this start printed.
    pub(super) fn log_tail(&self) -> String {
        let mut text = fs::read_to_string(self.log()).unwrap_or_default();
        if text.contains("logging collector") {
            // From there on the server writes to its own log.
            text.push_str(&self.newest_log());
        }
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }

    fn newest_log(&self) -> String {
        let logs = fs::read_dir(&self.logs).into_iter().flatten().flatten().map(|entry| entry.path());
        let newest = logs
            .filter(|path| *path != self.log())
            .max_by_key(|path| fs::metadata(path).and_then(|found| found.modified()).ok());
        newest.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default()
    }

    /// Major version of the cluster here, or none when there is no cluster yet.
    pub(super) fn version(&self) -> Result<Option<String>, ClusterError> {
        let path = self.pgdata().join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ClusterError::file("read", path)(source)),
        }
    }

    /// An empty folder for `initdb`, without what an earlier, killed one left.
    pub(super) fn fresh_partial(&self, account: &Account) -> Result<PathBuf, ClusterError> {
        let partial = self.root.join("pg.partial");
        match fs::remove_dir_all(&partial) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                return Err(ClusterError::file("remove", partial)(source));
            }
            _ => private_folder(&partial, account)?,
        }
        Ok(partial)
    }

    /// Makes a finished new cluster the cluster of this place.
    pub(super) fn adopt_partial(&self, partial: &Path) -> Result<(), ClusterError> {
        fs::rename(partial, self.pgdata()).map_err(ClusterError::file("rename", partial))
    }

    /// Removes what a crash left: with no postmaster alive, a pid file or a socket here is nobody's. PostgreSQL does
    /// this too, but not when another program has got the old process number meanwhile.
    pub(super) fn clear_leftovers(&self) -> Result<(), ClusterError> {
        remove_if_there(&pid_file(&self.pgdata()))?;
        for name in [format!(".s.PGSQL.{PORT}"), format!(".s.PGSQL.{PORT}.lock")] {
            remove_if_there(&self.sockets.join(name))?;
        }
        self.forget_start();
        Ok(())
    }

    /// Notes that a `vnr` process started postmaster `pid`, and so may stop it.
    pub(super) fn remember_start(&self, pid: u32) -> Result<(), ClusterError> {
        let path = self.starter();
        fs::write(&path, pid.to_string()).map_err(ClusterError::file("write", &path))
    }

    /// The postmaster a `vnr` process started last.
    pub(super) fn started_by_us(&self) -> Option<u32> {
        fs::read_to_string(self.starter()).ok()?.trim().parse().ok()
    }

    /// Forgets it, once it is stopped. Left behind it does no harm: its number is checked against the live one.
    pub(super) fn forget_start(&self) {
        let _ = fs::remove_file(self.starter());
    }

    fn starter(&self) -> PathBuf {
        self.root.join("started-by-vnr")
    }
}

/// The folder for the socket: `wanted`, or a short one when the socket's path would be too long for the system.
fn socket_folder(wanted: PathBuf, name: &str) -> PathBuf {
    let length = wanted.as_os_str().len() + format!("/.s.PGSQL.{PORT}").len();
    if length <= SOCKET_PATH_LIMIT { wanted } else { PathBuf::from("/tmp").join(format!("vnr-{name}")) }
}

/// Makes `path` as a folder of `account` that nobody else can enter, and refuses one that somebody else made.
fn private_folder(path: &Path, account: &Account) -> Result<(), ClusterError> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.take(path),
        Err(there) if there.kind() == ErrorKind::AlreadyExists => {
            let found = fs::symlink_metadata(path).map_err(ClusterError::file("look at", path))?;
            if found.is_dir() && found.uid() == account.uid {
                Ok(())
            } else if found.is_dir() && found.uid() == 0 && account.dropped {
                // Made by a run that was killed before it gave the folder away.
                account.take(path)
            } else {
                Err(ClusterError::NotOurs { path: path.to_owned(), owner: found.uid(), me: account.uid })
            }
        }
        Err(source) => Err(ClusterError::file("make the folder", path)(source)),
    }
}

fn remove_if_there(path: &Path) -> Result<(), ClusterError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(ClusterError::file("remove", path)(source))
        }
        _ => Ok(()),
    }
}

fn short_hash(path: &Path) -> String {
    hex::encode(&Sha256::digest(path.as_os_str().as_encoded_bytes())[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_path_too_long_for_the_system_moves_to_a_short_folder() {
        let short = PathBuf::from("/srv/vnr/cluster/run");
        assert_eq!(socket_folder(short.clone(), "0011223344556677"), short);
        let long = PathBuf::from("/srv").join("x".repeat(100));
        assert_eq!(socket_folder(long, "0011223344556677"), Path::new("/tmp/vnr-0011223344556677"));
    }
}
