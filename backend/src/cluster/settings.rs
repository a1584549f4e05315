//! The cluster's own settings, rewritten at every start so that an upgrade of `vnr` reaches old clusters too.

use std::fs;
use std::path::Path;

use super::ClusterError;
use super::account::Account;

/// The port is only the socket's name: the cluster does not listen on the network, so it cannot be taken.
pub(super) const PORT: u16 = 54_112;

const FILE: &str = "vnr.conf";

/// Whether an acknowledged transaction must survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It must: every commit waits for the disk.
    Durable,
    /// It need not: for tests, several times faster.
    Throwaway,
}

/// Makes a fresh cluster read our settings last.
pub(super) fn include(pgdata: &Path) -> Result<(), ClusterError> {
    let path = pgdata.join("postgresql.conf");
    let mut text = fs::read_to_string(&path).map_err(ClusterError::file("read", &path))?;
    text.push_str("\n# Written by vnr at every start:\ninclude_if_exists = 'vnr.conf'\n");
    fs::write(&path, text).map_err(ClusterError::file("write", &path))
}

/// Writes the settings for the next start.
pub(super) fn write(
    pgdata: &Path,
    sockets: &Path,
    logs: &Path,
    durability: Durability,
    account: &Account,
) -> Result<(), ClusterError> {
    let path = pgdata.join(FILE);
    fs::write(&path, text(sockets, logs, durability)).map_err(ClusterError::file("write", &path))?;
    account.take(&path)
}

fn text(sockets: &Path, logs: &Path, durability: Durability) -> String {
    let sockets = quoted(sockets);
    let logs = quoted(logs);
    let mut text = format!(
        "listen_addresses = ''\n\
         port = {PORT}\n\
         unix_socket_directories = {sockets}\n\
         unix_socket_permissions = 0700\n\
         max_connections = 200\n\
         shared_buffers = '256MB'\n\
         random_page_cost = 1.1\n\
         jit = off\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         logging_collector = on\n\
         log_directory = {logs}\n\
         log_filename = 'postgres-%a.log'\n\
         log_truncate_on_rotation = on\n\
         log_rotation_age = 1d\n\
         log_statement = none\n\
         log_error_verbosity = terse\n"
    );
    // Terse, because the detail line of an error quotes the row, and a row may hold a person's data.
    text.push_str(match durability {
        // After a crash every file is flushed before recovery; by the file system as a whole that takes a fraction of a
        // second, file by file it took six.
        Durability::Durable => {
            "fsync = on\nfull_page_writes = on\nsynchronous_commit = on\nrecovery_init_sync_method = syncfs\n"
        }
        Durability::Throwaway => {
            "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nautovacuum = off\nwal_level = minimal\n\
             max_wal_senders = 0\nmax_wal_size = '2GB'\n"
        }
    });
    text
}

/// A path as a quoted value of a PostgreSQL settings file.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_a_quote_stays_one_value() {
        assert_eq!(quoted(Path::new("/data/O'Neil/run")), "'/data/O''Neil/run'");
    }

    #[test]
    fn only_a_throwaway_cluster_may_lose_a_commit() {
        let paths = (Path::new("/r"), Path::new("/l"));
        assert!(text(paths.0, paths.1, Durability::Durable).contains("fsync = on"));
        assert!(text(paths.0, paths.1, Durability::Throwaway).contains("fsync = off"));
    }
}
