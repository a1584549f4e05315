//! Calls of units and assignments.

use chrono::Duration;
use serde_json::json;
use vnr_shared::access::Action::{Create, Read, Update};
use vnr_shared::access::{Action, Resource};

use super::Need::Permit;
use super::{Calls, id};
use crate::support::{TestApp, new_incident};

impl Calls {
    /// Everything about units. The officer is of the crew, so that the role may do what it is permitted to.
    pub fn units(&mut self, app: &TestApp, officer: &str) {
        let may = |action: Action| Permit(Resource::Unit, action);
        let (unit, part, whole, incident) = (id(), id(), id(), id());
        let at = format!("/api/units/{unit}");
        let put = |call_sign: &str| {
            json!({ "version": 0, "call_sign": call_sign, "kind": "patrol", "active": true,
                "station": { "name": "Iecirknis", "lat": 56.95, "lon": 24.11 } })
        };
        self.post("POST /api/incidents", "/api/incidents", Permit(Resource::Incident, Create), {
            new_incident(&json!({ "id": incident }))
        });
        self.post("PUT /api/units/{id}", &at, may(Create), put("T1"));
        let path = format!("/api/units/{part}");
        self.post("PUT /api/units/{id}", &path, may(Create), put("T2"));
        let crew = json!([{ "user": officer, "leader": true }]);
        let body = json!({ "to": app.now() + Duration::hours(8), "crew": crew });
        for unit in [&unit, &part] {
            let at = format!("/api/units/{unit}");
            self.post("PUT /api/units/{id}/shift", &format!("{at}/shift"), may(Update), body.clone());
            let free = json!({ "status": "available" });
            self.post("POST /api/units/{id}/status", &format!("{at}/status"), may(Update), free);
        }
        self.get("GET /api/units", "/api/units", may(Read));
        self.get("GET /api/units/{id}", &at, may(Read));
        let fix = json!({ "unit": unit, "at": app.now(), "lat": 56.95, "lon": 24.11 });
        let path = "/api/units/positions";
        self.post("POST /api/units/positions", path, may(Update), json!({ "fixes": [fix] }));
        let situation = Permit(Resource::Situation, Read);
        self.get("GET /api/units/positions", "/api/units/positions?at=2026-11-22T10:00:00Z", situation);
        let path = format!("{at}/track?from=2026-11-22T08:00:00Z&to=2026-11-22T12:00:00Z");
        self.get("GET /api/units/{id}/track", &path, may(Read));
        let body = json!({ "id": whole, "call_sign": "T3", "parts": [unit, part] });
        self.post("POST /api/units/combined", "/api/units/combined", may(Create), body);
        let path = format!("/api/units/{whole}/dissolve");
        self.post("POST /api/units/{id}/dissolve", &path, may(Create), json!({ "version": 3 }));

        let (timer, alarm, message) = (id(), id(), id());
        self.get("GET /api/timers", "/api/timers", may(Read));
        let body = json!({ "id": timer, "subject": { "unit": unit }, "minutes": 5, "label": "Piezvanīt" });
        self.post("POST /api/timers", "/api/timers", may(Update), body);
        let path = format!("/api/timers/{timer}/end");
        self.post("POST /api/timers/{id}/end", &path, may(Update), json!({}));
        self.get("GET /api/alarms", "/api/alarms", may(Read));
        self.post("POST /api/alarms", "/api/alarms", may(Update), json!({ "id": alarm, "unit": unit }));
        let path = format!("/api/alarms/{alarm}");
        let operation = "POST /api/alarms/{id}/acknowledge";
        self.post(operation, &format!("{path}/acknowledge"), may(Create), json!({}));
        let body = json!({ "reason": "Nejauši" });
        self.post("POST /api/alarms/{id}/close", &format!("{path}/close"), may(Create), body);
        let body = json!({ "id": message, "unit": unit, "text": "Kur esat?" });
        self.post("POST /api/messages", "/api/messages", may(Update), body);
        self.get("GET /api/units/{id}/messages", &format!("{at}/messages"), may(Read));

        let sent = format!("/api/incidents/{incident}/assignments");
        let body = json!({ "units": [unit] });
        self.post("POST /api/incidents/{id}/assignments", &sent, may(Update), body.clone());
        self.get("GET /api/incidents/{id}/assignments", &sent, Permit(Resource::Incident, Read));
        let order = json!({ "version": 6, "incidents": [incident] });
        self.post("PUT /api/units/{id}/assignments", &format!("{at}/assignments"), may(Update), order);
        let operation = "POST /api/incidents/{id}/assignments/release";
        self.post(operation, &format!("{sent}/release"), may(Update), body);
    }
}
