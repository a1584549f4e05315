//! A shift of the simulator: cards of the 112 platform come, units obey and move, a trainer pauses it and puts calls in. Only
//! the public API is used, with ordinary accounts: the machine account of the platform for cards, dispatchers and officers for
//! units, dispatchers for the desks.

mod callers;
mod clock;
mod control;
mod crew;
mod desk;
mod dress;
mod force;
mod platform;
mod profile;
mod tally;

use std::io::BufRead;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use clap::Args;
use futures::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::watch;
use vnr_shared::place::PlaceHit;
use vnr_shared::time::riga;

use super::calls;
use super::kinds::Kinds;
use super::storm::{Storm, night};
use super::{SimulateError, places};
use crate::client::{Api, ApiFailure, Retries, users};
use crate::clock::{Clock, SystemClock};
use crate::terminal::{Progress, out, say};
use callers::{Callers, Week};
use clock::ShiftClock;
pub use control::{Control, Injected, Misread, read};
use desk::Desk;
use force::Force;
use platform::Platform;
use profile::Profile;
use tally::{Book, Tally};

/// How often calls are looked for and units live.
const BEAT: Duration = Duration::from_millis(250);
/// How often the progress line changes.
const SHOW_EVERY: Duration = Duration::from_secs(2);
/// Cards sent at once.
const AT_ONCE: usize = 4;
/// Calls that a desk takes in one round.
const CALLS_A_ROUND: usize = 4;

/// How a shift is played.
#[derive(Debug, Clone, Args)]
pub struct Shift {
    /// How many times as often as in Latvia (3 000 events a day) events come; of a storm, how many times faster it passes.
    #[arg(long, default_value_t = 1.0)]
    pub rate: f64,
    /// Share of calls about an event that was reported before.
    #[arg(long, default_value_t = 0.15)]
    pub again: f64,
    /// Take the hours and days from this log of calls, as far as it covers them.
    #[arg(long)]
    pub profile: Option<PathBuf>,
    /// Wall-clock time whose profile the shift begins with, such as 2026-12-31T23:00; now, when absent.
    #[arg(long)]
    pub begin: Option<NaiveDateTime>,
    /// A storm night of so many reports in 14 hours in place of a shift by the profile.
    #[arg(long)]
    pub storm: Option<usize>,
    /// Answer the calls and send units too, in place of people.
    #[arg(long)]
    pub dispatch: bool,
    /// How many times faster than in reality units set out, drive and work.
    #[arg(long, default_value_t = 1.0)]
    pub haste: f64,
    /// End after so many minutes; without it at `quit`.
    #[arg(long)]
    pub minutes: Option<f64>,
}

/// A shift, and against what.
#[derive(Debug, Clone)]
pub struct FloorOf {
    /// The shift.
    pub shift: Shift,
    /// The server.
    pub url: String,
    /// The same seed gives the same events and callers.
    pub seed: u64,
    /// Seconds for which a request is sent again while the server is away.
    pub patience: u64,
}

/// A shift that can begin at once.
#[derive(Debug)]
pub struct Floor {
    shift: Shift,
    patience: Duration,
    platform: Arc<Api>,
    /// Whose account looks up addresses: the platform's may only send cards.
    clerk: Arc<Api>,
    callers: Callers,
    forces: Vec<Force>,
    desks: Vec<Desk>,
    book: Arc<Book>,
    retries: Arc<Retries>,
    /// What begins the numbers of this shift's cards, so that the same shift can be played again.
    name: String,
    /// Seed of the shift.
    seed: u64,
}

/// What a shift came to.
#[derive(Debug)]
pub struct Played {
    tally: Tally,
    /// Tries that had to be repeated.
    pub retries: u64,
}

impl Played {
    /// Whether every card was taken.
    pub const fn is_well(&self) -> bool {
        self.tally.cards_refused == 0 && self.tally.cards > 0
    }

    /// Cards taken, statuses that units took, fixes that were taken.
    pub const fn counts(&self) -> (u64, u64, u64) {
        (self.tally.cards, self.tally.statuses, self.tally.fixes)
    }
}

/// The lines typed at the terminal. A terminal that ends says nothing more; the shift goes on.
pub fn terminal() -> UnboundedReceiver<String> {
    let (typed, lines) = unbounded_channel();
    // Reading the terminal cannot be broken off, so it has a thread of its own, which ends with the program.
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if typed.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// How time passes, for everybody.
#[derive(Debug, Clone, Copy)]
struct Time {
    clock: ShiftClock,
    rate: f64,
    over: bool,
}

impl Floor {
    /// Logs everybody in, finds the addresses and the units, and invents the callers.
    pub async fn prepare(args: &FloorOf) -> Result<Self, SimulateError> {
        let FloorOf { shift, url, seed, patience } = args;
        let fine = |n: f64| n.is_finite() && n > 0.0;
        if !(fine(shift.rate) && fine(shift.haste) && (0.0..1.0).contains(&shift.again)) {
            return Err(SimulateError::Settings);
        }
        let failed = |source: ApiFailure| SimulateError::Api { url: url.clone(), source };
        let patience = Duration::from_secs(*patience);
        let retries = Arc::new(Retries::default());
        let platform = users::platform(url, "vnr simulate").await.map_err(failed)?;
        let people = users::floor(url, "vnr simulate").await.map_err(failed)?;
        let clerk = people.first().ok_or(SimulateError::Settings)?.0.clone();
        let houses = places::houses(&clerk, &retries, patience).await?;
        let now = SystemClock.now();
        let callers = callers(shift, *seed, houses, riga(now))?;
        let (mut forces, mut desks) = (Vec::new(), Vec::new());
        for (n, (dispatcher, officer)) in (0_u64..).zip(people) {
            if shift.dispatch {
                desks.push(Desk::open(dispatcher.clone(), patience));
            }
            let seed = seed.wrapping_mul(31).wrapping_add(n);
            forces.push(Force::muster(dispatcher, officer, seed, patience, &retries).await.map_err(failed)?);
        }
        let units: usize = forces.iter().map(Force::len).sum();
        say(&format!("{units} units of {} institutions, {} desks", forces.len(), desks.len()));
        let name = format!("S{seed}-{}", now.timestamp());
        let book = Arc::default();
        Ok(Self {
            shift: shift.clone(),
            patience,
            platform,
            clerk,
            callers,
            forces,
            desks,
            book,
            retries,
            name,
            seed: *seed,
        })
    }

    /// What the numbers of this shift's cards begin with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Plays until the time is over, the storm has passed, or the trainer ends it.
    pub async fn play(self, mut lines: UnboundedReceiver<String>) -> Played {
        let Self { shift, patience, platform, clerk, mut callers, forces, desks, book, retries, name, seed } =
            self;
        let clock = ShiftClock::new(Instant::now());
        let (time, seen) = watch::channel(Time { clock, rate: shift.rate, over: false });
        let mut others = tokio::task::JoinSet::new();
        for force in forces {
            others.spawn(obey(force, seen.clone(), shift.haste, book.clone(), retries.clone(), patience));
        }
        for desk in desks {
            others.spawn(answer(desk, seen.clone(), book.clone(), retries.clone()));
        }
        let end = shift.minutes.map(|m| Duration::try_from_secs_f64(m * 60.0).unwrap_or(Duration::MAX));
        let sender = Platform {
            api: &platform,
            clerk: &clerk,
            book: &book,
            retries: &retries,
            patience,
            name: &name,
            seed,
        };
        let (mut number, mut progress, mut shown) = (0_u64, Progress::default(), Instant::now());
        let mut typed = true;
        // Cards that will be taken back, and when in the time of the shift.
        let mut leaving = Vec::new();
        loop {
            let now = *time.borrow();
            let elapsed = now.clock.elapsed(Instant::now());
            if end.is_some_and(|end| elapsed >= end)
                || (callers.is_over() && end.is_none() && !shift.dispatch)
            {
                break;
            }
            let said = callers.due(elapsed, now.rate);
            let cards = said.into_iter().map(|said| {
                number += 1;
                sender.card(number, said)
            });
            let cards: Vec<_> = cards.collect();
            let sent: Vec<_> = futures::stream::iter(cards).buffer_unordered(AT_ONCE).collect().await;
            leaving.extend(sent.into_iter().flatten().map(|(after, card)| (elapsed + after, card)));
            for (_, card) in leaving.extract_if(.., |(at, _)| *at <= elapsed).collect::<Vec<_>>() {
                sender.withdraw(card).await;
            }
            if shown.elapsed() > SHOW_EVERY {
                shown = Instant::now();
                let paused = if now.clock.is_paused() { "PAUSED · " } else { "" };
                progress.show(&format!("{paused}{}", book.open().line()));
            }
            tokio::select! {
                () = tokio::time::sleep(BEAT) => {}
                line = lines.recv(), if typed => match line {
                    None => typed = false,
                    Some(line) => match read(&line) {
                        Err(misread) => out(&misread.to_string()),
                        Ok(Control::Quit) => break,
                        Ok(Control::Inject(call)) => {
                            number += 1;
                            sender.inject(number, call).await;
                        }
                        Ok(control) => obeyed(&control, &time, &book),
                    },
                },
            }
        }
        time.send_modify(|time| time.over = true);
        while others.join_next().await.is_some() {}
        progress.done();
        let tally = std::mem::take(&mut *book.open());
        tally.print();
        Played { tally, retries: retries.count() }
    }
}

/// Does what a word says that is about time.
fn obeyed(control: &Control, time: &watch::Sender<Time>, book: &Book) {
    let now = Instant::now();
    match control {
        Control::Pause => time.send_modify(|time| time.clock.pause(now, true)),
        Control::Resume => time.send_modify(|time| time.clock.pause(now, false)),
        Control::Rate(rate) => time.send_modify(|time| time.rate = *rate),
        Control::Help => out(control::HELP),
        Control::Status | Control::Inject(_) | Control::Quit => {}
    }
    let Time { clock, rate, .. } = *time.borrow();
    let paused = if clock.is_paused() { ", paused" } else { "" };
    out(&format!("×{rate}{paused}: {}", book.open().line()));
}

fn callers(
    shift: &Shift,
    seed: u64,
    houses: Vec<PlaceHit>,
    now: NaiveDateTime,
) -> Result<Callers, SimulateError> {
    if let Some(reports) = shift.storm {
        let storm = Storm { seed, reports, duplicates: shift.again, ..Storm::night(seed) };
        return Ok(Callers::storm(night(storm, &houses)?));
    }
    let mut profile = Profile::packaged()?;
    if let Some(log) = &shift.profile {
        let log = calls::read(log)?;
        say(&format!("hours of the day that the log covers: {} of 24", Profile::hours_known(&log)));
        profile = Profile::of(&log, &profile);
    }
    let begins = shift.begin.unwrap_or(now);
    let kinds = Kinds::packaged()?.into_list();
    Ok(Callers::Shift(Box::new(Week::new((profile, begins), (seed, shift.again), kinds, houses))))
}

/// Waits for the next beat; none when the shift is over.
async fn beat(time: &mut watch::Receiver<Time>) -> Option<Time> {
    tokio::time::sleep(BEAT).await;
    let now = *time.borrow_and_update();
    (!now.over).then_some(now)
}

async fn obey(
    mut force: Force,
    mut time: watch::Receiver<Time>,
    haste: f64,
    book: Arc<Book>,
    retries: Arc<Retries>,
    patience: Duration,
) {
    while let Some(now) = beat(&mut time).await {
        if !now.clock.is_paused() {
            let elapsed = now.clock.elapsed(Instant::now()).mul_f64(haste);
            force.live(elapsed, &book, &retries, patience).await;
        }
    }
}

async fn answer(mut desk: Desk, mut time: watch::Receiver<Time>, book: Arc<Book>, retries: Arc<Retries>) {
    while let Some(now) = beat(&mut time).await {
        if !now.clock.is_paused() {
            desk.work(CALLS_A_ROUND, &book, &retries).await;
        }
    }
}
