//! Filing and changing incidents in one line, for tests that are about something else.

use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::id::{IncidentId, InstitutionId};
use vnr_shared::incident::{IncidentAnswer, Summary};

use super::{Client, uuid};

/// A complete command that files an incident in the middle of Rīga, with `change` laid over it.
pub fn new_incident(change: &Value) -> Value {
    let mut command = json!({
        "id": uuid(),
        "channel": "telephone",
        "place": { "lat": 56.95, "lon": 24.11, "source": "map", "address": "Brīvības iela 1, Rīga" },
        "type_code": "order.fight",
        "description": "Kautiņš pie veikala",
    });
    lay_over(&mut command, change);
    command
}

fn lay_over(base: &mut Value, change: &Value) {
    if let (Some(base), Some(change)) = (base.as_object_mut(), change.as_object()) {
        base.extend(change.clone());
    }
}

impl Client {
    /// Files an incident.
    pub async fn file(&self, change: Value) -> IncidentId {
        self.file_summary(change).await.id
    }

    /// Files an incident and returns how lists show it.
    pub async fn file_summary(&self, change: Value) -> Summary {
        let answer = self.post("/api/incidents", &new_incident(&change)).await;
        answer.assert(StatusCode::CREATED).json::<IncidentAnswer>().incident
    }

    /// Changes fields.
    pub async fn edit(&self, id: IncidentId, version: i64, mut change: Value) -> Summary {
        lay_over(&mut change, &json!({ "version": version }));
        self.patch(&format!("/api/incidents/{id}"), &change).await.json::<IncidentAnswer>().incident
    }

    /// Takes a step of the life cycle.
    pub async fn step(&self, id: IncidentId, version: i64, step: &str) -> Summary {
        let body = json!({ "version": version, "step": step, "reason": "tests" });
        self.post(&format!("/api/incidents/{id}/status"), &body).await.json::<IncidentAnswer>().incident
    }

    /// Shows an incident to another institution.
    pub async fn share(&self, id: IncidentId, with: InstitutionId) {
        let body = json!({ "institution": with, "reason": "tests" });
        self.post(&format!("/api/incidents/{id}/shares"), &body).await.assert(StatusCode::OK);
    }
}
