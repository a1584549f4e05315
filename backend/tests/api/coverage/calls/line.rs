//! Calls of the command line.

use serde_json::json;
use vnr_shared::access::Action::Update;
use vnr_shared::access::Resource;

use super::Calls;
use super::Need::Permit;
use crate::support::uuid;

impl Calls {
    /// A note is typed, and taken back.
    pub fn line(&mut self, incident: &str) {
        let need = Permit(Resource::Incident, Update);
        let body = json!({ "line": "piezīme Izbrauc ekipāža", "context": { "incident": incident } });
        self.post("POST /api/commands", "/api/commands", need, body);
        let key = uuid();
        if let Some(call) = self.list.last_mut() {
            call.key = Some(key);
        }
        let path = format!("/api/commands/{key}/undo");
        self.post("POST /api/commands/{id}/undo", &path, need, json!(null));
    }
}
