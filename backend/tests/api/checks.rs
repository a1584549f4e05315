//! Checks at the roadside.

use serde_json::{Value, json};
use vnr_shared::check::CheckAnswer;
use vnr_shared::problem::ProblemCode;

use crate::support::{Client, TestApp, uuid};

async fn check(client: &Client, kind: &str, q: &str) -> CheckAnswer {
    client.post("/api/checks", &json!({ "kind": kind, "q": q, "purpose": "satiksmes kontrole" })).await.json()
}

#[tokio::test]
async fn what_is_known_of_a_person_a_plate_and_a_document_is_told_with_its_incidents_and_journaled() {
    let app = TestApp::new().await;
    let (officer, rescue) = (app.client("vp.inspektors").await, app.client("rpp.dispecers").await);
    let id = officer.file(json!({})).await;
    let at = format!("/api/incidents/{id}");
    let person = json!({ "id": uuid(), "person_id": uuid(), "role": "suspect",
        "detail": { "names": [{ "given": "Jānis", "surname": "Paraugs" }] } });
    officer.post(&format!("{at}/persons"), &person).await.assert(201.try_into().unwrap());
    let vehicle = json!({ "id": uuid(), "vehicle_id": uuid(), "role": "involved",
        "detail": { "plate": "AB-1234", "country": "LV" } });
    officer.post(&format!("{at}/vehicles"), &vehicle).await.assert(201.try_into().unwrap());
    let object = json!({ "id": uuid(), "object_id": uuid(), "detail": { "description": "Pase", "identifier": "LV 123-456" } });
    officer.post(&format!("{at}/objects"), &object).await.assert(201.try_into().unwrap());

    let found = check(&officer, "person", "paraugs janis").await;
    assert_eq!((found.persons[0].ties[0].incident, found.persons[0].ties[0].role.as_str()), (id, "suspect"));
    assert!(found.vehicles.is_empty() && found.objects.is_empty());
    let found = check(&officer, "plate", "ab 12").await;
    assert_eq!((found.vehicles[0].what.detail.plate.as_str(), found.vehicles[0].ties.len()), ("AB1234", 1));
    let found = check(&officer, "document", "lv123456").await;
    assert_eq!((found.objects[0].ties[0].incident, found.objects[0].ties[0].open), (id, true));
    assert_eq!(check(&officer, "document", "lv12345").await, CheckAnswer::default());

    let payload: Vec<Value> =
        sqlx::query_scalar("select payload from journal where kind = 'check.made' order by id")
            .fetch_all(app.db.pool())
            .await
            .unwrap();
    assert_eq!(payload.len(), 4, "each check, also one that finds nothing");
    assert!(payload.iter().all(|p| p["check"]["purpose"] == "satiksmes kontrole"));
    assert_eq!(payload[0]["persons"], json!([person["person_id"]]));

    // Nobody is told of what stands only where he may not look.
    let hidden = rescue.file(json!({ "sensitivity": "restricted" })).await;
    let vehicle = json!({ "id": uuid(), "vehicle_id": uuid(), "role": "involved",
        "detail": { "plate": "ZZ-99", "country": "LV" } });
    rescue.post(&format!("/api/incidents/{hidden}/vehicles"), &vehicle).await.assert(201.try_into().unwrap());
    assert_eq!(check(&officer, "plate", "ZZ99").await, CheckAnswer::default());
}

#[tokio::test]
async fn a_check_without_a_purpose_looks_nothing_up() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let bare = json!({ "kind": "person", "q": "Paraugs", "purpose": " " });
    officer.post("/api/checks", &bare).await.problem(ProblemCode::Invalid);
    let analyst = app.client("vp.analitikis").await;
    let asked = json!({ "kind": "person", "q": "Paraugs", "purpose": "tests" });
    analyst.post("/api/checks", &asked).await.problem(ProblemCode::Forbidden);
}
