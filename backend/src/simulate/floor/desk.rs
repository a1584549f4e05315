//! A dispatcher of the simulator, for those who want load or an opponent rather than an exercise: takes the calls of its
//! institution, files or attaches them, sends who is recommended, and closes what is done.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use vnr_shared::call::{AttachCall, CallAnswer, CallState, CallSummary, ClaimCall};
use vnr_shared::dispatch::{AssignUnits, AssignmentAnswer};
use vnr_shared::duplicate::{Candidate, DraftQuery};
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::incident::{
    ChangeStatus, IncidentAnswer, NewIncident, NewPlace, Occurred, Sensitivity, Status, Step, Summary,
};
use vnr_shared::live::{Kind, Picture};
use vnr_shared::page::to_query;
use vnr_shared::place::PlaceSource;
use vnr_shared::recommend::Recommendation;

use super::tally::Book;
use crate::client::{Api, ApiFailure, Retries, Watch};
use crate::clock::{Ids, SystemIds};

/// What a desk watches.
const TOPICS: &[Kind] = &[Kind::Call, Kind::Incident, Kind::Unit];
/// An incident this probable is taken for the same without asking anybody: about what a hasty dispatcher would do.
const SAME: f64 = 0.9;
/// Incidents for which nobody was free that are asked for again in one round.
const RETRIED: usize = 3;
/// Filed under this, where the card has no type.
const UNTYPED: &str = "other.information";

/// A desk of one institution.
#[derive(Debug)]
pub struct Desk {
    api: Arc<Api>,
    watch: Watch,
    /// Calls that were tried; what went wrong with one is left to people.
    taken: HashSet<vnr_shared::id::CallId>,
    /// Rounds so far: what waits is asked for in turn.
    round: usize,
    patience: Duration,
}

impl Desk {
    /// Opens a desk.
    pub fn open(api: Arc<Api>, patience: Duration) -> Self {
        let watch = Watch::open(api.clone(), TOPICS);
        Self { api, watch, taken: HashSet::new(), round: 0, patience }
    }

    /// Does what is to be done now: at most `calls` calls, then who waits for units, then what is done.
    pub async fn work(&mut self, calls: usize, book: &Book, retries: &Retries) {
        let own = self.api.session().institution.id;
        let mine = |i: &&Summary| i.owner == own;
        let look = |picture: &Picture| {
            let waits = |c: &&CallSummary| {
                c.institution == own && c.state == CallState::Waiting && !self.taken.contains(&c.id)
            };
            let mut waiting: Vec<CallSummary> = picture.calls.iter().filter(waits).cloned().collect();
            waiting.sort_by_key(|call| call.received_at);
            let bare = |i: &&Summary| i.status == Status::Registered && i.units.is_empty();
            let bare: Vec<IncidentId> =
                picture.incidents.iter().filter(mine).filter(bare).map(|i| i.id).collect();
            let done = |i: &&Summary| i.status == Status::Done;
            let done: Vec<Summary> = picture.incidents.iter().filter(mine).filter(done).cloned().collect();
            let free = picture
                .units
                .iter()
                .any(|u| u.institution == own && u.status == vnr_shared::unit::UnitStatus::Available);
            (waiting, bare, done, free)
        };
        let Some((waiting, bare, done, free)) = self.watch.read(look) else { return };
        for call in waiting.into_iter().take(calls) {
            self.taken.insert(call.id);
            noted(self.answer(call, book, retries).await, book);
        }
        let most = bare.len();
        for id in bare.into_iter().cycle().skip(self.round * RETRIED % most.max(1)).take(RETRIED.min(most)) {
            if free {
                noted(self.send(id, book, retries).await, book);
            }
        }
        for incident in done {
            let body = ChangeStatus {
                version: incident.version,
                step: Step::Close,
                reason: String::new(),
                to: None,
            };
            let path = format!("/api/incidents/{}/status", incident.id);
            let closed = self.post::<_, IncidentAnswer>(&path, &body, retries).await;
            if noted(closed, book).is_some() {
                book.open().closed += 1;
            }
        }
        self.round += 1;
    }

    async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        retries: &Retries,
    ) -> Result<T, ApiFailure> {
        self.api.post_patiently(path, SystemIds.id(), body, self.patience, retries).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, retries: &Retries) -> Result<T, ApiFailure> {
        self.api.get_patiently(path, self.patience, retries).await
    }

    /// Takes a call and files or attaches it. One without a place is left to people.
    async fn answer(&self, call: CallSummary, book: &Book, retries: &Retries) -> Result<(), ApiFailure> {
        let (Some(lat), Some(lon)) = (call.lat, call.lon) else { return Ok(()) };
        let claimed = ClaimCall { version: call.version };
        let claimed: CallAnswer =
            self.post(&format!("/api/calls/{}/claim", call.id), &claimed, retries).await?;
        let radius_m = call.position.and_then(|p| p.radius_m);
        let query = DraftQuery {
            lat,
            lon,
            radius_m,
            type_code: call.type_code.clone(),
            text: Some(call.text.clone()),
            address: Some(call.address.clone()),
            call: Some(call.id),
        };
        let same: Vec<Candidate> =
            self.get(&format!("/api/duplicates?{}", to_query(&query)), retries).await?;
        let own = self.api.session().institution.id;
        let same = same.iter().find(|c| c.probability >= SAME && c.incident.owner == own);
        if let Some(same) = same {
            let body = AttachCall { version: claimed.call.version, incident: same.incident.id };
            self.post::<_, CallAnswer>(&format!("/api/calls/{}/attach", call.id), &body, retries).await?;
            book.open().attach(call.card_number.as_deref(), same.incident.id);
            return Ok(());
        }
        let body = NewIncident {
            id: IncidentId(SystemIds.id()),
            channel: call.channel,
            received_at: None,
            occurred: Occurred::default(),
            place: NewPlace {
                lat,
                lon,
                radius_m,
                source: call.position.map_or(PlaceSource::Caller, |p| p.source),
                address: call.address.clone(),
                address_code: None,
                note: String::new(),
            },
            type_code: call.type_code.clone().unwrap_or_else(|| UNTYPED.to_owned()),
            category: None,
            description: call.text.clone(),
            sensitivity: Sensitivity::Normal,
            department: None,
            persons: Vec::new(),
            vehicles: Vec::new(),
            objects: Vec::new(),
            notes: Vec::new(),
            call: Some(call.id),
            advised: false,
        };
        let filed: IncidentAnswer = self.post("/api/incidents", &body, retries).await?;
        book.open().file(own, call.card_number.as_deref(), filed.incident.id);
        self.send(filed.incident.id, book, retries).await
    }

    /// Sends those who are recommended; nobody, where nobody is.
    async fn send(&self, id: IncidentId, book: &Book, retries: &Retries) -> Result<(), ApiFailure> {
        let path = format!("/api/incidents/{id}/recommendations?limit=0");
        let recommended: Recommendation = self.get(&path, retries).await?;
        let units: Vec<UnitId> =
            recommended.needs.iter().flat_map(|need| &need.proposals).map(|p| p.unit.id).collect();
        if units.is_empty() {
            return Ok(());
        }
        let sent = u64::try_from(units.len()).unwrap_or_default();
        let body = AssignUnits { units, first: false };
        self.post::<_, AssignmentAnswer>(&format!("/api/incidents/{id}/assignments"), &body, retries).await?;
        book.open().sent += sent;
        Ok(())
    }
}

/// What a command came to; a refusal is counted.
fn noted<T>(done: Result<T, ApiFailure>, book: &Book) -> Option<T> {
    done.map_err(|failure| book.open().refuse(&failure)).ok()
}
