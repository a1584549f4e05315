//! Two institutions with nothing between them: neither learns anything of the other's incidents, anywhere.

use axum::http::StatusCode;
use serde_json::{Value, json};
use vnr_shared::incident::Summary;
use vnr_shared::journal::JournalEntry;
use vnr_shared::page::Page;
use vnr_shared::problem::ProblemCode;

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
