//! Positions: whose are taken, what late and wrong ones do, and who is shown them.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::id::UnitId;
use vnr_shared::journal::JournalEntry;
use vnr_shared::live::ServerFrame;
use vnr_shared::problem::{FaultCode, ProblemCode};
use vnr_shared::time::DateTime;
use vnr_shared::unit::fix::{Header, Record, decode};
use vnr_shared::unit::{Candidate, TakenPositions, UnitPosition};

use crate::live::{Live, listen};
use crate::support::{Client, TestApp};

fn fix(unit: UnitId, at: DateTime, lat: f64) -> Value {
    json!({ "unit": unit, "at": at, "lat": lat, "lon": 24.11, "accuracy_m": 8.0, "speed_mps": 13.9 })
}

async fn send(client: &Client, fixes: &[Value]) -> TakenPositions {
    client.post("/api/units/positions", &json!({ "fixes": fixes })).await.json()
}

async fn latest(client: &Client, unit: UnitId) -> Option<UnitPosition> {
    let units: Vec<Candidate> = client.get("/api/units").await.json();
    units.into_iter().find(|c| c.unit.id == unit).unwrap().position
}

fn is_at(position: UnitPosition, lat: f64) -> bool {
    (position.lat - lat).abs() < 1e-7
}

async fn track(client: &Client, unit: UnitId, around: DateTime) -> Vec<UnitPosition> {
    let written = |at: DateTime| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let (from, to) = (written(around - Duration::hours(12)), written(around + Duration::hours(12)));
    client.get(&format!("/api/units/{unit}/track?from={from}&to={to}")).await.json()
}

#[tokio::test]
async fn the_crew_reports_its_own_unit_and_dispatch_any_of_the_institution() {
    let app = TestApp::new().await;
    let (officer, dispatcher) = (app.client("vp.inspektors").await, app.client("vp.dispecers").await);
    let (own, other, foreign) =
        (app.unit("VP", "101").await, app.unit("VP", "102").await, app.unit("RPP", "R11").await);
    let fixes = [own, other, foreign].map(|unit| fix(unit, app.now(), 56.95));
    let taken = send(&officer, &fixes).await;
    assert_eq!(taken.taken, 1);
    assert_eq!(
        taken.refused.iter().map(|r| (r.index, r.code)).collect::<Vec<_>>(),
        [(1, FaultCode::Unknown), (2, FaultCode::Unknown)]
    );
    let taken = send(&dispatcher, &fixes).await;
    assert_eq!((taken.taken, taken.refused[0].index), (2, 2));
    assert!(is_at(latest(&dispatcher, own).await.unwrap(), 56.95));
    assert_eq!(latest(&dispatcher, foreign).await, None);
}

#[tokio::test]
async fn late_fixes_fill_the_track_and_never_move_the_unit_back() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let (unit, now) = (app.unit("VP", "101").await, app.now());
    let ago = |seconds| now - Duration::seconds(seconds);
    send(&client, &[fix(unit, ago(10), 56.90)]).await;
    let late = [fix(unit, ago(60), 56.80), fix(unit, ago(30), 56.85), fix(unit, ago(86_400), 56.7)];
    assert_eq!(send(&client, &late).await.taken, 3);
    // The same again changes nothing.
    send(&client, &late).await;
    assert_eq!(latest(&client, unit).await.unwrap().at, ago(10));
    let kept: Vec<DateTime> = track(&client, unit, now).await.iter().map(|p| p.at).collect();
    assert_eq!(kept, [ago(60), ago(30), ago(10)]);
    assert_eq!(track(&client, unit, ago(86_400)).await.len(), 1, "the one of the day before");
    let old = send(&client, &[fix(unit, now - Duration::days(9), 56.7)]).await;
    assert_eq!(old.refused[0].code, FaultCode::TooOld);
}

#[tokio::test]
async fn a_clock_that_runs_ahead_does_not_hold_a_unit_in_the_future() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    let taken = send(&client, &[fix(unit, app.now() + Duration::days(2), 56.90)]).await;
    assert_eq!((taken.taken, taken.ahead), (1, 1));
    assert_eq!(latest(&client, unit).await.unwrap().at, app.now());
    app.clock.advance(Duration::seconds(5));
    send(&client, &[fix(unit, app.now(), 56.95)]).await;
    assert!(is_at(latest(&client, unit).await.unwrap(), 56.95));
    let wrong = send(&client, &[fix(unit, app.now(), 156.0)]).await;
    assert_eq!(wrong.refused[0].code, FaultCode::OutsideWorld);
}

#[tokio::test]
async fn reading_a_track_is_journaled_with_its_purpose_and_is_for_the_own_institution() {
    let app = TestApp::new().await;
    let unit = app.unit("VP", "101").await;
    let path = format!("/api/units/{unit}/track?from=2026-11-22T08:00:00Z&to=2026-11-22T12:00:00Z");
    let dispatcher = app.client("vp.dispecers").await;
    let request =
        dispatcher.request(axum::http::Method::GET, &path).header("x-purpose", "dienesta%20p%C4%81rbaude");
    dispatcher.exchange(request.body(axum::body::Body::empty()).unwrap()).await.json::<Vec<UnitPosition>>();
    app.client("k112.dispecers").await.get(&path).await.problem(ProblemCode::Forbidden);
    let long = format!("/api/units/{unit}/track?from=2026-11-20T08:00:00Z&to=2026-11-22T12:00:00Z");
    dispatcher.get(&long).await.problem(ProblemCode::Invalid);
    let page: vnr_shared::page::Page<JournalEntry> = app
        .client("vp.auditors")
        .await
        .get(&format!("/api/journal?subject={unit}&kind=unit.track_read"))
        .await
        .json();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].payload["purpose"], "dienesta pārbaude");
}

/// The next message of positions: whether it is of all, and which marks it has.
async fn told(live: &mut Live) -> (Header, Vec<Record>) {
    let bytes = live.binary().await;
    let (header, records) = decode(&bytes).unwrap();
    (header, records.collect())
}

fn marks(records: &[Record]) -> BTreeSet<u32> {
    records.iter().map(|r| r.mark).collect()
}

#[tokio::test]
async fn screens_get_every_position_they_may_see_and_then_what_moves() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let town = app.client("rpp.dispecers").await;
    let neighbour = app.client("jpp.dispecers").await;
    // A car at home in the town and one at home in the next one, both here now, and an officer of the town on foot.
    let (car, guest) = (app.unit("VP", "101").await, app.unit("VP", "601").await);
    let walker = app.unit("RPP", "R51").await;
    let (car_mark, guest_mark) = (police.unit(car).await.mark, police.unit(guest).await.mark);
    let walker_mark = town.unit(walker).await.mark;
    send(&police, &[fix(car, app.now(), 56.95), fix(guest, app.now(), 56.95)]).await;

    let other = app.second_node().await;
    let (here, there) = (listen(app.router()).await, listen(other.router()).await);
    let subscribe = json!({ "subscribe": { "topics": ["unit"], "extent": "23.9,56.8,24.4,57.1" } });
    let mut lives = Vec::new();
    for (address, client) in [(here, &town), (there, &town), (here, &neighbour)] {
        let mut live = Live::open(address, client).await;
        live.say(&subscribe).await;
        lives.push(live);
    }
    let (header, records) = told(&mut lives[0]).await;
    assert!(header.whole);
    assert_eq!(marks(&records), BTreeSet::from([car_mark]));
    for live in &mut lives[1..] {
        assert!(told(live).await.0.whole);
    }

    // The officer moves; the next town learns nothing of it, only of its own guest, who leaves the view.
    app.clock.advance(Duration::seconds(5));
    send(&town, &[fix(walker, app.now(), 56.96)]).await;
    for live in &mut lives[..2] {
        // The other node may tell first of the car, which it read from the table.
        loop {
            let (header, records) = told(live).await;
            assert!(!header.whole);
            if let Some(record) = records.iter().find(|r| r.mark == walker_mark) {
                assert!((record.lat() - 56.96).abs() < 1e-6 && record.age_s == 0);
                break;
            }
        }
    }
    send(&police, &[fix(guest, app.now(), 57.90)]).await;
    loop {
        let (_, records) = told(&mut lives[2]).await;
        assert_eq!(marks(&records), BTreeSet::from([guest_mark]));
        // What the whole held may be told once more by the tick that was under way. Then it says where it went, so that it
        // does not stay at the edge.
        if records[0].lat() > 57.8 {
            break;
        }
    }
}

#[tokio::test]
async fn the_time_machine_is_told_where_units_were() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    let mark = police.unit(unit).await.mark;
    let before = app.now();
    send(&police, &[fix(unit, before, 56.90), fix(unit, before - Duration::hours(2), 56.0)]).await;
    app.clock.advance(Duration::minutes(10));
    send(&police, &[fix(unit, app.now(), 56.95)]).await;
    let at = |at: DateTime| format!("/api/units/positions?at={}", at.format("%Y-%m-%dT%H:%M:%SZ"));
    let then = police.get(&at(before + Duration::minutes(5))).await;
    let (header, records) = decode(&then.bytes).unwrap();
    let record = records.last().unwrap();
    assert!(header.whole && record.mark == mark && record.age_s == 300 && record.lat() < 56.91);
    let long_before = police.get(&at(before - Duration::minutes(30))).await;
    assert_eq!(decode(&long_before.bytes).unwrap().1.count(), 0, "what is too old says nothing");
    let stranger = app.client("jpp.dispecers").await.get(&at(before)).await;
    assert_eq!(decode(&stranger.bytes).unwrap().1.count(), 0);
}

#[tokio::test]
async fn a_device_reports_over_the_live_socket() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let unit = app.unit("VP", "101").await;
    let mut live = Live::open(listen(app.router()).await, &officer).await;
    live.say(&json!({ "positions": { "fixes": [fix(unit, app.now(), 56.95)] } })).await;
    let ServerFrame::Taken(taken) = live.next().await else { panic!("an answer") };
    assert_eq!(taken.taken, 1);
    assert_eq!(latest(&officer, unit).await.unwrap().at, app.now());
}

#[tokio::test]
async fn tracks_past_their_term_are_dropped_by_the_day() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    send(&client, &[fix(unit, app.now(), 56.95)]).await;
    let days = "select count(*) from pg_inherits where inhparent = 'unit_positions'::regclass";
    let keep = "select unit_positions_keep($1, 10)";
    let later = (app.now() + Duration::days(10)).date_naive();
    let _: i32 = sqlx::query_scalar(keep).bind(later).fetch_one(app.db.pool()).await.unwrap();
    assert_eq!(track(&client, unit, app.now()).await.len(), 1, "the tenth day is still kept");
    let later = later.succ_opt().unwrap();
    let dropped: i32 = sqlx::query_scalar(keep).bind(later).fetch_one(app.db.pool()).await.unwrap();
    assert_eq!(dropped, 1);
    assert!(track(&client, unit, app.now()).await.is_empty());
    let kept: i64 = sqlx::query_scalar(days).fetch_one(app.db.pool()).await.unwrap();
    assert_eq!(kept, 13, "ten days back, today and two ahead");
}
