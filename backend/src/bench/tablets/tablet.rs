//! One tablet: its outbox, its clock that is wrong, and how it comes back.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use vnr_shared::id::{CommandId, DeviceId, IncidentId, NoteId};
use vnr_shared::incident::{AddNote, EditIncident, Occurred};
use vnr_shared::sync::{Act, BATCH_MAX, Item, Outbox, Outcome, SyncDown, SyncUp};
use vnr_shared::time::DateTime;

use super::super::BenchError;
use super::super::ground::sample;
use super::script::{self, Edit, Field, OWN, Record};
use crate::client::Api;
use crate::clock::{Clock, Ids, SystemClock, SystemIds};

/// How long they were away.
const AWAY: Duration = Duration::hours(3);
/// Every so many tablets lose the first answer and send everything again.
const LOSES_ANSWER: usize = 5;
/// Every so many send the second half before the first.
const OUT_OF_ORDER: usize = 7;

/// Ids of the records of a run.
#[derive(Debug, Default)]
pub struct Records {
    /// Everybody's.
    pub shared: Vec<IncidentId>,
    /// Of each tablet in turn.
    pub own: Vec<IncidentId>,
}

impl Records {
    /// The incident that is a record.
    pub fn id(&self, record: Record) -> IncidentId {
        match record {
            Record::Shared(n) => self.shared[n],
            Record::Own(tablet, n) => self.own[tablet * OWN + n],
        }
    }
}

/// A tablet.
#[derive(Debug)]
pub struct Tablet {
    /// Its number.
    pub n: usize,
    /// What became of its edits.
    pub outcomes: HashMap<CommandId, Outcome>,
    /// Its edits with their keys.
    pub edits: Vec<(CommandId, Edit)>,
    api: Arc<Api>,
    id: DeviceId,
    outbox: Outbox<Act>,
    /// By how much its clock runs ahead: up to an hour either way.
    ahead: Duration,
}

/// How it came back.
#[derive(Debug, Default)]
pub struct Back {
    /// Requests that were sent again because their answer was lost.
    pub again: usize,
}

impl Tablet {
    /// Registers a device.
    pub async fn register(n: usize, api: Arc<Api>) -> Result<Self, BenchError> {
        let id = DeviceId(SystemIds.id());
        let name = json!({ "name": format!("Planšete {n}") });
        api.order(Method::PUT, &format!("/api/devices/{id}"), SystemIds.id(), &name).await?;
        let minutes = i64::try_from(n * 37 % 121).unwrap_or_default() - 60;
        Ok(Self {
            n,
            outcomes: HashMap::new(),
            edits: Vec::new(),
            api,
            id,
            outbox: Outbox::default(),
            ahead: Duration::minutes(minutes),
        })
    }

    /// Works without a network: everything into the outbox, based on what it had when the network went.
    pub fn work(&mut self, records: &Records) {
        let now = SystemClock.now() + self.ahead;
        let edits = script::edits(self.n);
        let count = i32::try_from(edits.len()).unwrap_or(i32::MAX);
        for edit in edits {
            let made_at = now - AWAY + AWAY / count * i32::try_from(edit.n).unwrap_or_default();
            let key = CommandId(SystemIds.id());
            self.outbox.put(key, made_at, Vec::new(), act(&edit, records.id(edit.record)));
            self.edits.push((key, edit));
        }
    }

    /// Sends until everything is answered, over a network that loses an answer here and an order there.
    pub async fn come_back(&mut self) -> Result<Back, BenchError> {
        let mut back = Back::default();
        let batch: Vec<Item<Act>> = self.outbox.batch(BATCH_MAX).into_iter().cloned().collect();
        if self.n % OUT_OF_ORDER == OUT_OF_ORDER - 1 {
            let late = batch.get(batch.len() / 2..).unwrap_or_default();
            self.exchange(late).await?;
        }
        if self.n % LOSES_ANSWER == LOSES_ANSWER - 1 {
            // It was done, and nobody heard of it.
            drop(self.send(&batch).await?);
            back.again += 1;
        }
        while self.outbox.unsent() > 0 {
            let batch: Vec<Item<Act>> = self.outbox.batch(BATCH_MAX).into_iter().cloned().collect();
            self.exchange(&batch).await?;
        }
        Ok(back)
    }

    async fn exchange(&mut self, items: &[Item<Act>]) -> Result<(), BenchError> {
        let down = self.send(items).await?;
        for answer in &down.answers {
            if answer.outcome.is_final() {
                self.outcomes.insert(answer.key, answer.outcome.clone());
            }
        }
        self.outbox.take(&down.answers);
        Ok(())
    }

    async fn send(&self, items: &[Item<Act>]) -> Result<SyncDown<Value>, BenchError> {
        let sent_at = SystemClock.now() + self.ahead;
        let up = SyncUp { device: self.id, sent_at, clock: None, items: items.to_vec(), after: None };
        Ok(self.api.command(Method::POST, "/api/sync", SystemIds.id(), &up).await?)
    }
}

/// The instant that an edit of the time writes, which no other writes.
pub fn since(edit: &Edit) -> DateTime {
    let seconds = i64::try_from(edit.tablet * script::EDITS + edit.n).unwrap_or_default();
    DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::seconds(seconds)
}

fn act(edit: &Edit, incident: IncidentId) -> Act {
    let text = script::text(edit);
    let Some(field) = edit.field else {
        return Act::Note { incident, note: AddNote { id: NoteId(SystemIds.id()), text } };
    };
    let mut change = EditIncident { version: 1, ..EditIncident::default() };
    match field {
        Field::Description => change.description = Some(text),
        Field::Occurred => {
            change.occurred = Some(Occurred { from: Some(since(edit)), to: None, uncertain: true });
        }
        Field::Place => {
            let mut place = sample(0).place;
            place.note = text;
            change.place = Some(place);
        }
    }
    Act::Edit { incident, edit: Box::new(change) }
}
