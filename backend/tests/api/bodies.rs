//! What is sent, when it is not what should be sent: the sender reads why.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::live::listen;
use crate::support::{TestApp, uuid};

#[tokio::test]
async fn a_body_that_is_too_large_is_heard_out_and_answered() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let address = listen(app.router()).await;
    let body = json!({ "description": "a".repeat(10_000_000) }).to_string();
    let head = format!(
        "POST /api/incidents HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: __Host-vnr={}\r\n\
         x-csrf-token: {}\r\nidempotency-key: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        dispatcher.token.as_ref().unwrap(),
        dispatcher.session().csrf,
        uuid(),
        body.len(),
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // As a browser does: all of it first, then the answer.
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("\"too_large\""), "{answer}");
}
