//! Filing incidents: how long it takes at a steady rate, and how many can be filed.

use std::time::{Duration, Instant};

use reqwest::Method;
use vnr_shared::incident::IncidentAnswer;

use super::ground::{Ground, sample};
use super::table::Line;
use super::{BenchError, Size};
use crate::clock::{Ids, SystemIds};
use crate::figures::Spread;

/// Incidents a second of the steady rate.
const RATE: u32 = 20;
/// Those who file without a pause at the same time.
pub const CLIENTS: usize = 8;

/// Latency at a steady rate, counted from the moment at which each was due: an answer that is late delays nobody else.
pub async fn latency(ground: &Ground, size: Size) -> Result<(), BenchError> {
    let mut spreads = Vec::new();
    for _ in 0..size.runs {
        let began = tokio::time::Instant::now();
        let all = usize::try_from(size.seconds * u64::from(RATE)).unwrap_or_default();
        let mut filing = Vec::with_capacity(all);
        for (n, api) in (0..all).zip(ground.dispatchers.iter().cycle().cloned()) {
            let due = began + Duration::from_secs(1) / RATE * u32::try_from(n).unwrap_or_default();
            tokio::time::sleep_until(due).await;
            filing.push(tokio::spawn(async move {
                let answer: Result<IncidentAnswer, _> =
                    api.command(Method::POST, "/api/incidents", SystemIds.id(), &sample(n)).await;
                answer.map(|_| due.elapsed())
            }));
        }
        let mut took = Vec::with_capacity(all);
        for answer in filing {
            took.push(answer.await.map_err(|error| BenchError::Odd(error.to_string()))??);
        }
        spreads.push(Spread::of(&took));
    }
    let line = |what: &str, goal, value: fn(&Spread) -> f64| {
        let what = format!("file an incident at {RATE}/s, {what}");
        Line::new(what, goal, "ms", spreads.iter().map(value).collect()).print();
    };
    line("p50", "", |spread| spread.p50);
    line("p95", "", |spread| spread.p95);
    line("p99", "≤ 25 ms", |spread| spread.p99);
    Ok(())
}

/// The rate at which incidents can be filed; returns the median.
pub async fn sustained(ground: &Ground, size: Size) -> Result<f64, BenchError> {
    let mut rates = Vec::new();
    for _ in 0..size.runs {
        let began = Instant::now();
        let until = began + Duration::from_secs(size.seconds);
        let filing = ground.dispatchers.iter().cycle().take(CLIENTS).cloned().map(|api| {
            tokio::spawn(async move {
                let mut filed = 0_usize;
                while Instant::now() < until {
                    let incident = sample(filed);
                    let answer: Result<IncidentAnswer, _> =
                        api.command(Method::POST, "/api/incidents", SystemIds.id(), &incident).await;
                    answer?;
                    filed += 1;
                }
                Ok::<_, crate::client::ApiFailure>(filed)
            })
        });
        let mut filed = 0;
        for one in filing.collect::<Vec<_>>() {
            filed += one.await.map_err(|error| BenchError::Odd(error.to_string()))??;
        }
        rates.push(f64::from(u32::try_from(filed).unwrap_or(u32::MAX)) / began.elapsed().as_secs_f64());
    }
    let line = Line::new(format!("incidents filed by {CLIENTS} clients without pause"), "", "/s", rates);
    line.print();
    Ok(line.median())
}
