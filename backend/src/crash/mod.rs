//! `vnr crash-test`: kills the server and PostgreSQL with `-9` while a log of calls is replayed, a storm rages, units drive and
//! consoles watch, and shows that nothing acknowledged is lost, nothing is doubled, and every console ends with the true picture.

mod log;
mod store;
mod storm;
mod truth;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use crate::client::{ApiFailure, Child, ChildError, Crowd, Folder, free_address, users};
use crate::clock::{Ids, SystemIds};
use crate::cluster::{Cluster, ClusterConfig, ClusterError};
use crate::figures::Spread;
use crate::journal::verify::{Verdict, verify};
use crate::simulate::{Outcome, Replay, ReplayOf, SimulateError};
use crate::terminal::{out, say};

/// How long sockets may take to come back or to agree before they count as lost.
const SOCKETS_MAX: Duration = Duration::from_mins(1);
/// How long a call is sent again: longer than any crash recovery here.
const PATIENCE: u64 = 180;

/// What to break, and how often.
#[derive(Debug, Clone, Args)]
pub struct CrashTest {
    /// The log to replay; a made-up one, when absent.
    #[arg(long)]
    pub calls: Option<PathBuf>,
    /// Calls of the made-up log.
    #[arg(long, default_value_t = 800)]
    pub made_up: usize,
    /// How many times faster than the log.
    #[arg(long, default_value_t = 2_000.0)]
    pub speed: f64,
    /// Reports of the storm that rages meanwhile.
    #[arg(long, default_value_t = 1_200)]
    pub storm: usize,
    /// How often something is killed.
    #[arg(long, default_value_t = 6)]
    pub kills: u32,
    /// Consoles that watch.
    #[arg(long, default_value_t = 112)]
    pub sockets: usize,
    /// Longest time between two kills, in milliseconds.
    #[arg(long, default_value_t = 8_000)]
    pub pause: u64,
}

/// Why the test could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CrashError {
    /// The server.
    #[error(transparent)]
    Child(#[from] ChildError),
    /// The replay.
    #[error("the replay failed")]
    Simulate(#[from] SimulateError),
    /// The API.
    #[error("the API failed")]
    Api(#[from] ApiFailure),
    /// The database.
    #[error("the database could not be looked into")]
    Database(#[from] sqlx::Error),
    /// The cluster.
    #[error("the cluster could not be looked into")]
    Cluster(#[from] ClusterError),
    /// The file system.
    #[error("the system failed")]
    Io(#[from] std::io::Error),
    /// The replay's task ended abnormally.
    #[error("the replay ended abnormally")]
    Task(#[from] tokio::task::JoinError),
}

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Server,
    Both,
    Database,
}

/// Runs the test and prints what it found; whether all is well.
pub async fn run(args: &CrashTest) -> Result<bool, CrashError> {
    let folder = Folder::new("vnr-crash")?;
    let program = std::env::current_exe()?;
    let address = free_address()?;
    let mut server = Child::start(&program, folder.path(), address, None)?;
    server.ready().await?;
    let readers = users::readers(&server.url(), "vnr crash-test").await?;
    let crowd = Crowd::open_on(truth::TOPICS, &readers, args.sockets, false);
    let mut faults = Vec::new();
    if !crowd.until(SOCKETS_MAX, |watched| watched.continued.is_some() && watched.placed.is_some()).await {
        faults.push("not every socket could be opened".to_owned());
    }
    say(&format!("{} sockets of {} users watch", crowd.followers().len(), readers.len()));

    let calls = match &args.calls {
        Some(calls) => calls.clone(),
        None => log::make_up(folder.path(), args.made_up)?,
    };
    let replay =
        ReplayOf { calls, speed: args.speed, url: server.url(), dispatchers: 4, seed: 1, patience: PATIENCE };
    let replay = Replay::prepare(&replay).await?;
    let storm = storm::Storm::begin(args, &server.url()).await?;
    let replay = tokio::spawn(replay.run());
    let (mut back, mut during) = (Vec::new(), 0);
    let victims = [Victim::Server, Victim::Both, Victim::Database].into_iter().cycle();
    for (round, victim) in (0..args.kills).zip(victims) {
        tokio::time::sleep(pause(args.pause)).await;
        during += u32::from(!replay.is_finished());
        let took = kill(victim, &mut server, &program, folder.path(), &crowd).await?;
        match took {
            Some(took) => back.push((victim, took)),
            None => faults.push(format!("not every socket came back after kill {}", round + 1)),
        }
    }
    say(&format!("{during} of {} kills fell into the replay", args.kills));
    if during == 0 {
        faults.push("the replay was over before the first kill".to_owned());
    }
    let outcome = replay.await??;
    judge_replay(&outcome, &mut faults);
    let raged = storm.end(&mut faults).await?;
    truth::judge(crowd, &readers, &mut faults).await;
    server.stop().await?;
    judge_database(folder.path(), &raged, &mut faults).await?;

    for (what, goal, victim) in [
        ("server killed", " (goal 2000 ms)", Victim::Server),
        ("server and database killed", " (goal 2000 ms)", Victim::Both),
        ("database killed", "", Victim::Database),
    ] {
        let back: Vec<Duration> = back.iter().filter(|(v, _)| *v == victim).map(|(_, took)| *took).collect();
        let back = Spread::of(&back);
        out(&format!(
            "{what} {} times: all {} sockets had what they missed after {:.0} ms (median), {:.0} ms (longest){goal}",
            back.count, args.sockets, back.p50, back.max
        ));
    }
    for fault in &faults {
        out(&format!("FAULT: {fault}"));
    }
    out(if faults.is_empty() { "nothing lost, nothing doubled" } else { "the test failed" });
    Ok(faults.is_empty())
}

/// A random pause, at least a tenth of the longest.
fn pause(longest: u64) -> Duration {
    let random = SystemIds.secret();
    let share = u64::from(u16::from_be_bytes([random[0], random[1]]));
    Duration::from_millis(longest / 10 + longest * 9 / 10 * share / u64::from(u16::MAX))
}

/// Kills, starts again what does not start by itself, and waits for the sockets. Returns the time from the start of
/// the new process (or, where the server lives on, from the kill) until every socket had what it missed.
async fn kill(
    victim: Victim,
    server: &mut Child,
    program: &Path,
    data: &Path,
    crowd: &Crowd,
) -> Result<Option<Duration>, CrashError> {
    let killed = Instant::now();
    if matches!(victim, Victim::Both | Victim::Database) {
        server.kill_database().await?;
    }
    if matches!(victim, Victim::Database) {
        server.database_is_back().await?;
    }
    let mut since = killed;
    if matches!(victim, Victim::Both | Victim::Server) {
        server.kill().await?;
        let address = server.address();
        *server = Child::start(program, data, address, None)?;
        since = server.began();
    }
    server.ready().await?;
    let ready = since.elapsed();
    // Sockets outlive the database: they lose nothing but have to wait, so there is nothing to wait for here.
    let broken = !matches!(victim, Victim::Database);
    let all = crowd.until(SOCKETS_MAX, |w| {
        let since = |at: Option<Instant>| at.is_some_and(|at| !broken || at > killed);
        since(w.continued) && since(w.placed)
    });
    let all = all.await;
    let last = crowd.followers().iter().filter_map(|f| {
        let watched = f.watched();
        watched.continued.max(watched.placed)
    });
    let last = last.max();
    let took = last.map(|last| last.saturating_duration_since(since)).unwrap_or_default().max(ready);
    say(&format!(
        "\nkilled {victim:?}: serving again after {:.0} ms, all sockets after {:.0} ms",
        ready.as_secs_f64() * 1000.0,
        took.as_secs_f64() * 1000.0
    ));
    Ok(all.then_some(took))
}

fn judge_replay(outcome: &Outcome, faults: &mut Vec<String>) {
    let total = outcome.comparison.total();
    if !outcome.is_exact() {
        faults.push(format!("the replay is not exact: {total:?}, {} refused", outcome.refused));
    }
}

/// Registration numbers without gaps, cards that are as many as were acknowledged, and a journal that is what was sealed, with
/// nothing left unsealed.
async fn judge_database(
    data: &Path,
    raged: &storm::Raged,
    faults: &mut Vec<String>,
) -> Result<(), CrashError> {
    let cluster = Cluster::start(&ClusterConfig::serving(data)).await?;
    let mut conn = <sqlx::PgConnection as sqlx::Connection>::connect_with(&cluster.options("vnr")).await?;
    for gap in store::number_gaps(&mut conn).await? {
        faults.push(format!("numbers of {} {}: {} given, {} used", gap.code, gap.year, gap.last, gap.used));
    }
    match verify(&mut conn).await? {
        Verdict::Intact { entries, .. } => out(&format!("journal intact, {entries} entries")),
        Verdict::Broken { position } => faults.push(format!("the journal is broken at {position}")),
    }
    let cards = store::cards(&mut conn, &raged.name).await?;
    if u64::try_from(cards.cards).ok() != Some(raged.cards) {
        faults.push(format!("{} cards are kept of {} acknowledged", cards.cards, raged.cards));
    }
    if cards.doubled > 0 {
        faults.push(format!("{} cards have more than one call of an institution", cards.doubled));
    }
    let twice = store::commands_done_twice(&mut conn).await?;
    if twice > 0 {
        faults.push(format!("{twice} commands have more than one entry in the journal"));
    }
    sqlx::Connection::close(conn).await?;
    cluster.stop().await?;
    Ok(())
}
