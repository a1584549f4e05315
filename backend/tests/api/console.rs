//! The console's own: named layouts that follow a person, and who is on which record.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::id::IncidentId;
use vnr_shared::layout::{Arrangement, Layout, Pane};
use vnr_shared::live::{Kind, ServerFrame};
use vnr_shared::presence::{GONE_SECONDS, Present};
use vnr_shared::problem::ProblemCode;

use crate::live::{Live, listen};
use crate::support::{Client, TestApp, uuid};

fn layout(name: &str, version: i64, active: bool) -> Value {
    json!({ "version": version, "name": name, "active": active, "arrangement": Arrangement::default() })
}

async fn names(client: &Client) -> Vec<(String, bool)> {
    let kept: Vec<Layout> = client.get("/api/layouts").await.json();
    kept.into_iter().map(|l| (l.name, l.active)).collect()
}

#[tokio::test]
async fn a_layout_follows_its_person_and_only_one_is_in_use() {
    let app = TestApp::new().await;
    let day = app.client("vp.dispecers").await;
    let (first, second) = (format!("/api/layouts/{}", uuid()), format!("/api/layouts/{}", uuid()));
    let kept: Layout = day.put(&first, &layout("Diena", 0, true)).await.json();
    assert_eq!((kept.version, kept.arrangement), (1, Arrangement::default()));
    day.put(&second, &layout("Nakts", 0, true)).await.assert(StatusCode::OK);

    // At another desk.
    let there = app.client("vp.dispecers").await;
    assert_eq!(names(&there).await, [("Diena".to_owned(), false), ("Nakts".to_owned(), true)]);
    // Somebody else has none of it.
    let other = app.client("vp.komandieris").await;
    assert_eq!(names(&other).await, []);
    other.put(&first, &layout("Cits", 0, false)).await.problem(ProblemCode::AlreadyExists);
    other.delete(&first).await.problem(ProblemCode::NotFound);

    // The change of use made the first a newer one: an edit based on the old one is shown both sides.
    day.put(&first, &layout("Diena 2", 1, false)).await.problem(ProblemCode::VersionConflict);
    day.put(&first, &layout("Nakts", 2, false)).await.problem(ProblemCode::Invalid);
    there.delete(&second).await.assert(StatusCode::NO_CONTENT);
    assert_eq!(names(&day).await, [("Diena".to_owned(), false)]);
}

#[tokio::test]
async fn a_layout_without_what_must_be_in_sight_is_refused() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let mut arrangement = Arrangement::default();
    arrangement.panes.retain(|placed| placed.pane != Pane::Calls);
    let body = json!({ "version": 0, "name": "Šaurs", "active": false, "arrangement": arrangement });
    let problem = client.put(&format!("/api/layouts/{}", uuid()), &body).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].field, "arrangement.panes");
}

fn here(id: IncidentId, field: Option<&str>) -> Value {
    json!({ "kind": "incident", "id": id, "field": field })
}

/// The next frame of presence at a record.
async fn present(live: &mut Live, at: IncidentId) -> Vec<Present> {
    loop {
        if let ServerFrame::Presence { kind: Kind::Incident, id, people } = live.next().await
            && id == at.0
        {
            return people;
        }
    }
}

#[tokio::test]
async fn whoever_may_see_a_record_sees_on_every_node_who_is_there_and_where_they_type() {
    let app = TestApp::new().await;
    let (writer, reader) = (app.client("vp.dispecers").await, app.client("rpp.dispecers").await);
    let id = writer.file(json!({})).await;
    app.settled().await;
    let other = app.second_node().await;
    let address = listen(other.router()).await;
    let mut live = Live::open(address, &reader).await;
    live.snapshot().await;

    let there: Vec<Present> = writer.post("/api/presence", &here(id, Some("description"))).await.json();
    let told = present(&mut live, id).await;
    assert_eq!(told, there);
    let name = &writer.session().name;
    assert_eq!((&told[0].name, told[0].field.as_deref()), (name, Some("description")));

    // A heartbeat tells nobody anything; the next frame is the other's coming.
    writer.post("/api/presence", &here(id, Some("description"))).await.assert(StatusCode::OK);
    reader.post("/api/presence", &here(id, None)).await.assert(StatusCode::OK);
    assert_eq!(present(&mut live, id).await.len(), 2);

    // Whoever comes later is told at once.
    let mut late = Live::open(address, &writer).await;
    late.snapshot().await;
    assert_eq!(present(&mut late, id).await.len(), 2);

    // One leaves; the other falls silent.
    let leave = json!({ "kind": "incident", "id": id, "leave": true });
    writer.post("/api/presence", &leave).await.assert(StatusCode::OK);
    assert_eq!(present(&mut live, id).await.len(), 1);
    app.clock.advance(Duration::seconds(i64::from(GONE_SECONDS) + 1));
    assert_eq!(present(&mut live, id).await, []);
}

#[tokio::test]
async fn presence_says_nothing_of_a_record_that_may_not_be_seen() {
    let app = TestApp::new().await;
    let (dispatcher, stranger) = (app.client("vp.dispecers").await, app.client("jpp.dispecers").await);
    let hidden = dispatcher.file(json!({})).await;
    let mut live = Live::open(listen(app.router()).await, &stranger).await;
    live.snapshot().await;
    stranger.post("/api/presence", &here(hidden, None)).await.problem(ProblemCode::NotFound);
    stranger.post("/api/presence", &here(uuid().into(), None)).await.problem(ProblemCode::NotFound);
    dispatcher.post("/api/presence", &here(hidden, None)).await.assert(StatusCode::OK);

    // The next that the stranger hears is of a record of their own.
    let own = stranger.file(json!({})).await;
    stranger.post("/api/presence", &here(own, None)).await.assert(StatusCode::OK);
    loop {
        match live.next().await {
            ServerFrame::Presence { id, .. } => {
                assert_eq!(IncidentId(id), own);
                break;
            }
            ServerFrame::Upsert { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn presence_carries_the_name_of_a_field_and_never_what_is_typed() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let id = dispatcher.file(json!({})).await;
    dispatcher.post("/api/presence", &here(id, Some("Jānis Bērziņš"))).await.problem(ProblemCode::Invalid);
}
