//! Devices and their work.

use serde_json::json;
use vnr_shared::access::Action::{Read, Update};
use vnr_shared::access::Resource;

use super::super::super::support::{TestApp, new_incident};
use super::Need::{Permit, Session};
use super::{Calls, id};

impl Calls {
    pub fn sync(&mut self, app: &TestApp) {
        let read = Permit(Resource::Incident, Read);
        let device = id();
        let at = format!("/api/devices/{device}");
        self.post("PUT /api/devices/{id}", &at, read, json!({ "name": "Planšete" }));
        self.get("GET /api/devices", "/api/devices", Session);
        let item = json!({ "key": id(), "seq": 1, "made_at": app.now(), "act": { "file": new_incident(&json!({})) } });
        let up = json!({ "device": device, "sent_at": app.now(), "items": [item] });
        self.post("POST /api/sync", "/api/sync", read, up);
        let lease = |part: &str| format!("/api/lease/{part}?device={device}");
        self.get("GET /api/lease/work", &lease("work"), read);
        self.get("GET /api/lease/hazards", &lease("hazards"), Permit(Resource::Hazard, Read));
        self.get("GET /api/lease/places", &lease("places"), read);
        self.post("POST /api/devices/{id}/revoke", &format!("{at}/revoke"), Session, json!(null));
        self.get("GET /api/conflicts", "/api/conflicts", Permit(Resource::Incident, Update));
    }
}
