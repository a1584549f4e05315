//! As many open sockets as a node lets in: what one costs, and that a change still reaches every one of them.

use std::fs;
use std::time::{Duration, Instant};

use vnr_shared::live::Kind;

use super::ground::Ground;
use super::table::Line;
use super::{BenchError, Size, fanout};
use crate::client::{Crowd, turned_away};
use crate::descriptors;

/// The default of `VNR_SOCKETS_MAX`, which the measured server runs with.
const MOST: usize = 10_000;
/// Sockets that are opened at a time: a thousand at once is a storm and not what is measured here.
const STEP: usize = 250;
/// How long a step may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Changes a second: each of them is ten thousand frames.
const RATE: u32 = 1;

/// Opens, watches and counts, once: memory that a process has had it keeps, so that a second run would say nothing.
pub async fn run(ground: &Ground, size: Size) -> Result<(), BenchError> {
    let subjects = fanout::subjects(ground).await?;
    let fit = usize::try_from(descriptors::allow(MOST)).unwrap_or(usize::MAX);
    let count = MOST.min(fit);
    let before = memory_kb(ground);
    let began = Instant::now();
    let mut crowd = Crowd::open(&ground.readers, 0, true);
    while crowd.followers().len() < count {
        let more = STEP.min(count - crowd.followers().len());
        crowd.join(&[Kind::Incident], &ground.readers, more, true);
        if !crowd.until(PATIENCE, |watched| watched.continued.is_some()).await {
            let open = crowd.followers().iter().filter(|f| f.watched().continued.is_some()).count();
            return Err(BenchError::Odd(format!("of {count} sockets {open} could be opened")));
        }
    }
    let line = |what: &str, goal, unit, value: f64| Line::new(what, goal, unit, vec![value]).print();
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    line("open sockets, each with its picture", "10000", "", number(crowd.followers().len()));
    line("  opened in", "", "s", began.elapsed().as_secs_f64());
    if let (Some(before), Some(after)) = (before, memory_kb(ground)) {
        line("  memory of the server for each", "", "KB", (after - before) / number(count));
    }
    if let (true, Some(api)) = (count == MOST, ground.readers.first()) {
        line("  one more is turned away", "1", "", f64::from(u8::from(turned_away(api).await)));
    }
    let run = fanout::observe(ground, &subjects, crowd, Size { runs: 1, ..size }, RATE).await?;
    line("  commit → on all of them, 1 change/s, p50", "", "ms", run.delay.p50);
    line("  commit → on all of them, 1 change/s, max", "", "ms", run.delay.max);
    line("  of these frames received", "", "", number(run.delay.count));
    line("  of these frames lost", "0", "", number(run.missing));
    line("  of these frames doubled", "0", "", f64::from(u32::try_from(run.doubled).unwrap_or(u32::MAX)));
    Ok(())
}

/// Memory of the server in use, where the system tells it.
pub fn memory_kb(ground: &Ground) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", ground.server.pid()?)).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
