//! `vnr simulate`: drives a running server through the public API, with ordinary accounts. With a log it replays real
//! emergency calls and compares at the end; without one it plays a shift: callers, units that obey, and a trainer who may
//! pause it and put calls in.

mod calls;
mod compare;
mod dispatcher;
pub mod floor;
mod kinds;
mod places;
mod plan;
mod replay;
mod storm;

use std::path::PathBuf;

use clap::Args;

use crate::client::ApiFailure;
pub use calls::{CallsError, read as read_calls};
pub use compare::{Comparison, Counts};
pub use floor::{Floor, FloorOf};
pub use kinds::{Kinds, UnknownKinds};
pub use replay::{Outcome, Replay, ReplayOf};
pub use storm::{Storm, StormReport, night};

/// What to simulate, and against what.
#[derive(Debug, Clone, Args)]
pub struct Simulate {
    /// Replay this log and compare: CSV without a header; latitude, longitude, `Class: KIND`, local time, township, street.
    #[arg(long)]
    pub calls: Option<PathBuf>,
    /// The server.
    #[arg(long, default_value = "http://127.0.0.1:8112")]
    pub url: String,
    /// Another seed gives other events at other addresses; a replay with the same seed files nothing twice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Seconds for which a request is sent again while the server is away.
    #[arg(long, default_value_t = 120)]
    pub patience: u64,
    /// Of a replay: how many times faster than the log.
    #[arg(long, default_value_t = 10_000.0, requires = "calls")]
    pub speed: f64,
    /// Of a replay: how many dispatchers file at the same time.
    #[arg(long, default_value_t = 4, requires = "calls")]
    pub dispatchers: usize,
    /// The shift that is played when there is no log to replay.
    #[command(flatten)]
    pub shift: floor::Shift,
}

/// Why a simulation could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// The log.
    #[error(transparent)]
    Plan(#[from] plan::PlanError),
    /// The log of the profile.
    #[error(transparent)]
    Calls(#[from] CallsError),
    /// A packaged table.
    #[error("a packaged table cannot be read")]
    Table(#[from] csv::Error),
    /// The places.
    #[error(transparent)]
    Places(#[from] places::PlacesError),
    /// The API.
    #[error("the API at {url} failed")]
    Api {
        /// The server.
        url: String,
        /// Why.
        #[source]
        source: ApiFailure,
    },
    /// The settings make no sense.
    #[error(
        "speed, rate and haste must be numbers above 0, shares lie from 0 to 1, and there must be a dispatcher"
    )]
    Settings,
}

/// Replays or plays, and tells whether all is well.
pub async fn run(args: &Simulate) -> Result<bool, SimulateError> {
    let Simulate { calls, url, seed, patience, speed, dispatchers, shift } = args.clone();
    if let Some(calls) = calls {
        let replay = ReplayOf { calls, speed, url, dispatchers, seed, patience };
        return Ok(Replay::prepare(&replay).await?.run().await?.is_exact());
    }
    let floor = Floor::prepare(&FloorOf { shift, url, seed, patience }).await?;
    Ok(floor.play(floor::terminal()).await.is_well())
}
