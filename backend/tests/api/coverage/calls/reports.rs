//! Field reports and checks.

use serde_json::json;
use vnr_shared::access::Action::{Create, Read, Update};
use vnr_shared::access::Resource;

use super::super::super::support::new_incident;
use super::Need::Permit;
use super::{Calls, id};

impl Calls {
    pub fn reports(&mut self, incident: &str) {
        let may = |action| Permit(Resource::Report, action);
        let approve = Permit(Resource::ReportApproval, Update);
        let (report, other, before) = (id(), id(), self.login);
        let at = format!("/api/reports/{report}");
        for id in [&report, &other] {
            let new = json!({ "id": id, "title": "Pārbaude kafejnīcā", "text": "Viss mierīgi" });
            self.post("POST /api/reports", "/api/reports", may(Create), new);
        }
        self.get("GET /api/reports", "/api/reports", may(Read));
        self.get("GET /api/reports/{id}", &at, may(Read));
        let edit = json!({ "version": 1, "text": "Viss mierīgi, telpas slēgtas" });
        self.post("PATCH /api/reports/{id}", &at, may(Update), edit);
        let tie = json!({ "incident": incident });
        self.post("POST /api/reports/{id}/incident", &format!("{at}/incident"), may(Update), tie);
        let file = format!("/api/reports/{other}/file");
        self.post("POST /api/reports/{id}/file", &file, may(Update), new_incident(&json!({})));
        self.get("GET /api/reports/{id}/protocol", &format!("{at}/protocol"), may(Read));
        self.by("vp.komandieris");
        for (version, step) in [(3, "check"), (4, "lock")] {
            let step = json!({ "version": version, "step": step });
            self.post("POST /api/reports/{id}/step", &format!("{at}/step"), approve, step);
        }
        self.by(before);
        let supplement = json!({ "id": id(), "text": "Saņemts videoieraksts" });
        let path = format!("{at}/supplements");
        self.post("POST /api/reports/{id}/supplements", &path, may(Update), supplement);
        let check = json!({ "kind": "plate", "q": "ZZ-1", "purpose": "tests" });
        self.post("POST /api/checks", "/api/checks", Permit(Resource::Person, Read), check);
    }
}
