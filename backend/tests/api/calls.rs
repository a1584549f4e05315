//! Calls: from the card of the 112 platform to what becomes of them.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::call::{Call, CallAnswer, CallState, CallSummary, CardAnswer};
use vnr_shared::incident::{Incident, IncidentAnswer, Status};
use vnr_shared::place::PlaceSource;
use vnr_shared::problem::{FaultCode, ProblemCode};

use crate::support::{Client, TestApp, new_incident, uuid};

/// What another encoder made of a minimum set of data; its place is in the Sahara.
const MSD: &str = "02251C0680E30A51439E2955D43800800437F80A3105669023F8A71166932185B004150043C040";
const AML: &str = "A\"ML=1;lt=+56.95000;lg=+24.11000;rd=25;top=20261122095900;lc=90;pm=G;si=247010000000001;\
                   ei=350000000000001;mcc=247;mnc=01;ml=120";

fn card(change: &Value) -> Value {
    let mut card = json!({
        "contract": 1, "platform": "112", "number": "K-1", "version": 1, "services": ["VP", "VUGD"],
        "received_at": "2026-11-22T09:59:00Z", "text": "Kautiņš pie veikala, viens ar nazi",
        "caller": { "number": "20 000 000", "name": "Anna" }, "address": "Brīvības iela 1, Rīga",
        "positions": [{ "lat": 56.96, "lon": 24.12, "source": "cell", "radius_m": 1500.0 }],
    });
    card.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    card
}

async fn send(system: &Client, change: Value) -> CardAnswer {
    system.post("/api/intake/112", &card(&change)).await.assert(StatusCode::CREATED).json()
}

async fn waiting(client: &Client) -> Vec<CallSummary> {
    client.get("/api/calls").await.json()
}

async fn whole(client: &Client, call: &CallSummary) -> Call {
    client.get(&format!("/api/calls/{}", call.id)).await.json()
}

async fn step(client: &Client, call: &CallSummary, verb: &str) -> CallSummary {
    let body = json!({ "version": call.version });
    client.post(&format!("/api/calls/{}/{verb}", call.id), &body).await.json::<CallAnswer>().call
}

#[tokio::test]
async fn a_card_waits_at_each_institution_it_asks_and_nowhere_else() {
    let app = TestApp::new().await;
    let system = app.client("k112.sistema").await;
    let answer = send(&system, json!({ "aml": AML })).await;
    assert_eq!((answer.calls.len(), answer.shown, answer.known), (2, true, false));
    assert_eq!(answer.warnings, []);

    let police = app.client("vp.dispecers").await;
    let [call] = waiting(&police).await.try_into().unwrap();
    assert_eq!(call.state, CallState::Waiting);
    assert_eq!(call.caller.as_ref().unwrap().number, "+37120000000");
    let position = call.position.unwrap();
    assert_eq!((position.source, position.radius_m), (PlaceSource::Aml, Some(25.0)));
    assert_eq!(whole(&police, &call).await.positions.len(), 2, "the cell of the network is kept beside it");
    assert_eq!(waiting(&app.client("vugd.dispecers").await).await.len(), 1);

    let municipal = app.client("rpp.dispecers").await;
    assert_eq!(waiting(&municipal).await, []);
    municipal.get(&format!("/api/calls/{}", call.id)).await.problem(ProblemCode::NotFound);
    system.get("/api/calls").await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn the_same_version_again_changes_nothing_whatever_its_key() {
    let app = TestApp::new().await;
    let system = app.client("k112.sistema").await;
    let first = send(&system, json!({})).await;
    let again = send(&system, json!({})).await;
    assert_eq!((again.calls.clone(), again.shown, again.known), (first.calls, true, true));
    let police = app.client("vp.dispecers").await;
    assert_eq!(waiting(&police).await[0].version, 1);
}

#[tokio::test]
async fn a_later_version_wins_and_one_that_comes_late_is_kept() {
    let app = TestApp::new().await;
    let system = app.client("k112.sistema").await;
    let police = app.client("vp.dispecers").await;
    send(&system, json!({})).await;
    let call = waiting(&police).await.remove(0);
    let held = step(&police, &call, "claim").await;
    app.clock.advance(Duration::seconds(5));
    send(&system, json!({ "version": 3, "text": "Jau trīs, viens guļ" })).await;
    app.clock.advance(Duration::seconds(5));
    let late = send(&system, json!({ "version": 2, "text": "Divi" })).await;
    assert_eq!((late.shown, late.known), (false, false));

    let now = whole(&police, &call).await;
    assert_eq!(now.text, "Jau trīs, viens guļ");
    assert_eq!((now.summary.state, now.summary.claimed_by), (CallState::Claimed, held.claimed_by));
    let versions: Vec<_> = now.versions.iter().map(|v| (v.version, v.shown)).collect();
    assert_eq!(versions, [(1, false), (3, true), (2, false)]);
}

#[tokio::test]
async fn a_card_that_is_taken_back_is_shown_as_such_and_may_still_be_answered() {
    let app = TestApp::new().await;
    let system = app.client("k112.sistema").await;
    let police = app.client("vp.dispecers").await;
    send(&system, json!({})).await;
    send(&system, json!({ "version": 2, "status": "withdrawn" })).await;
    let call = waiting(&police).await.remove(0);
    assert_eq!((call.state, call.withdrawn_at), (CallState::Withdrawn, Some(app.now())));
    let claimed = step(&police, &call, "claim").await;
    assert_eq!(step(&police, &claimed, "release").await.state, CallState::Withdrawn);

    send(&system, json!({ "version": 3, "services": ["VP"] })).await;
    assert_eq!(waiting(&police).await[0].state, CallState::Waiting, "it stands again");
    let fire = app.client("vugd.dispecers").await;
    assert_eq!(waiting(&fire).await[0].state, CallState::Withdrawn, "but is no longer asked of all");
}

#[tokio::test]
async fn a_call_is_not_lost_for_what_cannot_be_read() {
    let app = TestApp::new().await;
    let system = app.client("k112.sistema").await;
    let answer = send(
        &system,
        json!({ "msd": "02251C06", "aml": "nav", "services": ["VP", "XX"], "text": "Avārija\u{0}" }),
    )
    .await;
    let fields: Vec<_> = answer.warnings.iter().map(|w| (w.field.as_str(), w.code)).collect();
    let expected = [
        ("aml", FaultCode::Unreadable),
        ("msd", FaultCode::Unreadable),
        ("text", FaultCode::ForbiddenCharacter),
        ("services.1", FaultCode::Unknown),
    ];
    assert_eq!(fields, expected);
    let police = app.client("vp.dispecers").await;
    let call = whole(&police, &waiting(&police).await[0]).await;
    assert_eq!((call.text.as_str(), call.warnings.len()), ("Avārija", 4));
}

#[tokio::test]
async fn an_ecall_shows_the_vehicle_and_its_way() {
    let app = TestApp::new().await;
    let system = app.client("k112.sistema").await;
    send(&system, json!({ "msd": MSD, "positions": [] })).await;
    let police = app.client("vp.dispecers").await;
    let call = whole(&police, &waiting(&police).await[0]).await;
    let vehicle = call.ecall.unwrap();
    assert_eq!(
        (vehicle.vin.as_str(), vehicle.automatic, vehicle.recent.len()),
        ("ECALLEXAMPLE02013", true, 2)
    );
    assert!(call.summary.ecall);
    assert_eq!(call.summary.position.unwrap().radius_m, Some(150.0));
}

#[tokio::test]
async fn a_claim_made_first_is_shown_to_whoever_comes_second() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    send(&app.client("k112.sistema").await, json!({})).await;
    let call = waiting(&police).await.remove(0);
    let path = format!("/api/calls/{}/claim", call.id);
    police.post(&path, &json!({ "version": call.version })).await.assert(StatusCode::OK);
    let problem =
        police.post(&path, &json!({ "version": call.version })).await.problem(ProblemCode::VersionConflict);
    let theirs = &problem.conflict.unwrap().fields[0].theirs;
    assert_eq!(theirs["claimed_by_name"], json!(police.session().name));
}

#[tokio::test]
async fn a_claim_that_nobody_renews_goes_stale() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    send(&app.client("k112.sistema").await, json!({})).await;
    let claimed = step(&police, &waiting(&police).await[0], "claim").await;
    app.clock.advance(Duration::seconds(120));
    let renewed = step(&police, &claimed, "claim").await;
    app.clock.advance(Duration::seconds(120));
    assert_eq!(vnr::calls::stale::release_stale(app.db.pool(), app.now()).await.unwrap(), 0);
    app.clock.advance(Duration::seconds(120));
    assert_eq!(vnr::calls::stale::release_stale(app.db.pool(), app.now()).await.unwrap(), 1);
    let call = waiting(&police).await.remove(0);
    assert_eq!((call.state, call.claimed_by), (CallState::Waiting, None));
    assert!(call.version > renewed.version);
}

#[tokio::test]
async fn filing_from_a_call_answers_it_and_keeps_the_caller() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    send(&app.client("k112.sistema").await, json!({})).await;
    let call = waiting(&police).await.remove(0);
    app.clock.advance(Duration::seconds(90));
    let incident = police.file_summary(json!({ "call": call.id, "channel": "e112" })).await;
    assert_eq!(incident.received_at, call.received_at, "the clock runs from the receipt of the call");
    assert_eq!(waiting(&police).await, []);

    // A second caller about the same thing is attached.
    let second = json!({ "id": uuid(), "channel": "telephone", "text": "Pie veikala kaujas",
        "caller": { "number": "29999999" } });
    let second = police.post("/api/calls", &second).await.json::<CallAnswer>().call;
    let body = json!({ "version": second.version, "incident": incident.id });
    police.post(&format!("/api/calls/{}/attach", second.id), &body).await.assert(StatusCode::OK);
    let card: Incident = police.get(&format!("/api/incidents/{}", incident.id)).await.json();
    let callers: Vec<_> = card.reports.iter().map(|r| r.caller.clone().unwrap().number).collect();
    assert_eq!(callers, ["+37120000000", "+37129999999"]);

    let again = new_incident(&json!({ "call": call.id }));
    police.post("/api/incidents", &again).await.problem(ProblemCode::IllegalStep);
    let nothing: i64 = sqlx::query_scalar("select count(*) from incidents where id = $1")
        .bind(again["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap())
        .fetch_one(app.db.pool())
        .await
        .unwrap();
    assert_eq!(nothing, 0, "what could not answer the call was not filed");
}

#[tokio::test]
async fn an_incident_filed_without_a_call_is_its_own_report() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let id = police.file(json!({ "description": "Seju pats" })).await;
    let card: Incident = police.get(&format!("/api/incidents/{id}")).await.json();
    assert_eq!(card.reports.len(), 1);
    assert_eq!((card.reports[0].text.as_str(), card.reports[0].call), ("Seju pats", None));
}

#[tokio::test]
async fn a_call_that_is_none_is_closed_in_one_step_and_may_wait_again() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    send(&app.client("k112.sistema").await, json!({})).await;
    let call = waiting(&police).await.remove(0);
    let path = format!("/api/calls/{}/close", call.id);
    let problem =
        police.post(&path, &json!({ "version": 1, "reason": "nav" })).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].field, "reason");
    let body = json!({ "version": 1, "reason": "silent" });
    let closed = police.post(&path, &body).await.json::<CallAnswer>().call;
    assert_eq!((closed.state, waiting(&police).await.len()), (CallState::Closed, 0));
    assert_eq!(whole(&police, &closed).await.closed.unwrap().reason, "silent");
    assert_eq!(step(&police, &closed, "reopen").await.state, CallState::Waiting);
}

#[tokio::test]
async fn advice_is_registered_and_sends_nobody() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let incident = police.file_summary(json!({ "advised": true })).await;
    assert_eq!(incident.status, Status::Closed);
    let listed: IncidentAnswer = police
        .send(
            Method::POST,
            &format!("/api/incidents/{}/status", incident.id),
            &json!({ "version": incident.version, "step": "reopen", "reason": "tomēr jābrauc" }),
        )
        .await
        .json();
    assert_eq!(listed.incident.status, Status::Registered);
}

#[tokio::test]
async fn a_call_for_later_says_when() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let at = app.now() + Duration::hours(6);
    let call = json!({ "id": uuid(), "channel": "telephone", "text": "Gājiens", "scheduled_for": at });
    police.post("/api/calls", &call).await.assert(StatusCode::CREATED);
    assert_eq!(waiting(&police).await[0].scheduled_for, Some(at));
    let nothing = json!({ "id": uuid(), "channel": "telephone" });
    police.post("/api/calls", &nothing).await.problem(ProblemCode::Invalid);
}
