//! Major events: led by one institution, worked on by several, and always whole.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::event::{EventAnswer, EventRecord, EventSummary, TaskState};
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Summary;
use vnr_shared::live::{ServerFrame, Subject};
use vnr_shared::page::Page;
use vnr_shared::problem::{FaultCode, ProblemCode};

use crate::live::{Live, listen};
use crate::support::{Answer, Client, TestApp, uuid};

/// A running event as one of its institutions works on it.
struct Staff<'a> {
    client: &'a Client,
    id: String,
}

impl<'a> Staff<'a> {
    async fn begin(client: &'a Client, change: Value) -> (Self, EventSummary) {
        let id = uuid().to_string();
        let mut body = json!({ "id": id, "name": "Vētra", "lat": 56.95, "lon": 24.11 });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = client.post("/api/major-events", &body).await;
        let event = answer.assert(StatusCode::CREATED).json::<EventAnswer>().event;
        (Self { client, id }, event)
    }

    /// The same event, in the hands of somebody else.
    fn by<'b>(&self, client: &'b Client) -> Staff<'b> {
        Staff { client, id: self.id.clone() }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/major-events/{}{rest}", self.id)
    }

    async fn post(&self, rest: &str, body: Value) -> Answer {
        self.client.post(&self.path(rest), &body).await
    }

    async fn put(&self, kind: &str, part: uuid::Uuid, version: i64, part_body: Value) -> Answer {
        let body = json!({ "version": version, "part": part_body });
        self.client.put(&self.path(&format!("/{kind}/{part}")), &body).await
    }

    async fn record(&self) -> EventRecord {
        self.client.get(&self.path("")).await.json()
    }
}

fn event(answer: &Answer) -> EventSummary {
    answer.json::<EventAnswer>().event
}

#[tokio::test]
async fn whoever_takes_part_works_on_the_event_and_whoever_does_not_knows_nothing_of_it() {
    let app = TestApp::new().await;
    let (leader, helper) = (app.client("vp.komandieris").await, app.client("vugd.dispecers").await);
    let stranger = app.client("jpp.dispecers").await;
    let (staff, begun) = Staff::begin(&leader, json!({ "participants": [app.institution("VUGD")] })).await;
    assert_eq!((begun.version, begun.owner), (1, app.institution("VP")));

    let helpers = staff.by(&helper);
    let task = uuid();
    let put = helpers.put("tasks", task, 0, json!({ "text": "Izsūknēt ūdeni" })).await;
    assert_eq!(event(&put).tasks[0].by, helper.session().name);
    let record = staff.record().await;
    assert!(record.leads && record.works);
    assert_eq!(record.event.tasks[0].part.text, "Izsūknēt ūdeni");
    assert!(!helpers.record().await.leads);

    // The head and the end are the leader's.
    let edit = json!({ "version": 1, "name": "Cits" });
    helper.patch(&staff.path(""), &edit).await.problem(ProblemCode::Forbidden);
    helpers.post("/end", json!({ "version": 2, "reason": "x" })).await.problem(ProblemCode::Forbidden);

    let strangers = staff.by(&stranger);
    stranger.get(&strangers.path("")).await.problem(ProblemCode::NotFound);
    strangers
        .post("/orders", json!({ "id": uuid(), "to": "x", "text": "y" }))
        .await
        .problem(ProblemCode::NotFound);
    let list: Vec<EventSummary> = stranger.get("/api/major-events").await.json();
    assert!(list.is_empty());
    let list: Vec<EventSummary> = helper.get("/api/major-events?open=true").await.json();
    assert_eq!(list.len(), 1);
}

#[tokio::test]
async fn two_who_change_the_same_part_are_shown_both_sides_and_two_who_change_others_are_not_in_the_way() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let (staff, _) = Staff::begin(&leader, json!({})).await;
    let (task, post) = (uuid(), uuid());
    staff
        .put("tasks", task, 0, json!({ "text": "Slēgt tiltu", "assignee": "1. rota" }))
        .await
        .assert(StatusCode::OK);
    staff.put("posts", post, 0, json!({ "role": "leader", "name": "Ozols" })).await.assert(StatusCode::OK);
    staff
        .put("tasks", task, 1, json!({ "text": "Slēgt tiltu", "assignee": "2. rota" }))
        .await
        .assert(StatusCode::OK);

    let stale =
        staff.put("tasks", task, 1, json!({ "text": "Slēgt abus tiltus", "assignee": "1. rota" })).await;
    let conflict = stale.problem(ProblemCode::VersionConflict).conflict.unwrap();
    assert_eq!((conflict.base_version, conflict.current_version), (1, 2));
    let field = |name: &str| conflict.fields.iter().find(|field| field.field == name).unwrap();
    assert_eq!((&field("assignee").theirs, field("assignee").changed), (&json!("2. rota"), true));
    assert_eq!((&field("text").yours, field("text").changed), (&json!("Slēgt abus tiltus"), false));

    // The same for the head.
    leader
        .patch(&staff.path(""), &json!({ "version": 1, "name": "Vētra Rīgā" }))
        .await
        .assert(StatusCode::OK);
    let stale = leader.patch(&staff.path(""), &json!({ "version": 1, "name": "Plūdi" })).await;
    let conflict = stale.problem(ProblemCode::VersionConflict).conflict.unwrap();
    assert_eq!((conflict.fields[0].field.as_str(), conflict.fields[0].changed), ("name", true));
    // A part of one kind is not overwritten by one of another, nor put in twice.
    staff
        .put("drawings", task, 2, json!({ "shape": { "line": [[24, 57], [25, 57]] } }))
        .await
        .problem(ProblemCode::NotFound);
    staff.put("tasks", task, 0, json!({ "text": "Vēlreiz" })).await.problem(ProblemCode::AlreadyExists);
}

#[tokio::test]
async fn a_post_may_be_in_a_section_of_its_event_which_lets_go_of_it_when_it_is_struck() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let (staff, _) = Staff::begin(&leader, json!({})).await;
    let (section, post) = (uuid(), uuid());
    let body = json!({ "role": "safety", "name": "Ozols", "section": section });
    let unknown = staff.put("posts", post, 0, body.clone()).await.problem(ProblemCode::Invalid);
    assert_eq!(
        (unknown.errors[0].field.as_str(), unknown.errors[0].code),
        ("part.section", FaultCode::Unknown)
    );

    staff.put("sections", section, 0, json!({ "name": "Ziemeļi" })).await.assert(StatusCode::OK);
    let put = event(&staff.put("posts", post, 0, body).await);
    assert_eq!(put.posts[0].part.section.map(|id| id.0), Some(section));
    let struck =
        staff.post(&format!("/parts/{section}/strike"), json!({ "version": 1, "reason": "apvienots" })).await;
    assert_eq!(event(&struck).posts[0].part.section, None);
}

#[tokio::test]
async fn a_field_that_is_emptied_is_a_change_that_others_are_shown() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let (staff, _) = Staff::begin(&leader, json!({})).await;
    let (task, due) = (uuid(), "2026-11-22T10:00:00Z");
    staff.put("tasks", task, 0, json!({ "text": "Slēgt tiltu", "due_at": due })).await.assert(StatusCode::OK);
    staff.put("tasks", task, 1, json!({ "text": "Slēgt tiltu" })).await.assert(StatusCode::OK);

    let stale = staff.put("tasks", task, 1, json!({ "text": "Slēgt tiltu", "due_at": due })).await;
    let conflict = stale.problem(ProblemCode::VersionConflict).conflict.unwrap();
    let field = conflict.fields.iter().find(|field| field.field == "due_at").unwrap();
    assert_eq!((&field.theirs, field.changed), (&Value::Null, true));
}

#[tokio::test]
async fn orders_are_numbered_and_nobody_changes_them() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let (staff, _) = Staff::begin(&leader, json!({})).await;
    for n in 1..=22 {
        let body = json!({ "id": uuid(), "to": "Visiem", "text": format!("Rīkojums {n}") });
        staff.post("/orders", body).await.assert(StatusCode::CREATED);
    }
    let record = staff.record().await;
    let numbers: Vec<i32> = record.orders.iter().map(|order| order.number).collect();
    assert_eq!(numbers, (1..=22).collect::<Vec<_>>());
    assert_eq!(
        record.event.orders.first().map(|order| order.number),
        Some(3),
        "screens show the latest twenty"
    );

    let pool = vnr::db::connect(app.db.options(), 1).await.unwrap();
    let error = sqlx::query("update major_event_orders set text = ''").execute(&pool).await.unwrap_err();
    assert!(error.to_string().contains("permission denied"), "{error}");
    let error = sqlx::query("delete from major_event_orders").execute(app.db.pool()).await.unwrap_err();
    assert!(error.to_string().contains("append-only"), "{error}");
}

#[tokio::test]
async fn a_report_starts_the_clock_of_the_next_one() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let (staff, begun) = Staff::begin(&leader, json!({ "report_every_min": 30 })).await;
    assert_eq!(begun.report_due_at, Some(app.now() + Duration::minutes(30)));
    app.clock.advance(Duration::minutes(25));
    let reported = event(&staff.post("/reports", json!({ "id": uuid(), "text": "Vējš rimst" })).await);
    assert_eq!(reported.report_due_at, Some(app.now() + Duration::minutes(30)));
    assert_eq!(reported.report.unwrap().number, 1);
    let none = json!({ "version": 1, "report_every_min": null });
    assert_eq!(event(&leader.patch(&staff.path(""), &none).await).report_due_at, None);
}

#[tokio::test]
async fn an_incident_belongs_to_one_running_event_and_is_found_by_it() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let incident = leader.file(json!({})).await;
    let other = leader.file(json!({})).await;
    let (staff, begun) = Staff::begin(&leader, json!({ "incidents": [incident] })).await;
    assert_eq!(begun.incidents.len(), 1);
    let (second, _) = Staff::begin(&leader, json!({})).await;
    let taken =
        second.post("/incidents", json!({ "incident": incident })).await.problem(ProblemCode::Invalid);
    assert_eq!((taken.errors[0].field.as_str(), taken.errors[0].code), ("incident", FaultCode::Taken));

    let section = uuid();
    staff.put("sections", section, 0, json!({ "name": "Centrs" })).await.assert(StatusCode::OK);
    let moved = event(&staff.post("/incidents", json!({ "incident": incident, "section": section })).await);
    assert_eq!(moved.incidents[0].section.map(|id| id.0), Some(section));
    let ids = async |staff: &Staff<'_>| {
        let page: Page<Summary> = leader.get(&format!("/api/incidents?event={}", staff.id)).await.json();
        page.items.into_iter().map(|item| item.id).collect::<Vec<IncidentId>>()
    };
    assert_eq!(ids(&staff).await, [incident]);

    // A section that is struck lets go; an incident that is released may go to another event.
    let strike = format!("/parts/{section}/strike");
    let struck = event(&staff.post(&strike, json!({ "version": 1, "reason": "kļūda" })).await);
    assert!(struck.sections.is_empty());
    assert_eq!(struck.incidents[0].section, None);
    staff
        .post("/incidents/release", json!({ "incident": incident, "reason": "beidzies" }))
        .await
        .assert(StatusCode::OK);
    second.post("/incidents", json!({ "incident": incident })).await.assert(StatusCode::OK);
    assert_eq!(ids(&staff).await, []);
    let _ = other;

    // What one cannot see one cannot attach.
    let stranger = app.client("jpp.dispecers").await;
    let (theirs, _) = Staff::begin(&stranger, json!({})).await;
    let unknown = theirs.post("/incidents", json!({ "incident": other })).await.problem(ProblemCode::Invalid);
    assert_eq!(unknown.errors[0].code, FaultCode::Unknown);
}

#[tokio::test]
async fn an_ended_event_stays_as_it_was_and_its_open_tasks_are_cancelled() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let (staff, _) = Staff::begin(&leader, json!({})).await;
    let (open, done) = (uuid(), uuid());
    staff.put("tasks", open, 0, json!({ "text": "Vēl darāms" })).await.assert(StatusCode::OK);
    staff.put("tasks", done, 0, json!({ "text": "Padarīts", "state": "done" })).await.assert(StatusCode::OK);
    staff
        .post("/end", json!({ "version": 1, "reason": "beigas" }))
        .await
        .problem(ProblemCode::VersionConflict);
    let ended = event(&staff.post("/end", json!({ "version": 3, "reason": "beigas" })).await);
    let states: Vec<TaskState> = ended.tasks.iter().map(|task| task.part.state).collect();
    assert_eq!(states, [TaskState::Cancelled, TaskState::Done]);
    assert_eq!(ended.ended.unwrap().reason, "beigas");
    let order = json!({ "id": uuid(), "to": "x", "text": "y" });
    staff.post("/orders", order).await.problem(ProblemCode::EventEnded);
    let record = staff.record().await;
    assert!(!record.leads && !record.works);
    let list: Vec<EventSummary> = leader.get("/api/major-events?open=true").await.json();
    assert!(list.is_empty());
}

#[tokio::test]
async fn a_drawing_is_on_the_screens_of_all_who_take_part_and_of_nobody_else() {
    let app = TestApp::new().await;
    let (leader, helper) = (app.client("vp.komandieris").await, app.client("vugd.dispecers").await);
    let (staff, _) = Staff::begin(&leader, json!({ "participants": [app.institution("VUGD")] })).await;
    app.settled().await;
    let mut live = Live::open(listen(app.router()).await, &helper).await;
    live.subscribe_to_all().await;
    let ServerFrame::Snapshot { picture, .. } = live.next().await else { panic!("a snapshot") };
    assert_eq!(picture.events.len(), 1);

    let shape = json!({ "area": [[24.1, 56.9], [24.2, 56.9], [24.2, 57.0]] });
    staff
        .put("drawings", uuid(), 0, json!({ "shape": shape, "tone": "danger" }))
        .await
        .assert(StatusCode::OK);
    let ServerFrame::Upsert { subject: Subject::Event(event), .. } = live.next().await else {
        panic!("an upsert")
    };
    assert_eq!(event.drawings[0].part.shape.points().len(), 3);

    // Left out from now on: the event is gone from its screens.
    leader.patch(&staff.path(""), &json!({ "version": 1, "participants": [] })).await.assert(StatusCode::OK);
    let ServerFrame::Gone { id, .. } = live.next().await else { panic!("gone") };
    assert_eq!(id, event.id.0);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_its_field() {
    let app = TestApp::new().await;
    let leader = app.client("vp.komandieris").await;
    let (staff, _) = Staff::begin(&leader, json!({})).await;
    let unknown = staff.put("tasks", uuid(), 0, json!({ "text": "x", "section": uuid() })).await;
    assert_eq!(unknown.problem(ProblemCode::Invalid).errors[0].field, "part.section");
    // Ten drawings of 500 points are all an event holds.
    let points: Vec<Value> = (0..500).map(|n| json!([24.0 + f64::from(n) / 1000.0, 56.9])).collect();
    for _ in 0..10 {
        let full = json!({ "shape": { "line": points } });
        staff.put("drawings", uuid(), 0, full).await.assert(StatusCode::OK);
    }
    let more = json!({ "shape": { "line": [[24.1, 56.9], [24.2, 56.9]] } });
    let refused = staff.put("drawings", uuid(), 0, more).await.problem(ProblemCode::Invalid);
    assert_eq!(refused.errors[0].field, "part.shape");
    let nobody = json!({ "id": uuid(), "name": "x", "lat": 56.9, "lon": 24.1, "participants": [uuid()] });
    let refused = leader.post("/api/major-events", &nobody).await.problem(ProblemCode::Invalid);
    assert_eq!(refused.errors[0].field, "participants");
}
