//! What keeps people safe: checks of a status, timers, alarms; and messages.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::id::UnitId;
use vnr_shared::live::{Picture, ServerFrame};
use vnr_shared::problem::{FaultCode, ProblemCode};
use vnr_shared::unit::{AlarmState, AlarmSummary, MessageSummary, TimerState, TimerSummary, UnitStatus};

use crate::live::{Live, listen};
use crate::support::{Client, TestApp, uuid};

async fn check_of(client: &Client, unit: UnitId) -> Option<TimerSummary> {
    let timers: Vec<TimerSummary> = client.get("/api/timers").await.json();
    timers.into_iter().find(|t| t.id.0 == unit.0)
}

/// Lets the node look at its timers, whose next moment has come by the clock of the test.
async fn escalated(client: &Client, unit: UnitId, level: u8) -> TimerSummary {
    for _ in 0..200 {
        match check_of(client, unit).await {
            Some(timer) if timer.level == level => return timer,
            _ => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
        }
    }
    panic!("the check never reached level {level}");
}

#[tokio::test]
async fn a_unit_that_is_not_heard_of_is_asked_for_more_and_more_loudly() {
    let app = TestApp::new().await;
    let (dispatcher, officer) = (app.client("vp.dispecers").await, app.client("vp.inspektors").await);
    let unit = app.unit("VP", "101").await;
    let incident = dispatcher.file(json!({ "type_code": "order.domestic" })).await;
    dispatcher.assign(incident, &[unit]).await;
    assert_eq!(check_of(&dispatcher, unit).await.unwrap().status, Some(UnitStatus::Assigned));
    officer.set(unit, "at_scene").await;
    let check = check_of(&dispatcher, unit).await.unwrap();
    // A quarter of an hour for a conflict in a family, half an hour for the rest.
    assert_eq!(check.due_at - check.set_at, Duration::minutes(15));

    app.clock.advance(Duration::minutes(15));
    assert_eq!(escalated(&dispatcher, unit, 1).await.state, TimerState::Overdue);
    app.clock.advance(Duration::minutes(5));
    escalated(&dispatcher, unit, 2).await;
    // Somebody called them: the check begins anew.
    let path = format!("/api/timers/{unit}/end");
    let anew: TimerSummary = dispatcher.post(&path, &json!({ "note": "Viss kārtībā" })).await.json();
    assert_eq!(
        (anew.state, anew.level, anew.due_at),
        (TimerState::Running, 0, app.now() + Duration::minutes(15))
    );

    officer.set(unit, "available").await;
    assert_eq!(check_of(&dispatcher, unit).await, None);
    let by_system: i64 = sqlx::query_scalar(
        "select count(*) from journal where kind = 'timer.overdue' and subject_id = $1 and actor is null",
    )
    .bind(unit.0)
    .fetch_one(app.db.pool())
    .await
    .unwrap();
    assert_eq!(by_system, 2);
}

#[tokio::test]
async fn a_timer_hangs_on_what_one_may_see_and_ends_with_the_incident() {
    let app = TestApp::new().await;
    let (dispatcher, stranger) = (app.client("vp.dispecers").await, app.client("jpp.dispecers").await);
    let incident = dispatcher.file(json!({})).await;
    let timer =
        |minutes: u32| json!({ "id": uuid(), "subject": { "incident": incident }, "minutes": minutes });
    stranger.post("/api/timers", &timer(5)).await.problem(ProblemCode::Invalid);
    dispatcher.post("/api/timers", &timer(0)).await.problem(ProblemCode::Invalid);
    let (one, other) = (timer(5), timer(10));
    for body in [&one, &other] {
        dispatcher.post("/api/timers", body).await.assert(StatusCode::CREATED);
    }
    let path = format!("/api/timers/{}/end", one["id"].as_str().unwrap());
    stranger.post(&path, &json!({})).await.problem(ProblemCode::NotFound);
    let ended: TimerSummary = dispatcher.post(&path, &json!({})).await.json();
    assert_eq!(ended.ended_by.as_deref(), Some(dispatcher.session().name.as_str()));
    dispatcher.post(&path, &json!({})).await.problem(ProblemCode::Invalid);
    dispatcher.step(incident, 1, "close").await;
    assert_eq!(dispatcher.get("/api/timers").await.json::<Vec<TimerSummary>>(), []);
}

async fn watch(live: &mut Live) -> Picture {
    live.subscribe_to_all().await;
    let ServerFrame::Snapshot { picture, .. } = live.next().await else { panic!("a snapshot") };
    picture
}

#[tokio::test]
async fn an_alarm_reaches_every_console_of_the_institution_and_is_taken_up_once() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let officer = app.client("vp.inspektors").await;
    let (one, two) = (app.client("vp.dispecers").await, app.client("vp.komandieris").await);
    let unit = app.unit("VP", "101").await;
    let mut consoles = Vec::new();
    for (router, client) in [(app.router(), &one), (other.router(), &two)] {
        let mut live = Live::open(listen(router).await, client).await;
        watch(&mut live).await;
        consoles.push(live);
    }
    // The sender says no more than that: unit and place are found.
    let body = json!({ "id": uuid(), "lat": 56.93 });
    let alarm: AlarmSummary = officer.post("/api/alarms", &body).await.assert(StatusCode::CREATED).json();
    assert_eq!((alarm.unit, alarm.call_sign.as_str(), alarm.place.at), (unit, "101", None));
    for live in &mut consoles {
        let mut picture = Picture::default();
        while picture.alarms.is_empty() {
            picture.follow(live.next().await);
        }
        assert_eq!(picture.alarms[0], alarm);
    }
    let path = format!("/api/alarms/{}", alarm.id);
    officer.post(&format!("{path}/acknowledge"), &json!({})).await.problem(ProblemCode::Forbidden);
    let early = one.post(&format!("{path}/close"), &json!({ "reason": "Nejauši" })).await;
    assert_eq!(early.problem(ProblemCode::Invalid).errors[0].code, FaultCode::NotAcknowledged);
    let taken: AlarmSummary = one.post(&format!("{path}/acknowledge"), &json!({})).await.json();
    assert_eq!(taken.acknowledged_by.as_deref(), Some(one.session().name.as_str()));
    let second = two.post(&format!("{path}/acknowledge"), &json!({})).await;
    assert_eq!(second.problem(ProblemCode::Invalid).errors[0].code, FaultCode::Taken);
    let closed: AlarmSummary =
        two.post(&format!("{path}/close"), &json!({ "reason": "Nejauši" })).await.json();
    assert_eq!(closed.state, AlarmState::Closed);
    assert_eq!(one.get("/api/alarms").await.json::<Vec<AlarmSummary>>(), []);
}

#[tokio::test]
async fn an_alarm_without_a_unit_of_ones_own_asks_for_one() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let refused =
        dispatcher.post("/api/alarms", &json!({ "id": uuid() })).await.problem(ProblemCode::Invalid);
    assert_eq!(refused.errors[0].field, "unit");
    let foreign = app.unit("RPP", "R11").await;
    let body = json!({ "id": uuid(), "unit": foreign });
    dispatcher.post("/api/alarms", &body).await.problem(ProblemCode::Forbidden);
}

async fn messages(client: &Client, unit: UnitId) -> Vec<MessageSummary> {
    client.get(&format!("/api/units/{unit}/messages")).await.json()
}

fn message(unit: UnitId, text: &str) -> Value {
    json!({ "id": uuid(), "unit": unit, "text": text })
}

#[tokio::test]
async fn a_message_is_delivered_and_read_by_the_side_it_was_written_to() {
    let app = TestApp::new().await;
    let (dispatcher, officer) = (app.client("vp.dispecers").await, app.client("vp.inspektors").await);
    let unit = app.unit("VP", "101").await;
    let sent: MessageSummary = dispatcher.post("/api/messages", &message(unit, "Kur esat?")).await.json();
    assert!(!sent.from_unit);
    let mark = |read: bool| json!({ "messages": [sent.id], "read": read });
    dispatcher.post("/api/messages/marks", &mark(true)).await.problem(ProblemCode::Forbidden);
    app.clock.advance(Duration::seconds(2));
    officer.post("/api/messages/marks", &mark(false)).await.assert(StatusCode::OK);
    let delivered_at = app.now();
    app.clock.advance(Duration::seconds(30));
    officer.post("/api/messages/marks", &mark(true)).await.assert(StatusCode::OK);
    // Marked again nothing changes.
    let again: Vec<MessageSummary> = officer.post("/api/messages/marks", &mark(true)).await.json();
    assert_eq!(again, []);
    let reply: MessageSummary = officer.post("/api/messages", &message(unit, "Brīvības ielā")).await.json();
    assert!(reply.from_unit);
    let list = messages(&dispatcher, unit).await;
    assert_eq!(list[0].text, "Brīvības ielā");
    assert_eq!((list[1].delivered_at, list[1].read_at), (Some(delivered_at), Some(app.now())));
    assert_eq!(list[1].read_by.as_deref(), Some(officer.session().name.as_str()));
    // Another institution neither writes to the unit nor reads along.
    let stranger = app.client("k112.dispecers").await;
    stranger.post("/api/messages", &message(unit, "?")).await.problem(ProblemCode::Invalid);
    assert_eq!(messages(&stranger, unit).await, []);
}
