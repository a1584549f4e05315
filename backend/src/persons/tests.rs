//! Persons, through the service.

use axum::http::Method;
use serde_json::{Value, json};

use crate::register::testing::{ANALYST, DISPATCHER, GRANTED, MUNICIPAL, PORT, World, uuid};

fn berzins(role: &str) -> Value {
    json!({ "id": uuid(), "person_id": uuid(), "role": role, "detail": {
        "names": [{ "given": "Jānis", "surname": "Bērziņš" }], "codes": [{ "code": "161175-19997" }],
        "documents": [{ "kind": "pase", "number": "LV 1234567" }],
        "address": "Brīvības iela 1", "contacts": [{ "kind": "phone", "value": "26123456" }] } })
}

/// Kinds of the journal entries about a person, oldest first.
async fn journal(world: &World, person: &Value) -> Vec<String> {
    sqlx::query_scalar(
        "select kind from journal where subject_kind = 'person' and subject_id = $1::uuid order by id",
    )
    .bind(person.as_str().unwrap())
    .fetch_all(world.db.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_person_filed_with_an_incident_is_found_again_while_typing() {
    let world = World::new().await;
    let person = berzins("witness");
    world.file(DISPATCHER, &json!({ "persons": [person] })).await;
    for q in [
        "berz",
        "janis+b",
        "B%C4%93rzi%C5%86%C5%A1+J",
        "16117519997",
        "161175-19997",
        "lv1234567",
        "berzinnsh",
    ] {
        let hits = world.get(MUNICIPAL, &format!("/api/persons?q={q}&purpose=case")).await.expect(200);
        assert_eq!(hits[0]["person"]["id"], person["person_id"], "{q}");
        assert_eq!(hits[0]["incidents"], 1);
    }
    for q in ["kalns", "161175"] {
        let hits = world.get(DISPATCHER, &format!("/api/persons?q={q}&purpose=case")).await.expect(200);
        assert!(hits.as_array().unwrap().is_empty(), "{q}");
    }
    let hits = world.get(PORT, "/api/persons?q=berz&purpose=case").await.expect(200);
    assert!(hits.as_array().unwrap().is_empty());
    world.get(DISPATCHER, "/api/persons?q=berz").await.problem("purpose_required");
    world.get(ANALYST, "/api/persons?q=berz&purpose=case").await.problem("forbidden");
    let found = world.get(DISPATCHER, "/api/incidents?person=berzins+jan&purpose=case").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn one_person_on_two_incidents_is_one_and_a_known_code_is_only_suggested() {
    let world = World::new().await;
    let person = berzins("witness");
    world.file(DISPATCHER, &json!({ "persons": [person] })).await;
    let other = world.file(DISPATCHER, &json!({})).await;
    let path = format!("/api/incidents/{}/persons", other["id"].as_str().unwrap());

    let answer = world.post(DISPATCHER, &path, &berzins("suspect")).await.expect(201);
    assert_eq!(answer["warnings"][0]["code"], "known_person");
    assert_eq!(answer["warnings"][0]["field"], "detail.codes.0.code");

    let again = json!({ "id": uuid(), "person_id": person["person_id"], "role": "suspect" });
    world.post(DISPATCHER, &path, &again).await.expect(201);
    let hit = world.get(DISPATCHER, &format!("/api/persons/{}", person["person_id"].as_str().unwrap())).await;
    assert_eq!(hit.expect(200)["incidents"], 2);

    let strike = format!("{path}/{}/strike", again["id"].as_str().unwrap());
    world.post(DISPATCHER, &strike, &json!({ "reason": "cits" })).await.expect(200);
    let found = world
        .get(
            DISPATCHER,
            &format!("/api/incidents?purpose=x&person_id={}", person["person_id"].as_str().unwrap()),
        )
        .await
        .expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_person_that_one_may_not_see_is_unknown() {
    let world = World::new().await;
    let person = berzins("witness");
    world.file(DISPATCHER, &json!({ "persons": [person] })).await;
    let id = person["person_id"].as_str().unwrap();
    world.get(PORT, &format!("/api/persons/{id}")).await.problem("not_found");
    let edit = json!({ "version": 1, "detail": person["detail"] });
    world.send(PORT, Method::PATCH, &format!("/api/persons/{id}"), &edit).await.problem("not_found");
    let own = world.file(PORT, &json!({})).await;
    let path = format!("/api/incidents/{}/persons", own["id"].as_str().unwrap());
    let tie = json!({ "id": uuid(), "person_id": id, "role": "suspect" });
    let problem = world.post(PORT, &path, &tie).await.problem("invalid");
    assert_eq!(problem["errors"][0]["field"], "person_id");
    let answer = world.post(PORT, &path, &berzins("witness")).await.expect(201);
    assert!(answer["warnings"].is_null(), "a code on an unseen incident is not told: {answer}");
}

#[tokio::test]
async fn a_victims_address_is_for_holders_of_the_grant_and_for_who_entered_it() {
    let world = World::new().await;
    let person = berzins("victim");
    let incident = world.file(DISPATCHER, &json!({ "persons": [person] })).await;
    let card = format!("/api/incidents/{}", incident["id"].as_str().unwrap());
    let one = format!("/api/persons/{}", person["person_id"].as_str().unwrap());
    for (user, whole) in [(DISPATCHER, true), (GRANTED, true), (MUNICIPAL, false)] {
        let involved = world.get(user, &card).await.expect(200)["persons"][0].clone();
        let hit = world.get(user, &one).await.expect(200);
        for (detail, withheld) in [
            (&involved["person"]["detail"], &involved["withheld"]),
            (&hit["person"]["detail"], &hit["withheld"]),
        ] {
            assert_eq!(detail["address"].is_string(), whole, "{user:?}");
            assert_eq!(detail["codes"].is_array(), whole, "{user:?}");
            assert_eq!(detail["names"][0]["surname"], "Bērziņš");
            assert_eq!(withheld.is_null(), whole);
        }
        let by_code = world.get(user, "/api/persons?q=16117519997&purpose=x").await.expect(200);
        assert_eq!(by_code.as_array().unwrap().len(), usize::from(whole), "{user:?}");
        let by_code = world.get(user, "/api/incidents?code=161175-19997&purpose=x").await.expect(200);
        assert_eq!(by_code["items"].as_array().unwrap().len(), usize::from(whole), "{user:?}");
    }
}

#[tokio::test]
async fn an_edit_keeps_what_the_editor_could_not_see() {
    let world = World::new().await;
    let person = berzins("victim");
    world.file(DISPATCHER, &json!({ "persons": [person] })).await;
    let path = format!("/api/persons/{}", person["person_id"].as_str().unwrap());
    let mut detail = world.get(MUNICIPAL, &path).await.expect(200)["person"]["detail"].clone();
    detail["names"][0]["given"] = json!("Jānis Andris");
    let edit = json!({ "version": 1, "detail": detail });
    let answer = world.send(MUNICIPAL, Method::PATCH, &path, &edit).await.expect(200);
    assert_eq!(answer["person"]["version"], 2);
    assert!(answer["person"]["detail"]["address"].is_null());
    let now = world.get(DISPATCHER, &path).await.expect(200)["person"]["detail"].clone();
    assert_eq!(now["address"], "Brīvības iela 1");
    assert_eq!(now["names"][0]["given"], "Jānis Andris");
    assert_eq!(now["codes"][0]["code"], "16117519997");
}

#[tokio::test]
async fn a_stale_edit_of_a_person_shows_both_sides() {
    let world = World::new().await;
    let person = berzins("witness");
    world.file(DISPATCHER, &json!({ "persons": [person] })).await;
    let path = format!("/api/persons/{}", person["person_id"].as_str().unwrap());
    let whole = world.get(DISPATCHER, &path).await.expect(200)["person"]["detail"].clone();
    let (mut mine, mut yours) = (whole.clone(), whole);
    mine["address"] = json!("Brīvības iela 2");
    yours["address"] = json!("Brīvības iela 3");
    yours["citizenship"] = json!("LV");
    let edit = |detail: &Value| json!({ "version": 1, "detail": detail });
    world.send(MUNICIPAL, Method::PATCH, &path, &edit(&mine)).await.expect(200);
    let problem =
        world.send(DISPATCHER, Method::PATCH, &path, &edit(&yours)).await.problem("version_conflict");
    let fields = problem["conflict"]["fields"].as_array().unwrap();
    let of = |name: &str| fields.iter().find(|f| f["field"] == name).unwrap().clone();
    assert_eq!(of("address")["theirs"], "Brīvības iela 2");
    assert_eq!(of("address")["yours"], "Brīvības iela 3");
    assert_eq!(of("address")["changed"], true);
    assert_eq!(of("citizenship")["changed"], false);
    assert_eq!(fields.len(), 2);
}

#[tokio::test]
async fn every_reading_of_a_person_is_journaled_with_its_purpose() {
    let world = World::new().await;
    let person = berzins("witness");
    let incident = world.file(DISPATCHER, &json!({ "persons": [person] })).await;
    world.get(MUNICIPAL, &format!("/api/incidents/{}", incident["id"].as_str().unwrap())).await.expect(200);
    world.get(ANALYST, &format!("/api/incidents/{}", incident["id"].as_str().unwrap())).await.expect(200);
    world
        .get(MUNICIPAL, &format!("/api/persons/{}", person["person_id"].as_str().unwrap()))
        .await
        .expect(200);
    assert_eq!(
        journal(&world, &person["person_id"]).await,
        ["person.registered", "person.read", "person.read"]
    );
    let payload: Value =
        sqlx::query_scalar("select payload from journal where kind = 'person.read' order by id limit 1")
            .fetch_one(world.db.pool())
            .await
            .unwrap();
    assert_eq!(payload, json!({ "incident": incident["id"], "purpose": "incident work" }));
}

#[tokio::test]
async fn a_doubtful_code_is_kept_with_a_warning() {
    let world = World::new().await;
    let incident = world.file(DISPATCHER, &json!({})).await;
    let path = format!("/api/incidents/{}/persons", incident["id"].as_str().unwrap());
    let mut person = berzins("caller");
    person["detail"]["codes"][0]["code"] = json!("161175-19998");
    let answer = world.post(DISPATCHER, &path, &person).await.expect(201);
    assert_eq!(answer["warnings"][0]["code"], "personal_code_check");
    person["id"] = json!(uuid());
    let problem = world.post(DISPATCHER, &path, &person).await.problem("invalid");
    assert_eq!(problem["errors"][0]["field"], "person_id");
}
