//! Walks the API description: every operation is known here, refuses whoever may not, and leaves a journal entry.
//!
//! A new operation fails these tests until it stands in [`calls`]. The two lists of exceptions may only shrink.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::access::{Action, Resource, Role, permits};
use vnr_shared::problem::ProblemCode;

use crate::support::{Answer, Client, TestApp, new_incident, uuid};

/// Operations that answer without a session.
const PUBLIC: [&str; 5] = [
    "GET /api/health",
    "GET /api/ready",
    "GET /api/settings",
    "POST /api/session",
    "POST /api/session/token",
];

/// Mutating operations that leave no entry of their own: the set-up of one-time codes changes nothing until confirmed.
const UNJOURNALED: [&str; 1] = ["POST /api/session/totp"];

/// Who may call an operation.
#[derive(Clone, Copy)]
enum Need {
    /// Anybody.
    Nothing,
    /// Whoever has logged in.
    Session,
    /// Roles that permit this.
    Permit(Resource, Action),
}

/// A call of an operation that succeeds when made in the order of [`calls`].
struct Call {
    operation: &'static str,
    path: String,
    body: Value,
    need: Need,
    /// Who makes it.
    login: &'static str,
}

impl Call {
    fn method(&self) -> Method {
        self.operation.split(' ').next().unwrap().parse().unwrap()
    }

    fn is_mutating(&self) -> bool {
        self.method() != Method::GET
    }

    async fn make(&self, client: &Client) -> Answer {
        if self.operation == UPLOAD {
            client.upload(&self.path, self.body.as_str().unwrap(), "liecība").await
        } else if self.is_mutating() {
            client.send(self.method(), &self.path, &self.body).await
        } else {
            client.get(&self.path).await
        }
    }
}

/// The one operation whose body is not JSON: its [`Call::body`] is the key, which is also the id of the file.
const UPLOAD: &str = "POST /api/incidents/{id}/attachments";

/// Every operation of the description, in an order in which each succeeds.
fn calls(app: &TestApp) -> Vec<Call> {
    use Action::{Create, Read, Update};
    use Need::{Nothing, Permit, Session};
    let mut calls = Vec::new();
    let mut add = |operation: &'static str, path: &str, need, login, body| {
        calls.push(Call { operation, path: path.to_owned(), body, need, login });
    };
    let id = || uuid().to_string();
    let (officer, admin, manager) = ("vp.dispecers", "vp.administrators", "ic.administrators");
    let null = Value::Null;
    let secret = json!({ "password": vnr::demo::PASSWORD });
    let log_in = json!({ "login": "vp.dispecers", "password": vnr::demo::PASSWORD });

    add("GET /api/health", "/api/health", Nothing, officer, null.clone());
    add("GET /api/ready", "/api/ready", Nothing, officer, null.clone());
    add("GET /api/settings", "/api/settings", Nothing, officer, null.clone());
    add("POST /api/session", "/api/session", Nothing, officer, log_in.clone());
    add("POST /api/session/token", "/api/session/token", Nothing, officer, log_in);
    add("GET /api/session", "/api/session", Session, officer, null.clone());
    add("GET /api/session/list", "/api/session/list", Session, officer, null.clone());
    add("POST /api/session/unlock", "/api/session/unlock", Session, officer, secret.clone());
    add("POST /api/session/totp", "/api/session/totp", Session, officer, secret.clone());
    add("POST /api/session/totp/remove", "/api/session/totp/remove", Session, officer, secret);

    let incident = id();
    let at = format!("/api/incidents/{incident}");
    let may = |action| Permit(Resource::Incident, action);
    let filed = new_incident(&json!({ "id": incident }));
    let other = id();
    let other_filed = new_incident(&json!({ "id": other }));
    let (note, link) = (id(), id());
    let struck = json!({ "reason": "tests" });
    add("POST /api/incidents", "/api/incidents", may(Create), officer, filed);
    add("POST /api/incidents", "/api/incidents", may(Create), officer, other_filed);
    add("GET /api/incidents", "/api/incidents", may(Read), officer, null.clone());
    add("GET /api/incidents/{id}", &at, may(Read), officer, null.clone());
    let edit = json!({ "version": 1, "description": "Kautiņš beidzies" });
    add("PATCH /api/incidents/{id}", &at, may(Update), officer, edit);
    let step = json!({ "version": 2, "step": "assign" });
    add("POST /api/incidents/{id}/status", &format!("{at}/status"), may(Update), officer, step);
    let body = json!({ "id": note, "text": "Izbrauc ekipāža" });
    add("POST /api/incidents/{id}/notes", &format!("{at}/notes"), may(Update), officer, body);
    let path = format!("{at}/notes/{note}/strike");
    add("POST /api/incidents/{id}/notes/{note}/strike", &path, may(Update), officer, struck.clone());
    let body = json!({ "id": link, "kind": "related", "other": other });
    add("POST /api/incidents/{id}/links", &format!("{at}/links"), may(Update), officer, body);
    let path = format!("{at}/links/{link}/strike");
    add("POST /api/incidents/{id}/links/{link}/strike", &path, may(Update), officer, struck.clone());
    let body = json!({ "institution": app.institution("VUGD"), "reason": "tests" });
    add("POST /api/incidents/{id}/shares", &format!("{at}/shares"), may(Update), officer, body);
    let journal = Permit(Resource::IncidentJournal, Read);
    add("GET /api/incidents/{id}/journal", &format!("{at}/journal"), journal, officer, null.clone());

    let may = |action| Permit(Resource::Person, action);
    let (tie, person) = (id(), id());
    let detail = json!({ "names": [{ "given": "Anna", "surname": "Paraudziņa" }] });
    let body = json!({ "id": tie, "person_id": person, "role": "witness", "detail": detail });
    add("POST /api/incidents/{id}/persons", &format!("{at}/persons"), may(Create), officer, body);
    add("GET /api/persons", "/api/persons?q=anna&purpose=tests", may(Read), officer, null.clone());
    let at_person = format!("/api/persons/{person}");
    add("GET /api/persons/{id}", &at_person, may(Read), officer, null.clone());
    let body = json!({ "version": 1, "detail": { "names": [{ "given": "Anna", "surname": "Parauga" }] } });
    add("PATCH /api/persons/{id}", &at_person, may(Update), officer, body);
    let path = format!("{at}/persons/{tie}/strike");
    add("POST /api/incidents/{id}/persons/{involvement}/strike", &path, may(Update), officer, struck.clone());

    let may = |action| Permit(Resource::Object, action);
    let (tie, object) = (id(), id());
    let body = json!({ "id": tie, "object_id": object, "detail": { "description": "Nazis" } });
    add("POST /api/incidents/{id}/objects", &format!("{at}/objects"), may(Create), officer, body);
    let path = format!("{at}/objects/{tie}/strike");
    add("POST /api/incidents/{id}/objects/{link}/strike", &path, may(Update), officer, struck.clone());
    let (tie, vehicle) = (id(), id());
    let detail = json!({ "plate": "ZZ-1", "country": "LV" });
    let body = json!({ "id": tie, "vehicle_id": vehicle, "role": "involved", "detail": detail });
    add("POST /api/incidents/{id}/vehicles", &format!("{at}/vehicles"), may(Create), officer, body);
    let path = format!("{at}/vehicles/{tie}/strike");
    add("POST /api/incidents/{id}/vehicles/{link}/strike", &path, may(Update), officer, struck.clone());
    add("GET /api/vehicles", "/api/vehicles?q=zz1", may(Read), officer, null.clone());

    let may = |action| Permit(Resource::Attachment, action);
    let file = id();
    add(UPLOAD, &format!("{at}/attachments"), may(Create), officer, json!(file));
    add("GET /api/attachments/{id}", &format!("/api/attachments/{file}"), may(Read), officer, null.clone());
    let path = format!("{at}/attachments/{file}/strike");
    add(
        "POST /api/incidents/{id}/attachments/{attachment}/strike",
        &path,
        may(Update),
        officer,
        struck.clone(),
    );

    let live = Permit(Resource::Incident, Read);
    add("GET /api/live", "/api/live", live, officer, null.clone());
    let place = Permit(Resource::Place, Read);
    add("GET /api/places/search", "/api/places/search?q=barona", place, officer, null.clone());
    add("GET /api/places/reverse", "/api/places/reverse?lat=56.95&lon=24.11", place, officer, null.clone());
    let catalogue = Permit(Resource::Catalogue, Read);
    add("GET /api/types", "/api/types", catalogue, officer, null.clone());
    add("GET /api/norms", "/api/norms", catalogue, officer, null.clone());
    let body = json!({ "version": 0, "name_lv": "Pārbaude", "name_en": "Test", "parent": "other",
        "default_category": "C", "selectable": true });
    let catalogue = Permit(Resource::Catalogue, Update);
    add("PUT /api/types/{code}", "/api/types/other.test", catalogue, manager, body);

    let may = |action| Permit(Resource::Institution, action);
    add("GET /api/institutions", "/api/institutions", may(Read), officer, null.clone());
    let path = format!("/api/institutions/{}", id());
    let body = json!({ "version": 0, "code": "TPP", "kind": "municipal_police", "name_lv": "Pārbaudes policija",
        "name_en": "Test police", "territories": ["0047000"], "active": true });
    add("PUT /api/institutions/{id}", &path, may(Create), manager, body);
    let may = |action| Permit(Resource::User, action);
    add("GET /api/users", "/api/users", may(Read), admin, null.clone());
    let (user, grant) = (id(), id());
    let at = format!("/api/users/{user}");
    let body = json!({ "version": 0, "login": "vp.jauns", "name": "Jauns", "roles": ["officer"], "active": true,
        "institution": app.institution("VP"), "password": "pavisam cita parole" });
    add("PUT /api/users/{id}", &at, may(Create), admin, body);
    let valid_to = app.now() + Duration::days(1);
    let body = json!({ "id": grant, "kind": "protected_fields", "reason": "tests", "valid_to": valid_to });
    add("POST /api/users/{id}/grants", &format!("{at}/grants"), may(Update), admin, body);
    let path = format!("{at}/grants/{grant}/strike");
    add("POST /api/users/{id}/grants/{grant}/strike", &path, may(Update), admin, struck);
    let audit = Permit(Resource::Journal, Read);
    add("GET /api/journal", "/api/journal", audit, "vp.auditors", null.clone());

    let change = json!({ "current": vnr::demo::PASSWORD, "new": "pavisam cita parole" });
    add("POST /api/session/password", "/api/session/password", Session, officer, change);
    calls
}

/// Operations whose success needs what another answered; each has its own test, and the refusals are tested here.
const APART: [&str; 3] =
    ["POST /api/session/totp/confirm", "DELETE /api/sessions/{id}", "DELETE /api/session"];

fn described() -> BTreeSet<String> {
    let description = serde_json::to_value(vnr::server::openapi()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let operations = |(path, item): (&String, &Value)| {
        let methods: Vec<String> = item.as_object().unwrap().keys().map(|m| m.to_uppercase()).collect();
        methods.into_iter().map(|m| format!("{m} {path}")).collect::<Vec<_>>()
    };
    paths.iter().flat_map(operations).collect()
}

#[tokio::test]
async fn every_described_operation_is_covered_here_and_nothing_else() {
    let app = TestApp::new().await;
    let mut covered: BTreeSet<String> = calls(&app).iter().map(|c| c.operation.to_owned()).collect();
    covered.extend(APART.map(str::to_owned));
    assert_eq!(described(), covered);
}

#[tokio::test]
async fn whoever_has_not_logged_in_is_refused() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    for operation in described() {
        let (method, path) = operation.split_once(' ').unwrap();
        let path = path.replace("{code}", "other");
        let path = fill(&path);
        if PUBLIC.contains(&operation.as_str()) {
            continue;
        }
        let answer = nobody.send(method.parse().unwrap(), &path, &Value::Null).await;
        answer.problem(ProblemCode::Unauthenticated);
    }
}

/// A path with an id of nothing in every gap.
fn fill(path: &str) -> String {
    let parts = path.split('/').map(|p| if p.starts_with('{') { uuid().to_string() } else { p.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_operation_refuses_each_role_that_is_not_permitted_and_no_other() {
    let app = TestApp::new().await;
    let calls = calls(&app);
    for role in Role::ALL {
        let client = app.client(&vnr::demo::cast::login(&vnr::demo::cast::INSTITUTIONS[0], role)).await;
        for call in &calls {
            let Need::Permit(resource, action) = call.need else { continue };
            let answer = call.make(&client).await;
            if !permits(role, resource, action) {
                answer.problem(ProblemCode::Forbidden);
            } else if call.login != "ic.administrators" {
                assert_ne!(answer.status, StatusCode::FORBIDDEN, "{role:?} {}", call.operation);
            }
        }
    }
}

#[tokio::test]
async fn every_mutating_operation_leaves_a_journal_entry() {
    let app = TestApp::new().await;
    let mut clients = std::collections::BTreeMap::new();
    for call in calls(&app) {
        if !clients.contains_key(call.login) {
            clients.insert(call.login, app.client(call.login).await);
        }
        let before = entries(&app).await;
        let answer = call.make(&clients[call.login]).await;
        // The socket's handshake is not one here; its own tests open it.
        let opened = call.operation == "GET /api/live";
        assert!(opened || answer.status.is_success(), "{}: {answer:?}", call.operation);
        let wrote = entries(&app).await > before;
        if call.is_mutating() && !UNJOURNALED.contains(&call.operation) {
            assert!(wrote, "{} leaves no entry", call.operation);
        }
    }
}

async fn entries(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from journal").fetch_one(app.db.pool()).await.unwrap()
}

#[test]
fn the_table_of_roles_is_the_one_that_was_reviewed() {
    let mut table = String::from(
        "# Who may do what\n\nEach role by what it acts upon: r read, c create, u change or strike; . nothing. What a role\n\
         may do it may do only with what its institution may see. Written by the test `coverage` from\n\
         `vnr_shared::access::permits`; run it with `VNR_WRITE=1` after a change, and have the difference reviewed.\n\n```\n",
    );
    table.push_str(&format!("{:<18}", ""));
    for role in Role::ALL {
        table.push_str(&format!("{:<15}", word(&role)));
    }
    for resource in Resource::ALL {
        table.push_str(&format!("\n{:<18}", word(&resource)));
        for role in Role::ALL {
            let letter = |(action, letter)| if permits(role, resource, action) { letter } else { '.' };
            let letters = Action::ALL.into_iter().zip(['r', 'c', 'u']).map(letter);
            table.push_str(&format!("{:<15}", letters.collect::<String>()));
        }
    }
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    committed("docs/roles.md", &(table + "```\n"), "VNR_WRITE=1 cargo test -p vnr --test api coverage");
}

#[test]
fn the_api_description_is_the_committed_one() {
    let description = serde_json::to_string_pretty(&vnr::server::openapi()).unwrap() + "\n";
    committed("docs/openapi.json", &description, "cargo run -p vnr -- openapi > docs/openapi.json");
}

/// Compares with a committed file; with `VNR_WRITE` set, writes it.
fn committed(path: &str, text: &str, how: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var_os("VNR_WRITE").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is not what the code says; write it anew: {how}");
}

fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
