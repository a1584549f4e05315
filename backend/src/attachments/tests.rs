//! Attachments, through the service.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::receive::path_of;
use super::sweep::sweep;
use crate::register::testing::{ANALYST, Answered, DISPATCHER, MUNICIPAL, PORT, User, World, request, uuid};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR-and-more";

async fn upload(
    world: &World,
    user: User,
    incident: &str,
    key: Uuid,
    (name, declared): (&str, &str),
    content: impl Into<Body>,
) -> Answered {
    let request = request(user, Method::POST, &format!("/api/incidents/{incident}/attachments"))
        .header("idempotency-key", key.to_string())
        .header("x-file-name", name)
        .header("content-type", declared);
    world.raw(request.body(content.into()).unwrap()).await
}

async fn incident(world: &World) -> String {
    world.file(DISPATCHER, &json!({})).await["id"].as_str().unwrap().to_owned()
}

fn files_of(world: &World) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![world.files().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_sent_and_the_reading_is_journaled() {
    let world = World::new().await;
    let (id, key) = (incident(&world).await, uuid());
    upload(&world, DISPATCHER, &id, key, ("b%C4%81ts.png", "image/png"), PNG).await.expect(201);
    let card = world.get(MUNICIPAL, &format!("/api/incidents/{id}")).await.expect(200);
    assert_eq!(card["attachments"][0]["name"], "bāts.png");
    assert_eq!(card["attachments"][0]["size"], PNG.len());
    let read = world.get(MUNICIPAL, &format!("/api/attachments/{key}")).await;
    assert_eq!(read.bytes, PNG);
    assert_eq!(read.headers["content-disposition"], "inline; filename*=UTF-8''b%C4%81ts.png");
    assert_eq!(read.headers["x-content-type-options"], "nosniff");
    assert_eq!(read.headers["content-security-policy"], "default-src 'none'; sandbox");
    let read: i64 = sqlx::query_scalar("select count(*) from journal where kind = 'attachment.read'")
        .fetch_one(world.db.pool())
        .await
        .unwrap();
    assert_eq!(read, 1);
    world.get(PORT, &format!("/api/attachments/{key}")).await.problem("not_found");
    world.get(ANALYST, &format!("/api/attachments/{key}")).await.problem("forbidden");

    let strike = format!("/api/incidents/{id}/attachments/{key}/strike");
    world.post(DISPATCHER, &strike, &json!({ "reason": "cita lieta" })).await.expect(200);
    let card = world.get(MUNICIPAL, &format!("/api/incidents/{id}")).await.expect(200);
    assert_eq!(card["attachments"][0]["struck"]["reason"], "cita lieta");
}

#[tokio::test]
async fn a_repeated_upload_is_one_attachment_and_the_same_content_is_one_file() {
    let world = World::new().await;
    let (id, key) = (incident(&world).await, uuid());
    let first = upload(&world, DISPATCHER, &id, key, ("a.txt", "text/plain"), "viens").await.expect(201);
    let again = upload(&world, DISPATCHER, &id, key, ("a.txt", "text/plain"), "viens").await.expect(201);
    assert_eq!(first, again);
    upload(&world, DISPATCHER, &id, key, ("a.txt", "text/plain"), "divi")
        .await
        .problem("idempotency_key_reused");
    upload(&world, DISPATCHER, &id, uuid(), ("b.txt", ""), "viens").await.expect(201);
    let card = world.get(DISPATCHER, &format!("/api/incidents/{id}")).await.expect(200);
    assert_eq!(card["attachments"].as_array().unwrap().len(), 2);
    assert_eq!(files_of(&world).len(), 1, "and nothing half arrived is left");
    let read = world.get(DISPATCHER, &format!("/api/attachments/{key}")).await;
    assert!(read.headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
}

#[tokio::test]
async fn what_is_not_taken_leaves_nothing_behind() {
    let world = World::new().await;
    let id = incident(&world).await;
    let big = vec![b'a'; (1 << 20) + 1];
    let streamed = Body::from_stream(futures::stream::iter(
        big.clone().chunks(4096).map(|c| Ok::<_, std::io::Error>(c.to_vec())).collect::<Vec<_>>(),
    ));
    for (named, content, problem) in [
        (("a.jpg", "image/jpeg"), Body::from(PNG), "file_type_mismatch"),
        (("a.png", "image/png"), Body::from("<script>alert(1)</script>"), "unsupported_media_type"),
        (("a.exe", ""), Body::from("MZ\u{90}\0\0"), "unsupported_media_type"),
        (("a.txt", "text/plain"), Body::from(big), "too_large"),
        (("a.txt", "text/plain"), streamed, "too_large"),
        (("a.txt", "text/plain"), Body::empty(), "invalid"),
        (("a%00.txt", "text/plain"), Body::from("x"), "invalid"),
    ] {
        upload(&world, DISPATCHER, &id, uuid(), named, content).await.problem(problem);
    }
    upload(&world, PORT, &id, uuid(), ("a.txt", ""), "x").await.problem("not_found");
    upload(&world, ANALYST, &id, uuid(), ("a.txt", ""), "x").await.problem("forbidden");
    assert!(files_of(&world).is_empty());
}

#[tokio::test]
async fn an_archive_stays_closed_however_much_it_would_unpack_to() {
    let world = World::new().await;
    let id = incident(&world).await;
    // A local file header that claims 4 GB from 20 bytes.
    let mut bomb =
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x14\0\0\0\xff\xff\xff\xff\x01\0\0\0a".to_vec();
    bomb.extend([0; 20]);
    upload(&world, DISPATCHER, &id, uuid(), ("a.zip", "application/zip"), bomb.clone()).await.expect(201);
    let stored = files_of(&world);
    assert_eq!(stored.len(), 1);
    assert_eq!(std::fs::read(&stored[0]).unwrap(), bomb);
}

#[tokio::test]
async fn only_files_that_nobody_has_are_swept_and_only_when_old() {
    let world = World::new().await;
    let id = incident(&world).await;
    upload(&world, DISPATCHER, &id, uuid(), ("a.txt", ""), "kept").await.expect(201);
    let orphan = path_of(world.files(), &"ab".repeat(32));
    std::fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    std::fs::write(&orphan, "orphan").unwrap();
    let pool = &world.node.app.pool;
    assert_eq!(sweep(pool, world.files(), Duration::from_hours(24)).await.unwrap(), 0);
    assert_eq!(sweep(pool, world.files(), Duration::ZERO).await.unwrap(), 1);
    assert!(!orphan.exists());
    assert_eq!(files_of(&world).len(), 1);
}
