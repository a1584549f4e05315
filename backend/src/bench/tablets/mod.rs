//! Fifty tablets that were three hours without a network come back within ten seconds, and a day's work over a bad link.

mod day;
mod link;
mod script;
mod tablet;
mod truth;

use std::sync::Arc;
use std::time::{Duration, Instant};

use vnr_shared::id::IncidentId;
use vnr_shared::incident::{IncidentAnswer, NewIncident, Sensitivity};

use super::ground::{Ground, sample};
use super::table::Line;
use super::{BenchError, Size};
use crate::client::{Api, users};
use crate::clock::{Ids, SystemIds};
use crate::figures::Spread;
use crate::terminal::say;
use script::{OWN, SHARED, TABLETS};
use tablet::{Back, Records, Tablet};

/// Within which time all of them come back.
const RECONNECT: Duration = Duration::from_secs(10);
/// Accounts of the institution that files: each tablet has a session of its own.
const OFFICERS: [&str; 4] = ["vp.inspektors", "vp.komandieris", "vp.registrators", "vp.dispecers"];

/// Measures and prints.
pub async fn run(ground: &Ground, size: Size) -> Result<(), BenchError> {
    let logins = OFFICERS.into_iter().cycle().take(TABLETS).map(str::to_owned).collect();
    let officers = users::log_in(&ground.server.url(), logins, "vnr bench").await?;
    let mut runs = Vec::new();
    for _ in 0..size.runs {
        runs.push(one(ground, &officers).await?);
    }
    let line = |what: &str, goal, unit, value: fn(&Run) -> f64| {
        Line::new(what, goal, unit, runs.iter().map(value).collect()).print();
    };
    let what = format!("{TABLETS} tablets back within {} s: edits lost", RECONNECT.as_secs());
    line(&what, "0", "", |run| count(run.verdict.lost));
    line("  edits done twice", "0", "", |run| count(run.verdict.doubled));
    line("  edits silently overwritten", "0", "", |run| count(run.verdict.overwritten));
    line("  edits laid over a newer version, both sides standing", "", "", |run| count(run.verdict.merged));
    line("  conflicts shown to a person", "", "", |run| count(run.verdict.conflicts));
    line("  conflicts that there truly are", "", "", |run| count(run.truth));
    line("  requests sent again because the answer was lost", "", "", |run| count(run.again));
    line("  back → everything of one tablet answered, p50", "", "ms", |run| run.each.p50);
    line("  back → everything of one tablet answered, p99", "", "ms", |run| run.each.p99);
    line("  the last one back → everything drained", "", "s", |run| run.drained.as_secs_f64());
    say("  … a day's work over a bad link, with the delays it has");
    day::run(ground, size, officers.first().cloned()).await
}

/// What one run came to.
struct Run {
    verdict: truth::Verdict,
    truth: usize,
    each: Spread,
    drained: Duration,
    again: usize,
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// One run on records of its own.
async fn one(ground: &Ground, officers: &[Arc<Api>]) -> Result<Run, BenchError> {
    let filer = officers.first().ok_or_else(|| BenchError::Odd("nobody files".to_owned()))?;
    let mut records = Records::default();
    for n in 0..SHARED {
        records.shared.push(file(filer, n).await?);
    }
    let mut tablets = Vec::new();
    for (n, api) in officers.iter().enumerate() {
        for own in 0..OWN {
            let id = file(api, n * OWN + own).await?;
            records.own.push(id);
        }
        tablets.push(Tablet::register(n, api.clone()).await?);
    }
    let records = Arc::new(records);
    let began = tokio::time::Instant::now();
    let mut coming = Vec::new();
    for mut tablet in tablets {
        let records = records.clone();
        let back_at = began
            + RECONNECT * u32::try_from(tablet.n).unwrap_or_default() / u32::try_from(TABLETS).unwrap_or(1);
        tablet.work(&records);
        coming.push(tokio::spawn(async move {
            tokio::time::sleep_until(back_at).await;
            let at = Instant::now();
            let back = tablet.come_back().await?;
            Ok::<_, BenchError>((tablet, back, at.elapsed(), Instant::now()))
        }));
    }
    let (mut each, mut done, mut again, mut back) = (Vec::new(), Vec::new(), 0, Vec::new());
    for one in coming {
        let (tablet, came, took, at): (Tablet, Back, _, _) =
            one.await.map_err(|error| BenchError::Odd(error.to_string()))??;
        again += came.again;
        each.push(took);
        done.push(at);
        back.push(tablet);
    }
    let last_back = began.into_std()
        + RECONNECT * u32::try_from(TABLETS - 1).unwrap_or_default() / u32::try_from(TABLETS).unwrap_or(1);
    let drained = done.iter().max().map(|at| at.saturating_duration_since(last_back)).unwrap_or_default();
    let verdict = truth::judge(ground, filer, &records, &back).await?;
    Ok(Run { verdict, truth: script::conflicts(), each: Spread::of(&each), drained, again })
}

/// Files a record online, before the network goes away.
async fn file(api: &Api, n: usize) -> Result<IncidentId, BenchError> {
    let incident = NewIncident { sensitivity: Sensitivity::Normal, ..sample(n) };
    let answer: IncidentAnswer =
        api.command(reqwest::Method::POST, "/api/incidents", SystemIds.id(), &incident).await?;
    Ok(answer.incident.id)
}
