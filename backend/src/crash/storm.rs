//! The storm that rages while things are killed: cards, desks, and units that drive.

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::{CrashError, CrashTest, PATIENCE};
use crate::simulate::floor::{Played, Shift};
use crate::simulate::{Floor, FloorOf};

/// Length of the night, in milliseconds.
const NIGHT_MS: f64 = 14.0 * 3_600_000.0;
/// What a kill takes besides the pause before it, in milliseconds: about what starting again takes.
const RESTART_MS: f64 = 2_500.0;
/// How much faster than in reality units drive and work, so that they come and go within the test.
const HASTE: f64 = 60.0;

/// A storm on its way.
#[derive(Debug)]
pub struct Storm {
    name: String,
    words: UnboundedSender<String>,
    played: JoinHandle<Played>,
}

/// What a storm came to.
#[derive(Debug)]
pub struct Raged {
    /// What the numbers of its cards begin with.
    pub name: String,
    /// Cards that were acknowledged.
    pub cards: u64,
}

impl Storm {
    /// Begins a storm that lasts about as long as the kills.
    pub async fn begin(args: &CrashTest, url: &str) -> Result<Self, CrashError> {
        let pause = f64::from(u32::try_from(args.pause).unwrap_or(u32::MAX));
        let shift = Shift {
            rate: NIGHT_MS / (f64::from(args.kills.max(1)) * (pause * 0.55 + RESTART_MS)),
            again: 0.2,
            profile: None,
            begin: None,
            storm: Some(args.storm),
            dispatch: true,
            haste: HASTE,
            minutes: None,
        };
        let floor = FloorOf { shift, url: url.to_owned(), seed: 1, patience: PATIENCE };
        let floor = Floor::prepare(&floor).await?;
        let name = floor.name().to_owned();
        let (words, lines) = unbounded_channel();
        Ok(Self { name, words, played: tokio::spawn(floor.play(lines)) })
    }

    /// Ends it. Whatever is on its way is finished first.
    pub async fn end(self, faults: &mut Vec<String>) -> Result<Raged, CrashError> {
        // A storm that is over by itself takes no more words.
        drop(self.words.send("quit".to_owned()));
        let played = self.played.await?;
        let (cards, statuses, fixes) = played.counts();
        if !played.is_well() {
            faults.push("not every card of the storm was taken".to_owned());
        }
        if statuses == 0 || fixes == 0 {
            faults.push(format!("units did nothing: {statuses} statuses, {fixes} positions"));
        }
        Ok(Raged { name: self.name, cards })
    }
}
