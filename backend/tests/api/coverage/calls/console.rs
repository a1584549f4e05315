//! Layouts and presence.

use serde_json::json;
use vnr_shared::access::Action::Read;
use vnr_shared::access::Resource;
use vnr_shared::layout::Arrangement;

use super::Need::Permit;
use super::{Calls, id};

impl Calls {
    pub fn console(&mut self, incident: &str) {
        let may = Permit(Resource::Incident, Read);
        let at = format!("/api/layouts/{}", id());
        let body =
            json!({ "version": 0, "name": "Nakts", "active": true, "arrangement": Arrangement::default() });
        self.post("PUT /api/layouts/{id}", &at, may, body);
        self.get("GET /api/layouts", "/api/layouts", may);
        self.post("DELETE /api/layouts/{id}", &at, may, json!(null));
        let here = json!({ "kind": "incident", "id": incident, "field": "description" });
        self.post("POST /api/presence", "/api/presence", may, here);
    }
}
