//! Calls and cards.

use serde_json::{Value, json};
use vnr_shared::access::Action::{Create, Read, Update};
use vnr_shared::access::Resource;

use super::super::super::support::new_incident;
use super::Need::Permit;
use super::{Calls, DISPATCHER, id};

impl Calls {
    pub(super) fn intake(&mut self, incident: &str) {
        let may = |action| Permit(Resource::Call, action);
        let (call, other) = (id(), id());
        let enter = |id: &str| json!({ "id": id, "channel": "telephone", "text": "Kautiņš pie veikala" });
        let version = |n: i64| json!({ "version": n });
        self.post("POST /api/calls", "/api/calls", may(Create), enter(&call));
        self.post("POST /api/calls", "/api/calls", may(Create), enter(&other));
        self.get("GET /api/calls", "/api/calls", may(Read));
        self.get("GET /api/calls/reasons", "/api/calls/reasons", Permit(Resource::Catalogue, Read));
        let at = format!("/api/calls/{call}");
        self.get("GET /api/calls/{id}", &at, may(Read));
        self.post("POST /api/calls/{id}/claim", &format!("{at}/claim"), may(Update), version(1));
        self.post("POST /api/calls/{id}/release", &format!("{at}/release"), may(Update), version(2));
        let body = json!({ "version": 3, "incident": incident });
        self.post("POST /api/calls/{id}/attach", &format!("{at}/attach"), may(Update), body);
        self.post("POST /api/calls/{id}/reopen", &format!("{at}/reopen"), may(Update), version(4));
        let body = json!({ "version": 1, "reason": "silent" });
        self.post("POST /api/calls/{id}/close", &format!("/api/calls/{other}/close"), may(Update), body);
        self.get("GET /api/types/guide", "/api/types/guide", Permit(Resource::Catalogue, Read));
        let hazards = |action| Permit(Resource::Hazard, action);
        let hazard = id();
        let body =
            json!({ "id": hazard, "lat": 56.95, "lon": 24.11, "kind": "animal", "text": "Suns pagalmā" });
        self.post("POST /api/hazards", "/api/hazards", hazards(Create), body);
        self.get("GET /api/hazards", "/api/hazards?lat=56.95&lon=24.11", hazards(Read));
        let path = format!("/api/hazards/{hazard}/strike");
        self.post("POST /api/hazards/{id}/strike", &path, hazards(Update), json!({ "reason": "tests" }));
        let incidents = |action| Permit(Resource::Incident, action);
        let place = "lat=56.95&lon=24.11&type_code=order.fight";
        self.get("GET /api/duplicates", &format!("/api/duplicates?{place}"), incidents(Read));
        self.get("GET /api/history", &format!("/api/history?{place}"), incidents(Read));
        let path = format!("/api/incidents/{incident}/duplicates");
        self.get("GET /api/incidents/{id}/duplicates", &path, incidents(Read));
        let source = id();
        let file = new_incident(&json!({ "id": source }));
        self.post("POST /api/incidents", "/api/incidents", incidents(Create), file);
        let at = format!("/api/incidents/{source}");
        let body = json!({ "id": id(), "version": 1, "into": incident });
        self.post("POST /api/incidents/{id}/merge", &format!("{at}/merge"), incidents(Update), body);
        let operation = "POST /api/incidents/{id}/split";
        self.post(operation, &format!("{at}/split"), incidents(Update), version(2));
        self.by("k112.sistema");
        self.post("POST /api/intake/112", "/api/intake/112", may(Create), card());
        self.by(DISPATCHER);
    }
}

fn card() -> Value {
    json!({ "contract": 1, "platform": "112", "number": "K-1", "version": 1, "services": ["VP"],
        "received_at": "2026-11-22T09:59:00Z", "text": "Kautiņš pie veikala" })
}
