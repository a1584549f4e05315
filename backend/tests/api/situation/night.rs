//! A night of random work: filed, edited, shown around, passed on, taken over and closed, by several institutions, whose units
//! are sent, drive, work and are taken back.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::dispatch::AssignmentAnswer;
use vnr_shared::id::InstitutionId;
use vnr_shared::incident::{Incident, IncidentAnswer, Status, Summary};
use vnr_shared::time::DateTime;
use vnr_shared::unit::fix::to_e7;
use vnr_shared::unit::{Candidate, UnitStatus, UnitSummary};

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
    /// How often a unit was sent.
    pub sent: u32,
    /// When which unit, by its mark, said that it was where.
    pub fixes: Vec<(DateTime, u32, (i32, i32))>,
}

impl<'a> Night<'a> {
    pub async fn new(app: &'a TestApp, seed: u64) -> Self {
        let mut workers = Vec::new();
        for (code, login) in WORKERS {
            workers.push((app.institution(code), app.client(login).await));
        }
        Self { app, random: seed, workers, incidents: Vec::new(), sent: 0, fixes: Vec::new() }
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
            match self.any(20) {
                0..=2 => self.file().await,
                3..=4 => self.edit().await,
                5..=7 => self.step().await,
                8 => self.share().await,
                9 => self.note().await,
                10..=12 => self.send_unit().await,
                13..=15 => self.unit_status().await,
                _ => self.unit_position().await,
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

    /// A unit of an institution that may be sent, or any.
    async fn some_unit(&mut self, institution: InstitutionId, free: bool) -> Option<UnitSummary> {
        let client = self.worker(institution);
        let units: Vec<Candidate> = client.get("/api/units").await.json();
        let wanted = |u: &UnitSummary| {
            u.institution == institution
                && if free { u.status == UnitStatus::Available } else { u.current().is_some() }
        };
        let units: Vec<UnitSummary> = units.into_iter().map(|c| c.unit).filter(wanted).collect();
        if units.is_empty() {
            return None;
        }
        let index = self.any(units.len());
        Some(units[index].clone())
    }

    async fn send_unit(&mut self) {
        let Some((index, client)) = self.some() else { return };
        let incident = self.incidents[index].clone();
        let Some(unit) = self.some_unit(incident.owner, true).await else { return };
        let path = format!("/api/incidents/{}/assignments", incident.id);
        let answer = client.post(&path, &json!({ "units": [unit.id] })).await;
        if answer.status.is_success() {
            self.incidents[index] = answer.json::<AssignmentAnswer>().incident;
            self.sent += 1;
        } else {
            // It is done, closed, or offered to others.
            assert!(matches!(answer.status.as_u16(), 404 | 409 | 422), "{answer:?}");
        }
    }

    async fn unit_status(&mut self) {
        let worker = self.any(self.workers.len());
        let (institution, client) = self.workers[worker].clone();
        let Some(unit) = self.some_unit(institution, false).await else { return };
        let legal = unit.duty().legal();
        // The likely next step half of the time, so that tours come to their end.
        let status = if self.any(2) == 0 { legal[0] } else { legal[self.any(legal.len())] };
        let path = format!("/api/units/{}/status", unit.id);
        client.post(&path, &json!({ "status": status })).await.assert(StatusCode::OK);
        for assignment in &unit.assignments {
            if let Some(index) = self.incidents.iter().position(|i| i.id == assignment.incident) {
                let owner = self.worker(self.incidents[index].owner);
                let now = owner.get(&format!("/api/incidents/{}", assignment.incident)).await;
                self.incidents[index] = now.json::<Incident>().summary;
            }
        }
    }

    /// A unit of the first institution tells where it is.
    async fn unit_position(&mut self) {
        let (institution, client) = self.workers[0].clone();
        let Some(unit) = self.some_unit(institution, true).await else { return };
        let step = |n: usize| f64::from(u32::try_from(n).unwrap()) / 1000.0;
        let (lat, lon, at) = (56.9 + step(self.any(90)), 24.0 + step(self.any(200)), self.app.now());
        let body = json!({ "fixes": [{ "unit": unit.id, "at": at, "lat": lat, "lon": lon }] });
        client.post("/api/units/positions", &body).await.assert(StatusCode::OK);
        self.fixes.push((at, unit.mark, (to_e7(lat), to_e7(lon))));
    }
}
