//! Units: who sees and commands them, what they are sent to, where they are.

mod assignments;
mod positions;
mod safety;
mod status;

use serde_json::{Value, json};
use vnr_shared::dispatch::AssignmentAnswer;
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::incident::{Incident, Status};
use vnr_shared::unit::{Candidate, UnitAnswer, UnitSummary};

use crate::support::{Answer, Client, TestApp};

impl TestApp {
    /// Id of a demo unit, such as `101` of `VP`.
    pub async fn unit(&self, institution: &str, call_sign: &str) -> UnitId {
        let id: uuid::Uuid = sqlx::query_scalar(
            "select id from units where institution_id = $1 and call_sign = $2 and active",
        )
        .bind(self.institution(institution).0)
        .bind(call_sign)
        .fetch_one(self.db.pool())
        .await
        .unwrap();
        id.into()
    }
}

impl Client {
    /// The units this client sees, by call sign.
    pub async fn units(&self) -> Vec<String> {
        let units: Vec<Candidate> = self.get("/api/units").await.json();
        units.into_iter().map(|c| c.unit.call_sign).collect()
    }

    pub async fn unit(&self, id: UnitId) -> UnitSummary {
        self.get(&format!("/api/units/{id}")).await.json()
    }

    /// Asks for a status.
    pub async fn report(&self, id: UnitId, status: &str) -> Answer {
        self.post(&format!("/api/units/{id}/status"), &json!({ "status": status })).await
    }

    /// Sets a status.
    pub async fn set(&self, id: UnitId, status: &str) -> UnitAnswer {
        self.report(id, status).await.json()
    }

    /// Asks that units be sent.
    pub async fn ask(&self, incident: IncidentId, body: &Value) -> Answer {
        self.post(&format!("/api/incidents/{incident}/assignments"), body).await
    }

    /// Sends units.
    pub async fn assign(&self, incident: IncidentId, units: &[UnitId]) -> AssignmentAnswer {
        self.ask(incident, &json!({ "units": units })).await.json()
    }

    /// Takes units back.
    pub async fn release(&self, incident: IncidentId, units: &[UnitId]) -> AssignmentAnswer {
        let path = format!("/api/incidents/{incident}/assignments/release");
        self.post(&path, &json!({ "units": units })).await.json()
    }

    pub async fn incident(&self, id: IncidentId) -> Incident {
        self.get(&format!("/api/incidents/{id}")).await.json()
    }

    pub async fn incident_status(&self, id: IncidentId) -> Status {
        self.incident(id).await.summary.status
    }
}
