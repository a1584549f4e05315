//! The operating system account that PostgreSQL runs as: this process's own, or `postgres` when this process is root
//! (PostgreSQL refuses to run as root).

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tokio::process::Command;

use super::ClusterError;

/// User and group numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    pub uid: u32,
    pub gid: u32,
    /// Whether this process is root and hands its privileges down to `uid`.
    pub dropped: bool,
}

impl Account {
    /// The account to run PostgreSQL as, as far as it can be told before looking at the folder.
    pub(super) fn of_this_process() -> Result<Self, ClusterError> {
        // There is no safe call for "who am I" in the standard library; the system's own view of this process is one.
        let me = fs::metadata("/proc/self").map_err(ClusterError::file("read", "/proc/self"))?;
        if me.uid() != 0 {
            return Ok(Self { uid: me.uid(), gid: me.gid(), dropped: false });
        }
        let passwd = fs::read_to_string("/etc/passwd").map_err(ClusterError::file("read", "/etc/passwd"))?;
        let (uid, gid) = numbers_of("postgres", &passwd).ok_or(ClusterError::NoAccount)?;
        Ok(Self { uid, gid, dropped: true })
    }

    /// A command that runs `program` as this account, untouched by any `PG…` variable of the caller and from a
    /// folder that every account can enter.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        if self.dropped {
            command.uid(self.uid).gid(self.gid).env("HOME", "/");
        }
        command
    }

    /// Makes a file or folder this process just made the account's own.
    pub(super) fn take(&self, path: &Path) -> Result<(), ClusterError> {
        if self.dropped {
            chown(path, Some(self.uid), Some(self.gid)).map_err(ClusterError::file("give away", path))?;
        }
        Ok(())
    }

    /// Whether this account may walk to `path`: the search bit of every folder on the way.
    pub(super) fn can_walk_to(&self, path: &Path) -> bool {
        path.ancestors().all(|folder| fs::metadata(folder).is_ok_and(|found| self.may_search(&found)))
    }

    fn may_search(&self, folder: &fs::Metadata) -> bool {
        let bit = if folder.uid() == self.uid {
            0o100
        } else if folder.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        folder.mode() & bit != 0
    }
}

/// Runs a command to its end and keeps what it prints.
pub(super) async fn run(command: &mut Command) -> Result<Output, ClusterError> {
    let program = PathBuf::from(command.as_std().get_program());
    command.output().await.map_err(|source| ClusterError::Run { program, source })
}

/// Everything a command printed, for an error message.
pub(super) fn text_of(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).trim().to_owned()
}

fn numbers_of(name: &str, passwd: &str) -> Option<(u32, u32)> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\npostgres2:x:7:8::/:/bin/sh\npostgres:x:101:104:,,,:/var:/bin/sh\n";
        assert_eq!(numbers_of("postgres", passwd), Some((101, 104)));
        assert_eq!(numbers_of("oracle", passwd), None);
    }
}
