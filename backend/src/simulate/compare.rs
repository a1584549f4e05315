//! The exact comparison at the end: what is in the file, what was acknowledged, and what the register has.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::{Incident, IncidentQuery, Summary};
use vnr_shared::page::{Page, to_query};
use vnr_shared::problem::ProblemCode;
use vnr_shared::time::DateTime;

use super::dispatcher::Tally;
use super::plan::Planned;
use crate::client::{Api, ApiFailure, Retries};
use crate::terminal::out;

/// Questions asked at once.
const AT_ONCE: usize = 8;
/// Rows asked for at a time.
const PAGE: u16 = 500;

/// Numbers of one kind.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Calls in the file.
    pub in_file: usize,
    /// Calls that the server acknowledged.
    pub acknowledged: usize,
    /// Incidents that the server gives by their id, with the type they were filed under.
    pub by_id: usize,
    /// Incidents of the replay in the register's list.
    pub listed: usize,
}

impl Counts {
    /// Whether all agree.
    pub const fn agree(&self) -> bool {
        self.in_file == self.acknowledged && self.in_file == self.by_id && self.in_file == self.listed
    }
}

/// Counts by kind of call.
#[derive(Debug, Default)]
pub struct Comparison(BTreeMap<String, Counts>);

/// Asks the register for every call of the plan, by its id and through the list.
pub async fn compare(
    users: &[Arc<Api>],
    plan: &[Planned],
    tally: &Tally,
    retries: &Retries,
    patience: Duration,
) -> Result<Comparison, ApiFailure> {
    let mut comparison = Comparison::default();
    for planned in plan {
        comparison.of(&planned.kind).in_file += 1;
    }
    for (row, _) in &tally.acknowledged {
        if let Some(planned) = plan.get(*row) {
            comparison.of(&planned.kind).acknowledged += 1;
        }
    }
    let found = by_id(users, plan, retries, patience).await?;
    for (planned, incident) in plan.iter().zip(&found) {
        if incident.as_ref().is_some_and(|incident| incident.summary.type_code == planned.command.type_code) {
            comparison.of(&planned.kind).by_id += 1;
        }
    }
    let Some(first) = found.iter().flatten().map(|incident| incident.summary.received_at).min() else {
        return Ok(comparison);
    };
    let times = listed(users, first, retries, patience).await?;
    for planned in plan {
        comparison.of(&planned.kind).listed += times.get(&planned.command.id).copied().unwrap_or_default();
    }
    Ok(comparison)
}

/// Each call's incident, asked of the user who filed it.
async fn by_id(
    users: &[Arc<Api>],
    plan: &[Planned],
    retries: &Retries,
    patience: Duration,
) -> Result<Vec<Option<Incident>>, ApiFailure> {
    let asked: Vec<(IncidentId, Arc<Api>)> =
        plan.iter().map(|planned| planned.command.id).zip(users.iter().cycle().cloned()).collect();
    let answers = asked.into_iter().map(|(id, api)| async move {
        match api.get_patiently(&format!("/api/incidents/{id}"), patience, retries).await {
            Ok(incident) => Ok(Some(incident)),
            Err(failure) if failure.code() == Some(ProblemCode::NotFound) => Ok(None),
            Err(failure) => Err(failure),
        }
    });
    futures::stream::iter(answers).buffered(AT_ONCE).try_collect().await
}

/// How often each incident received since `first` stands in the list: of those users who see it, the one who sees it
/// most often, which must be once.
async fn listed(
    users: &[Arc<Api>],
    first: DateTime,
    retries: &Retries,
    patience: Duration,
) -> Result<HashMap<IncidentId, usize>, ApiFailure> {
    let mut most: HashMap<IncidentId, usize> = HashMap::new();
    let mut asked = HashSet::new();
    for api in users.iter().filter(|api| asked.insert(api.session().user)) {
        let mut times: HashMap<IncidentId, usize> = HashMap::new();
        let mut query = IncidentQuery { from: Some(first), limit: Some(PAGE), ..IncidentQuery::default() };
        loop {
            let path = format!("/api/incidents?{}", to_query(&query));
            let page: Page<Summary> = api.get_patiently(&path, patience, retries).await?;
            for summary in &page.items {
                *times.entry(summary.id).or_default() += 1;
            }
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        for (id, count) in times {
            let most = most.entry(id).or_default();
            *most = count.max(*most);
        }
    }
    Ok(most)
}

impl Comparison {
    fn of(&mut self, kind: &str) -> &mut Counts {
        self.0.entry(kind.to_owned()).or_default()
    }

    /// Whether everything agrees, kind by kind.
    pub fn agrees(&self) -> bool {
        self.0.values().all(Counts::agree)
    }

    /// The sum over all kinds.
    pub fn total(&self) -> Counts {
        self.0.values().fold(Counts::default(), |sum, one| Counts {
            in_file: sum.in_file + one.in_file,
            acknowledged: sum.acknowledged + one.acknowledged,
            by_id: sum.by_id + one.by_id,
            listed: sum.listed + one.listed,
        })
    }

    /// Prints the table, the most frequent kind first.
    pub fn print(&self) {
        let mut rows: Vec<(&str, &Counts)> =
            self.0.iter().map(|(kind, counts)| (kind.as_str(), counts)).collect();
        rows.sort_by_key(|(kind, counts)| (std::cmp::Reverse(counts.in_file), *kind));
        let total = self.total();
        rows.push(("in all", &total));
        out(&format!(
            "{:<42} {:>8} {:>12} {:>8} {:>8}",
            "kind", "in file", "acknowledged", "by id", "listed"
        ));
        for (kind, Counts { in_file, acknowledged, by_id, listed }) in rows {
            let mark = if in_file == acknowledged && in_file == by_id && in_file == listed {
                ""
            } else {
                "  ← differs"
            };
            out(&format!("{kind:<42} {in_file:>8} {acknowledged:>12} {by_id:>8} {listed:>8}{mark}"));
        }
    }
}
