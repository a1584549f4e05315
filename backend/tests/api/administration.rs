//! Keeping users, grants, institutions and types; and the audit.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::access::{GrantKind, Institution, Role, User};
use vnr_shared::catalogue::{IncidentType, Part, TypeForm, form_of};
use vnr_shared::journal::JournalEntry;
use vnr_shared::page::Page;
use vnr_shared::problem::{FaultCode, ProblemCode};

use crate::support::{Client, TestApp, uuid};

async fn users(client: &Client) -> Vec<User> {
    client.get("/api/users").await.json()
}

async fn user(client: &Client, login: &str) -> User {
    users(client).await.into_iter().find(|u| u.login == login).unwrap_or_else(|| panic!("no {login}"))
}

/// The command that would leave a user as it is.
fn unchanged(user: &User) -> Value {
    json!({ "version": user.version, "login": user.login, "name": user.name, "institution": user.institution,
        "roles": user.roles, "lang": user.lang, "active": user.active })
}

fn with(mut command: Value, change: impl std::borrow::Borrow<Value>) -> Value {
    command.as_object_mut().unwrap().extend(change.borrow().as_object().unwrap().clone());
    command
}

#[tokio::test]
async fn an_administrator_keeps_the_users_of_the_own_institution_alone() {
    let app = TestApp::new().await;
    let vp = app.client("vp.administrators").await;
    let manager = app.client("ic.administrators").await;
    let own = users(&vp).await;
    assert_eq!(own.len(), Role::ALL.len());
    assert!(own.iter().all(|u| u.institution == app.institution("VP")));
    assert!(users(&manager).await.len() > own.len());

    let foreign = user(&manager, "rpp.dispecers").await;
    let path = format!("/api/users/{}", foreign.id);
    let at_home = with(unchanged(&foreign), json!({ "institution": app.institution("VP") }));
    vp.put(&path, &at_home).await.problem(ProblemCode::NotFound);
    vp.put(&path, &with(at_home, json!({ "version": 0, "password": "pavisam cita parole" })))
        .await
        .problem(ProblemCode::NotFound);
    vp.put(&path, &unchanged(&foreign)).await.problem(ProblemCode::Invalid);
    let grant = json!({ "id": uuid(), "kind": "protected_fields", "reason": "tests",
        "valid_to": app.now() + Duration::days(1) });
    vp.post(&format!("{path}/grants"), &grant).await.problem(ProblemCode::NotFound);
    manager.put(&path, &with(unchanged(&foreign), json!({ "name": "Cits" }))).await.assert(StatusCode::OK);
}

#[tokio::test]
async fn a_new_user_logs_in_and_one_that_is_switched_off_is_out_at_once() {
    let app = TestApp::new().await;
    let admin = app.client("vp.administrators").await;
    let command = json!({ "version": 0, "login": "VP.Jauns", "name": "Jauns Darbinieks", "roles": ["officer"],
        "institution": app.institution("VP"), "active": true, "password": "pavisam cita parole" });
    let (path, key) = (format!("/api/users/{}", uuid()), uuid());
    let put: User = admin.send_keyed(Method::PUT, &path, &command, key).await.json();
    assert_eq!((put.login.as_str(), put.version), ("vp.jauns", 1));
    // The same key again is the same answer, and the password is in none of what was stored.
    let again: User = admin.send_keyed(Method::PUT, &path, &command, key).await.json();
    assert_eq!(again, put);

    let log_in = json!({ "login": "vp.jauns", "password": "pavisam cita parole" });
    let mut client = app.nobody();
    let answer = client.post("/api/session", &log_in).await;
    client.take_session(&answer);
    let off: User = admin.put(&path, &with(unchanged(&put), json!({ "active": false }))).await.json();
    assert_eq!(off.version, 2);
    client.get("/api/session").await.problem(ProblemCode::Unauthenticated);
    app.nobody().post("/api/session", &log_in).await.problem(ProblemCode::BadCredentials);
}

#[tokio::test]
async fn a_late_change_of_a_user_shows_both_sides_but_no_password() {
    let app = TestApp::new().await;
    let admin = app.client("vp.administrators").await;
    let before = user(&admin, "vp.inspektors").await;
    let path = format!("/api/users/{}", before.id);
    admin.put(&path, &with(unchanged(&before), json!({ "name": "Pirmais" }))).await.assert(StatusCode::OK);
    let late = with(unchanged(&before), json!({ "name": "Otrais", "password": "pavisam cita parole" }));
    let answer = admin.put(&path, &late).await;
    let conflict = answer.problem(ProblemCode::VersionConflict).conflict.unwrap();
    assert_eq!((conflict.base_version, conflict.current_version), (1, 2));
    let fields: Vec<_> = conflict.fields.iter().map(|f| (f.field.as_str(), &f.yours, &f.theirs)).collect();
    assert_eq!(fields, [("name", &json!("Otrais"), &json!("Pirmais"))]);
}

#[tokio::test]
async fn roles_that_are_taken_away_are_gone_at_the_next_request() {
    let app = TestApp::new().await;
    let admin = app.client("vp.administrators").await;
    let dispatcher = app.client("vp.dispecers").await;
    let before = user(&admin, "vp.dispecers").await;
    dispatcher.get("/api/incidents").await.assert(StatusCode::OK);
    let command = with(unchanged(&before), json!({ "roles": ["administrator"] }));
    admin.put(&format!("/api/users/{}", before.id), &command).await.assert(StatusCode::OK);
    dispatcher.get("/api/incidents").await.problem(ProblemCode::Forbidden);
    dispatcher.get("/api/users").await.assert(StatusCode::OK);
}

#[tokio::test]
async fn a_grant_counts_from_when_it_is_given_until_it_ends() {
    let app = TestApp::new().await;
    let admin = app.client("vp.administrators").await;
    let officer = app.client("vp.inspektors").await;
    let grants = async || officer.get("/api/session").await.json::<vnr_shared::session::Session>().grants;
    let path = format!("/api/users/{}/grants", officer.session().user);
    let give = |id, days| json!({ "id": id, "kind": "restricted_incidents", "reason": "Lieta 11", "valid_to": app.now() + Duration::days(days) });
    admin.post(&path, &give(uuid(), -1)).await.problem(ProblemCode::Invalid);
    let id = uuid();
    admin.post(&path, &give(id, 1)).await.assert(StatusCode::CREATED);
    assert_eq!(grants().await, [GrantKind::RestrictedIncidents]);
    let strike = format!("{path}/{id}/strike");
    admin.post(&strike, &json!({ "reason": "" })).await.problem(ProblemCode::Invalid);
    admin.post(&strike, &json!({ "reason": "Lieta slēgta" })).await.assert(StatusCode::OK);
    assert_eq!(grants().await, []);
    admin.post(&strike, &json!({ "reason": "Vēlreiz" })).await.problem(ProblemCode::NotFound);

    admin.post(&path, &give(uuid(), 1)).await.assert(StatusCode::CREATED);
    app.clock.advance(Duration::hours(11));
    assert_eq!(grants().await.len(), 1);
    let own = format!("/api/users/{}/grants", admin.session().user);
    admin.post(&own, &give(uuid(), 2)).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn an_institution_keeps_its_departments_and_the_manager_keeps_the_rest() {
    let app = TestApp::new().await;
    let admin = app.client("rpp.administrators").await;
    let manager = app.client("ic.administrators").await;
    let list: Vec<Institution> = admin.get("/api/institutions").await.json();
    let own = list.into_iter().find(|i| i.code == "RPP").unwrap();
    let path = format!("/api/institutions/{}", own.id);
    let command = json!({ "version": own.version, "code": own.code, "kind": own.kind, "name_lv": own.name_lv,
        "name_en": own.name_en, "territories": own.territories, "active": true,
        "departments": [{ "id": uuid(), "name": "Vidzemes pārvalde" }] });
    let put: Institution = admin.put(&path, &command).await.json();
    assert_eq!(put.departments.len(), own.departments.len() + 1);
    let wider = with(command, json!({ "version": put.version, "territories": ["0001000", "0004000"] }));
    admin.put(&path, &wider).await.problem(ProblemCode::Forbidden);
    let unknown = with(wider.clone(), json!({ "territories": ["9999999"] }));
    let fault = manager.put(&path, &unknown).await.problem(ProblemCode::Invalid).errors.remove(0);
    assert_eq!((fault.field.as_str(), fault.code), ("territories", FaultCode::Unknown));
    let put: Institution = manager.put(&path, &wider).await.json();
    assert_eq!(put.territories, ["0001000", "0004000"]);
    let other = format!("/api/institutions/{}", app.institution("VP"));
    admin.put(&other, &wider).await.problem(ProblemCode::VersionConflict);
}

#[tokio::test]
async fn territories_count_for_what_is_received_from_then_on() {
    let app = TestApp::new().await;
    let manager = app.client("ic.administrators").await;
    let vp = app.client("vp.dispecers").await;
    let rpp = app.client("rpp.dispecers").await;
    let in_jurmala = json!({ "place": { "lat": 56.97, "lon": 23.8, "source": "map" } });
    let before = vp.file(in_jurmala.clone()).await;
    let list: Vec<Institution> = manager.get("/api/institutions").await.json();
    let own = list.into_iter().find(|i| i.code == "RPP").unwrap();
    let command = json!({ "version": own.version, "code": own.code, "kind": own.kind, "name_lv": own.name_lv,
        "name_en": own.name_en, "territories": ["0001000", "0004000"], "active": true });
    app.clock.advance(Duration::seconds(1));
    manager.put(&format!("/api/institutions/{}", own.id), &command).await.assert(StatusCode::OK);
    let after = vp.file(in_jurmala).await;
    rpp.get(&format!("/api/incidents/{before}")).await.problem(ProblemCode::NotFound);
    rpp.get(&format!("/api/incidents/{after}")).await.assert(StatusCode::OK);
}

#[tokio::test]
async fn what_the_form_of_a_type_must_have_is_changed_from_now_on() {
    let app = TestApp::new().await;
    let manager = app.client("ic.administrators").await;
    let admin = app.client("vp.administrators").await;
    let read = async || -> Vec<TypeForm> { admin.get("/api/types/forms").await.json() };
    let before = read().await;
    let of = |code: &str, forms: &[TypeForm]| {
        form_of(forms, code).map(|form| form.parts.clone()).unwrap_or_default()
    };
    assert_eq!(of("order.noise", &before), [Part::Description], "seeded for all types");
    let body = json!({ "version": 0, "parts": ["person", "address", "person"], "template_lv": "Avots:",
        "source": "Pārbaude" });
    admin.put("/api/types/order.noise/form", &body).await.problem(ProblemCode::Forbidden);
    let put: TypeForm = manager.put("/api/types/order.noise/form", &body).await.json();
    assert_eq!(
        (put.version, put.confirmed, put.parts.as_slice()),
        (1, false, &[Part::Address, Part::Person][..])
    );
    manager.put("/api/types/order.noise/form", &body).await.problem(ProblemCode::VersionConflict);
    manager.put("/api/types/order.nothing/form", &body).await.problem(ProblemCode::Invalid);
    assert_eq!(of("order.noise", &read().await), put.parts);
    let end = json!({ "version": 1, "parts": [], "source": "Pārbaude", "ended": true });
    manager.put("/api/types/order.noise/form", &end).await.assert(200.try_into().unwrap());
    assert_eq!(read().await, before);
}

#[tokio::test]
async fn a_type_is_changed_from_now_on_and_its_history_stays() {
    let app = TestApp::new().await;
    let manager = app.client("ic.administrators").await;
    let admin = app.client("vp.administrators").await;
    let find =
        |list: Vec<IncidentType>| list.into_iter().filter(|t| t.code == "order.noise").collect::<Vec<_>>();
    let old = find(manager.get("/api/types").await.json()).remove(0);
    let command = json!({ "version": old.version, "name_lv": "Troksnis", "name_en": "Noise", "parent": "order",
        "default_category": "C", "keywords": "Mūzika", "selectable": true });
    admin.put("/api/types/order.noise", &command).await.problem(ProblemCode::Forbidden);
    let put: IncidentType = manager.put("/api/types/order.noise", &command).await.json();
    assert_eq!((put.version, put.keywords.as_str()), (old.version + 1, "muzika"));
    manager.put("/api/types/order.noise", &command).await.problem(ProblemCode::VersionConflict);
    let now = find(manager.get("/api/types").await.json());
    assert_eq!(now, std::slice::from_ref(&put));
    let then = find(manager.get("/api/types?at=2026-11-22T09:59:59Z").await.json());
    assert_eq!((then.len(), then[0].name_lv.as_str()), (1, old.name_lv.as_str()));
    assert_eq!(find(manager.get("/api/types?history=true").await.json()).len(), 2);

    app.clock.advance(Duration::hours(1));
    let end = with(command, json!({ "version": put.version, "ended": true }));
    manager.put("/api/types/order.noise", &end).await.assert(StatusCode::OK);
    assert_eq!(find(manager.get("/api/types").await.json()), []);
    for (code, body) in [
        ("order.Noise", json!({})),
        ("order.new", json!({ "parent": "traffic" })),
        ("nowhere.new", json!({ "parent": "nowhere" })),
    ] {
        let body = with(end.clone(), with(json!({ "version": 0, "ended": false }), body));
        manager.put(&format!("/api/types/{code}"), &body).await.problem(ProblemCode::Invalid);
    }
}

#[tokio::test]
async fn an_auditor_reads_the_own_institutions_journal_and_the_managers_reads_all() {
    let app = TestApp::new().await;
    let vp = app.client("vp.dispecers").await;
    let rpp = app.client("rpp.dispecers").await;
    let (ours, theirs) = (vp.file(json!({})).await, rpp.file(json!({})).await);
    app.nobody().post("/api/session", &json!({ "login": "vp.inspektors", "password": "x" })).await;
    app.nobody().post("/api/session", &json!({ "login": "rpp.inspektors", "password": "x" })).await;
    let auditor = app.client("vp.auditors").await;
    let read = async |client: &Client, query: &str| {
        client.get(&format!("/api/journal?{query}")).await.json::<Page<JournalEntry>>()
    };
    let all = read(&auditor, "limit=500").await.items;
    assert!(all.iter().any(|e| e.subject_id == ours.0));
    assert!(all.iter().all(|e| e.subject_id != theirs.0));
    assert!(all.iter().all(|e| e.institution.is_none_or(|i| i == app.institution("VP"))));
    assert_eq!(all.iter().filter(|e| e.kind == "account.log_in_failed").count(), 1);
    // That it was read is in it too.
    let reads = read(&auditor, "kind=journal.read").await.items;
    assert_eq!(reads.len(), 2);
    let by = read(&auditor, &format!("actor={}&kind=incident", vp.session().user)).await.items;
    assert_eq!(by.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["incident.registered"]);
    assert_eq!(read(&auditor, &format!("subject={ours}")).await.items.len(), 1);
    assert_eq!(read(&auditor, "from=2026-11-22T10:00:01Z").await.items, []);

    let manager = app.client("ic.auditors").await;
    assert_eq!(read(&manager, &format!("subject={theirs}")).await.items.len(), 1);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = read(&manager, &format!("limit=7&to=2026-11-22T10:00:00Z{cursor}")).await;
        seen.extend(page.items);
        let Some(next) = page.next else { break };
        cursor = format!("&after={next}");
    }
    let whole = read(&manager, "limit=500&to=2026-11-22T10:00:00Z").await.items;
    assert_eq!(seen, whole);
    manager.get("/api/journal?after=x").await.problem(ProblemCode::Invalid);
    manager.get("/api/journal?limit=0").await.problem(ProblemCode::Invalid);
}
