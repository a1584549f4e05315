//! Reading `postmaster.pid`: is a postmaster of this folder alive, and where does it listen.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::ClusterError;

/// How far a live postmaster has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Starting, recovering or stopping: it does not answer.
    Busy,
    /// It answers.
    Ready,
}

/// A live postmaster of one folder.
#[derive(Debug, Clone)]
pub(super) struct Postmaster {
    pub pid: u32,
    pub port: u16,
    pub socket_folder: PathBuf,
    pub phase: Phase,
}

impl Postmaster {
    /// The postmaster of `pgdata`, if one lives. A pid file whose process is gone, or is some other program that got
    /// the same number after a restart of the machine, counts as none.
    pub(super) fn read(pgdata: &Path) -> Result<Option<Self>, ClusterError> {
        let path = pid_file(pgdata);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ClusterError::file("read", path)(source)),
        };
        let Some(pid) = text.lines().next().and_then(|line| line.trim().parse().ok()) else {
            return Ok(None);
        };
        if !lives_in(pid, pgdata) {
            return Ok(None);
        }
        // While the postmaster is still writing the file, a live process with few lines is one that is starting.
        Ok(Some(Self::parse(pid, &text)))
    }

    fn parse(pid: u32, text: &str) -> Self {
        // Lines: pid, data folder, start time, port, socket folder, listen address, shared memory key, status.
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let port = lines.get(3).and_then(|line| line.parse().ok());
        let socket = lines.get(4).filter(|line| !line.is_empty());
        let ready = lines.get(7) == Some(&"ready") && port.is_some() && socket.is_some();
        Self {
            pid,
            port: port.unwrap_or_default(),
            socket_folder: socket.map(PathBuf::from).unwrap_or_default(),
            phase: if ready { Phase::Ready } else { Phase::Busy },
        }
    }
}

/// The file a postmaster keeps while it lives.
pub(super) fn pid_file(pgdata: &Path) -> PathBuf {
    pgdata.join("postmaster.pid")
}

/// Whether process `pid` is a postmaster of `pgdata`: it changes into its data folder first of all.
fn lives_in(pid: u32, pgdata: &Path) -> bool {
    let Ok(here) = fs::canonicalize(pgdata) else { return false };
    fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == here)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: &str = "4711\n/data/pg\n1763780000\n54112\n/data/run\n\n  1234567   98304\nready   \n";

    #[test]
    fn a_complete_pid_file_says_where_the_postmaster_listens() {
        let postmaster = Postmaster::parse(4711, READY);
        assert_eq!(postmaster.phase, Phase::Ready);
        assert_eq!(postmaster.port, 54112);
        assert_eq!(postmaster.socket_folder, Path::new("/data/run"));
    }

    #[test]
    fn a_half_written_pid_file_means_not_ready_yet() {
        assert_eq!(Postmaster::parse(4711, "4711\n/data/pg\n").phase, Phase::Busy);
        assert_eq!(Postmaster::parse(4711, &READY.replace("ready", "stopping")).phase, Phase::Busy);
    }
}
