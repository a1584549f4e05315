//! Typed lines, and taking back what was done.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::call::{Call, CallAnswer, CallState, CallSummary};
use vnr_shared::hazard::Hazard;
use vnr_shared::id::{CommandId, IncidentId, UnitId};
use vnr_shared::incident::{Category, Incident, Status};
use vnr_shared::journal::JournalEntry;
use vnr_shared::line::{LineDone, Opened, UndoDone};
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::unit::{AlarmSummary, TimerState, TimerSummary, UnitStatus, UnitSummary};

use crate::support::{Client, TestApp, uuid};

impl Client {
    async fn type_at(&self, line: &str, incident: Option<IncidentId>) -> crate::support::Answer {
        let body = json!({ "line": line, "context": { "incident": incident }, "lang": "en" });
        self.post("/api/commands", &body).await
    }

    async fn type_line(&self, line: &str) -> LineDone {
        self.type_at(line, None).await.json()
    }

    async fn undo(&self, id: CommandId) -> crate::support::Answer {
        self.post(&format!("/api/commands/{id}/undo"), &Value::Null).await
    }

    async fn undone(&self, id: CommandId) -> UndoDone {
        self.undo(id).await.json()
    }

    async fn whole(&self, id: IncidentId) -> Incident {
        self.get(&format!("/api/incidents/{id}")).await.json()
    }

    async fn unit_now(&self, id: UnitId) -> UnitSummary {
        self.get(&format!("/api/units/{id}")).await.json()
    }

    async fn kinds(&self, id: IncidentId) -> Vec<String> {
        let journal: Vec<JournalEntry> = self.get(&format!("/api/incidents/{id}/journal")).await.json();
        journal.into_iter().map(|entry| entry.kind).collect()
    }
}

#[tokio::test]
async fn a_line_sends_a_unit_and_undo_takes_it_back_and_undo_of_that_sends_it_again() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    let incident = dispatcher.file(json!({})).await;
    let before = dispatcher.unit_now(unit).await;

    let sent = dispatcher.type_line("sūti 101 uz 000001").await;
    assert_eq!(sent.line, "send 101 to VP-2026-000001");
    assert!(sent.said.starts_with("Sent: 101 → VP-2026-000001"), "{}", sent.said);
    assert!(sent.undoable);
    assert_eq!(sent.changed.len(), 2);
    assert_eq!(dispatcher.unit_now(unit).await.status, UnitStatus::Assigned);
    assert_eq!(dispatcher.whole(incident).await.summary.status, Status::Assigned);

    app.clock.advance(Duration::minutes(1));
    let undone = dispatcher.undone(sent.id).await;
    assert_eq!((undone.undone, undone.changed.len()), (sent.id, 2));
    let unit_now = dispatcher.unit_now(unit).await;
    assert_eq!((unit_now.status, unit_now.since), (before.status, before.since));
    assert!(unit_now.assignments.is_empty());
    let now = dispatcher.whole(incident).await.summary;
    assert_eq!(now.status, Status::Registered);
    assert!(now.units.is_empty());

    dispatcher.undone(undone.id).await;
    assert_eq!(dispatcher.unit_now(unit).await.assignments[0].incident, incident);
    let now = dispatcher.whole(incident).await.summary;
    assert_eq!((now.status, now.units.len()), (Status::Assigned, 1));
    assert_eq!(
        dispatcher.kinds(incident).await,
        ["incident.registered", "incident.units", "incident.units.undone", "incident.units.redone"]
    );
}

#[tokio::test]
async fn what_a_button_did_is_undone_by_its_key_and_the_legal_clock_runs_again() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    let incident = dispatcher.file(json!({})).await;
    dispatcher.type_line("send 101 to 1").await;
    let key = uuid();
    let path = format!("/api/units/{unit}/status");
    dispatcher
        .send_keyed(Method::POST, &path, &json!({ "status": "at_scene" }), key)
        .await
        .assert(StatusCode::OK);
    let arrived = dispatcher.whole(incident).await.summary;
    assert_eq!(arrived.status, Status::InProgress);
    assert!(arrived.clock.unwrap().stopped_at.is_some());

    dispatcher.undone(key.into()).await;
    let now = dispatcher.whole(incident).await.summary;
    assert_eq!((now.status, now.clock.unwrap().stopped_at), (Status::Assigned, None));
    let unit_now = dispatcher.unit_now(unit).await;
    assert_eq!((unit_now.status, unit_now.assignments[0].at_scene_at), (UnitStatus::Assigned, None));
}

#[tokio::test]
async fn what_was_changed_since_is_not_undone_and_both_sides_are_shown() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let incident = dispatcher.file(json!({ "category": "B" })).await;
    let first = dispatcher.type_line("kat 1 A").await;
    dispatcher.type_line("kat 1 C").await;
    let conflict = dispatcher.undo(first.id).await.problem(ProblemCode::VersionConflict).conflict.unwrap();
    assert_eq!(conflict.fields[0].field, "category");
    assert_eq!((&conflict.fields[0].yours, &conflict.fields[0].theirs), (&json!("B"), &json!("C")));
    assert_eq!(dispatcher.whole(incident).await.summary.category, Category::C);

    // The last one can be, by a line too; and twice is once.
    dispatcher.type_line("undo").await;
    assert_eq!(dispatcher.whole(incident).await.summary.category, Category::A);
    dispatcher.type_line("atcelt").await;
    assert_eq!(dispatcher.whole(incident).await.summary.category, Category::B);
    dispatcher.undo(first.id).await.problem(ProblemCode::VersionConflict);
}

#[tokio::test]
async fn notes_types_steps_and_links_are_typed_and_undone() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let (one, two) = (dispatcher.file(json!({})).await, dispatcher.file(json!({})).await);

    let note = dispatcher.type_line("note #1 three people, one hurt").await;
    let whole = dispatcher.whole(one).await;
    assert_eq!((whole.notes[0].text.as_str(), &whole.notes[0].struck), ("three people, one hurt", &None));
    let undone = dispatcher.undone(note.id).await;
    assert!(dispatcher.whole(one).await.notes[0].struck.is_some());
    dispatcher.undone(undone.id).await;
    assert_eq!(dispatcher.whole(one).await.notes[0].struck, None);

    let linked = dispatcher.type_line("link 1 with 2 part").await;
    assert_eq!(dispatcher.whole(one).await.links[0].other, two);
    dispatcher.undone(linked.id).await;
    assert!(dispatcher.whole(one).await.links.is_empty());

    let typed = dispatcher.type_line("type 1 order.noise").await;
    assert_eq!(dispatcher.whole(one).await.summary.type_code, "order.noise");
    dispatcher.undone(typed.id).await;
    assert_eq!(dispatcher.whole(one).await.summary.type_code, "order.fight");

    let started = dispatcher.type_line("step 1 start").await;
    assert!(dispatcher.whole(one).await.arrived_at.is_some());
    dispatcher.undone(started.id).await;
    let now = dispatcher.whole(one).await;
    assert_eq!((now.summary.status, now.arrived_at), (Status::Registered, None));

    let closed: LineDone = dispatcher.type_at("close nobody there", Some(one)).await.json();
    assert_eq!(closed.line, "close VP-2026-000001 \"nobody there\"");
    dispatcher.type_line("reopen VP-2026-000001 they are back").await;
    dispatcher.undo(closed.id).await.problem(ProblemCode::VersionConflict);
    dispatcher.type_line("undo").await;
    assert_eq!(dispatcher.whole(one).await.summary.status, Status::Closed);
    dispatcher.undone(closed.id).await;
    assert_eq!(dispatcher.whole(one).await.summary.status, Status::Registered);
}

#[tokio::test]
async fn a_typed_incident_is_filed_and_opened_and_cannot_be_undone() {
    let app = TestApp::new().await;
    vnr::places::packaged::load(app.db.pool()).await.unwrap();
    let dispatcher = app.client("vp.dispecers").await;
    let line = "jauns kautiņš pie Krišjāņa Barona iela 1, Rīga kat:B teksts:\"Divi sitas\"";
    let filed = dispatcher.type_line(line).await;
    let Some(Opened::Incident(id)) = filed.open else { panic!("{filed:?}") };
    let incident = dispatcher.whole(id).await;
    assert_eq!(incident.place.address, "Krišjāņa Barona iela 1, Rīga");
    assert_eq!((incident.summary.category, incident.description.as_str()), (Category::B, "Divi sitas"));
    assert!(!filed.undoable);
    dispatcher.undo(filed.id).await.problem(ProblemCode::NotUndoable);
    // Several houses answer to this; each is offered as a whole line.
    let asked =
        dispatcher.type_at("new fight at Barona iela 1", None).await.problem(ProblemCode::LineAmbiguous);
    assert!(asked.readings.len() > 1);
    let chosen = dispatcher.type_line(&asked.readings[0].line).await;
    assert!(matches!(chosen.open, Some(Opened::Incident(_))));
    let unknown = dispatcher.type_at("new fight at Xyzzy 99", None).await;
    unknown.problem(ProblemCode::LineNotUnderstood);
}

#[tokio::test]
async fn a_line_that_is_not_clear_does_nothing_and_says_how_to_go_on() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let incident = dispatcher.file(json!({})).await;
    let refused =
        |answer: crate::support::Answer| -> Problem { answer.problem(ProblemCode::LineNotUnderstood) };
    let problem = refused(dispatcher.type_at("sned 101 to 1", None).await);
    assert_eq!(problem.proposal.as_deref(), Some("send 101 to 1"));
    let problem = refused(dispatcher.type_at("status 1 finish", None).await);
    assert_eq!(problem.proposal.as_deref(), Some("step 1 finish"));
    let problem = refused(dispatcher.type_at("send 101", None).await);
    assert_eq!(problem.detail.as_deref(), Some("Missing: incident."));
    dispatcher.type_at("", None).await.problem(ProblemCode::Invalid);

    // Another reading than the sender's is not acted upon, but offered.
    let body = json!({ "line": "note #1 x", "lang": "en", "expects": "note VP-2026-000002 \"x\"" });
    let asked = dispatcher.post("/api/commands", &body).await.problem(ProblemCode::LineAmbiguous);
    assert_eq!(asked.readings[0].line, "note VP-2026-000001 \"x\"");

    // Tried, and nothing kept.
    let body = json!({ "line": "note #1 x", "dry_run": true });
    let tried: LineDone = dispatcher.post("/api/commands", &body).await.json();
    assert_eq!(tried.changed.len(), 1);
    let whole = dispatcher.whole(incident).await;
    assert!(whole.notes.is_empty());
    assert_eq!(dispatcher.kinds(incident).await, ["incident.registered"]);
    // What the deed itself refuses is refused as from its button.
    dispatcher.type_at("step 1 finish", None).await.problem(ProblemCode::IllegalStep);
}

#[tokio::test]
async fn the_same_line_with_the_same_key_is_done_once() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let incident = dispatcher.file(json!({})).await;
    let (body, key) = (json!({ "line": "p 1 vēlreiz", "context": { "incident": incident } }), uuid());
    let send = || dispatcher.send_keyed(Method::POST, "/api/commands", &body, key);
    let (first, second) = (send().await, send().await);
    assert_eq!(first.json::<LineDone>(), second.json::<LineDone>());
    assert_eq!(dispatcher.whole(incident).await.notes.len(), 1);
}

#[tokio::test]
async fn others_neither_name_nor_undo_what_they_do_not_see() {
    let app = TestApp::new().await;
    let police = app.client("vp.dispecers").await;
    let port = app.client("jpp.dispecers").await;
    police.file(json!({ "category": "B" })).await;
    let done = police.type_line("kat 1 A").await;
    port.type_at("kat VP-2026-000001 C", None).await.problem(ProblemCode::LineNotUnderstood);
    port.undo(done.id).await.problem(ProblemCode::NotFound);
    police.undo(uuid().into()).await.problem(ProblemCode::NotFound);
    let analyst = app.client("vp.analitikis").await;
    analyst.type_at("kat 1 C", None).await.problem(ProblemCode::Forbidden);
    analyst.undo(done.id).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn what_only_shows_something_leaves_no_trace() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let incident = dispatcher.file(json!({})).await;
    let shown = dispatcher.type_line("go #1").await;
    assert_eq!((shown.open, shown.undoable), (Some(Opened::Incident(incident)), false));
    let found = dispatcher.type_line("find black van").await;
    assert_eq!(found.open, Some(Opened::Search("black van".into())));
    assert_eq!(dispatcher.type_line("help send").await.open, Some(Opened::Help(Some("send".into()))));
    assert_eq!(dispatcher.kinds(incident).await, ["incident.registered"]);
}

#[tokio::test]
async fn a_merge_is_typed_undone_and_done_again_and_a_split_likewise() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let (one, two) = (dispatcher.file(json!({})).await, dispatcher.file(json!({})).await);
    let linked = async |id| dispatcher.whole(id).await.links.len();

    let merged = dispatcher.type_line("merge #2 into #1").await;
    assert!(merged.undoable);
    assert_eq!(dispatcher.whole(two).await.summary.status, Status::Closed);
    let undone = dispatcher.undone(merged.id).await;
    assert_eq!(dispatcher.whole(two).await.summary.status, Status::Registered);
    assert_eq!((linked(one).await, linked(two).await), (0, 0));
    dispatcher.undone(undone.id).await;
    assert_eq!((dispatcher.whole(two).await.summary.status, linked(one).await), (Status::Closed, 1));

    let split = dispatcher.type_line("split VP-2026-000002").await;
    assert_eq!(dispatcher.whole(two).await.summary.status, Status::Registered);
    dispatcher.undone(split.id).await;
    assert_eq!(dispatcher.whole(two).await.summary.status, Status::Closed);
    assert_eq!(
        dispatcher.kinds(two).await[1..],
        [
            "incident.merged",
            "incident.merged.undone",
            "incident.merged.redone",
            "incident.split",
            "incident.split.undone"
        ]
    );
    // Opened again by somebody, it is no longer what the merge had left.
    dispatcher.type_line("reopen VP-2026-000002 it was another").await;
    dispatcher.undo(undone.id).await.problem(ProblemCode::VersionConflict);
}

#[tokio::test]
async fn timers_hazards_and_messages_are_typed() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    app.unit("VP", "101").await;
    dispatcher.file(json!({})).await;

    let timers = async || -> Vec<TimerSummary> { dispatcher.get("/api/timers").await.json() };
    let set = dispatcher.type_line("timer #1 15m ask again").await;
    let running = timers().await;
    assert_eq!(running.len(), 1);
    assert_eq!(
        (running[0].label.as_str(), running[0].due_at),
        ("ask again", app.now() + Duration::minutes(15))
    );
    let undone = dispatcher.undone(set.id).await;
    assert!(timers().await.is_empty());
    app.clock.advance(Duration::minutes(20));
    dispatcher.undone(undone.id).await;
    assert_eq!(timers().await[0].state, TimerState::Overdue, "it runs out when it would have");

    let hazards = async || -> Vec<Hazard> { dispatcher.get("/api/hazards?lat=56.95&lon=24.11").await.json() };
    let warned = dispatcher.type_line("hazard #1 dog in the yard").await;
    let found = hazards().await;
    assert_eq!(
        (found[0].text.as_str(), found[0].address.as_str()),
        ("dog in the yard", "Brīvības iela 1, Rīga")
    );
    let undone = dispatcher.undone(warned.id).await;
    assert!(hazards().await.is_empty());
    dispatcher.undone(undone.id).await;
    assert_eq!(hazards().await.len(), 1);

    let told = dispatcher.type_line("msg 101 approach silently").await;
    assert!(!told.undoable);
    dispatcher.undo(told.id).await.problem(ProblemCode::NotUndoable);
}

#[tokio::test]
async fn a_closing_that_is_undone_sends_its_units_again() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    let incident = dispatcher.file(json!({})).await;
    dispatcher.type_line("send 101 to #1").await;
    let closed = dispatcher.type_line("close #1").await;
    assert!(dispatcher.unit_now(unit).await.assignments.is_empty());
    dispatcher.undone(closed.id).await;
    assert_eq!(dispatcher.unit_now(unit).await.assignments[0].incident, incident);
    let now = dispatcher.whole(incident).await.summary;
    assert_eq!((now.status, now.units.len()), (Status::Assigned, 1));
    let released = dispatcher.type_line("release 101").await;
    assert_eq!(released.line, "release unit:101");
    dispatcher.undone(released.id).await;
    assert_eq!(dispatcher.unit_now(unit).await.status, UnitStatus::Assigned);
}

/// A call from somewhere in Rīga, entered by hand.
async fn rings(client: &Client, number: &str) -> CallSummary {
    let body =
        json!({ "id": uuid(), "channel": "telephone", "caller": { "number": number }, "text": "Kāds sauc" });
    client.post("/api/calls", &body).await.assert(StatusCode::CREATED).json::<CallAnswer>().call
}

#[tokio::test]
async fn calls_are_taken_put_back_attached_and_closed_by_lines_and_each_is_undone() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let incident = dispatcher.file(json!({})).await;
    let call = rings(&dispatcher, "+37120000711").await;
    app.clock.advance(Duration::seconds(5));
    rings(&dispatcher, "+37120000822").await;
    let now = async || -> CallSummary {
        dispatcher.get(&format!("/api/calls/{}", call.id)).await.json::<Call>().summary
    };
    let stands = async || {
        let call = now().await;
        (call.state, call.claimed_by.is_some(), call.incident)
    };

    let first = dispatcher.type_line("take").await;
    assert!(first.undoable);
    assert_eq!(stands().await, (CallState::Claimed, true, None), "the one that has waited longest");
    // At work on it still: nothing that could be taken back.
    assert!(!dispatcher.type_line("take 0711").await.undoable);
    let back = dispatcher.type_line("return 0711").await;
    assert_eq!(stands().await, (CallState::Waiting, false, None));
    dispatcher.undone(back.id).await;
    assert_eq!(stands().await, (CallState::Claimed, true, None));

    let attached = dispatcher.type_line("attach 0711 to 000001").await;
    assert_eq!(attached.line, "attach 37120000711 to VP-2026-000001");
    assert_eq!(stands().await, (CallState::Answered, false, Some(incident)));
    let undone = dispatcher.undone(attached.id).await;
    assert_eq!(stands().await, (CallState::Claimed, true, None));
    dispatcher.undone(undone.id).await;
    assert_eq!(stands().await, (CallState::Answered, false, Some(incident)));
    assert_eq!(dispatcher.kinds(incident).await.last().map(String::as_str), Some("incident.reported.redone"));
    let path = format!("/api/calls/{}/reopen", call.id);
    dispatcher.post(&path, &json!({ "version": now().await.version })).await.assert(StatusCode::OK);

    let closed = dispatcher.type_line("dismiss 0711 accidental a child plays").await;
    let undone = dispatcher.undone(closed.id).await;
    assert_eq!(stands().await, (CallState::Waiting, false, None));
    dispatcher.undone(undone.id).await;
    let whole: Call = dispatcher.get(&format!("/api/calls/{}", call.id)).await.json();
    let why = whole.closed.map(|closed| (closed.reason, closed.note));
    assert_eq!(why, Some(("accidental".to_owned(), "a child plays".to_owned())));

    // What somebody else has done since stays.
    let taken = dispatcher.type_line("take").await;
    dispatcher.type_line("return 0822").await;
    dispatcher.undo(taken.id).await.problem(ProblemCode::VersionConflict);
    let officer = app.client("vp.inspektors").await;
    officer.type_at("take", None).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn timers_messages_and_alarms_are_ended_by_lines() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let unit = app.unit("VP", "101").await;
    dispatcher.file(json!({})).await;
    dispatcher.type_line("timer 101 15m first").await;
    let timers = async || -> Vec<TimerSummary> { dispatcher.get("/api/timers").await.json() };
    let ended = dispatcher.type_line("end 101").await;
    assert_eq!((ended.line.as_str(), ended.undoable), ("end 101", true));
    assert!(timers().await.is_empty());
    dispatcher.undone(ended.id).await;
    assert_eq!(timers().await.len(), 1);
    dispatcher.type_line("timer 101 20m second").await;
    dispatcher.type_at("end 101", None).await.problem(ProblemCode::LineAmbiguous);

    dispatcher.type_at("read 101", None).await.problem(ProblemCode::Invalid);
    dispatcher.type_at("alarm", None).await.problem(ProblemCode::Invalid);
    let raised = json!({ "id": uuid(), "unit": unit });
    dispatcher.post("/api/alarms", &raised).await.assert(StatusCode::CREATED);
    let taken = dispatcher.type_line("alarm").await;
    assert!(!taken.undoable, "a name that was given is not taken back");
    dispatcher.type_line("safe 101 pressed by accident").await;
    assert_eq!(dispatcher.get("/api/alarms").await.json::<Vec<AlarmSummary>>(), []);
}
