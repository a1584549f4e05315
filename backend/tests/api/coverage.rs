//! Walks the API description: every operation is known here, refuses whoever may not, and leaves a journal entry.
//!
//! A new operation fails these tests until it stands in [`calls()`]. The two lists of exceptions may only shrink.

mod calls;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use serde_json::Value;
use vnr_shared::access::{Action, Resource, Role, permits};
use vnr_shared::problem::ProblemCode;

use crate::support::{TestApp, uuid};
use calls::{Need, calls};

/// Operations that answer without a session.
const PUBLIC: [&str; 9] = [
    "GET /api/health",
    "GET /api/ready",
    "GET /api/settings",
    "POST /api/session",
    "POST /api/session/token",
    "POST /api/session/passkey/begin",
    "POST /api/session/passkey/finish",
    "GET /api/session/oidc",
    "GET /api/session/oidc/callback",
];

/// Mutating operations that leave no entry of their own: the beginnings of a log-in or a set-up, which change nothing until
/// they are finished.
const UNJOURNALED: [&str; 5] = [
    "POST /api/session/totp",
    "POST /api/session/passkeys/begin",
    "POST /api/session/passkey/begin",
    // Where somebody is: no change of the register, and worth nothing a minute later.
    "POST /api/presence",
    // Where units are goes into their tracks, by the thousand a second.
    "POST /api/units/positions",
];

/// Operations whose success needs what another answered; each has its own test, and the refusals are tested here.
const APART: [&str; 12] = [
    "POST /api/messages/marks",
    "POST /api/conflicts/{id}/decide",
    "GET /api/tiles/{z}/{x}/{y}",
    "POST /api/session/totp/confirm",
    "DELETE /api/sessions/{id}",
    "DELETE /api/session",
    "POST /api/session/passkeys",
    "DELETE /api/session/passkeys/{id}",
    "POST /api/session/passkey/finish",
    "GET /api/session/oidc",
    "GET /api/session/oidc/callback",
    "POST /api/session/oidc/tie",
];

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
    let mut clients = BTreeMap::new();
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

const HEAD: &str = "# Who may do what

Each role by what it acts upon: r read, c create, u change or strike; . nothing. What a role
may do it may do only with what its institution may see. Written by the test `coverage` from
`vnr_shared::access::permits`; run it with `VNR_WRITE=1` after a change, and have the difference reviewed.

```";

#[test]
fn the_table_of_roles_is_the_one_that_was_reviewed() {
    let letters = |resource, role| {
        let letter = |(action, letter)| if permits(role, resource, action) { letter } else { '.' };
        Action::ALL.into_iter().zip(['r', 'c', 'u']).map(letter).collect::<String>()
    };
    let row = |name: &str, cells: Vec<String>| {
        let cells: String = cells.into_iter().map(|cell| format!("{cell:<15}")).collect::<Vec<_>>().concat();
        format!("{name:<18}{cells}").trim_end().to_owned()
    };
    let mut lines = vec![HEAD.to_owned(), row("", Role::ALL.iter().map(word).collect())];
    for resource in Resource::ALL {
        lines.push(row(&word(&resource), Role::ALL.map(|role| letters(resource, role)).to_vec()));
    }
    lines.push("```\n".to_owned());
    committed("docs/roles.md", &lines.join("\n"), "VNR_WRITE=1 cargo test -p vnr --test api coverage");
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
