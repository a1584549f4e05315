//! Who sees a unit, who may say how it stands, and units made of others.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::id::UnitId;
use vnr_shared::journal::JournalEntry;
use vnr_shared::problem::ProblemCode;
use vnr_shared::unit::{UnitAnswer, UnitStatus, UnitSummary, UnitsAnswer};

use crate::support::{Client, TestApp, uuid};

#[tokio::test]
async fn the_own_institution_and_the_112_centre_see_a_unit_and_others_by_the_rules() {
    let app = TestApp::new().await;
    let has = |units: &[String], sign: &str| units.iter().any(|u| u == sign);
    let centre = app.client("k112.dispecers").await.units().await;
    for sign in ["101", "R11", "J1", "1-11", "O1", "V11"] {
        assert!(has(&centre, sign), "{sign}");
    }
    let rpp = app.client("rpp.dispecers").await.units().await;
    // The State Police unit at home in Rīga, not the one in Daugavpils, and not the police of the next town.
    assert!(has(&rpp, "R11") && has(&rpp, "101"));
    assert!(!has(&rpp, "711") && !has(&rpp, "J1"));
    let jpp = app.client("jpp.dispecers").await;
    assert!(has(&jpp.units().await, "601"));
    let hidden = app.unit("RPP", "R11").await;
    jpp.get(&format!("/api/units/{hidden}")).await.problem(ProblemCode::NotFound);
    jpp.report(hidden, "busy").await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn an_illegal_status_names_the_legal_ones_and_changes_nothing() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    let before = dispatcher.unit(unit).await;
    let problem = dispatcher.report(unit, "at_scene").await.problem(ProblemCode::IllegalStep);
    assert_eq!(problem.unit_legal, [UnitStatus::Busy, UnitStatus::OutOfService, UnitStatus::OffDuty]);
    assert_eq!(dispatcher.unit(unit).await, before);
}

#[tokio::test]
async fn an_officer_sets_the_status_of_the_own_unit_and_of_no_other() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let (own, other) = (app.unit("VP", "101").await, app.unit("VP", "102").await);
    app.clock.advance(Duration::minutes(5));
    let done = officer.set(own, "busy").await.unit;
    assert_eq!((done.status, done.since), (UnitStatus::Busy, app.now()));
    assert_eq!(done.status_by, officer.session().name);
    officer.report(other, "busy").await.problem(ProblemCode::Forbidden);
    // Another institution sees the unit and still does not command it.
    app.client("k112.dispecers").await.report(own, "available").await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn a_stale_status_is_refused_only_when_it_says_what_it_was_based_on() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "102").await;
    dispatcher.set(unit, "busy").await;
    let path = format!("/api/units/{unit}/status");
    let stale = dispatcher.post(&path, &json!({ "status": "available", "version": 1 })).await;
    assert_eq!(stale.problem(ProblemCode::VersionConflict).conflict.unwrap().fields[0].field, "status");
    dispatcher.set(unit, "available").await;
}

#[tokio::test]
async fn a_status_from_a_device_without_network_counts_from_when_it_was_pressed() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let unit = app.unit("VP", "101").await;
    let pressed = app.now() + Duration::minutes(1);
    app.clock.advance(Duration::minutes(20));
    let path = format!("/api/units/{unit}/status");
    let done: UnitAnswer = officer.post(&path, &json!({ "status": "busy", "at": pressed })).await.json();
    assert_eq!(done.unit.since, pressed);
    let future = json!({ "status": "available", "at": app.now() + Duration::minutes(10) });
    officer.post(&path, &future).await.problem(ProblemCode::Invalid);
}

fn new_unit(call_sign: &str) -> Value {
    json!({ "version": 0, "call_sign": call_sign, "kind": "patrol", "vehicle": "VW Golf, ZZ-1", "active": true,
        "capabilities": ["armed", "armed", "dog"], "station": { "name": "Iecirknis", "lat": 56.95, "lon": 24.11 } })
}

#[tokio::test]
async fn a_unit_is_entered_gets_a_crew_and_keeps_its_call_sign_to_itself() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let id = UnitId(uuid());
    let path = format!("/api/units/{id}");
    let unit = dispatcher.put(&path, &new_unit("777")).await.json::<UnitAnswer>().unit;
    assert_eq!((unit.status, unit.version), (UnitStatus::OffDuty, 1));
    assert_eq!(unit.capabilities.len(), 2);
    let taken = dispatcher.put(&format!("/api/units/{}", uuid()), &new_unit("777")).await;
    assert_eq!(taken.problem(ProblemCode::Invalid).errors[0].field, "call_sign");

    let officer = app.client("vp.inspektors").await;
    let crew = json!([{ "user": officer.session().user, "leader": true }, { "name": "J. Bērzs" }]);
    let shift = json!({ "to": app.now() + Duration::hours(12), "crew": crew });
    let unit = dispatcher.put(&format!("{path}/shift"), &shift).await.json::<UnitAnswer>().unit;
    assert_eq!(unit.crew[0].name, officer.session().name);
    assert_eq!(officer.set(id, "available").await.unit.status, UnitStatus::Available);
    let stranger = app.client("rpp.inspektors").await;
    let shift =
        json!({ "to": app.now() + Duration::hours(12), "crew": [{ "user": stranger.session().user }] });
    dispatcher.put(&format!("{path}/shift"), &shift).await.problem(ProblemCode::Invalid);
    dispatcher.put(&path, &new_unit("778")).await.problem(ProblemCode::VersionConflict);
}

async fn version(client: &Client, id: UnitId) -> i64 {
    client.unit(id).await.version
}

#[tokio::test]
async fn a_combined_unit_stands_for_its_parts_until_it_is_dissolved() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let (one, two, whole) = (app.unit("VP", "102").await, app.unit("VP", "301").await, UnitId(uuid()));
    let body = json!({ "id": whole, "call_sign": "A1", "parts": [one, two] });
    let formed: UnitsAnswer =
        dispatcher.post("/api/units/combined", &body).await.assert(StatusCode::CREATED).json();
    let [combined, first, _] = &formed.units[..] else { panic!("{formed:?}") };
    assert_eq!(combined.parts.len(), 2);
    assert_eq!(combined.crew.len(), 3);
    assert!(combined.capabilities.contains(&vnr_shared::unit::Capability::Dog));
    assert_eq!((first.part_of, first.status), (Some(whole), UnitStatus::Busy));

    let incident = dispatcher.file(json!({})).await;
    dispatcher.ask(incident, &json!({ "units": [one] })).await.problem(ProblemCode::Invalid);
    dispatcher.report(one, "available").await.problem(ProblemCode::Invalid);
    dispatcher.assign(incident, &[whole]).await;
    let path = format!("/api/units/{whole}/dissolve");
    let dissolve = json!({ "version": version(&dispatcher, whole).await });
    dispatcher.post(&path, &dissolve).await.problem(ProblemCode::Invalid);
    dispatcher.release(incident, &[whole]).await;
    let dissolve = json!({ "version": version(&dispatcher, whole).await });
    let left: UnitsAnswer = dispatcher.post(&path, &dissolve).await.json();
    assert!(!left.units[0].active);
    assert!(left.units[1..].iter().all(|u| u.status == UnitStatus::Available && u.part_of.is_none()));
    assert!(!dispatcher.units().await.contains(&"A1".to_owned()));
}

#[tokio::test]
async fn every_change_of_a_unit_is_in_the_journal_with_what_screens_show() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "102").await;
    let shown = dispatcher.set(unit, "busy").await.unit;
    let summary: Value = sqlx::query_scalar(
        "select summary from journal where subject_kind = 'unit' and subject_id = $1 order by id desc limit 1",
    )
    .bind(unit.0)
    .fetch_one(app.db.pool())
    .await
    .unwrap();
    assert_eq!(serde_json::from_value::<UnitSummary>(summary).unwrap(), shown);
    let auditor = app.client("vp.auditors").await;
    let page: vnr_shared::page::Page<JournalEntry> =
        auditor.get(&format!("/api/journal?subject={unit}&kind=unit.status")).await.json();
    assert_eq!(page.items[0].payload["changes"]["status"]["after"], "busy");
}
