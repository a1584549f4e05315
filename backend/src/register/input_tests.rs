//! Bad input, through the service: a clear problem that names the field, and nothing written.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::testing::{DISPATCHER, World, incident, request, uuid};

async fn count(world: &World) -> i64 {
    sqlx::query_scalar("select count(*) from incidents").fetch_one(world.db.pool()).await.unwrap()
}

/// Sends a body as it is, under a new key.
async fn raw(world: &World, body: impl Into<Body>) -> super::testing::Answered {
    let request = request(DISPATCHER, Method::POST, "/api/incidents")
        .header("idempotency-key", uuid().to_string())
        .header("content-type", "application/json");
    world.raw(request.body(body.into()).unwrap()).await
}

/// An ordinary incident with one place in it changed.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = incident();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

#[tokio::test]
async fn a_bad_field_is_named_and_nothing_is_written() {
    let world = World::new().await;
    for (pointer, value, field, code) in [
        ("/description", json!(1), "description", "wrong_form"),
        ("/description", json!("a\u{0}b"), "description", "forbidden_character"),
        ("/description", json!("a\u{7}b"), "description", "forbidden_character"),
        ("/description", json!("ab\u{202E}dc"), "description", "forbidden_character"),
        ("/description", json!("a".repeat(50_001)), "description", "too_long"),
        ("/colour", json!("red"), "colour", "unknown_field"),
        ("/place/floor", json!(3), "place.floor", "unknown_field"),
        ("/place/lat", json!("56"), "place.lat", "wrong_form"),
        ("/place/lat", json!(91), "place.lat", "outside_world"),
        ("/place/lon", json!(-180.5), "place.lat", "outside_world"),
        ("/place/radius_m", json!(-1), "place.radius_m", "out_of_range"),
        ("/place/source", json!("dream"), "place.source", "unknown"),
        ("/channel", json!("pigeon"), "channel", "unknown"),
        ("/type_code", json!("unheard.of"), "type_code", "unknown"),
        ("/type_code", json!(""), "type_code", "required"),
        ("/category", json!("Z"), "category", "unknown"),
        ("/id", json!("7"), "id", "wrong_form"),
        ("/department", json!(uuid()), "department", "unknown"),
        ("/received_at", json!("2026-11-23T10:00:00Z"), "received_at", "in_future"),
        ("/received_at", json!("yesterday"), "received_at", "wrong_form"),
        ("/occurred", json!({ "from": "2026-11-23T10:00:00Z" }), "occurred.from", "in_future"),
        (
            "/occurred",
            json!({ "from": "2026-11-21T10:00:00Z", "to": "2026-11-21T09:00:00Z" }),
            "occurred.to",
            "end_before_start",
        ),
        ("/notes", json!([{ "id": uuid(), "text": " " }]), "notes.0.text", "required"),
        (
            "/persons",
            json!([{ "id": uuid(), "person_id": uuid(), "role": "caller" }]),
            "persons.0.person_id",
            "unknown",
        ),
        (
            "/vehicles",
            json!([{ "id": uuid(), "vehicle_id": uuid(), "role": "king" }]),
            "vehicles.0.role",
            "unknown",
        ),
    ] {
        let problem =
            world.post(DISPATCHER, "/api/incidents", &with(pointer, value)).await.problem("invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        assert_eq!(problem["errors"][0]["code"], code, "{problem}");
    }
    assert_eq!(count(&world).await, 0);
}

#[tokio::test]
async fn a_body_that_is_no_command_is_a_problem_of_the_whole() {
    let world = World::new().await;
    for body in ["{\"id\":", "", "null", "[]", "7", "{} {}", "\u{feff}{}", "{\"a\":NaN}"] {
        let answered = raw(&world, body).await;
        assert!(matches!(answered.status.as_u16(), 400 | 422), "{body:?}: {}", answered.body);
    }
    let deep = "{\"occurred\":".repeat(100_000);
    raw(&world, deep).await.problem("invalid");
    raw(&world, vec![0xff_u8, 0xfe]).await.problem("malformed_body");
    let long = json!({ "description": "a".repeat(10 << 20) }).to_string();
    raw(&world, long).await.problem("too_large");
    let form = request(DISPATCHER, Method::POST, "/api/incidents")
        .header("idempotency-key", uuid().to_string())
        .header("content-type", "application/x-www-form-urlencoded");
    world.raw(form.body(Body::from("a=b")).unwrap()).await.problem("unsupported_media_type");
    let unkeyed =
        request(DISPATCHER, Method::POST, "/api/incidents").header("content-type", "application/json");
    world.raw(unkeyed.body(Body::from("{}")).unwrap()).await.problem("idempotency_key_required");
    assert_eq!(count(&world).await, 0);
}

#[tokio::test]
async fn a_place_outside_latvia_is_only_doubted() {
    let world = World::new().await;
    let mut body = with("/place/lat", json!(-33.9));
    body["place"]["lon"] = json!(18.4);
    let answer = world.post(DISPATCHER, "/api/incidents", &body).await.expect(201);
    assert_eq!(answer["warnings"][0]["code"], "outside_latvia");
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn a_key_with_another_body_is_refused_and_with_the_same_is_answered_again() {
    let world = World::new().await;
    let (key, mut body) = (uuid().to_string(), incident());
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = request(DISPATCHER, Method::POST, "/api/incidents").header("idempotency-key", &key);
        answers.push(world.raw(request.body(Body::from(body.to_string())).unwrap()).await.expect(201));
    }
    assert_eq!(answers[0], answers[1]);
    body["description"] = json!("cits");
    let request = request(DISPATCHER, Method::POST, "/api/incidents").header("idempotency-key", &key);
    world.raw(request.body(Body::from(body.to_string())).unwrap()).await.problem("idempotency_key_reused");
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn an_id_that_is_taken_is_refused_under_another_key() {
    let world = World::new().await;
    let body = incident();
    world.post(DISPATCHER, "/api/incidents", &body).await.expect(201);
    world.post(DISPATCHER, "/api/incidents", &body).await.problem("already_exists");
}
