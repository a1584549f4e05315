//! One call of every operation, in an order in which each succeeds.

mod console;
mod intake;
mod line;
mod reports;
mod situation;
mod sync;
mod units;
mod who;

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::access::Action::{Create, Read, Update};
use vnr_shared::access::{Action, Resource};

use super::super::support::{Answer, Client, TestApp, new_incident, uuid};
use Need::{Nothing, Permit, Session};

/// Who may call an operation.
#[derive(Clone, Copy)]
pub enum Need {
    /// Anybody.
    Nothing,
    /// Whoever has logged in.
    Session,
    /// Roles that permit this.
    Permit(Resource, Action),
}

/// A call of an operation.
pub struct Call {
    pub operation: &'static str,
    pub path: String,
    pub body: Value,
    pub need: Need,
    /// Who makes it.
    pub login: &'static str,
    /// Its key, where a later call speaks of it; otherwise a new one each time.
    pub key: Option<uuid::Uuid>,
}

impl Call {
    pub fn method(&self) -> Method {
        self.operation.split(' ').next().unwrap().parse().unwrap()
    }

    pub fn is_mutating(&self) -> bool {
        self.method() != Method::GET
    }

    pub async fn make(&self, client: &Client) -> Answer {
        if self.operation == UPLOAD {
            client.upload(&self.path, self.body.as_str().unwrap(), "Piezīme par notikumu").await
        } else if self.operation == PIECE {
            let request = client
                .request(self.method(), &self.path)
                .header("content-type", "application/offset+octet-stream")
                .header("upload-offset", "0")
                .body(self.body.as_str().unwrap().to_owned().into());
            client.exchange(request.unwrap()).await
        } else if self.is_mutating() {
            let key = self.key.unwrap_or_else(uuid);
            client.send_keyed(self.method(), &self.path, &self.body, key).await
        } else {
            client.get(&self.path).await
        }
    }
}

/// Every operation of the description, but for those that need what another answered.
pub fn calls(app: &TestApp) -> Vec<Call> {
    let mut calls = Calls { list: Vec::new(), login: DISPATCHER };
    calls.open();
    let incident = id();
    calls.incidents(app, &incident);
    calls.persons(&incident);
    calls.things(&incident);
    calls.intake(&incident);
    calls.console(&incident);
    calls.line(&incident);
    calls.who(&incident);
    calls.reference();
    calls.situation();
    calls.major_events(app, &incident);
    calls.uploads(&incident);
    calls.reports(&incident);
    calls.sync(app);
    calls.units(app, &app.user("vp.inspektors").to_string());
    calls.administration(app);
    let change = json!({ "current": vnr::demo::PASSWORD, "new": "pavisam cita parole" });
    calls.by(DISPATCHER).post("POST /api/session/password", "/api/session/password", Session, change);
    calls.list
}

/// A piece of a file: its [`Call::body`] is the whole text.
const PIECE: &str = "PATCH /api/uploads/{id}";

/// A file as it is: its [`Call::body`] is the key, which is also the id of the file.
const UPLOAD: &str = "POST /api/incidents/{id}/attachments";

const DISPATCHER: &str = "vp.dispecers";

struct Calls {
    list: Vec<Call>,
    login: &'static str,
}

fn id() -> String {
    uuid().to_string()
}

fn struck() -> Value {
    json!({ "reason": "tests" })
}

impl Calls {
    /// Whoever makes the calls from here on.
    fn by(&mut self, login: &'static str) -> &mut Self {
        self.login = login;
        self
    }

    fn post(&mut self, operation: &'static str, path: &str, need: Need, body: Value) {
        self.list.push(Call { operation, path: path.to_owned(), body, need, login: self.login, key: None });
    }

    fn get(&mut self, operation: &'static str, path: &str, need: Need) {
        self.post(operation, path, need, Value::Null);
    }

    fn open(&mut self) {
        let secret = json!({ "password": vnr::demo::PASSWORD });
        let log_in = json!({ "login": DISPATCHER, "password": vnr::demo::PASSWORD });
        self.get("GET /api/health", "/api/health", Nothing);
        self.get("GET /api/ready", "/api/ready", Nothing);
        self.get("GET /api/settings", "/api/settings", Nothing);
        self.post("POST /api/session", "/api/session", Nothing, log_in.clone());
        self.post("POST /api/session/token", "/api/session/token", Nothing, log_in);
        self.post("POST /api/session/passkey/begin", "/api/session/passkey/begin", Nothing, Value::Null);
        self.get("GET /api/session", "/api/session", Session);
        self.get("GET /api/session/list", "/api/session/list", Session);
        self.get("GET /api/session/passkeys", "/api/session/passkeys", Session);
        self.post("POST /api/session/unlock", "/api/session/unlock", Session, secret.clone());
        self.post("POST /api/session/totp", "/api/session/totp", Session, secret.clone());
        self.post("POST /api/session/totp/remove", "/api/session/totp/remove", Session, secret.clone());
        self.post("POST /api/session/passkeys/begin", "/api/session/passkeys/begin", Session, secret);
    }

    fn incidents(&mut self, app: &TestApp, incident: &str) {
        let may = |action| Permit(Resource::Incident, action);
        let at = format!("/api/incidents/{incident}");
        let (other, note, link) = (id(), id(), id());
        let file = |id: &str| new_incident(&json!({ "id": id }));
        self.post("POST /api/incidents", "/api/incidents", may(Create), file(incident));
        self.post("POST /api/incidents", "/api/incidents", may(Create), file(&other));
        self.get("GET /api/incidents", "/api/incidents", may(Read));
        self.get("GET /api/incidents/{id}", &at, may(Read));
        self.get("GET /api/live", "/api/live", may(Read));
        let edit = json!({ "version": 1, "description": "Kautiņš beidzies" });
        self.post("PATCH /api/incidents/{id}", &at, may(Update), edit);
        let step = json!({ "version": 2, "step": "assign" });
        self.post("POST /api/incidents/{id}/status", &format!("{at}/status"), may(Update), step);
        let body = json!({ "id": note, "text": "Izbrauc ekipāža" });
        self.post("POST /api/incidents/{id}/notes", &format!("{at}/notes"), may(Update), body);
        let path = format!("{at}/notes/{note}/strike");
        self.post("POST /api/incidents/{id}/notes/{note}/strike", &path, may(Update), struck());
        let body = json!({ "id": link, "kind": "related", "other": other });
        self.post("POST /api/incidents/{id}/links", &format!("{at}/links"), may(Update), body);
        let path = format!("{at}/links/{link}/strike");
        self.post("POST /api/incidents/{id}/links/{link}/strike", &path, may(Update), struck());
        let body = json!({ "institution": app.institution("VUGD"), "reason": "tests" });
        self.post("POST /api/incidents/{id}/shares", &format!("{at}/shares"), may(Update), body);
        let journal = Permit(Resource::IncidentJournal, Read);
        self.get("GET /api/incidents/{id}/journal", &format!("{at}/journal"), journal);
    }

    fn persons(&mut self, incident: &str) {
        let may = |action| Permit(Resource::Person, action);
        let at = format!("/api/incidents/{incident}/persons");
        let (tie, person) = (id(), id());
        let named = |surname: &str| json!({ "names": [{ "given": "Anna", "surname": surname }] });
        let body = json!({ "id": tie, "person_id": person, "role": "witness", "detail": named("Parauga") });
        self.post("POST /api/incidents/{id}/persons", &at, may(Create), body);
        self.get("GET /api/persons", "/api/persons?q=anna&purpose=tests", may(Read));
        let path = format!("/api/persons/{person}");
        self.get("GET /api/persons/{id}", &path, may(Read));
        let body = json!({ "version": 1, "detail": named("Paraudziņa") });
        self.post("PATCH /api/persons/{id}", &path, may(Update), body);
        let operation = "POST /api/incidents/{id}/persons/{involvement}/strike";
        self.post(operation, &format!("{at}/{tie}/strike"), may(Update), struck());
    }

    fn things(&mut self, incident: &str) {
        let at = format!("/api/incidents/{incident}");
        let may = |action| Permit(Resource::Object, action);
        let (object, vehicle, file) = (id(), id(), id());
        let body = json!({ "id": object, "object_id": id(), "detail": { "description": "Nazis" } });
        self.post("POST /api/incidents/{id}/objects", &format!("{at}/objects"), may(Create), body);
        let path = format!("{at}/objects/{object}/strike");
        self.post("POST /api/incidents/{id}/objects/{link}/strike", &path, may(Update), struck());
        let detail = json!({ "plate": "ZZ-1", "country": "LV" });
        let body = json!({ "id": vehicle, "vehicle_id": id(), "role": "involved", "detail": detail });
        self.post("POST /api/incidents/{id}/vehicles", &format!("{at}/vehicles"), may(Create), body);
        let path = format!("{at}/vehicles/{vehicle}/strike");
        self.post("POST /api/incidents/{id}/vehicles/{link}/strike", &path, may(Update), struck());
        self.get("GET /api/vehicles", "/api/vehicles?q=zz1", may(Read));

        let may = |action| Permit(Resource::Attachment, action);
        self.post(UPLOAD, &format!("{at}/attachments"), may(Create), json!(file));
        self.get("GET /api/attachments/{id}", &format!("/api/attachments/{file}"), may(Read));
        let operation = "POST /api/incidents/{id}/attachments/{attachment}/strike";
        self.post(operation, &format!("{at}/attachments/{file}/strike"), may(Update), struck());
    }

    fn reference(&mut self) {
        let place = Permit(Resource::Place, Read);
        self.get("GET /api/places/search", "/api/places/search?q=barona", place);
        self.get("GET /api/territories", "/api/territories?q=riga", place);
        self.get("GET /api/places/reverse", "/api/places/reverse?lat=56.95&lon=24.11", place);
        let catalogue = Permit(Resource::Catalogue, Read);
        self.get("GET /api/types", "/api/types", catalogue);
        self.get("GET /api/norms", "/api/norms", catalogue);
        self.get("GET /api/institutions", "/api/institutions", Permit(Resource::Institution, Read));
    }

    fn administration(&mut self, app: &TestApp) {
        self.by("ic.administrators");
        let body = json!({ "version": 0, "name_lv": "Pārbaude", "name_en": "Test", "parent": "other",
            "default_category": "C", "selectable": true });
        let catalogue = Permit(Resource::Catalogue, Update);
        self.post("PUT /api/types/{code}", "/api/types/other.test", catalogue, body);
        let body = json!({ "version": 0, "parts": ["person"], "source": "Pārbaude" });
        self.post("PUT /api/types/{code}/form", "/api/types/other.test/form", catalogue, body);
        let path = format!("/api/institutions/{}", id());
        let body = json!({ "version": 0, "code": "TPP", "kind": "municipal_police", "active": true,
            "name_lv": "Pārbaudes policija", "name_en": "Test police", "territories": ["0044000"] });
        self.post("PUT /api/institutions/{id}", &path, Permit(Resource::Institution, Create), body);

        self.by("vp.administrators");
        let may = |action| Permit(Resource::User, action);
        self.get("GET /api/users", "/api/users", may(Read));
        let (at, grant) = (format!("/api/users/{}", id()), id());
        let body = json!({ "version": 0, "login": "vp.jauns", "name": "Jauns", "roles": ["officer"], "active": true,
            "institution": app.institution("VP"), "password": "pavisam cita parole" });
        self.post("PUT /api/users/{id}", &at, may(Create), body);
        let valid_to = app.now() + Duration::days(1);
        let body =
            json!({ "id": grant, "kind": "protected_fields", "reason": "tests", "valid_to": valid_to });
        self.post("POST /api/users/{id}/grants", &format!("{at}/grants"), may(Update), body);
        let path = format!("{at}/grants/{grant}/strike");
        self.post("POST /api/users/{id}/grants/{grant}/strike", &path, may(Update), struck());

        self.by("vp.auditors").get("GET /api/journal", "/api/journal", Permit(Resource::Journal, Read));
    }
}
