//! The cluster against real PostgreSQL programs: each test makes a cluster of its own.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::*;

/// A data folder that every account can walk to, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("vnr-cluster-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn config(&self) -> ClusterConfig {
        ClusterConfig { durability: Durability::Throwaway, ..ClusterConfig::serving(&self.0) }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn count(cluster: &Cluster) -> i64 {
    let mut connection = PgConnection::connect_with(&cluster.options("vnr")).await.unwrap();
    sqlx::query_scalar("select count(*) from kept").fetch_one(&mut connection).await.unwrap()
}

async fn fill(cluster: &Cluster) {
    cluster.ensure_database("vnr").await.unwrap();
    let mut connection = PgConnection::connect_with(&cluster.options("vnr")).await.unwrap();
    let fill = "create extension postgis; create table kept as select * from generate_series(1, 1000)";
    sqlx::raw_sql(fill).execute(&mut connection).await.unwrap();
}

fn kill(signal: &str, pid: u32) {
    let done = std::process::Command::new("kill").args([signal, &pid.to_string()]).status().unwrap();
    assert!(done.success());
}

fn alive(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// Waits until the process has ended: it removes its pid file, which is what `pg_ctl` waits for, a moment before.
async fn gone(pid: u32) {
    for _ in 0..600 {
        if !alive(pid) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("process {pid} is still there");
}

#[tokio::test]
async fn what_is_written_is_there_after_a_stop_and_a_start() {
    let folder = Folder::new("restart");
    let cluster = Cluster::start(&folder.config()).await.unwrap();
    assert!(!cluster.was_running());
    assert_eq!(cluster.moved_because(), None);
    fill(&cluster).await;
    let pid = cluster.postmaster.pid;
    cluster.stop().await.unwrap();
    gone(pid).await;

    let cluster = Cluster::start(&folder.config()).await.unwrap();
    assert_eq!(count(&cluster).await, 1000);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn its_url_reaches_the_same_database() {
    let folder = Folder::new("url +");
    let cluster = Cluster::start(&folder.config()).await.unwrap();
    fill(&cluster).await;
    let mut connection = PgConnection::connect(&cluster.url("vnr")).await.unwrap();
    let rows: i64 = sqlx::query_scalar("select count(*) from kept").fetch_one(&mut connection).await.unwrap();
    assert_eq!(rows, 1000);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_user_joins_and_the_last_one_stops_it() {
    let folder = Folder::new("joined");
    let first = Cluster::start(&folder.config()).await.unwrap();
    let second = Cluster::start(&folder.config()).await.unwrap();
    let pid = first.postmaster.pid;
    assert!(second.was_running());
    assert_eq!(second.postmaster.pid, pid);
    first.stop().await.unwrap();
    assert!(alive(pid), "somebody still uses it");
    second.stop().await.unwrap();
    gone(pid).await;
}

#[tokio::test]
async fn a_postmaster_that_somebody_else_started_is_used_and_left_running() {
    let folder = Folder::new("foreign");
    let ours = Cluster::start(&folder.config()).await.unwrap();
    let (binaries, account, pgdata) = (ours.binaries.clone(), ours.account, ours.place.pgdata());
    ours.stop().await.unwrap();
    let pg_ctl = |words: &[&str]| {
        let mut command = account.command(&binaries.program("pg_ctl"));
        command.args(["-s", "-w", "-D"]).arg(&pgdata).args(words);
        command
    };
    let log = folder.0.join("cluster/log/by-hand.log");
    account::run(&mut pg_ctl(&["-l", log.to_str().unwrap(), "start"])).await.unwrap();

    let cluster = Cluster::start(&folder.config()).await.unwrap();
    assert!(cluster.was_running());
    let pid = cluster.postmaster.pid;
    cluster.stop().await.unwrap();
    assert!(alive(pid), "what vnr did not start, vnr does not stop");
    account::run(&mut pg_ctl(&["-m", "fast", "stop"])).await.unwrap();
    gone(pid).await;
}

#[tokio::test]
async fn a_killed_postmaster_recovers_at_the_next_start() {
    let folder = Folder::new("killed");
    let config = ClusterConfig::serving(&folder.0);
    let cluster = Cluster::start(&config).await.unwrap();
    fill(&cluster).await;
    let pid = cluster.postmaster.pid;
    kill("-9", pid);
    gone(pid).await;
    // The process that used it dies as well: its locks go, the pid file and the socket stay.
    drop(cluster);

    let cluster = Cluster::start(&config).await.unwrap();
    assert_ne!(cluster.postmaster.pid, pid);
    assert_eq!(count(&cluster).await, 1000);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_postgres_that_dies_under_a_server_is_started_again_and_still_stops_with_it() {
    let folder = Folder::new("kept-up");
    let cluster = Cluster::start(&ClusterConfig::serving(&folder.0)).await.unwrap();
    fill(&cluster).await;
    let pid = cluster.postmaster.pid;
    let again = async {
        kill("-9", pid);
        gone(pid).await;
        loop {
            if let Ok(Some(running)) = Postmaster::read(&cluster.place.pgdata())
                && cluster.place.started_by_us() == Some(running.pid)
                && running.pid != pid
            {
                return running.pid;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let again = tokio::select! {
        again = again => again,
        () = cluster.keep_up() => unreachable!("it never ends by itself"),
    };
    assert_eq!(count(&cluster).await, 1000);
    cluster.stop().await.unwrap();
    assert!(!alive(again));
}

#[tokio::test]
async fn a_killed_server_leaves_a_cluster_that_the_next_one_stops() {
    let folder = Folder::new("orphan");
    let cluster = Cluster::start(&folder.config()).await.unwrap();
    let pid = cluster.postmaster.pid;
    drop(cluster);
    let cluster = Cluster::start(&folder.config()).await.unwrap();
    assert_eq!(cluster.postmaster.pid, pid);
    cluster.stop().await.unwrap();
    gone(pid).await;
}

#[tokio::test]
async fn a_pid_file_whose_number_now_belongs_to_another_program_is_cleared() {
    let folder = Folder::new("reused");
    let cluster = Cluster::start(&folder.config()).await.unwrap();
    let (pgdata, sockets) = (cluster.place.pgdata(), cluster.place.socket_folder().to_owned());
    cluster.stop().await.unwrap();
    let me = std::process::id();
    let left =
        format!("{me}\n{}\n1\n{}\n{}\n\n 1 1\nready\n", pgdata.display(), settings::PORT, sockets.display());
    fs::write(pgdata.join("postmaster.pid"), left).unwrap();
    fs::write(sockets.join(format!(".s.PGSQL.{}", settings::PORT)), "").unwrap();
    fs::write(sockets.join(format!(".s.PGSQL.{}.lock", settings::PORT)), format!("{me}\n")).unwrap();

    let cluster = Cluster::start(&folder.config()).await.unwrap();
    assert!(!cluster.was_running());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn an_initdb_that_was_killed_half_way_is_begun_again() {
    let folder = Folder::new("partial");
    fs::create_dir_all(folder.0.join("cluster/pg.partial/base")).unwrap();
    let account = Account::of_this_process().unwrap();
    account.take(&folder.0.join("cluster/pg.partial")).unwrap();
    let cluster = Cluster::start(&folder.config()).await.unwrap();
    cluster.ensure_database("vnr").await.unwrap();
    cluster.ensure_database("vnr").await.unwrap();
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_socket_path_beyond_the_systems_limit_still_connects() {
    let folder = Folder::new("deep");
    let deep = folder.0.join("d".repeat(120));
    let config = ClusterConfig { durability: Durability::Throwaway, ..ClusterConfig::serving(&deep) };
    let cluster = Cluster::start(&config).await.unwrap();
    cluster.ensure_database("vnr").await.unwrap();
    let sockets = cluster.place.socket_folder().to_owned();
    assert!(!sockets.starts_with(&folder.0));
    cluster.stop().await.unwrap();
    fs::remove_dir_all(sockets).unwrap();
}

#[tokio::test]
async fn a_broken_setting_is_reported_with_the_servers_own_words() {
    let folder = Folder::new("broken");
    Cluster::start(&folder.config()).await.unwrap().stop().await.unwrap();
    let conf = folder.0.join("cluster/pg/postgresql.conf");
    let text = fs::read_to_string(&conf).unwrap();
    fs::write(&conf, format!("{text}\nshared_preload_libraries = 'no_such_library'\n")).unwrap();
    let refused = Cluster::start(&folder.config()).await.unwrap_err();
    assert!(refused.to_string().contains("no_such_library"), "{refused}");
}

#[tokio::test]
async fn root_moves_the_cluster_where_the_postgres_account_can_go() {
    if !Account::of_this_process().unwrap().dropped {
        return;
    }
    let folder = Folder::new("closed");
    let closed = folder.0.join("home");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let config =
        ClusterConfig { durability: Durability::Throwaway, ..ClusterConfig::serving(closed.join("data")) };
    let cluster = Cluster::start(&config).await.unwrap();
    let root = cluster.folder().to_owned();
    assert!(root.starts_with("/var/lib/vnr"));
    assert!(cluster.moved_because().unwrap().contains("VNR_DATA"));
    assert_eq!(fs::read_to_string(closed.join("data/cluster-is-in")).unwrap(), root.to_str().unwrap());
    cluster.stop().await.unwrap();
    fs::remove_dir_all(root).unwrap();
}
