//! What sending units and taking them back does to units and incidents.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::json;
use vnr_shared::dispatch::Assignment;
use vnr_shared::incident::Status;
use vnr_shared::problem::{FaultCode, ProblemCode};
use vnr_shared::unit::{UnitAnswer, UnitStatus};

use crate::support::{TestApp, uuid};

#[tokio::test]
async fn a_unit_is_sent_comes_and_finishes_and_the_incident_follows() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let officer = app.client("vp.inspektors").await;
    let unit = app.unit("VP", "101").await;
    let incident = dispatcher.file(json!({})).await;

    let sent = dispatcher.assign(incident, &[unit]).await;
    assert_eq!(sent.incident.status, Status::Assigned);
    assert_eq!(sent.incident.units[0].call_sign, "101");
    assert_eq!(sent.units[0].status, UnitStatus::Assigned);
    assert_eq!(sent.units[0].assignments[0].incident, incident);
    assert!(sent.warnings.is_empty());

    app.clock.advance(Duration::minutes(1));
    officer.set(unit, "en_route").await;
    assert_eq!(dispatcher.incident_status(incident).await, Status::Assigned, "setting out is not arriving");
    app.clock.advance(Duration::minutes(6));
    let arrived_at = app.now();
    officer.set(unit, "at_scene").await;
    let incident_now = dispatcher.incident(incident).await;
    assert_eq!(incident_now.summary.status, Status::InProgress);
    assert_eq!(incident_now.summary.clock.unwrap().stopped_at, Some(arrived_at));

    app.clock.advance(Duration::minutes(30));
    let free = officer.set(unit, "available").await.unit;
    assert_eq!(free.status, UnitStatus::Available);
    assert!(free.assignments.is_empty());
    let incident_now = dispatcher.incident(incident).await;
    assert_eq!(incident_now.summary.status, Status::Done);
    assert!(incident_now.summary.units.is_empty());
    let list: Vec<Assignment> =
        dispatcher.get(&format!("/api/incidents/{incident}/assignments")).await.json();
    assert_eq!(list[0].at_scene_at, Some(arrived_at));
    assert_eq!(list[0].released_at, Some(app.now()));
    assert_eq!(list[0].released_by.as_deref(), Some(officer.session().name.as_str()));
}

#[tokio::test]
async fn a_busy_unit_warns_and_stacks_and_goes_on_by_itself() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "102").await;
    let (first, second, urgent) = (
        dispatcher.file(json!({})).await,
        dispatcher.file(json!({})).await,
        dispatcher.file(json!({})).await,
    );
    dispatcher.assign(first, &[unit]).await;
    dispatcher.set(unit, "at_scene").await;
    let stacked = dispatcher.assign(second, &[unit]).await;
    assert_eq!(stacked.warnings[0].code, FaultCode::UnitBusy);
    assert_eq!(stacked.units[0].status, UnitStatus::AtScene, "the work goes on");
    dispatcher.ask(second, &json!({ "units": [unit] })).await.problem(ProblemCode::Invalid);

    // What is urgent comes before everything else.
    let body = json!({ "units": [unit], "first": true });
    dispatcher.ask(urgent, &body).await.assert(StatusCode::CREATED);
    let now = dispatcher.unit(unit).await;
    let order: Vec<_> = now.assignments.iter().map(|a| a.incident).collect();
    assert_eq!((now.status, order), (UnitStatus::Assigned, vec![urgent, first, second]));

    let path = format!("/api/units/{unit}/assignments");
    let body = json!({ "version": now.version, "incidents": [second, urgent] });
    dispatcher.put(&path, &body).await.problem(ProblemCode::Invalid);
    let body = json!({ "version": now.version, "incidents": [urgent, second, first] });
    let now: UnitAnswer = dispatcher.put(&path, &body).await.json();
    assert_eq!(now.unit.assignments[1].incident, second);
    dispatcher.put(&path, &body).await.problem(ProblemCode::VersionConflict);

    dispatcher.set(unit, "at_scene").await;
    let next = dispatcher.set(unit, "available").await.unit;
    assert_eq!((next.status, next.assignments[0].incident), (UnitStatus::Assigned, second));
}

#[tokio::test]
async fn the_last_unit_that_is_called_back_gives_the_incident_back() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let (one, two) = (app.unit("VP", "101").await, app.unit("VP", "102").await);
    let incident = dispatcher.file(json!({})).await;
    dispatcher.assign(incident, &[one, two]).await;
    assert_eq!(dispatcher.release(incident, &[one]).await.incident.status, Status::Assigned);
    assert_eq!(dispatcher.release(incident, &[]).await.incident.status, Status::Registered);
    assert_eq!(dispatcher.unit(two).await.status, UnitStatus::Available);

    // Work goes on though the only unit there was called away before it was done: somebody has to be told.
    dispatcher.assign(incident, &[one]).await;
    let version = dispatcher.incident(incident).await.summary.version;
    dispatcher.step(incident, version, "start").await;
    let left = dispatcher.release(incident, &[one]).await;
    assert_eq!((left.incident.status, left.warnings[0].code), (Status::InProgress, FaultCode::NoUnitLeft));
}

#[tokio::test]
async fn units_of_others_help_and_do_not_move_the_incident() {
    let app = TestApp::new().await;
    let (police, town) = (app.client("vp.dispecers").await, app.client("rpp.dispecers").await);
    let (own, helper) = (app.unit("VP", "101").await, app.unit("RPP", "R11").await);
    let incident = police.file(json!({})).await;
    // Whose units they are, they command: the police may not send those of the town.
    police.ask(incident, &json!({ "units": [helper] })).await.problem(ProblemCode::Forbidden);
    let sent = town.assign(incident, &[helper]).await;
    assert_eq!(sent.incident.status, Status::Registered);
    assert_eq!(sent.incident.units.len(), 1);
    town.set(helper, "at_scene").await;
    let now = police.incident(incident).await;
    assert_eq!(now.summary.status, Status::Registered);
    assert_eq!(now.summary.clock.unwrap().stopped_at, None, "the clock is the State Police's");
    police.assign(incident, &[own]).await;
    assert_eq!(town.release(incident, &[]).await.incident.status, Status::Assigned);
}

#[tokio::test]
async fn a_unit_sent_to_help_is_seen_by_the_institution_responsible_for_as_long_as_it_is() {
    let app = TestApp::new().await;
    let (town, next_town) = (app.client("rpp.dispecers").await, app.client("jpp.dispecers").await);
    let helper = app.unit("JPP", "J1").await;
    let incident = town.file(json!({})).await;
    town.share(incident, next_town.session().institution.id).await;
    town.get(&format!("/api/units/{helper}")).await.problem(ProblemCode::NotFound);
    next_town.assign(incident, &[helper]).await;
    assert_eq!(town.unit(helper).await.call_sign, "J1");
    next_town.release(incident, &[helper]).await;
    town.get(&format!("/api/units/{helper}")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_broken_car_gives_back_everything_it_was_sent_to() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "102").await;
    let (one, two) = (dispatcher.file(json!({})).await, dispatcher.file(json!({})).await);
    dispatcher.assign(one, &[unit]).await;
    dispatcher.assign(two, &[unit]).await;
    let broken = dispatcher.set(unit, "out_of_service").await.unit;
    assert!(broken.assignments.is_empty());
    for incident in [one, two] {
        assert_eq!(dispatcher.incident_status(incident).await, Status::Registered);
    }
    let refused = dispatcher.ask(one, &json!({ "units": [unit] })).await.problem(ProblemCode::Invalid);
    assert_eq!(refused.errors[0].code, FaultCode::UnitUnavailable);
}

#[tokio::test]
async fn closing_an_incident_frees_its_units_and_nobody_is_sent_to_what_is_closed() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "102").await;
    let incident = dispatcher.file(json!({})).await;
    let version = dispatcher.assign(incident, &[unit]).await.incident.version;
    let closed = dispatcher.step(incident, version, "close").await;
    assert!(closed.units.is_empty());
    assert_eq!(dispatcher.unit(unit).await.status, UnitStatus::Available);
    let problem =
        dispatcher.ask(incident, &json!({ "units": [unit] })).await.problem(ProblemCode::IllegalStep);
    assert_eq!(problem.legal, [vnr_shared::incident::Step::Reopen]);
}

#[tokio::test]
async fn who_was_sent_reads_a_restricted_incident_and_reports_the_arrival() {
    let app = TestApp::new().await;
    let (dispatcher, officer) = (app.client("vp.dispecers").await, app.client("vp.inspektors").await);
    let unit = app.unit("VP", "101").await;
    let incident = dispatcher.file(json!({ "sensitivity": "restricted" })).await;
    officer.get(&format!("/api/incidents/{incident}")).await.problem(ProblemCode::NotFound);
    dispatcher.assign(incident, &[unit]).await;
    officer.get(&format!("/api/incidents/{incident}")).await.assert(StatusCode::OK);
    officer.set(unit, "at_scene").await;
    assert_eq!(dispatcher.incident_status(incident).await, Status::InProgress);
}

#[tokio::test]
async fn the_same_command_twice_sends_a_unit_once() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "102").await;
    let incident = dispatcher.file(json!({})).await;
    let (path, key) = (format!("/api/incidents/{incident}/assignments"), uuid());
    let body = json!({ "units": [unit] });
    let send = || dispatcher.send_keyed(axum::http::Method::POST, &path, &body, key);
    let (one, other) = (send().await, send().await);
    assert_eq!(one.assert(StatusCode::CREATED).bytes, other.assert(StatusCode::CREATED).bytes);
    let list: Vec<Assignment> = dispatcher.get(&path).await.json();
    assert_eq!(list.len(), 1);
}

/// Dispatchers and officers act on the same units and incidents at once: every command is answered, and at the end units and
/// incidents agree on who is where.
#[tokio::test]
async fn everybody_at_once_leaves_units_and_incidents_in_agreement() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let mut units = Vec::new();
    for sign in ["101", "102", "103", "111"] {
        units.push(app.unit("VP", sign).await);
    }
    let mut incidents = Vec::new();
    for _ in 0..3 {
        incidents.push(dispatcher.file(json!({})).await);
    }
    let jobs = (0..60_usize).map(|n| {
        let (dispatcher, units, incidents) = (dispatcher.clone(), units.clone(), incidents.clone());
        async move {
            let (unit, incident) = (units[n % 4], incidents[(n / 4) % 3]);
            let answer = match n % 5 {
                0 | 1 => dispatcher.ask(incident, &json!({ "units": units, "first": n % 2 == 0 })).await,
                2 => dispatcher.report(unit, "at_scene").await,
                3 => dispatcher.report(unit, "available").await,
                _ => {
                    let path = format!("/api/incidents/{incident}/assignments/release");
                    dispatcher.post(&path, &json!({ "units": [unit] })).await
                }
            };
            assert!(
                answer.status.as_u16() < 500 || answer.status == StatusCode::SERVICE_UNAVAILABLE,
                "{answer:?}"
            );
        }
    });
    futures::future::join_all(jobs).await;
    for &incident in &incidents {
        for assigned in dispatcher.incident(incident).await.summary.units {
            let unit = dispatcher.unit(assigned.id).await;
            assert!(unit.assignments.iter().any(|a| a.incident == incident));
        }
    }
    for &unit in &units {
        let unit = dispatcher.unit(unit).await;
        assert_eq!(unit.status.is_on_incident(), !unit.assignments.is_empty(), "{unit:?}");
    }
}
