//! A night of random work: filed, edited, shown around, passed on, taken over and closed, by several institutions.

use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::id::InstitutionId;
use vnr_shared::incident::{IncidentAnswer, Status, Summary};

use crate::support::{Client, TestApp, uuid};

/// Who works in the night: institution and dispatcher.
const WORKERS: [(&str, &str); 4] =
    [("VP", "vp.dispecers"), ("RPP", "rpp.dispecers"), ("JPP", "jpp.dispecers"), ("VUGD", "vugd.dispecers")];
/// Places in Rīga, Jūrmala, Ropažu novads and nowhere in particular.
const PLACES: [(f64, f64); 4] = [(56.95, 24.11), (56.97, 23.77), (56.9, 24.5), (56.5, 21.0)];

/// The night so far.
pub struct Night<'a> {
    app: &'a TestApp,
    random: u64,
    workers: Vec<(InstitutionId, Client)>,
    incidents: Vec<Summary>,
}

impl<'a> Night<'a> {
    pub async fn new(app: &'a TestApp, seed: u64) -> Self {
        let mut workers = Vec::new();
        for (code, login) in WORKERS {
            workers.push((app.institution(code), app.client(login).await));
        }
        Self { app, random: seed, workers, incidents: Vec::new() }
    }

    /// A number below `n`.
    fn any(&mut self, n: usize) -> usize {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.random >> 33).unwrap() % n
    }

    fn worker(&self, institution: InstitutionId) -> Client {
        self.workers.iter().find(|(id, _)| *id == institution).unwrap().1.clone()
    }

    /// So many things happen, each some seconds after the other.
    pub async fn pass(&mut self, deeds: u32) {
        for _ in 0..deeds {
            let seconds = 1 + self.any(90);
            self.app.clock.advance(Duration::seconds(i64::try_from(seconds).unwrap()));
            match self.any(10) {
                0..=2 => self.file().await,
                3..=4 => self.edit().await,
                5..=7 => self.step().await,
                8 => self.share().await,
                _ => self.note().await,
            }
        }
    }

    /// The last thing: an incident that everybody is shown.
    pub async fn end(&mut self, description: &str) {
        let (_, client) = self.workers[0].clone();
        let summary = client.file_summary(json!({ "description": "nakts beigas" })).await;
        for (institution, _) in self.workers.clone() {
            if institution != summary.owner {
                client.share(summary.id, institution).await;
            }
        }
        client.edit(summary.id, summary.version, json!({ "description": description })).await;
    }

    fn place(&mut self) -> Value {
        let (lat, lon) = PLACES[self.any(PLACES.len())];
        json!({ "lat": lat, "lon": lon, "source": "map", "address": "vieta" })
    }

    async fn file(&mut self) {
        let worker = self.any(self.workers.len());
        let place = self.place();
        let sensitivity = if self.any(6) == 0 { "restricted" } else { "normal" };
        let body = json!({ "place": place, "sensitivity": sensitivity });
        let summary = self.workers[worker].1.file_summary(body).await;
        self.incidents.push(summary);
    }

    /// Some incident, with a client of the institution that is responsible for it.
    fn some(&mut self) -> Option<(usize, Client)> {
        if self.incidents.is_empty() {
            return None;
        }
        let index = self.any(self.incidents.len());
        let owner = self.incidents[index].owner;
        Some((index, self.worker(owner)))
    }

    /// Keeps what a command answered; what was refused, because a colleague may not see it, changed nothing.
    async fn did(&mut self, index: usize, client: &Client, path: &str, body: Value, edits: bool) {
        let path = format!("/api/incidents/{}{path}", self.incidents[index].id);
        let answer = if edits { client.patch(&path, &body).await } else { client.post(&path, &body).await };
        if answer.status.is_success() {
            self.incidents[index] = answer.json::<IncidentAnswer>().incident;
        } else {
            assert_eq!(answer.status, 404, "{path} {body}: {answer:?}");
        }
    }

    async fn edit(&mut self) {
        let Some((index, client)) = self.some() else { return };
        let version = self.incidents[index].version;
        let body = match self.any(4) {
            0 => json!({ "version": version, "place": self.place() }),
            1 => json!({ "version": version, "sensitivity": "restricted" }),
            2 => json!({ "version": version, "sensitivity": "normal" }),
            _ => json!({ "version": version, "category": (["A", "B", "C"])[self.any(3)] }),
        };
        self.did(index, &client, "", body, true).await;
    }

    async fn step(&mut self) {
        let Some((index, client)) = self.some() else { return };
        let incident = self.incidents[index].clone();
        let legal = incident.status.legal();
        let step = legal[self.any(legal.len())];
        let mut body = json!({ "version": incident.version, "step": step, "reason": "nakts" });
        let mut client = client;
        if step == vnr_shared::incident::Step::Pass {
            let others: Vec<_> =
                self.workers.iter().map(|(id, _)| *id).filter(|id| *id != incident.owner).collect();
            body["to"] = json!(others[self.any(others.len())]);
        } else if incident.status == Status::PassedOn && step.by_receiver() {
            client = self.worker(incident.passed_to.unwrap());
        }
        self.did(index, &client, "/status", body, false).await;
    }

    async fn share(&mut self) {
        let Some((index, client)) = self.some() else { return };
        let other = self.any(self.workers.len());
        let (to, owner) = (self.workers[other].0, self.incidents[index].owner);
        if to != owner {
            let body = json!({ "institution": to, "reason": "nakts" });
            self.did(index, &client, "/shares", body, false).await;
        }
    }

    async fn note(&mut self) {
        let Some((index, client)) = self.some() else { return };
        let body = json!({ "id": uuid(), "text": "piezīme" });
        self.did(index, &client, "/notes", body, false).await;
    }
}
