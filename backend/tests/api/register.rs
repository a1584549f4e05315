//! Filing, changing and reading incidents.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::incident::{Category, Incident, IncidentAnswer, Status, Step};
use vnr_shared::journal::JournalEntry;
use vnr_shared::problem::{FaultCode, ProblemCode};

use crate::support::{TestApp, new_incident, uuid};

#[tokio::test]
async fn a_filed_incident_has_its_number_territory_category_and_legal_clock() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let filed = dispatcher.file_summary(json!({})).await;
    assert_eq!(filed.number, "VP-2026-000001");
    assert_eq!((filed.category, filed.status), (Category::A, Status::Registered));
    // MK 190: fifteen minutes in a city for category A, seeded as not confirmed.
    let clock = filed.clock.unwrap();
    assert_eq!(clock.due_at - filed.received_at, Duration::minutes(15));
    assert!(!clock.confirmed);

    let whole: Incident = dispatcher.get(&format!("/api/incidents/{}", filed.id)).await.json();
    assert_eq!(whole.summary, filed);
    assert_eq!(whole.place.territory.unwrap().atvk, "0001000");
    assert_eq!((whole.device.as_str(), whole.editable), ("tests", true));
    // Numbers run on without gaps, each institution its own.
    assert_eq!(dispatcher.file_summary(json!({})).await.number, "VP-2026-000002");
    let municipal = app.client("rpp.dispecers").await;
    let other = municipal.file_summary(json!({})).await;
    assert_eq!(other.number, "RPP-2026-000001");
    assert_eq!(other.clock, None, "the norms bind the State Police only");
}

#[tokio::test]
async fn the_same_key_twice_is_one_incident_and_one_entry_also_at_the_same_time() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let (command, key) = (new_incident(&json!({})), uuid());
    let send = || dispatcher.send_keyed(Method::POST, "/api/incidents", &command, key);
    let answers = futures::future::join_all((0..8).map(|_| send())).await;
    let first: IncidentAnswer = answers[0].json();
    for answer in &answers {
        assert_eq!(answer.assert(StatusCode::CREATED).json::<IncidentAnswer>(), first);
    }
    let journal: Vec<JournalEntry> =
        dispatcher.get(&format!("/api/incidents/{}/journal", first.incident.id)).await.json();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0].cause, Some(key));

    let other = new_incident(&json!({ "description": "cits" }));
    let reused = dispatcher.send_keyed(Method::POST, "/api/incidents", &other, key).await;
    reused.problem(ProblemCode::IdempotencyKeyReused);
    // A number that a failed command would have taken is not lost.
    dispatcher.post("/api/incidents", &command).await.problem(ProblemCode::AlreadyExists);
    assert_eq!(dispatcher.file_summary(json!({})).await.number, "VP-2026-000002");
}

#[tokio::test]
async fn a_stale_edit_is_refused_with_both_sides_and_says_what_really_changed() {
    let app = TestApp::new().await;
    let (one, other) = (app.client("vp.dispecers").await, app.client("vp.inspektors").await);
    let id = one.file(json!({})).await;
    one.edit(id, 1, json!({ "description": "Divi vīrieši" })).await;
    let stale = json!({ "version": 1, "description": "Trīs vīrieši", "category": "B" });
    let problem =
        other.patch(&format!("/api/incidents/{id}"), &stale).await.problem(ProblemCode::VersionConflict);
    let conflict = problem.conflict.unwrap();
    assert_eq!((conflict.base_version, conflict.current_version), (1, 2));
    let sides: Vec<_> =
        conflict.fields.iter().map(|f| (f.field.as_str(), &f.yours, &f.theirs, f.changed)).collect();
    assert_eq!(
        sides,
        [
            ("category", &json!("B"), &json!("A"), false),
            ("description", &json!("Trīs vīrieši"), &json!("Divi vīrieši"), true)
        ]
    );
    // What only one side touched goes through with the new version.
    assert_eq!(other.edit(id, 2, json!({ "category": "B" })).await.category, Category::B);
}

#[tokio::test]
async fn notes_append_without_conflict_and_are_struck_but_stay() {
    let app = TestApp::new().await;
    let (owner, guest) = (app.client("vp.dispecers").await, app.client("rpp.inspektors").await);
    let id = owner.file(json!({})).await;
    owner.edit(id, 1, json!({ "category": "B" })).await;
    let note = uuid();
    let body = json!({ "id": note, "text": "Patruļa redz dūmus" });
    guest.post(&format!("/api/incidents/{id}/notes"), &body).await.assert(StatusCode::CREATED);
    let strike = json!({ "reason": "nepareizais notikums" });
    guest.post(&format!("/api/incidents/{id}/notes/{note}/strike"), &strike).await.assert(StatusCode::OK);
    guest
        .post(&format!("/api/incidents/{id}/notes/{note}/strike"), &strike)
        .await
        .problem(ProblemCode::NotFound);
    let whole: Incident = owner.get(&format!("/api/incidents/{id}")).await.json();
    assert_eq!(whole.notes[0].text, "Patruļa redz dūmus");
    assert_eq!(whole.notes[0].struck.as_ref().unwrap().reason, "nepareizais notikums");
    assert_eq!(whole.summary.version, 2, "the log does not move the version");
}

#[tokio::test]
async fn the_life_cycle_is_walked_in_legal_steps_and_the_first_start_stops_the_clock() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let id = dispatcher.file(json!({})).await;
    let illegal = json!({ "version": 1, "step": "reopen", "reason": "x" });
    let problem = dispatcher
        .post(&format!("/api/incidents/{id}/status"), &illegal)
        .await
        .problem(ProblemCode::IllegalStep);
    assert_eq!(problem.legal, [Step::Assign, Step::Start, Step::Pass, Step::Close]);

    app.clock.advance(Duration::minutes(7));
    dispatcher.step(id, 1, "assign").await;
    let started = dispatcher.step(id, 2, "start").await;
    assert_eq!(started.clock.unwrap().stopped_at, Some(app.now()));
    app.clock.advance(Duration::hours(1));
    dispatcher.step(id, 3, "finish").await;
    dispatcher.step(id, 4, "close").await;
    dispatcher.step(id, 5, "reopen").await;
    let again = dispatcher.step(id, 6, "start").await;
    assert_eq!(
        again.clock.unwrap().stopped_at,
        started.clock.unwrap().stopped_at,
        "the first arrival counts"
    );

    let no_reason = json!({ "version": 7, "step": "pass" });
    let problem = dispatcher
        .post(&format!("/api/incidents/{id}/status"), &no_reason)
        .await
        .problem(ProblemCode::Invalid);
    let fields: Vec<_> = problem.errors.iter().map(|e| (e.field.as_str(), e.code)).collect();
    assert_eq!(fields, [("reason", FaultCode::Required), ("to", FaultCode::Required)]);
}

#[tokio::test]
async fn an_incident_is_passed_on_declined_and_accepted_with_the_clock_of_its_new_owner() {
    let app = TestApp::new().await;
    let (police, municipal) = (app.client("vp.dispecers").await, app.client("rpp.dispecers").await);
    let (ours, theirs) = (police.session().institution.id, municipal.session().institution.id);
    let id = police.file(json!({})).await;
    let path = format!("/api/incidents/{id}/status");
    let pass =
        |version: i64| json!({ "version": version, "step": "pass", "reason": "piekritība", "to": theirs });

    let passed: IncidentAnswer = police.post(&path, &pass(1)).await.json();
    assert_eq!((passed.incident.status, passed.incident.passed_to), (Status::PassedOn, Some(theirs)));
    // Only the one who was asked accepts; only the one who asked recalls.
    police.post(&path, &json!({ "version": 2, "step": "accept" })).await.problem(ProblemCode::Forbidden);
    municipal.post(&path, &json!({ "version": 2, "step": "recall" })).await.problem(ProblemCode::Forbidden);
    let declined = municipal.step(id, 2, "decline").await;
    assert_eq!((declined.status, declined.owner, declined.passed_to), (Status::Registered, ours, None));

    police.post(&path, &pass(3)).await.assert(StatusCode::OK);
    let accepted = municipal.step(id, 4, "accept").await;
    assert_eq!((accepted.status, accepted.owner, accepted.passed_to), (Status::Registered, theirs, None));
    assert_eq!(accepted.clock, None, "no norm binds the municipal police");
    // Whoever registered it still sees it, and changes it no longer.
    let whole: Incident = police.get(&format!("/api/incidents/{id}")).await.json();
    assert!(!whole.editable);
    police
        .patch(&format!("/api/incidents/{id}"), &json!({ "version": 5, "category": "C" }))
        .await
        .problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn what_an_institution_may_not_see_is_not_found() {
    let app = TestApp::new().await;
    let (police, stranger) = (app.client("vp.dispecers").await, app.client("jpp.dispecers").await);
    let id = police.file(json!({})).await;
    let note = json!({ "id": uuid(), "text": "?" });
    for answer in [
        stranger.get(&format!("/api/incidents/{id}")).await,
        stranger.get(&format!("/api/incidents/{id}/journal")).await,
        stranger.patch(&format!("/api/incidents/{id}"), &json!({ "version": 1, "category": "C" })).await,
        stranger.post(&format!("/api/incidents/{id}/notes"), &note).await,
        stranger
            .post(&format!("/api/incidents/{id}/status"), &json!({ "version": 1, "step": "close" }))
            .await,
    ] {
        answer.problem(ProblemCode::NotFound);
    }
    // In Jūrmala the same police sees what the State Police files.
    let place = json!({ "place": { "lat": 56.97, "lon": 23.77, "source": "map", "address": "Jomas iela 1, Jūrmala" } });
    let near = police.file(place).await;
    stranger.get(&format!("/api/incidents/{near}")).await.assert(StatusCode::OK);
}

#[tokio::test]
async fn a_restricted_incident_is_for_its_registrar_and_holders_of_a_grant() {
    let app = TestApp::new().await;
    let (registrar, colleague) = (app.client("vp.dispecers").await, app.client("vp.inspektors").await);
    let id = registrar.file(json!({ "sensitivity": "restricted" })).await;
    registrar.get(&format!("/api/incidents/{id}")).await.assert(StatusCode::OK);
    colleague.get(&format!("/api/incidents/{id}")).await.problem(ProblemCode::NotFound);
    sqlx::query("insert into grants values ($1, $2, 'restricted_incidents', 'tests', null, $3, $4)")
        .bind(uuid())
        .bind(colleague.session().user.0)
        .bind(app.now() - Duration::hours(1))
        .bind(app.now() + Duration::hours(1))
        .execute(app.db.pool())
        .await
        .unwrap();
    colleague.get(&format!("/api/incidents/{id}")).await.assert(StatusCode::OK);
    app.clock.advance(Duration::hours(2));
    colleague.get(&format!("/api/incidents/{id}")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn links_tell_only_of_what_both_ends_may_see() {
    let app = TestApp::new().await;
    let (police, municipal) = (app.client("vp.dispecers").await, app.client("rpp.dispecers").await);
    let (shown, hidden) =
        (police.file(json!({})).await, police.file(json!({ "sensitivity": "restricted" })).await);
    let third = police.file(json!({})).await;
    let link = |other: Value| json!({ "id": uuid(), "kind": "related", "other": other });
    let path = format!("/api/incidents/{shown}/links");
    police.post(&path, &link(json!(hidden))).await.assert(StatusCode::CREATED);
    police.post(&path, &link(json!(third))).await.assert(StatusCode::CREATED);
    police.post(&path, &link(json!(third))).await.problem(ProblemCode::AlreadyExists);
    police.post(&path, &link(json!(shown))).await.problem(ProblemCode::Invalid);
    municipal.post(&path, &link(json!(hidden))).await.problem(ProblemCode::Invalid);
    let seen: Incident = municipal.get(&format!("/api/incidents/{shown}")).await.json();
    let others: Vec<_> = seen.links.iter().map(|l| l.other).collect();
    assert_eq!(others, [third]);
}

#[tokio::test]
async fn an_edit_of_the_place_moves_territory_clock_and_audience() {
    let app = TestApp::new().await;
    let (police, municipal) = (app.client("vp.dispecers").await, app.client("rpp.dispecers").await);
    let id = police.file(json!({})).await;
    municipal.get(&format!("/api/incidents/{id}")).await.assert(StatusCode::OK);
    let place = json!({ "place": { "lat": 56.95, "lon": 24.6, "source": "caller", "radius_m": 300.0, "address": "Ropaži" } });
    let moved = police.edit(id, 1, place).await;
    // Outside the cities: twenty-five minutes.
    assert_eq!(moved.clock.unwrap().due_at - moved.received_at, Duration::minutes(25));
    municipal.get(&format!("/api/incidents/{id}")).await.problem(ProblemCode::NotFound);
}
