//! Two institutions with nothing between them: neither learns anything of the other's incidents, anywhere.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::incident::{Incident, Summary};
use vnr_shared::journal::JournalEntry;
use vnr_shared::live::{ServerFrame, Subject};
use vnr_shared::page::Page;
use vnr_shared::problem::ProblemCode;

use crate::live::{Live, listen};
use crate::support::{TestApp, uuid};

#[tokio::test]
async fn an_institution_learns_nothing_of_anothers_incidents() {
    let app = TestApp::new().await;
    // Border guard and municipal police: no rule of sharing joins them.
    let theirs = app.client("vrs.dispecers").await;
    let ours = app.client("rpp.dispecers").await;
    let person = json!([{ "id": uuid(), "person_id": uuid(), "role": "witness",
        "detail": { "names": [{ "given": "Zaiga", "surname": "Neredzama" }] } }]);
    let (vehicle, object) = (uuid(), uuid());
    let id = theirs
        .file(json!({ "description": "Slepenais vārds kvarcs", "persons": person,
            "vehicles": [{ "id": uuid(), "vehicle_id": vehicle, "role": "involved", "detail": { "plate": "ZZ-77" } }],
            "objects": [{ "id": uuid(), "object_id": object, "detail": { "description": "Kaste" } }] }))
        .await;
    let at = format!("/api/incidents/{id}");

    for query in [
        "",
        "?q=kvarcs",
        "?number=VRS",
        "?plate=zz77",
        "?address=Brivibas",
        "?person=neredzama&purpose=tests",
    ] {
        let own: Page<Summary> = theirs.get(&format!("/api/incidents{query}")).await.json();
        assert_eq!(own.items.len(), 1, "the owner does not find {query}");
        let page: Page<Summary> = ours.get(&format!("/api/incidents{query}")).await.json();
        assert_eq!(page.items, [], "found by {query}");
    }
    for path in [at.clone(), format!("{at}/journal")] {
        ours.get(&path).await.problem(ProblemCode::NotFound);
    }
    let persons: Value = ours.get("/api/persons?q=neredzama&purpose=tests").await.json();
    assert!(!persons.to_string().contains("Neredzama"), "{persons}");
    let vehicles: Value = ours.get("/api/vehicles?q=zz77").await.json();
    assert!(!vehicles.to_string().contains("ZZ77"), "{vehicles}");

    let reason = json!({ "reason": "tests" });
    for (path, body) in [
        ("notes".to_owned(), json!({ "id": uuid(), "text": "x" })),
        ("status".to_owned(), json!({ "version": 1, "step": "assign" })),
        ("shares".to_owned(), json!({ "institution": app.institution("RPP"), "reason": "tests" })),
        ("links".to_owned(), json!({ "id": uuid(), "kind": "related", "other": uuid() })),
        (format!("notes/{}/strike", uuid()), reason),
    ] {
        ours.post(&format!("{at}/{path}"), &body).await.problem(ProblemCode::NotFound);
    }
    ours.patch(&at, &json!({ "version": 1, "description": "x" })).await.problem(ProblemCode::NotFound);

    let auditor = app.client("rpp.auditors").await;
    let journal: Page<JournalEntry> = auditor.get("/api/journal?limit=500").await.json();
    let foreign = |e: &&JournalEntry| e.institution.is_some_and(|i| i != app.institution("RPP"));
    assert_eq!(journal.items.iter().find(foreign), None);
    // Once shown by hand it is seen like any other.
    theirs.share(id, app.institution("RPP")).await;
    ours.get(&at).await.assert(StatusCode::OK);
}

#[tokio::test]
async fn the_first_account_is_made_once_and_makes_the_others() {
    let db = vnr::testdb::TestDb::new().await;
    let now = crate::support::START.parse().unwrap();
    let first = async |secret: &str| {
        vnr::access::first::administrator(db.pool(), &vnr::clock::SystemIds, "galvenais", secret, now).await
    };
    first("īsa").await.unwrap_err();
    assert!(first("pavisam cita parole").await.unwrap());
    assert!(!first("pavisam cita parole").await.unwrap());
}

#[tokio::test]
async fn a_restricted_incident_is_read_by_the_crew_that_is_sent_there_and_only_while_it_is() {
    let app = TestApp::new().await;
    let (dispatcher, officer) = (app.client("vp.dispecers").await, app.client("vp.inspektors").await);
    let unit = app.unit("VP", "101").await;
    let hidden = dispatcher.file(json!({ "sensitivity": "restricted", "description": "slepeni" })).await;
    let at = format!("/api/incidents/{hidden}");
    let reads = async || {
        let page: Page<Summary> = officer.get("/api/incidents").await.json();
        let found: Page<Summary> = officer.get("/api/incidents?q=slepeni").await.json();
        let listed = page.items.iter().any(|i| i.id == hidden);
        assert_eq!(listed, found.items.iter().any(|i| i.id == hidden), "list and search agree");
        listed
    };
    let mut live = Live::open(listen(app.router()).await, &officer).await;
    let (_, shown) = live.snapshot().await;
    assert!(!reads().await && shown.iter().all(|i| i.id != hidden));
    officer.get(&at).await.problem(ProblemCode::NotFound);

    let sent = format!("{at}/assignments");
    dispatcher.post(&sent, &json!({ "units": [unit] })).await.assert(StatusCode::CREATED);
    let ServerFrame::Upsert { position, subject: Subject::Incident(seen), .. } = live.next().await else {
        panic!("an upsert")
    };
    assert!(seen.id == hidden && reads().await);
    officer.get(&at).await.assert(StatusCode::OK);
    officer
        .post(&format!("{at}/notes"), &json!({ "id": uuid(), "text": "vietā" }))
        .await
        .assert(StatusCode::CREATED);
    live.next().await;

    // Another crew takes the car over: it goes on reading, the one before does not.
    let crew = json!([{ "user": app.user("vp.komandieris"), "name": "", "leader": true }]);
    let shift = format!("/api/units/{unit}/shift");
    dispatcher
        .put(&shift, &json!({ "to": app.now() + Duration::hours(8), "crew": crew }))
        .await
        .assert(StatusCode::OK);
    let ServerFrame::Gone { id, .. } = live.next().await else { panic!("gone") };
    assert!(id == hidden.0 && !reads().await);
    let crew = json!([{ "user": app.user("vp.inspektors"), "name": "", "leader": true }]);
    dispatcher
        .put(&shift, &json!({ "to": app.now() + Duration::hours(8), "crew": crew }))
        .await
        .assert(StatusCode::OK);
    assert!(matches!(live.next().await, ServerFrame::Upsert { .. }) && reads().await);

    dispatcher.post(&format!("{sent}/release"), &json!({ "units": [unit] })).await.assert(StatusCode::OK);
    let ServerFrame::Gone { id, .. } = live.next().await else { panic!("gone") };
    assert!(id == hidden.0 && !reads().await);
    officer.get(&at).await.problem(ProblemCode::NotFound);
    // Who comes back after a while is told the same of what was missed.
    let mut again = Live::open(listen(app.router()).await, &officer).await;
    again.subscribe(None, Some(position)).await;
    let mut told = Vec::new();
    while told.len() < 4 {
        match again.next().await {
            ServerFrame::Upsert { .. } => told.push("seen"),
            ServerFrame::Gone { .. } => told.push("gone"),
            _ => {}
        }
    }
    assert_eq!(told, ["seen", "gone", "seen", "gone"]);
}

#[tokio::test]
async fn whoever_takes_an_incident_over_sees_the_units_that_are_there() {
    let app = TestApp::new().await;
    let (rescue, municipal) = (app.client("vugd.dispecers").await, app.client("rpp.dispecers").await);
    let unit = app.unit("VUGD", "1-11").await;
    let id = rescue.file(json!({})).await;
    let at = format!("/api/incidents/{id}");
    rescue.post(&format!("{at}/assignments"), &json!({ "units": [unit] })).await.assert(StatusCode::CREATED);
    let joint = async |code: &str| -> bool {
        let reason: Option<String> =
            sqlx::query_scalar("select reason from unit_access where unit_id = $1 and institution_id = $2")
                .bind(unit.0)
                .bind(app.institution(code).0)
                .fetch_optional(app.db.pool())
                .await
                .unwrap();
        reason.as_deref() == Some("joint")
    };
    assert!(!joint("RPP").await);
    let version = |client: &crate::support::Client| {
        let (client, at) = (client.clone(), at.clone());
        async move { client.get(&at).await.json::<Incident>().summary.version }
    };
    let to = app.institution("RPP");
    let pass = json!({ "version": version(&rescue).await, "step": "pass", "to": to, "reason": "viņu darbs" });
    rescue.post(&format!("{at}/status"), &pass).await.assert(StatusCode::OK);
    assert!(!joint("RPP").await, "asked is not yet responsible");
    municipal.step(id, version(&municipal).await, "accept").await;
    assert!(joint("RPP").await);
    municipal.get(&format!("/api/units/{unit}")).await.assert(StatusCode::OK);
}
