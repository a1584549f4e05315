//! Vehicles and objects, through the service.

use serde_json::json;

use crate::register::testing::{ANALYST, DISPATCHER, MUNICIPAL, PORT, World, uuid};

#[tokio::test]
async fn a_plate_that_the_register_knows_is_tied_to_the_vehicle_that_has_it() {
    let world = World::new().await;
    let vehicle = |plate: &str| json!({ "id": uuid(), "vehicle_id": uuid(), "role": "involved", "detail": { "plate": plate } });
    let one = world.file(DISPATCHER, &json!({ "vehicles": [vehicle("ab-1234")] })).await;
    let other = world.file(DISPATCHER, &json!({})).await;
    let path = format!("/api/incidents/{}", other["id"].as_str().unwrap());
    world.post(DISPATCHER, &format!("{path}/vehicles"), &vehicle("AB 1234")).await.expect(201);
    let suggested = world.get(DISPATCHER, "/api/vehicles?q=ab1").await.expect(200);
    assert_eq!(suggested.as_array().unwrap().len(), 1);
    assert_eq!(suggested[0]["detail"]["plate"], "AB1234");
    let found = world.get(DISPATCHER, "/api/incidents?plate=ab-12-34").await.expect(200);
    assert_eq!([&found["items"][0]["id"], &found["items"][1]["id"]], [&other["id"], &one["id"]]);
    assert!(world.get(PORT, "/api/vehicles?q=ab1").await.expect(200).as_array().unwrap().is_empty());

    let card = world.get(DISPATCHER, &path).await.expect(200);
    let strike = format!("{path}/vehicles/{}/strike", card["vehicles"][0]["id"].as_str().unwrap());
    world.post(DISPATCHER, &strike, &json!({ "reason": "cits auto" })).await.expect(200);
    world.post(DISPATCHER, &strike, &json!({ "reason": "cits auto" })).await.problem("not_found");
    let card = world.get(DISPATCHER, &path).await.expect(200);
    assert_eq!(card["vehicles"][0]["struck"]["reason"], "cits auto");
    let found = world.get(DISPATCHER, "/api/incidents?plate=ab1234").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_unusual_plate_is_a_warning_and_an_unseen_vehicle_is_unknown() {
    let world = World::new().await;
    let incident = world.file(DISPATCHER, &json!({})).await;
    let path = format!("/api/incidents/{}/vehicles", incident["id"].as_str().unwrap());
    let body =
        json!({ "id": uuid(), "vehicle_id": uuid(), "role": "wanted", "detail": { "plate": "RIGA1" } });
    let answer = world.post(MUNICIPAL, &path, &body).await.expect(201);
    assert_eq!(answer["warnings"][0]["code"], "plate_form");
    assert_eq!(answer["warnings"][0]["field"], "detail.plate");
    let body = json!({ "id": uuid(), "vehicle_id": uuid(), "role": "wanted" });
    let problem = world.post(DISPATCHER, &path, &body).await.problem("invalid");
    assert_eq!(problem["errors"][0]["field"], "vehicle_id");
}

#[tokio::test]
async fn objects_come_with_the_incident_and_are_for_those_who_may_read_them() {
    let world = World::new().await;
    let object = json!({ "id": uuid(), "object_id": uuid(), "detail": { "description": "Melna mugursoma" } });
    let incident = world.file(DISPATCHER, &json!({ "objects": [object] })).await;
    let path = format!("/api/incidents/{}", incident["id"].as_str().unwrap());
    let again = json!({ "id": uuid(), "object_id": object["object_id"], "note": "atdota" });
    world.post(DISPATCHER, &format!("{path}/objects"), &again).await.expect(201);
    let card = world.get(MUNICIPAL, &path).await.expect(200);
    assert_eq!(card["objects"].as_array().unwrap().len(), 2);
    assert_eq!(card["objects"][1]["object"]["detail"]["description"], "Melna mugursoma");
    let card = world.get(ANALYST, &path).await.expect(200);
    assert!(card["objects"].as_array().unwrap().is_empty());
    world.post(ANALYST, &format!("{path}/objects"), &again).await.problem("forbidden");
}
