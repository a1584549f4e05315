//! The time machine: a past moment shown again is what was on the screens at that moment.

mod history;
mod night;

use std::collections::HashMap;
use std::time::Duration;

use axum::http::StatusCode;
use chrono::Duration as Span;
use serde_json::json;
use sha2::{Digest, Sha256};
use vnr::situation::checkpoint;
use vnr_shared::live::{Picture, ServerFrame, Subject};
use vnr_shared::problem::{FaultCode, ProblemCode};
use vnr_shared::situation::{Frames, Situation};
use vnr_shared::time::DateTime;
use vnr_shared::unit::fix::decode;

use crate::live::{Live, listen};
use crate::support::{Client, TestApp};
use night::Night;

/// Hash of a picture in its canonical form.
fn hash(mut picture: Picture) -> String {
    picture.sort();
    hex::encode(Sha256::digest(serde_json::to_vec(&picture).unwrap()))
}

/// Everybody whose screens are watched: owners, neighbours to whom things are shown, and who only looks.
const WATCHERS: [&str; 5] =
    ["vp.dispecers", "vp.analitikis", "rpp.komandieris", "jpp.dispecers", "vugd.dispecers"];

/// The last thing that happens in a night; everybody is shown it.
const MORNING: &str = "rīts";

/// A screen that is kept up to date by the live socket alone, with the hash of what it showed at each position.
async fn watch(mut live: Live) -> Vec<(i64, String)> {
    let mut picture = Picture::default();
    let mut shown = Vec::new();
    loop {
        let frame = live.next().await;
        let morning = matches!(&frame, ServerFrame::Upsert { subject: Subject::Incident(i), .. } if i.headline == MORNING);
        let position = picture.follow(frame).expect("nobody falls behind");
        shown.push((position, hash(picture.clone())));
        if morning {
            return shown;
        }
    }
}

async fn past(client: &Client, query: &str) -> Situation {
    client.get(&format!("/api/situation?{query}")).await.json()
}

/// Compares every position of a night, `step` apart, with what a screen showed.
async fn assert_replayed(client: &Client, shown: &[(i64, String)], step: usize) {
    let (first, last) = (shown[0].0, shown[shown.len() - 1].0);
    for position in (first..=last).step_by(step) {
        let then = shown.iter().rfind(|(at, _)| *at <= position).unwrap();
        let replayed = past(client, &format!("position={position}")).await;
        assert_eq!(hash(replayed.picture), then.1, "position {position}");
    }
}

/// Plays the night from its first picture by frames alone.
async fn assert_played(client: &Client, shown: &[(i64, String)]) {
    let begin = past(client, &format!("position={}", shown[0].0)).await;
    let (mut picture, mut position) = (begin.picture, begin.position);
    let mut played = vec![(position, hash(picture.clone()))];
    while played.len() < shown.len() {
        let path = format!("/api/situation/frames?after={position}&entries=13");
        let frames: Frames = client.get(&path).await.json();
        for frame in frames.frames {
            let at = picture.follow(frame).unwrap();
            played.push((at, hash(picture.clone())));
        }
        assert!(frames.position > position);
        position = frames.position;
    }
    assert_eq!(&played[..shown.len()], shown);
}

async fn a_night_is_replayed(seed: u64) {
    let app = TestApp::new().await;
    let mut night = Night::new(&app, seed).await;
    let address = listen(app.router()).await;
    let mut screens = Vec::new();
    // Each screen is switched on at some time of the night, so that its first picture is drawn from the tables.
    for login in WATCHERS {
        night.pass(8).await;
        app.settled().await;
        let client = app.client(login).await;
        let mut live = Live::open(address, &client).await;
        live.subscribe_to_all().await;
        screens.push((client, tokio::spawn(watch(live))));
    }
    let mut moments = Vec::new();
    for _ in 0..10 {
        night.pass(5).await;
        moments.push((app.now(), app.settled().await));
    }
    app.clock.advance(Span::seconds(1));
    night.end(MORNING).await;

    let mut watched = Vec::new();
    for (client, screen) in screens {
        let shown = tokio::time::timeout(Duration::from_mins(1), screen).await.unwrap().unwrap();
        watched.push((client, shown));
    }
    assert!(watched.iter().map(|(_, shown)| shown.len()).sum::<usize>() > 150, "much was seen");
    assert!(night.fixes.len() > 3 && night.sent > 3, "units were sent and told where they were");
    for (client, shown) in &watched {
        assert_replayed(client, shown, 11).await;
        assert_played(client, shown).await;
    }
    assert!(checkpoint::write(app.db.pool(), 17).await.unwrap() > 10);
    for (client, shown) in &watched {
        assert_replayed(client, shown, 2).await;
        for (at, position) in &moments {
            let then = shown.iter().rfind(|(p, _)| p <= position).unwrap();
            let at = at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
            let moment = past(client, &format!("at={at}")).await;
            assert_eq!((moment.position, hash(moment.picture)), (*position, then.1.clone()), "at {at}");
        }
    }
    for (at, _) in &moments {
        assert_units_where_they_were(&watched[0].0, *at, &night.fixes).await;
    }
}

/// Compares where units were at a moment with what they themselves said until then, an hour back at most.
async fn assert_units_where_they_were(client: &Client, at: DateTime, fixes: &[(DateTime, u32, (i32, i32))]) {
    let said = fixes.iter().filter(|(then, ..)| *then <= at && at - *then < Span::hours(1));
    let said: HashMap<u32, (i32, i32)> = said.map(|(_, mark, place)| (*mark, *place)).collect();
    let at = at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let answer = client.get(&format!("/api/units/positions?at={at}")).await;
    let (_, records) = decode(&answer.bytes).unwrap();
    let shown: HashMap<u32, (i32, i32)> = records.map(|r| (r.mark, (r.lat_e7, r.lon_e7))).collect();
    assert_eq!(shown, said, "at {at}");
}

#[tokio::test]
async fn every_screen_of_a_night_is_shown_again_as_it_was() {
    a_night_is_replayed(20_261_122).await;
}

#[tokio::test]
async fn and_of_another_night_too() {
    a_night_is_replayed(112).await;
}

#[tokio::test]
async fn what_was_open_to_an_institution_then_is_shown_then_and_not_after_it_was_restricted() {
    let app = TestApp::new().await;
    let (owner, neighbour) = (app.client("vp.dispecers").await, app.client("rpp.dispecers").await);
    let id = owner.file(json!({ "description": "redzams" })).await;
    let open = app.settled().await;
    owner.edit(id, 1, json!({ "sensitivity": "restricted" })).await;
    let restricted = app.settled().await;
    owner.step(id, 2, "close").await;
    let closed = app.settled().await;

    let sees = async |client: &Client, position: i64| {
        let picture = past(client, &format!("position={position}")).await.picture;
        picture.incidents.iter().any(|incident| incident.id == id)
    };
    assert!(!sees(&neighbour, open - 1).await);
    assert!(sees(&neighbour, open).await);
    assert!(!sees(&neighbour, restricted).await);
    assert!(sees(&owner, restricted).await, "it is the dispatcher's own");
    assert!(!sees(&owner, closed).await, "what is closed is no longer in the picture");
}

#[tokio::test]
async fn the_present_is_asked_for_freely_and_looking_at_the_past_is_journaled() {
    let app = TestApp::new().await;
    let commander = app.client("vp.komandieris").await;
    let dispatcher = app.client("vp.dispecers").await;
    let filed = dispatcher.file(json!({})).await;
    let head = app.settled().await;
    let present: Situation = commander.get("/api/situation").await.json();
    assert_eq!((present.position, present.at, present.span.head), (head, app.now(), head));
    assert_eq!(present.picture.incidents.iter().map(|i| i.id).collect::<Vec<_>>(), [filed]);
    assert_eq!(app.settled().await, head, "looking at the present leaves no entry");

    past(&commander, &format!("position={head}")).await;
    let read: (String, serde_json::Value) =
        sqlx::query_as("select kind, payload from journal order by id desc limit 1")
            .fetch_one(app.db.pool())
            .await
            .unwrap();
    assert_eq!((read.0.as_str(), &read.1["position"]), ("situation.read", &json!(head)));
}

#[tokio::test]
async fn moments_that_are_not_in_the_past_are_refused() {
    let app = TestApp::new().await;
    let commander = app.client("vp.komandieris").await;
    for (query, field, code) in [
        ("at=2027-01-01T00:00:00Z", "at", FaultCode::InFuture),
        ("position=100000", "position", FaultCode::OutOfRange),
        ("position=-1", "position", FaultCode::OutOfRange),
        ("at=2026-01-01T00:00:00Z&position=1", "position", FaultCode::WrongForm),
    ] {
        let problem = commander.get(&format!("/api/situation?{query}")).await.problem(ProblemCode::Invalid);
        assert_eq!((problem.errors[0].field.as_str(), problem.errors[0].code), (field, code), "{query}");
    }
    // Before anything was: an empty picture, not an error.
    let empty = past(&commander, "at=2020-01-01T00:00:00Z").await;
    assert_eq!((empty.position, empty.picture), (0, Picture::default()));
    commander.get("/api/situation/frames?entries=0").await.assert(StatusCode::UNPROCESSABLE_ENTITY);
}
