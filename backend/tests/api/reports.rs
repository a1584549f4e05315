//! Field reports: their way, who sees them, their incident, and the paper.

use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::problem::ProblemCode;
use vnr_shared::report::{FieldReport, ReportState, ReportStep};
use vnr_shared::sync::{Aside, LeasedReports, Outcome, SyncDown};

use crate::support::{Client, TestApp, new_incident, uuid};

fn report(change: &Value) -> Value {
    let mut new = json!({ "id": uuid(), "title": "Pārbaude kafejnīcā", "text": "Viss mierīgi" });
    for (field, value) in change.as_object().unwrap() {
        new[field] = value.clone();
    }
    new
}

fn at(id: impl std::fmt::Display) -> String {
    format!("/api/reports/{id}")
}

impl Client {
    async fn write(&self, change: Value) -> FieldReport {
        self.post("/api/reports", &report(&change)).await.assert(StatusCode::CREATED).json()
    }

    async fn report_step(&self, report: &FieldReport, step: &str) -> FieldReport {
        let body = json!({ "version": report.version, "step": step, "reason": "tests" });
        self.post(&format!("{}/step", at(report.id)), &body).await.assert(StatusCode::OK).json()
    }
}

#[tokio::test]
async fn a_report_is_written_given_back_checked_by_another_locked_and_only_added_to() {
    let app = TestApp::new().await;
    let (officer, commander) = (app.client("vp.inspektors").await, app.client("vp.komandieris").await);
    let draft = officer.write(json!({})).await;
    assert_eq!((draft.state, draft.editable, draft.steps.len()), (ReportState::Draft, true, 0));
    let seen: FieldReport = commander.get(&at(draft.id)).await.json();
    assert_eq!((seen.editable, seen.steps), (false, vec![ReportStep::Check, ReportStep::Return]));

    let back = commander.report_step(&draft, "return").await;
    assert_eq!((back.returned.as_deref(), back.revised), (Some("tests"), false));
    let edit = |version: i64| json!({ "version": version, "text": "Viss mierīgi, telpas slēgtas" });
    officer.patch(&at(draft.id), &edit(draft.version)).await.problem(ProblemCode::VersionConflict);
    commander.patch(&at(draft.id), &edit(back.version)).await.problem(ProblemCode::AnotherPerson);
    let edited: FieldReport = officer.patch(&at(draft.id), &edit(back.version)).await.json();

    assert!(edited.revised, "it waits to be checked again");
    // What is checked is what was read.
    let stale = json!({ "version": back.version, "step": "check" });
    let step = format!("{}/step", at(draft.id));
    commander.post(&step, &stale).await.problem(ProblemCode::VersionConflict);
    officer
        .post(&step, &json!({ "version": edited.version, "step": "check" }))
        .await
        .problem(ProblemCode::Forbidden);
    let add = json!({ "id": uuid(), "text": "Saņemts videoieraksts" });
    let supplements = format!("{}/supplements", at(draft.id));
    officer.post(&supplements, &add).await.problem(ProblemCode::IllegalStep);
    let checked = commander.report_step(&edited, "check").await;
    assert_eq!(checked.returned, None);
    officer.patch(&at(draft.id), &edit(checked.version)).await.problem(ProblemCode::IllegalStep);
    let locked = commander.report_step(&checked, "lock").await;
    assert!(locked.locked_by.is_some() && locked.steps.is_empty());
    officer.post(&supplements, &add).await.assert(StatusCode::CREATED);
    let second = json!({ "id": uuid(), "text": "Vēl viens" });
    let whole: FieldReport = commander.post(&supplements, &second).await.json();
    assert_eq!(whole.supplements.iter().map(|added| added.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((whole.text.as_str(), whole.state), ("Viss mierīgi, telpas slēgtas", ReportState::Locked));

    // Not even the owner of the database changes what is locked.
    let changed = sqlx::query("update field_reports set text = 'cits' where id = $1").bind(draft.id.0);
    assert!(changed.execute(app.db.pool()).await.is_err());
}

#[tokio::test]
async fn a_commander_does_not_check_what_he_wrote_himself() {
    let app = TestApp::new().await;
    let commander = app.client("vp.komandieris").await;
    let own = commander.write(json!({})).await;
    assert_eq!(own.steps, [ReportStep::Return]);
    let body = json!({ "version": 1, "step": "check" });
    commander.post(&format!("{}/step", at(own.id)), &body).await.problem(ProblemCode::AnotherPerson);
}

#[tokio::test]
async fn a_report_is_seen_by_its_author_who_approves_and_who_may_see_its_incident() {
    let app = TestApp::new().await;
    let (officer, dispatcher) = (app.client("vp.inspektors").await, app.client("vp.dispecers").await);
    let (commander, stranger) = (app.client("vp.komandieris").await, app.client("rpp.komandieris").await);
    let secret = officer.file(json!({ "sensitivity": "restricted" })).await;
    let loose = officer.write(json!({})).await;
    dispatcher.get(&at(loose.id)).await.problem(ProblemCode::NotFound);
    commander.get(&at(loose.id)).await.assert(StatusCode::OK);
    stranger.get(&at(loose.id)).await.problem(ProblemCode::NotFound);
    let hidden = officer.write(json!({ "incident": secret })).await;
    for other in [&dispatcher, &stranger] {
        other.get(&at(hidden.id)).await.problem(ProblemCode::NotFound);
        other.get(&format!("{}/protocol", at(hidden.id))).await.problem(ProblemCode::NotFound);
    }
    // An incident that one may not see is tied to nothing.
    let to = json!({ "incident": stranger.file(json!({ "sensitivity": "restricted" })).await });
    officer.post(&format!("{}/incident", at(loose.id)), &to).await.problem(ProblemCode::NotFound);

    let id = dispatcher.file(json!({})).await;
    let to = json!({ "incident": id });
    let tied: FieldReport = officer.post(&format!("{}/incident", at(loose.id)), &to).await.json();
    assert!(tied.incident_number.is_some());
    let of_incident: Vec<FieldReport> = dispatcher.get(&format!("/api/reports?incident={id}")).await.json();
    assert_eq!(of_incident.iter().map(|r| r.id).collect::<Vec<_>>(), [loose.id]);
    officer.post(&format!("{}/incident", at(loose.id)), &to).await.problem(ProblemCode::AlreadyExists);
    let own: Vec<FieldReport> = officer.get("/api/reports?own=true").await.json();
    assert_eq!(own.len(), 2);
}

#[tokio::test]
async fn a_report_becomes_an_incident_and_is_printed_with_its_number() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let draft = officer.write(json!({ "text": "<b>Kautiņš</b> & skrējiens" })).await;
    let filed = officer.post(&format!("{}/file", at(draft.id)), &new_incident(&json!({}))).await;
    let number = filed.assert(StatusCode::CREATED).json::<FieldReport>().incident_number.unwrap();
    let paper = officer.get(&format!("{}/protocol", at(draft.id))).await;
    let text = String::from_utf8(paper.bytes.clone()).unwrap();
    assert!(text.contains(&number) && text.contains("&lt;b&gt;Kautiņš&lt;/b&gt; &amp; skrējiens"), "{text}");
    assert!(paper.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let printed: i64 = sqlx::query_scalar("select count(*) from journal where kind = 'report.printed'")
        .fetch_one(app.db.pool())
        .await
        .unwrap();
    assert_eq!(printed, 1);
}

#[tokio::test]
async fn reports_and_checks_of_a_day_without_a_network_arrive_in_order_and_once() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let (device, id, incident) = (uuid(), uuid(), uuid());
    officer.put(&format!("/api/devices/{device}"), &json!({ "name": "Planšete" })).await;
    let acts = [
        json!({ "report": report(&json!({ "id": id })) }),
        json!({ "edit_report": { "report": id, "edit": { "version": 1, "text": "otrā" } } }),
        json!({ "edit_report": { "report": id, "edit": { "version": 1, "text": "trešā", "title": "Cits" } } }),
        json!({ "file": new_incident(&json!({ "id": incident })) }),
        json!({ "tie_report": { "report": id, "incident": incident } }),
        json!({ "step_report": { "report": id, "step": { "version": 4, "step": "check" } } }),
        json!({ "checked": { "check": { "kind": "plate", "q": "AB1", "purpose": "kontrole" }, "found": 0 } }),
    ];
    let item =
        |(n, act): (usize, &Value)| json!({ "key": uuid(), "seq": n + 1, "made_at": app.now(), "act": act });
    let items: Vec<Value> = acts.iter().enumerate().map(item).collect();
    let up = json!({ "device": device, "sent_at": app.now(), "items": items });
    for _ in 0..2 {
        let down: SyncDown<Value> = officer.post("/api/sync", &up).await.json();
        let outcomes: Vec<Outcome> = down.answers.into_iter().map(|answer| answer.outcome).collect();
        let done = |version| Outcome::Done { version };
        assert_eq!(
            outcomes[..5],
            [done(Some(1)), done(Some(2)), done(Some(3)), done(Some(1)), done(Some(4))]
        );
        // An officer checks no report.
        assert_eq!(outcomes[5], Outcome::SetAside { reason: Aside::Refused(ProblemCode::Forbidden) });
        assert_eq!(outcomes[6], done(None));
    }
    let held: FieldReport = officer.get(&at(id)).await.json();
    assert_eq!((held.text.as_str(), held.title.as_str()), ("trešā", "Cits"));
    assert_eq!(held.incident, Some(incident.into()));
    let told: i64 = sqlx::query_scalar("select count(*) from journal where kind = 'check.made_offline'")
        .fetch_one(app.db.pool())
        .await
        .unwrap();
    assert_eq!(told, 1);

    // Changed elsewhere meanwhile: set aside, and both versions are there to be looked at.
    let elsewhere = json!({ "version": held.version, "text": "no cita galda" });
    officer.patch(&at(id), &elsewhere).await.assert(StatusCode::OK);
    let late = json!({ "key": uuid(), "seq": 8, "made_at": app.now(),
        "act": { "edit_report": { "report": id, "edit": { "version": held.version, "text": "vēlā" } } } });
    let up = json!({ "device": device, "sent_at": app.now(), "items": [late] });
    let down: SyncDown<Value> = officer.post("/api/sync", &up).await.json();
    let refused = Outcome::SetAside { reason: Aside::Refused(ProblemCode::VersionConflict) };
    assert_eq!(down.answers[0].outcome, refused);
    assert_eq!(officer.get(&at(id)).await.json::<FieldReport>().text, "no cita galda");
}

#[tokio::test]
async fn what_is_done_with_a_report_is_told_in_the_log_of_its_incident() {
    let app = TestApp::new().await;
    let (officer, commander) = (app.client("vp.inspektors").await, app.client("vp.komandieris").await);
    let incident = officer.file(json!({})).await;
    let draft = officer.write(json!({ "incident": incident })).await;
    let edit = json!({ "version": draft.version, "text": "otrā" });
    let edited: FieldReport = officer.patch(&at(draft.id), &edit).await.json();
    let checked = commander.report_step(&edited, "check").await;
    commander.report_step(&checked, "lock").await;
    let add = json!({ "id": uuid(), "text": "Saņemts videoieraksts" });
    officer.post(&format!("{}/supplements", at(draft.id)), &add).await.assert(StatusCode::CREATED);
    let kinds: Vec<(String, Option<String>, bool)> = sqlx::query_as(
        "select kind, payload ->> 'step', summary is not null from journal
         where subject_id = $1 and kind like 'incident.report%' order by id",
    )
    .bind(incident.0)
    .fetch_all(app.db.pool())
    .await
    .unwrap();
    let of =
        |kind: &str, step: Option<&str>| (format!("incident.report_{kind}"), step.map(str::to_owned), true);
    let told = [
        of("tied", None),
        of("edited", None),
        of("step", Some("check")),
        of("step", Some("lock")),
        of("supplemented", None),
    ];
    assert_eq!(kinds, told);
}

#[tokio::test]
async fn a_device_holds_the_reports_of_its_officer_and_is_told_when_one_changes() {
    let app = TestApp::new().await;
    let (officer, commander) = (app.client("vp.inspektors").await, app.client("vp.komandieris").await);
    let device = uuid();
    officer.put(&format!("/api/devices/{device}"), &json!({ "name": "Planšete" })).await;
    let mark = async || {
        let up = json!({ "device": device, "sent_at": app.now() });
        let down: SyncDown<Value> = officer.post("/api/sync", &up).await.json();
        down.lease.unwrap().marks.reports
    };
    let lent = async |have: String| -> LeasedReports {
        officer.get(&format!("/api/lease/reports?device={device}&have={have}")).await.json()
    };
    commander.write(json!({})).await;
    let (empty, own) = (mark().await, officer.write(json!({})).await);
    assert_ne!(mark().await, empty);
    let first = lent(String::new()).await;
    assert_eq!((first.keep.clone(), first.reports[0].text.as_str()), (vec![own.id], "Viss mierīgi"));
    let have = format!("{}.{}", own.id, own.version);
    assert_eq!(lent(have.clone()).await.reports, []);
    let before = mark().await;
    assert_eq!(mark().await, before, "nothing has happened");
    let back = commander.report_step(&own, "return").await;
    assert_ne!(mark().await, before);
    let again = lent(have).await;
    assert_eq!((again.keep, again.reports[0].returned.clone()), (vec![own.id], back.returned));
}
