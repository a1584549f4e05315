//! Files that come in pieces.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use chrono::Duration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vnr_shared::id::{AttachmentId, IncidentId};
use vnr_shared::incident::{Attachment, Incident};
use vnr_shared::problem::ProblemCode;
use vnr_shared::upload::Upload;

use crate::support::{Answer, Client, TestApp, new_incident, uuid};

/// A photograph as far as anybody looks at it: its first bytes, and then noise of a known kind.
fn photograph(size: usize) -> Vec<u8> {
    let noise = (0..size).map(|n| u8::try_from(n * 7 % 251).unwrap());
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".iter().copied().chain(noise).collect()
}

fn announced(incident: IncidentId, content: &[u8]) -> Value {
    json!({ "id": uuid(), "incident": incident, "name": "pagrabs.png", "media_type": "image/png",
        "size": content.len(), "sha256": hex::encode(Sha256::digest(content)),
        "taken": { "at": "2026-11-22T09:40:00Z", "lat": 56.95, "lon": 24.11 } })
}

fn at(new: &Value) -> String {
    format!("/api/uploads/{}", new["id"].as_str().unwrap())
}

impl Client {
    async fn piece(&self, path: &str, offset: usize, bytes: impl Into<Body>) -> Answer {
        let request = self
            .request(Method::PATCH, path)
            .header(header::CONTENT_TYPE, "application/offset+octet-stream")
            .header("upload-offset", offset.to_string());
        self.exchange(request.body(bytes.into()).unwrap()).await
    }

    async fn begin(&self, new: &Value) -> Upload {
        self.post("/api/uploads", new).await.assert(StatusCode::CREATED).json()
    }

    async fn files(&self, id: IncidentId) -> Vec<Attachment> {
        self.get(&format!("/api/incidents/{id}")).await.json::<Incident>().attachments
    }
}

#[tokio::test]
async fn a_file_comes_in_pieces_over_a_restart_and_is_then_an_attachment_with_its_time_and_place() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let id = officer.file(json!({})).await;
    let content = photograph(3000);
    let new = announced(id, &content);
    assert_eq!(officer.begin(&new).await.offset, 0);
    officer.piece(&at(&new), 0, content[..1000].to_vec()).await.assert(StatusCode::OK);

    // Another node, as after a restart, knows how far it came.
    let officer = officer.at(app.second_node().await.router());
    let head = officer.request(Method::HEAD, &at(&new)).body(Body::empty()).unwrap();
    let head = officer.exchange(head).await;
    assert_eq!((head.status, &head.headers["upload-offset"]), (StatusCode::OK, &"1000".parse().unwrap()));
    assert!(head.bytes.is_empty());
    // The piece before is sent twice, and one from too far on.
    officer.piece(&at(&new), 0, content[..1000].to_vec()).await.problem(ProblemCode::OffsetMismatch);
    officer.piece(&at(&new), 1001, content[1001..].to_vec()).await.problem(ProblemCode::OffsetMismatch);
    assert_eq!(officer.files(id).await, []);

    let done: Upload = officer.piece(&at(&new), 1000, content[1000..].to_vec()).await.json();
    let file = officer.files(id).await.pop().unwrap();
    assert_eq!(done.attachment, Some(file.id));
    assert_eq!((file.name.as_str(), file.media_type.as_str()), ("pagrabs.png", "image/png"));
    assert_eq!(json!(file.taken), new["taken"]);
    let read = officer.get(&format!("/api/attachments/{}", file.id)).await;
    assert_eq!(read.bytes, content);
    // The last piece again, and the announcement: nothing more.
    let again: Upload = officer.piece(&at(&new), content.len(), Vec::new()).await.json();
    assert_eq!(again, done);
    assert_eq!(officer.files(id).await.len(), 1);
}

#[tokio::test]
async fn what_came_of_a_broken_piece_is_kept() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let id = officer.file(json!({})).await;
    let content = photograph(2000);
    let new = announced(id, &content);
    officer.begin(&new).await;
    let first: Result<Vec<u8>, std::io::Error> = Ok(content[..700].to_vec());
    let broken = [first, Err(std::io::Error::other("the tunnel"))];
    officer.piece(&at(&new), 0, Body::from_stream(futures::stream::iter(broken))).await;
    assert_eq!(officer.get(&at(&new)).await.json::<Upload>().offset, 700);
    let done: Upload = officer.piece(&at(&new), 700, content[700..].to_vec()).await.json();
    assert!(done.attachment.is_some());
}

#[tokio::test]
async fn a_file_that_is_not_what_was_announced_is_thrown_away_and_may_be_sent_again() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let id = officer.file(json!({})).await;
    let content = photograph(500);
    let new = announced(id, &content);
    officer.begin(&new).await;
    let mut damaged = content.clone();
    damaged[400] ^= 1;
    officer.piece(&at(&new), 0, damaged).await.problem(ProblemCode::HashMismatch);
    assert_eq!(officer.get(&at(&new)).await.json::<Upload>().offset, 0);
    officer.piece(&at(&new), 0, content).await.assert(StatusCode::OK);
    assert_eq!(officer.files(id).await.len(), 1);

    // A program that calls itself a photograph.
    let program = b"\x7fELF\x02\x01\x01\0 program".to_vec();
    let new = announced(id, &program);
    officer.begin(&new).await;
    officer.piece(&at(&new), 0, program).await.problem(ProblemCode::UnsupportedMediaType);
    // More than was announced, and more than a piece may have.
    let new = announced(id, &photograph(100));
    officer.begin(&new).await;
    officer.piece(&at(&new), 0, photograph(200)).await.problem(ProblemCode::TooLarge);
}

#[tokio::test]
async fn the_same_content_is_sent_once_by_whoever_may_read_it_and_a_hash_alone_opens_nothing() {
    let app = TestApp::new().await;
    let (officer, rescue) = (app.client("vp.inspektors").await, app.client("rpp.dispecers").await);
    let (id, other) = (officer.file(json!({})).await, officer.file(json!({})).await);
    let content = photograph(900);
    let first = announced(id, &content);
    officer.begin(&first).await;
    officer.piece(&at(&first), 0, content.clone()).await.assert(StatusCode::OK);

    // On another incident: nothing is sent, and it is there.
    let second = officer.begin(&announced(other, &content)).await;
    assert_eq!((second.offset, second.attachment), (content.len() as u64, Some(second.id)));
    assert_eq!(officer.files(other).await.len(), 1);
    // On the same one: it is the file that is there.
    let third = officer.begin(&announced(id, &content)).await;
    assert_eq!(third.attachment.map(|at| json!(at)), Some(first["id"].clone()));
    assert_eq!(officer.files(id).await.len(), 1);

    // Who may not read that file sends it whole.
    let hidden = rescue.file(json!({ "sensitivity": "restricted" })).await;
    let secret = photograph(901);
    let new = announced(hidden, &secret);
    rescue.begin(&new).await;
    rescue.piece(&at(&new), 0, secret.clone()).await.assert(StatusCode::OK);
    assert_eq!(officer.begin(&announced(id, &secret)).await.offset, 0);
}

#[tokio::test]
async fn an_upload_is_its_senders_and_its_incident_must_be_one_that_the_sender_may_see() {
    let app = TestApp::new().await;
    let (officer, rescue) = (app.client("vp.inspektors").await, app.client("rpp.dispecers").await);
    let hidden = rescue.file(json!({ "sensitivity": "restricted" })).await;
    let content = photograph(100);
    officer.post("/api/uploads", &announced(hidden, &content)).await.problem(ProblemCode::NotFound);
    let new = announced(hidden, &content);
    rescue.begin(&new).await;
    officer.get(&at(&new)).await.problem(ProblemCode::NotFound);
    officer.piece(&at(&new), 0, content).await.problem(ProblemCode::NotFound);
    let same_id = announced(officer.file(json!({})).await, b"%PDF-1.7");
    let same_id = json!({ "id": new["id"], "incident": same_id["incident"], "name": "a", "media_type": "",
        "size": 8, "sha256": same_id["sha256"] });
    officer.post("/api/uploads", &same_id).await.problem(ProblemCode::AlreadyExists);
}

#[tokio::test]
async fn photographs_of_an_incident_filed_without_a_network_follow_it() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let (device, id, content) = (uuid(), uuid(), photograph(300));
    officer.put(&format!("/api/devices/{device}"), &json!({ "name": "Planšete" })).await;
    let new = announced(id.into(), &content);
    // Before its incident it is not taken; the device comes back.
    officer.post("/api/uploads", &new).await.problem(ProblemCode::NotFound);
    let filed = json!({ "key": uuid(), "seq": 1, "made_at": app.now(),
        "act": { "file": new_incident(&json!({ "id": id })) } });
    let up = json!({ "device": device, "sent_at": app.now(), "items": [filed] });
    officer.post("/api/sync", &up).await.assert(StatusCode::OK);
    officer.begin(&new).await;
    officer.piece(&at(&new), 0, content).await.assert(StatusCode::OK);
    assert_eq!(officer.files(id.into()).await.len(), 1);
}

#[tokio::test]
async fn uploads_are_limited_in_number_and_the_abandoned_ones_are_cleared() {
    let app = TestApp::new().await;
    let mut officer = app.client("vp.inspektors").await;
    sqlx::query("update device_numbers set value = 2 where code = 'uploads_open_max'")
        .execute(app.db.pool())
        .await
        .unwrap();
    let id = officer.file(json!({})).await;
    let content = photograph(100);
    let new = announced(id, &content);
    officer.begin(&new).await;
    officer.piece(&at(&new), 0, content[..50].to_vec()).await.assert(StatusCode::OK);
    officer.begin(&announced(id, &photograph(101))).await;
    officer.post("/api/uploads", &announced(id, &photograph(102))).await.problem(ProblemCode::TooManyUploads);

    app.clock.advance(Duration::hours(168) + Duration::seconds(1));
    // A node clears when it starts, and each hour.
    let second = app.second_node().await;
    officer.log_in("vp.inspektors").await;
    let officer = officer.at(second.router());
    let attachment: AttachmentId = serde_json::from_value(new["id"].clone()).unwrap();
    while officer.get(&format!("/api/uploads/{attachment}")).await.status != StatusCode::NOT_FOUND {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(officer.begin(&new).await.offset, 0);
}
