//! One event reported twice: finding it, merging, splitting; what is known of the place and the caller.

use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::call::{CallAnswer, CallSummary};
use vnr_shared::duplicate::{Candidate, History};
use vnr_shared::hazard::Hazard;
use vnr_shared::incident::{Incident, IncidentAnswer, Status, Summary};
use vnr_shared::problem::{FaultCode, ProblemCode};

use crate::support::{Client, TestApp, uuid};

fn tree(north: f64, text: &str) -> Value {
    json!({ "type_code": "traffic.obstacle", "description": text,
        "place": { "lat": 56.95 + north, "lon": 24.11, "source": "map", "radius_m": 30.0 } })
}

async fn card(client: &Client, incident: &Summary) -> Incident {
    client.get(&format!("/api/incidents/{}", incident.id)).await.json()
}

async fn merge(client: &Client, source: &Summary, into: &Summary) -> Summary {
    let body = json!({ "id": uuid(), "version": source.version, "into": into.id });
    client.post(&format!("/api/incidents/{}/merge", source.id), &body).await.json::<IncidentAnswer>().incident
}

#[tokio::test]
async fn the_same_event_is_offered_while_somebody_types_and_another_is_not() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let known = police.file_summary(tree(0.0, "Uz ceļa nokritis koks")).await;
    police.file(tree(0.015, "Uz ceļa nokritis koks")).await;
    police.file(json!({ "type_code": "crime.theft_shop", "description": "Zaglis veikalā" })).await;

    let path =
        "/api/duplicates?lat=56.9504&lon=24.1102&radius_m=50&type_code=fire.storm&text=nog%C4%81zies%20koks";
    let found: Vec<Candidate> = police.get(path).await.json();
    assert_eq!(found[0].incident.id, known.id);
    assert!(found[0].offered && found.iter().filter(|c| c.offered).count() == 1, "{found:?}");

    let second = police.file_summary(tree(0.0004, "Koks pāri ceļam")).await;
    let found: Vec<Candidate> = police.get(&format!("/api/incidents/{}/duplicates", second.id)).await.json();
    assert_eq!(found[0].incident.id, known.id);
    // The port police may not see them, and is offered nothing.
    let port = app.client("vrs.dispecers").await;
    port.get(&format!("/api/incidents/{}/duplicates", second.id)).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn who_rang_before_about_the_same_place_is_known_by_the_number() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let enter = async |text: &str| {
        let call =
            json!({ "id": uuid(), "channel": "telephone", "text": text, "caller": { "number": "20000001" } });
        police.post("/api/calls", &call).await.json::<CallAnswer>().call
    };
    let first: CallSummary = enter("Nokritis koks").await;
    let known = police.file_summary(json!({ "call": first.id, "type_code": "traffic.obstacle" })).await;
    let second = enter("Zvanu vēlreiz").await;
    let place = "lat=56.955&lon=24.11";
    let with = format!("/api/duplicates?{place}&call={}", second.id);
    let weight = async |path: &str| {
        let found: Vec<Candidate> = police.get(path).await.json();
        found.iter().find(|c| c.incident.id == known.id).map_or(0.0, |c| c.probability)
    };
    assert!(weight(&with).await > weight(&format!("/api/duplicates?{place}")).await);

    let history: History = police.get(&format!("/api/history?{place}&call={}", second.id)).await.json();
    assert_eq!(history.calls.iter().map(|c| c.id).collect::<Vec<_>>(), [first.id]);
    let read: i64 =
        sqlx::query_scalar("select count(*) from journal where kind = 'call.caller_history_read'")
            .fetch_one(app.db.pool())
            .await
            .unwrap();
    assert_eq!(read, 1);
}

#[tokio::test]
async fn merging_keeps_every_caller_and_splitting_undoes_it_exactly() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let target = police.file_summary(tree(0.0, "Koks uz ceļa")).await;
    let source = police.file_summary(tree(0.0004, "Nogāzies koks")).await;
    let source = police.step(source.id, source.version, "assign").await;
    let before = card(&police, &source).await;

    merge(&police, &source, &target).await;
    let merged = card(&police, &source).await;
    assert_eq!(merged.summary.status, Status::Closed);
    let texts: Vec<_> = card(&police, &target).await.reports.into_iter().map(|r| r.text).collect();
    assert_eq!(texts, ["Koks uz ceļa", "Nogāzies koks"]);
    assert_eq!(card(&police, &target).await.links.len(), 1);

    let body = json!({ "version": merged.summary.version });
    let path = format!("/api/incidents/{}/split", source.id);
    police.post(&path, &body).await.assert(StatusCode::OK);
    let after = card(&police, &source).await;
    assert_eq!((after.summary.status, after.closed_at), (before.summary.status, before.closed_at));
    assert_eq!((after.links.len(), after.reports.len()), (0, 1));
    assert_eq!(card(&police, &target).await.reports.len(), 1);
    let again = json!({ "version": after.summary.version });
    police.post(&path, &again).await.problem(ProblemCode::IllegalStep);
}

#[tokio::test]
async fn a_chain_of_merges_keeps_all_reports_and_never_turns_into_a_ring() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let (one, two, three) = (
        police.file_summary(tree(0.0, "Viens")).await,
        police.file_summary(tree(0.0, "Divi")).await,
        police.file_summary(tree(0.0, "Trīs")).await,
    );
    merge(&police, &three, &two).await;
    merge(&police, &two, &one).await;
    assert_eq!(card(&police, &one).await.reports.len(), 3);
    let ring = json!({ "id": uuid(), "version": one.version, "into": three.id });
    let problem =
        police.post(&format!("/api/incidents/{}/merge", one.id), &ring).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].code, FaultCode::Merged);
    let itself = json!({ "id": uuid(), "version": one.version, "into": one.id });
    police.post(&format!("/api/incidents/{}/merge", one.id), &itself).await.problem(ProblemCode::Invalid);
}

#[tokio::test]
async fn a_stale_merge_and_that_of_a_strangers_incident_are_refused() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let one = police.file_summary(tree(0.0, "Viens")).await;
    let two = police.file_summary(tree(0.0, "Divi")).await;
    let body = json!({ "id": uuid(), "version": 99, "into": one.id });
    let path = format!("/api/incidents/{}/merge", two.id);
    police.post(&path, &body).await.problem(ProblemCode::VersionConflict);
    let municipal = app.client("rpp.dispecers").await;
    let body = json!({ "id": uuid(), "version": two.version, "into": one.id });
    municipal.post(&path, &body).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn a_hazard_is_seen_by_all_near_it_until_it_ends_or_is_struck() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let hazard = json!({ "id": uuid(), "lat": 56.95, "lon": 24.11, "radius_m": 40.0, "kind": "weapons",
        "text": "Saimniekam medību ieroči", "valid_to": app.now() + chrono::Duration::days(2) });
    let made: Hazard = police.post("/api/hazards", &hazard).await.assert(StatusCode::CREATED).json();
    let near = "/api/hazards?lat=56.9509&lon=24.11&radius_m=80";
    let fire = app.client("vugd.dispecers").await;
    assert_eq!(fire.get(near).await.json::<Vec<Hazard>>().len(), 1);
    assert_eq!(fire.get("/api/hazards?lat=56.96&lon=24.11&radius_m=80").await.json::<Vec<Hazard>>(), []);

    let strike = format!("/api/hazards/{}/strike", made.id);
    fire.post(&strike, &json!({ "reason": "nav" })).await.problem(ProblemCode::NotFound);
    app.clock.advance(chrono::Duration::days(3));
    assert_eq!(app.client("vugd.dispecers").await.get(near).await.json::<Vec<Hazard>>(), []);
}
