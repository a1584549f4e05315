//! Calls of recommendations and response plans.

use serde_json::json;
use vnr_shared::access::Action::{Read, Update};
use vnr_shared::access::Resource;

use super::Need::Permit;
use super::{Calls, id};

impl Calls {
    /// Who goes to an incident, to all of them, and by which plans.
    pub fn who(&mut self, incident: &str) {
        let path = format!("/api/incidents/{incident}/recommendations?level=2");
        let read = Permit(Resource::Incident, Read);
        self.get("GET /api/incidents/{id}/recommendations", &path, read);
        self.get("GET /api/recommendations/joint", "/api/recommendations/joint", read);
        self.get("GET /api/coverage", "/api/coverage", Permit(Resource::Unit, Read));
        self.get("GET /api/coverage/ground", "/api/coverage/ground", Permit(Resource::Unit, Read));
        self.get("GET /api/plans", "/api/plans", Permit(Resource::Plan, Read));
        let body = json!({ "version": 0, "name_lv": "Plāns", "name_en": "Plan", "source": "tests",
            "levels": [{ "requirements": [{ "count": 1 }] }] });
        let before = self.login;
        self.by("vp.komandieris").post(
            "PUT /api/plans/{id}",
            &format!("/api/plans/{}", id()),
            Permit(Resource::Plan, Update),
            body,
        );
        self.by(before);
    }
}
