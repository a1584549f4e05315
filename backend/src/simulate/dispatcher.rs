//! A dispatcher of the replay: takes the calls that are hers, one after another, and files each until it is answered.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;
use vnr_shared::incident::{Incident, IncidentAnswer, NewIncident};
use vnr_shared::problem::ProblemCode;

use super::plan::Planned;
use crate::client::{Api, ApiFailure, Retries};

/// What has been done so far, by all dispatchers.
#[derive(Debug, Default)]
pub struct Tally {
    /// Calls that were acknowledged, by their place in the plan, with the registration number.
    pub acknowledged: Vec<(usize, String)>,
    /// How long each took from the first try to the answer.
    pub took: Vec<Duration>,
    /// Calls that were refused, with why.
    pub refused: Vec<(usize, String)>,
}

/// Shared between the dispatchers and the one who watches them.
#[derive(Debug, Default)]
pub struct Desk {
    tally: Mutex<Tally>,
    /// Tries that had to be repeated.
    pub retries: Retries,
}

impl Desk {
    /// What has been done.
    pub fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works until no more calls come.
pub async fn work(
    api: Arc<Api>,
    plan: Arc<Vec<Planned>>,
    mut calls: UnboundedReceiver<usize>,
    desk: Arc<Desk>,
    patience: Duration,
) {
    while let Some(row) = calls.recv().await {
        let Some(planned) = plan.get(row) else { continue };
        let began = Instant::now();
        let filed = file(&api, planned, &desk.retries, patience).await;
        let mut tally = desk.tally();
        match filed {
            Ok(number) => {
                tally.acknowledged.push((row, number));
                tally.took.push(began.elapsed());
            }
            Err(failure) => tally.refused.push((row, failure.to_string())),
        }
    }
}

/// Files a call and returns its registration number.
async fn file(
    api: &Api,
    planned: &Planned,
    retries: &Retries,
    patience: Duration,
) -> Result<String, ApiFailure> {
    let command: &NewIncident = &planned.command;
    let answer: Result<IncidentAnswer, _> =
        api.post_patiently("/api/incidents", planned.key, command, patience, retries).await;
    match answer {
        Ok(answer) => Ok(answer.incident.number),
        // An earlier run filed it as somebody else, or with another gazetteer: it is in the register all the same.
        Err(failure) if is_there_already(&failure) => {
            let path = format!("/api/incidents/{}", command.id);
            let there: Incident = api.get_patiently(&path, patience, retries).await?;
            Ok(there.summary.number)
        }
        Err(failure) => Err(failure),
    }
}

fn is_there_already(failure: &ApiFailure) -> bool {
    matches!(failure.code(), Some(ProblemCode::AlreadyExists | ProblemCode::IdempotencyKeyReused))
}
