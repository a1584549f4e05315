//! From a committed change to the consoles.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tokio::sync::Mutex;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::IncidentAnswer;

use super::ground::{Ground, sample};
use super::table::Line;
use super::{BenchError, Size, store};
use crate::client::{Api, Crowd, Receipt};
use crate::clock::{Ids, SystemIds};
use crate::figures::Spread;

/// Incidents that are changed in turn.
const INCIDENTS: usize = 200;
/// How long sockets may take to open, and the last frames to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many watch, and how much changes.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Sockets.
    pub sockets: usize,
    /// Changes a second.
    pub rate: u32,
    /// The goal of the 99th percentile.
    pub goal: &'static str,
}

/// What one run came to.
pub(super) struct Run {
    /// From the beginning of the commit to the receipt.
    pub delay: Spread,
    /// Frames that did not come.
    pub missing: usize,
    /// Frames that came twice.
    pub doubled: u64,
}

/// An incident that is changed by its owner, with its present version.
pub(super) struct Subject {
    id: IncidentId,
    api: Arc<Api>,
    version: Mutex<i64>,
}

/// Measures and prints.
pub async fn run(ground: &Ground, size: Size, shape: Shape) -> Result<(), BenchError> {
    let mut runs = Vec::new();
    for _ in 0..size.runs {
        runs.push(one(ground, size, shape).await?);
    }
    let Shape { sockets, rate, goal } = shape;
    let line = |what: &str, goal, value: fn(&Run) -> f64| {
        let what = format!("commit → on {sockets} consoles, {rate} changes/s, {what}");
        Line::new(what, goal, "ms", runs.iter().map(value).collect()).print();
    };
    line("p50", "", |run| run.delay.p50);
    line("p99", goal, |run| run.delay.p99);
    line("max", "", |run| run.delay.max);
    let count = |what: &str, goal, value: fn(&Run) -> f64| {
        Line::new(format!("  of these frames {what}"), goal, "", runs.iter().map(value).collect()).print();
    };
    count("received", "", |run| f64::from(u32::try_from(run.delay.count).unwrap_or(u32::MAX)));
    count("lost", "0", |run| f64::from(u32::try_from(run.missing).unwrap_or(u32::MAX)));
    count("doubled", "0", |run| f64::from(u32::try_from(run.doubled).unwrap_or(u32::MAX)));
    Ok(())
}

async fn one(ground: &Ground, size: Size, shape: Shape) -> Result<Run, BenchError> {
    let subjects = subjects(ground).await?;
    let crowd = Crowd::open(&ground.readers, shape.sockets, true);
    if !crowd.until(PATIENCE, |watched| watched.continued.is_some()).await {
        return Err(BenchError::Odd(format!("{} sockets could not be opened", shape.sockets)));
    }
    observe(ground, &subjects, crowd, size, shape.rate).await
}

/// Changes the incidents under the eyes of the crowd, and closes it.
pub(super) async fn observe(
    ground: &Ground,
    subjects: &[Arc<Subject>],
    crowd: Crowd,
    size: Size,
    rate: u32,
) -> Result<Run, BenchError> {
    let changed = change(subjects, size, rate).await?;
    let expected: usize = crowd
        .followers()
        .iter()
        .map(|follower| {
            let watched = follower.watched();
            changed.iter().filter(|(id, _)| watched.picture.contains_key(&id.0)).count()
        })
        .sum();
    let received = || crowd.followers().iter().map(|f| f.watched().receipts.len()).sum::<usize>();
    let until = tokio::time::Instant::now() + PATIENCE;
    while received() < expected && tokio::time::Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let commits = store::commit_times(&mut ground.connect().await?).await?;
    let (mut delays, mut doubled, mut found) = (Vec::new(), 0, 0);
    for follower in crowd.close().await {
        let watched = follower.watched();
        doubled += watched.doubled;
        for Receipt { id, version, at, since_at, .. } in &watched.receipts {
            let Some(commit) = commits.get(&(*id, *version)) else { continue };
            found += usize::from(changed.contains(&(*id, *version)));
            let after_at = (*commit - *at).num_microseconds().unwrap_or_default();
            delays.push(f64::from(i32::try_from(since_at - after_at).unwrap_or(i32::MAX)) / 1000.0);
        }
    }
    Ok(Run { delay: Spread::of_ms(delays), missing: expected.saturating_sub(found), doubled })
}

/// Files the incidents that will be changed.
pub(super) async fn subjects(ground: &Ground) -> Result<Vec<Arc<Subject>>, BenchError> {
    let mut subjects = Vec::with_capacity(INCIDENTS);
    for (n, api) in (0..INCIDENTS).zip(ground.dispatchers.iter().cycle()) {
        let answer: IncidentAnswer =
            api.command(Method::POST, "/api/incidents", SystemIds.id(), &sample(n)).await?;
        let version = Mutex::new(answer.incident.version);
        subjects.push(Arc::new(Subject { id: answer.incident.id, api: api.clone(), version }));
    }
    Ok(subjects)
}

/// Changes them in turn at a steady rate; returns which versions came to be.
async fn change(
    subjects: &[Arc<Subject>],
    size: Size,
    rate: u32,
) -> Result<HashSet<(IncidentId, i64)>, BenchError> {
    let began = tokio::time::Instant::now();
    let all = u32::try_from(size.seconds).unwrap_or(1) * rate;
    let mut changing = Vec::new();
    for (n, subject) in (0..all).zip(subjects.iter().cycle().cloned()) {
        tokio::time::sleep_until(began + Duration::from_secs(1) / rate * n).await;
        changing.push(tokio::spawn(async move {
            let mut version = subject.version.lock().await;
            let edit = json!({ "version": *version, "description": format!("Papildināts {n}. reizi.") });
            let path = format!("/api/incidents/{}", subject.id);
            let answer: IncidentAnswer =
                subject.api.command(Method::PATCH, &path, SystemIds.id(), &edit).await?;
            *version = answer.incident.version;
            Ok::<_, crate::client::ApiFailure>((subject.id, *version))
        }));
    }
    let mut changed = HashSet::new();
    for one in changing {
        changed.insert(one.await.map_err(|error| BenchError::Odd(error.to_string()))??);
    }
    Ok(changed)
}
