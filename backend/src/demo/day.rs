//! A day of the demonstration, played through the same API that everybody uses, on a clock that runs a day behind.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, header};
use chrono::Duration;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgPool;
use tower::ServiceExt;
use vnr_shared::time::DateTime;

use super::{DemoError, cast, script};
use crate::clock::{Ids, ManualClock, SystemIds};
use crate::config::Settings;
use crate::node::Node;

const INCIDENTS: &str = include_str!("../../../data/demo/incidents.csv");

const CARDS: &str = include_str!("../../../data/demo/cards.json");
const HAZARDS: &str = include_str!("../../../data/demo/hazards.json");

/// Who sends the cards of the 112 platform.
const PLATFORM: &str = "k112.sistema";
/// Who knows of the hazards.
const KNOWS: &str = "vp.dispecers";

/// Largest answer that is read.
const ANSWER_MAX: usize = 8 << 20;

/// An incident of the day and what is done with it.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// Minutes before now at which it is received.
    pub ago: i64,
    /// Login of who registers it.
    pub by: String,
    /// How the information came.
    pub channel: String,
    /// Type code.
    #[serde(rename = "type")]
    pub type_code: String,
    /// Address.
    pub address: String,
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
    /// Radius in metres.
    pub radius: Option<f64>,
    /// Where the position comes from.
    pub source: String,
    /// What happened.
    pub description: String,
    /// `role|given name|surname|code`.
    pub person: String,
    /// `role|plate|make|model|colour`.
    pub vehicle: String,
    /// What follows, see [`script`].
    pub then: String,
}

/// A card that waits at the end of the day.
#[derive(Debug, Deserialize)]
struct Waiting {
    /// Minutes before now at which it comes.
    ago: i64,
    /// The card, without the time of its receipt.
    card: Value,
}

/// Plays the day that ends `now`. The pool is closed at the end.
pub async fn play(pool: PgPool, mut settings: Settings, now: DateTime) -> Result<(), DemoError> {
    // One log-in for each account lasts the whole day.
    settings.session_hours = 72;
    let lines: Vec<Line> =
        csv::Reader::from_reader(INCIDENTS.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let acts = script::acts(&lines)?;
    let first = acts.first().map_or(0, |act| act.ago);
    let clock = Arc::new(ManualClock::new(now - Duration::minutes(first + 1)));
    let node = Node::start(pool, clock.clone(), Arc::new(SystemIds), settings, std::env::temp_dir());
    let mut stage = Stage {
        router: node.router(),
        ids: SystemIds,
        tokens: HashMap::new(),
        institutions: HashMap::new(),
        incidents: HashMap::new(),
    };
    let played = stage.play(&lines, &acts, &clock, now).await;
    node.stop().await;
    played
}

/// What is known while the day is played.
pub(super) struct Stage {
    router: Router,
    ids: SystemIds,
    tokens: HashMap<String, String>,
    institutions: HashMap<String, String>,
    /// Id and version of each incident, by the number of its line.
    incidents: HashMap<usize, (String, i64)>,
}

impl Stage {
    async fn play(
        &mut self,
        lines: &[Line],
        acts: &[script::Act<'_>],
        clock: &ManualClock,
        now: DateTime,
    ) -> Result<(), DemoError> {
        use crate::clock::Clock;
        for act in acts {
            clock.advance(now - Duration::minutes(act.ago) - clock.now());
            let Some(line) = lines.get(act.line) else { continue };
            let by = act.by.unwrap_or(&line.by).to_owned();
            self.log_in(&by).await?;
            self.perform(line, act, &by).await?;
        }
        self.wait(clock, now).await?;
        self.report_positions(now).await?;
        for by in self.tokens.keys().cloned().collect::<Vec<_>>() {
            self.call(Method::DELETE, "/api/session", &by, &Value::Null).await?;
        }
        Ok(())
    }

    /// What waits at the end of the day: calls that nobody has answered, and hazards near some of them.
    async fn wait(&mut self, clock: &ManualClock, now: DateTime) -> Result<(), DemoError> {
        use crate::clock::Clock;
        self.log_in(KNOWS).await?;
        for mut hazard in serde_json::from_str::<Vec<Value>>(HAZARDS)? {
            hazard["id"] = json!(self.ids.id());
            self.call(Method::POST, "/api/hazards", KNOWS, &hazard).await?;
        }
        self.log_in(PLATFORM).await?;
        for Waiting { ago, mut card } in serde_json::from_str::<Vec<Waiting>>(CARDS)? {
            let at = now - Duration::minutes(ago);
            clock.advance((at - clock.now()).max(Duration::zero()));
            card["received_at"] = json!(clock.now());
            self.call(Method::POST, "/api/intake/112", PLATFORM, &card).await?;
        }
        Ok(())
    }

    /// Id of an institution by its code.
    pub(super) fn institution(&self, code: &str) -> Option<String> {
        self.institutions.get(code).cloned()
    }

    pub(super) async fn log_in(&mut self, login: &str) -> Result<(), DemoError> {
        if self.tokens.contains_key(login) {
            return Ok(());
        }
        let body = json!({ "login": login, "password": cast::PASSWORD, "device": "Demonstrācija" });
        let answer = self.call(Method::POST, "/api/session/token", login, &body).await?;
        self.tokens.insert(login.to_owned(), answer["token"].as_str().unwrap_or_default().to_owned());
        if self.institutions.is_empty() {
            let found = self.call(Method::GET, "/api/institutions", login, &Value::Null).await?;
            let pair = |i: &Value| Some((i["code"].as_str()?.to_owned(), i["id"].as_str()?.to_owned()));
            self.institutions = found.as_array().into_iter().flatten().filter_map(pair).collect();
        }
        Ok(())
    }

    async fn perform(&mut self, line: &Line, act: &script::Act<'_>, by: &str) -> Result<(), DemoError> {
        let known = self.incidents.get(&act.line).cloned();
        if let (script::Deed::Send(call_sign), Some((id, _))) = (&act.deed, &known) {
            let answer = self.send(by, id, call_sign).await?;
            self.keep(act.line, &answer);
            return Ok(());
        }
        let (path, body) = match (&act.deed, known) {
            (script::Deed::File, _) => ("/api/incidents".to_owned(), script::new_incident(line, self.ids)),
            (script::Deed::Note(text), Some((id, _))) => {
                (format!("/api/incidents/{id}/notes"), json!({ "id": self.ids.id(), "text": text }))
            }
            (script::Deed::Step { step, to, reason }, Some((id, version))) => {
                let mut body = json!({ "version": version, "step": step, "reason": reason });
                if let Some(to) = to.and_then(|code| self.institutions.get(code)) {
                    body["to"] = json!(to);
                }
                (format!("/api/incidents/{id}/status"), body)
            }
            (script::Deed::Send(_), _) | (_, None) => {
                return Err(DemoError::Script(format!("{} before it is filed", line.type_code)));
            }
        };
        let answer = self.call(Method::POST, &path, by, &body).await?;
        self.keep(act.line, &answer);
        Ok(())
    }

    /// Keeps id and version of the incident that an answer tells of.
    fn keep(&mut self, line: usize, answer: &Value) {
        let incident = &answer["incident"];
        let id = incident["id"].as_str().unwrap_or_default().to_owned();
        self.incidents.insert(line, (id, incident["version"].as_i64().unwrap_or_default()));
    }

    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        by: &str,
        body: &Value,
    ) -> Result<Value, DemoError> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", self.ids.id().to_string());
        if let Some(token) = self.tokens.get(by) {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let refused = |why: String| DemoError::Script(format!("{by} {path}: {why}"));
        let request = request.body(Body::from(body.to_string())).map_err(|e| refused(e.to_string()))?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), ANSWER_MAX).await.map_err(|e| refused(e.to_string()))?;
        if !status.is_success() {
            return Err(refused(format!("{status} {}", String::from_utf8_lossy(&bytes))));
        }
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }
}
