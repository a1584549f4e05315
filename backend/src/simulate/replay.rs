//! Replays a log of real emergency calls through the public API, as several dispatchers, and shows at the end that file,
//! acknowledgements and register agree exactly.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::unbounded_channel;

use super::compare::{self, Comparison};
use super::dispatcher::{self, Desk};
use super::plan::{Log, Planned};
use super::{SimulateError, places};
use crate::client::{Api, users};
use crate::figures::Spread;
use crate::terminal::{Progress, out, say};

/// How often the progress line changes.
const SHOW_EVERY: Duration = Duration::from_secs(1);

/// What to replay, and against what.
#[derive(Debug, Clone)]
pub struct ReplayOf {
    /// The log: CSV without a header; latitude, longitude, `Class: KIND`, local time, township, street.
    pub calls: PathBuf,
    /// How many times faster than the log.
    pub speed: f64,
    /// The server.
    pub url: String,
    /// How many dispatchers file at the same time.
    pub dispatchers: usize,
    /// Another seed files the same calls as other incidents at other addresses; the same seed files nothing twice.
    pub seed: u64,
    /// Seconds for which a call is sent again while the server is away.
    pub patience: u64,
}

/// What a replay came to.
#[derive(Debug)]
pub struct Outcome {
    /// File, acknowledgements and register, by kind.
    pub comparison: Comparison,
    /// Calls that were refused.
    pub refused: usize,
    /// Tries that had to be repeated.
    pub retries: u64,
    /// From the first call to the last acknowledgement.
    pub took: Duration,
}

impl Outcome {
    /// Whether every call of the file is in the register, once.
    pub fn is_exact(&self) -> bool {
        self.comparison.agrees() && self.refused == 0
    }
}

/// A replay that can begin at once.
#[derive(Debug)]
pub struct Replay {
    speed: f64,
    url: String,
    patience: Duration,
    users: Vec<Arc<Api>>,
    plan: Arc<Vec<Planned>>,
    desk: Arc<Desk>,
}

impl Replay {
    /// Reads the log, logs the dispatchers in and finds the addresses.
    pub async fn prepare(args: &ReplayOf) -> Result<Self, SimulateError> {
        let ReplayOf { calls, speed, url, dispatchers, seed, patience } = args;
        if !(speed.is_finite() && *speed > 0.0) || *dispatchers == 0 {
            return Err(SimulateError::Settings);
        }
        let log = Log::read(calls)?;
        let patience = Duration::from_secs(*patience);
        let users = users::dispatchers(url, *dispatchers, "vnr simulate").await;
        let users = users.map_err(|source| SimulateError::Api { url: url.clone(), source })?;
        let desk = Arc::new(Desk::default());
        let first = users.first().ok_or(SimulateError::Settings)?;
        let houses = places::houses(first, &desk.retries, patience).await?;
        let plan = Arc::new(log.plan(*seed, &houses));
        say(&format!("{} calls, {} addresses, {} dispatchers", plan.len(), houses.len(), users.len()));
        Ok(Self { speed: *speed, url: url.clone(), patience, users, plan, desk })
    }

    /// Replays, compares, and prints the comparison.
    pub async fn run(self) -> Result<Outcome, SimulateError> {
        let began = Instant::now();
        self.play().await;
        let took = began.elapsed();
        let tally = std::mem::take(&mut *self.desk.tally());
        let comparison =
            compare::compare(&self.users, &self.plan, &tally, &self.desk.retries, self.patience).await;
        let comparison = comparison.map_err(|source| SimulateError::Api { url: self.url, source })?;
        comparison.print();
        for (row, why) in tally.refused.iter().take(5) {
            out(&format!("line {} was refused: {why}", row + 1));
        }
        let outcome =
            Outcome { comparison, refused: tally.refused.len(), retries: self.desk.retries.count(), took };
        let verdict = if outcome.is_exact() { "the counts agree exactly" } else { "THE COUNTS DIFFER" };
        out(&format!("{verdict}; {:.1} s, {} tries repeated", took.as_secs_f64(), outcome.retries));
        Ok(outcome)
    }

    /// Plays the calls at their times and waits until all are answered. Which dispatcher takes a call follows from its
    /// place in the log, because a command's key counts for the user who sent it.
    async fn play(&self) {
        let (lines, desks): (Vec<_>, Vec<_>) = self
            .users
            .iter()
            .map(|api| {
                let (line, calls) = unbounded_channel();
                let (api, plan, desk) = (api.clone(), self.plan.clone(), self.desk.clone());
                (line, tokio::spawn(dispatcher::work(api, plan, calls, desk, self.patience)))
            })
            .unzip();
        let began = tokio::time::Instant::now();
        let mut progress = Progress::default();
        let mut shown = began;
        for ((row, planned), line) in self.plan.iter().enumerate().zip(lines.iter().cycle()) {
            let due = began + planned.arrives.div_f64(self.speed);
            while shown + SHOW_EVERY < due {
                shown += SHOW_EVERY;
                tokio::time::sleep_until(shown).await;
                self.show(&mut progress, began.elapsed());
            }
            tokio::time::sleep_until(due).await;
            // A dispatcher ends only when her line is closed, so the call is taken.
            let _ = line.send(row);
        }
        drop(lines);
        let mut work = std::pin::pin!(futures::future::join_all(desks));
        while tokio::time::timeout(SHOW_EVERY, &mut work).await.is_err() {
            self.show(&mut progress, began.elapsed());
        }
        self.show(&mut progress, began.elapsed());
        progress.done();
    }

    fn show(&self, progress: &mut Progress, elapsed: Duration) {
        let tally = self.desk.tally();
        let filed = tally.acknowledged.len();
        let rate = f64::from(u32::try_from(filed).unwrap_or(u32::MAX)) / elapsed.as_secs_f64().max(0.001);
        let took = Spread::of(&tally.took);
        progress.show(&format!(
            "{filed}/{} filed, {rate:.0}/s, answered in {:.1} ms (p50) {:.1} ms (p99), {} tries repeated, {} refused",
            self.plan.len(),
            took.p50,
            took.p99,
            self.desk.retries.count(),
            tally.refused.len()
        ));
    }
}
