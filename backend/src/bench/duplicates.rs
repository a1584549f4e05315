//! Looking for duplicates while a storm is going on: the register has every report of an invented night, all within the hours
//! that are looked back, and a dispatcher types.

use std::sync::Arc;
use std::time::Instant;

use futures::{StreamExt, TryStreamExt};
use reqwest::Method;
use vnr_shared::duplicate::{Candidate, DraftQuery};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{IncidentAnswer, NewIncident, NewPlace, Sensitivity};
use vnr_shared::page::to_query;

use super::ground::{Ground, sample};
use super::table::Line;
use super::{BenchError, Size};
use crate::client::{Api, ApiFailure};
use crate::clock::{Ids, SystemIds};
use crate::figures::Spread;
use crate::places::packaged;
use crate::simulate::{Storm, StormReport, night};
use crate::terminal::say;

/// The seed of the night.
const SEED: u64 = 112;
/// Reports filed at the same time.
const AT_ONCE: usize = 8;

/// Files a night and measures the search.
pub async fn run(ground: &Ground, size: Size) -> Result<(), BenchError> {
    let odd = |error: &dyn std::error::Error| BenchError::Odd(error.to_string());
    let houses = packaged::houses().map_err(|error| odd(&error))?;
    let reports = night(Storm::night(SEED), &houses).map_err(|error| odd(&error))?;
    // One institution that sees them all: what several would see apart is less.
    let api =
        ground.dispatchers.first().cloned().ok_or_else(|| BenchError::Odd("nobody files".to_owned()))?;
    let began = Instant::now();
    let filing = reports.iter().map(|report| file(api.clone(), report));
    futures::stream::iter(filing).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
    say(&format!("  … {} reports filed in {:.0} s", reports.len(), began.elapsed().as_secs_f64()));
    let mut spreads = Vec::new();
    for _ in 0..size.runs {
        let mut took = Vec::with_capacity(size.searches);
        for report in reports.iter().step_by((reports.len() / size.searches.max(1)).max(1)) {
            let query = to_query(&draft(report));
            let began = Instant::now();
            let _: Vec<Candidate> = api.get(&format!("/api/duplicates?{query}")).await?;
            took.push(began.elapsed());
        }
        spreads.push(Spread::of(&took));
    }
    let line = |what: &str, goal, value: fn(&Spread) -> f64| {
        let what = format!("duplicates of a draft among {} reports, {what}", reports.len());
        Line::new(what, goal, "ms", spreads.iter().map(value).collect()).print();
    };
    line("p50", "", |spread| spread.p50);
    line("p95", "≤ 50 ms", |spread| spread.p95);
    line("p99", "", |spread| spread.p99);
    Ok(())
}

async fn file(api: Arc<Api>, report: &StormReport) -> Result<(), ApiFailure> {
    let incident = NewIncident {
        id: IncidentId(SystemIds.id()),
        place: NewPlace {
            lat: report.lat,
            lon: report.lon,
            radius_m: report.radius_m,
            source: report.source,
            address: report.address.clone(),
            address_code: None,
            note: String::new(),
        },
        type_code: report.type_code.clone(),
        description: report.text.clone(),
        sensitivity: Sensitivity::Normal,
        ..sample(0)
    };
    let filed: Result<IncidentAnswer, _> =
        api.command(Method::POST, "/api/incidents", SystemIds.id(), &incident).await;
    filed.map(drop)
}

fn draft(report: &StormReport) -> DraftQuery {
    DraftQuery {
        lat: report.lat,
        lon: report.lon,
        radius_m: report.radius_m,
        type_code: Some(report.type_code.clone()),
        text: Some(report.text.clone()),
        address: Some(report.address.clone()),
        call: None,
    }
}
