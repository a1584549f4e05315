//! Devices and their work.

use serde_json::json;
use sha2::{Digest, Sha256};
use vnr_shared::access::Action::{Create, Read, Update};
use vnr_shared::access::Resource;

use super::super::super::support::{TestApp, new_incident};
use super::Need::{Permit, Session};
use super::{Calls, PIECE, id};

impl Calls {
    /// Files in pieces.
    pub fn uploads(&mut self, incident: &str) {
        let create = Permit(Resource::Attachment, Create);
        let (upload, text) = (id(), "Liecība");
        let sha256 = hex::encode(Sha256::digest(text));
        let new = json!({ "id": upload, "incident": incident, "name": "liecība.txt", "media_type": "text/plain",
            "size": text.len(), "sha256": sha256 });
        let at = format!("/api/uploads/{upload}");
        self.post("POST /api/uploads", "/api/uploads", create, new);
        self.get("GET /api/uploads/{id}", &at, create);
        self.post(PIECE, &at, create, json!(text));
    }

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
        self.get("GET /api/lease/reports", &lease("reports"), Permit(Resource::Report, Read));
        self.get("GET /api/lease/places", &lease("places"), read);
        self.get("GET /api/types/forms", "/api/types/forms", Permit(Resource::Catalogue, Read));
        self.post("POST /api/devices/{id}/revoke", &format!("{at}/revoke"), Session, json!(null));
        self.get("GET /api/conflicts", "/api/conflicts", Permit(Resource::Incident, Update));
    }
}
