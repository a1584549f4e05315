//! Calls of the situation, the time machine and major events.

use serde_json::json;
use vnr_shared::access::Action::{Create, Read, Update};
use vnr_shared::access::Resource;

use super::Calls;
use super::Need::Permit;
use super::{TestApp, id};

impl Calls {
    pub fn situation(&mut self) {
        let may = Permit(Resource::Situation, Read);
        self.get("GET /api/situation", "/api/situation?position=1", may);
        self.get("GET /api/situation/frames", "/api/situation/frames?after=0", may);
        let path = "/api/situation/history?from=2026-11-22T00:00:00Z";
        self.get("GET /api/situation/history", path, may);
    }

    pub fn major_events(&mut self, app: &TestApp, incident: &str) {
        let may = |action| Permit(Resource::Event, action);
        let (event, section, post, task, drawing) = (id(), id(), id(), id(), id());
        let at = format!("/api/major-events/{event}");
        let body = json!({ "id": event, "name": "Vētra", "lat": 56.95, "lon": 24.11, "report_every_min": 30,
            "participants": [app.institution("VUGD")] });
        self.post("POST /api/major-events", "/api/major-events", may(Create), body);
        self.get("GET /api/major-events", "/api/major-events", may(Read));
        self.get("GET /api/major-events/{id}", &at, may(Read));
        let body = json!({ "version": 1, "name": "Vētra Rīgā" });
        self.post("PATCH /api/major-events/{id}", &at, may(Update), body);
        let body = json!({ "version": 0, "part": { "name": "Centrs" } });
        let path = format!("{at}/sections/{section}");
        self.post("PUT /api/major-events/{id}/sections/{part}", &path, may(Update), body);
        let body = json!({ "version": 0, "part": { "role": "leader", "name": "Kapteinis Ozols" } });
        self.post(
            "PUT /api/major-events/{id}/posts/{part}",
            &format!("{at}/posts/{post}"),
            may(Update),
            body,
        );
        let body = json!({ "version": 0, "part": { "text": "Slēgt tiltu", "section": section } });
        self.post(
            "PUT /api/major-events/{id}/tasks/{part}",
            &format!("{at}/tasks/{task}"),
            may(Update),
            body,
        );
        let shape = json!({ "line": [[24.1, 56.9], [24.2, 56.9]] });
        let body = json!({ "version": 0, "part": { "shape": shape } });
        let path = format!("{at}/drawings/{drawing}");
        self.post("PUT /api/major-events/{id}/drawings/{part}", &path, may(Update), body);
        let body = json!({ "version": 1, "reason": "tests" });
        let path = format!("{at}/parts/{drawing}/strike");
        self.post("POST /api/major-events/{id}/parts/{part}/strike", &path, may(Update), body);
        let body = json!({ "incident": incident, "section": section });
        self.post("POST /api/major-events/{id}/incidents", &format!("{at}/incidents"), may(Update), body);
        let body = json!({ "incident": incident, "reason": "tests" });
        let path = format!("{at}/incidents/release");
        self.post("POST /api/major-events/{id}/incidents/release", &path, may(Update), body);
        let body = json!({ "id": id(), "to": "Visiem", "text": "Pulcēties" });
        self.post("POST /api/major-events/{id}/orders", &format!("{at}/orders"), may(Update), body);
        let body = json!({ "id": id(), "text": "Vējš rimst" });
        self.post("POST /api/major-events/{id}/reports", &format!("{at}/reports"), may(Update), body);
        // Begun, and ten changes since.
        let body = json!({ "version": 11, "reason": "tests" });
        self.post("POST /api/major-events/{id}/end", &format!("{at}/end"), may(Update), body);
    }
}
