//! `vnr bench`: the figures of the goals, measured on this machine against a server of its own on a durable cluster of
//! its own. Nothing here passes or fails; `docs/BENCH.md` says how each figure is taken.

mod create;
mod duplicates;
mod fanout;
mod ground;
mod memory;
mod pgbench;
mod positions;
mod raw;
mod recommend;
mod restart;
mod search;
mod sockets;
mod store;
mod table;
mod tablets;

use clap::Args;

use crate::client::{ApiFailure, ChildError};
use crate::clock::{Clock, SystemClock};
use crate::cluster::ClusterError;
use crate::terminal::{out, say};
use ground::Ground;

/// What to measure.
#[derive(Debug, Clone, Args)]
pub struct Bench {
    /// A look in two minutes: one short run of each, and a small register to search in.
    #[arg(long)]
    pub quick: bool,
    /// Runs of each figure.
    #[arg(long, default_value_t = 3)]
    pub runs: usize,
    /// Incidents to search in.
    #[arg(long, default_value_t = 1_000_000)]
    pub rows: i64,
    /// Only these: memory, create, fanout, thousand, sockets, positions, restart, search, pgbench, duplicates, recommend, tablets.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// An OpenStreetMap extract to measure travel times by road with.
    #[arg(long)]
    pub extract: Option<std::path::PathBuf>,
}

/// Why something could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The server.
    #[error(transparent)]
    Child(#[from] ChildError),
    /// The API.
    #[error("the API failed")]
    Api(#[from] ApiFailure),
    /// The database.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// A migration.
    #[error("the database could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The cluster.
    #[error("the cluster failed")]
    Cluster(#[from] ClusterError),
    /// The system.
    #[error("the system failed")]
    Io(#[from] std::io::Error),
    /// A socket of the raw measurement.
    #[error("a bare socket failed")]
    Socket(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    /// Something that should have happened did not.
    #[error("{0}")]
    Odd(String),
}

/// How much of each is done.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Runs.
    pub runs: usize,
    /// Seconds of one run.
    pub seconds: u64,
    /// Incidents to search in.
    pub rows: i64,
    /// Searches of each kind in one run.
    pub searches: usize,
}

/// Measures and prints.
pub async fn run(args: &Bench) -> Result<(), BenchError> {
    let size = if args.quick {
        Size { runs: 1, seconds: 5, rows: args.rows.min(50_000), searches: 40 }
    } else {
        Size { runs: args.runs, seconds: 15, rows: args.rows, searches: 160 }
    };
    let wanted = |name: &str| args.only.is_empty() || args.only.iter().any(|only| only == name);
    out(&format!("date      {}, {} run(s) of {} s", SystemClock.now().to_rfc3339(), size.runs, size.seconds));
    let mut ground = Ground::prepare().await?;
    out(&format!("database  PostgreSQL {}, fsync on, private cluster", ground.postgres_version().await?));
    table::heading();
    // First, before the server has done anything that would leave it larger.
    if wanted("memory") {
        memory::run(&ground).await?;
    }
    if wanted("create") {
        create::latency(&ground, size).await?;
    }
    if wanted("fanout") {
        // Only the middle rate has a goal; the others show how the figure grows.
        for (rate, goal) in [(20, ""), (100, "≤ 10 ms"), (300, "")] {
            fanout::run(&ground, size, fanout::Shape { sockets: 112, rate, goal }).await?;
            raw::run(&ground, size, 112, rate).await?;
        }
    }
    if wanted("thousand") {
        fanout::run(&ground, size, fanout::Shape { sockets: 1000, rate: 20, goal: "≤ 60 ms" }).await?;
        raw::run(&ground, size, 1000, 20).await?;
    }
    if wanted("sockets") {
        sockets::run(&ground, size).await?;
    }
    if wanted("positions") {
        positions::run(&ground, size).await?;
    }
    if wanted("restart") {
        restart::run(&mut ground, size).await?;
    }
    if wanted("duplicates") {
        say("  … filing a storm to find duplicates in");
        duplicates::run(&ground, size).await?;
    }
    if wanted("pgbench") {
        let rate = create::sustained(&ground, size).await?;
        pgbench::run(&mut ground, size, rate).await?;
    }
    if wanted("tablets") {
        tablets::run(&ground, size).await?;
    }
    if wanted("recommend") {
        recommend::choice(size);
        if let Some(extract) = &args.extract {
            recommend::travel(extract, size)?;
        }
        recommend::api(&ground, size).await?;
    }
    if wanted("search") {
        say("  … generating incidents to search in");
        search::run(&ground, size).await?;
    }
    ground.stop().await
}
