//! Passkeys, with an authenticator made of software.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::{PasskeyChallenge, PasskeyInfo};

use crate::support::{Answer, Client, TestApp};

const ORIGIN: &str = "http://localhost:8112";

/// A device with one passkey.
struct Device {
    key: SigningKey,
    id: [u8; 16],
    user: String,
    counter: u32,
}

/// Head of a CBOR item: major type and length or value.
fn head(major: u8, n: usize) -> Vec<u8> {
    match u8::try_from(n) {
        Ok(n @ 0..=23) => vec![major << 5 | n],
        Ok(n) => vec![major << 5 | 0x18, n],
        Err(_) => [vec![major << 5 | 0x19], u16::try_from(n).unwrap().to_be_bytes().to_vec()].concat(),
    }
}

fn bytes(b: &[u8]) -> Vec<u8> {
    [head(2, b.len()), b.to_vec()].concat()
}

fn text(t: &str) -> Vec<u8> {
    [head(3, t.len()), t.as_bytes().to_vec()].concat()
}

fn client_data(kind: &str, options: &Value) -> Vec<u8> {
    json!({ "type": kind, "challenge": options["publicKey"]["challenge"], "origin": ORIGIN, "crossOrigin": false })
        .to_string()
        .into_bytes()
}

impl Device {
    fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Self { key, id: [seed; 16], user: String::new(), counter: 0 }
    }

    /// What the authenticator says of itself: present, verified, and `more`.
    fn data(&mut self, more: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = Sha256::digest(b"localhost").to_vec();
        data.push(0x05 | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// `navigator.credentials.create`.
    fn create(&mut self, options: &Value) -> Value {
        options["publicKey"]["user"]["id"].as_str().unwrap().clone_into(&mut self.user);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        // COSE key: EC2, ES256, P-256, x, y.
        let cose =
            [vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21], bytes(x), vec![0x22], bytes(y)].concat();
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(self.id);
        data.extend(cose);
        let attestation = [
            vec![0xa3],
            text("fmt"),
            text("none"),
            text("attStmt"),
            vec![0xa0],
            text("authData"),
            bytes(&data),
        ]
        .concat();
        json!({ "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key", "extensions": {},
            "response": { "attestationObject": BASE64.encode(attestation),
                "clientDataJSON": BASE64.encode(client_data("webauthn.create", options)) } })
    }

    /// `navigator.credentials.get`.
    fn get(&mut self, options: &Value) -> Value {
        let data = self.data(0);
        let client_data = client_data("webauthn.get", options);
        let signed = [data.clone(), Sha256::digest(&client_data).to_vec()].concat();
        let signature: DerSignature = self.key.sign(&signed);
        json!({ "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key", "extensions": {},
            "response": { "authenticatorData": BASE64.encode(data), "clientDataJSON": BASE64.encode(client_data),
                "signature": BASE64.encode(signature.as_bytes()), "userHandle": self.user } })
    }
}

async fn register(client: &Client, device: &mut Device) -> Answer {
    let proof = json!({ "password": vnr::demo::PASSWORD });
    let begun: PasskeyChallenge = client.post("/api/session/passkeys/begin", &proof).await.json();
    let selection = &begun.options["publicKey"]["authenticatorSelection"];
    assert_eq!(
        (&selection["residentKey"], &selection["userVerification"]),
        (&json!("required"), &json!("required"))
    );
    let credential = device.create(&begun.options);
    let body = json!({ "challenge": begun.challenge, "credential": credential, "name": "Tālrunis" });
    client.post("/api/session/passkeys", &body).await
}

async fn log_in(app: &TestApp, device: &mut Device) -> Answer {
    let nobody = app.nobody();
    let begun: PasskeyChallenge = nobody.post("/api/session/passkey/begin", &Value::Null).await.json();
    let credential = device.get(&begun.options);
    let body = json!({ "challenge": begun.challenge, "credential": credential, "name": "Planšete" });
    nobody.post("/api/session/passkey/finish", &body).await
}

#[tokio::test]
async fn a_registered_passkey_logs_in_and_a_removed_one_does_not() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let mut device = Device::new(7);
    let info: PasskeyInfo = register(&client, &mut device).await.assert(StatusCode::CREATED).json();
    assert_eq!((info.name.as_str(), info.last_used_at), ("Tālrunis", None));

    let mut other = app.nobody();
    other.take_session(&log_in(&app, &mut device).await);
    assert_eq!(other.session().user, client.session().user);
    let list: Vec<PasskeyInfo> = client.get("/api/session/passkeys").await.json();
    assert_eq!(list[0].last_used_at, Some(app.now()));

    let path = format!("/api/session/passkeys/{}", info.id);
    let stranger = app.client("vp.inspektors").await;
    stranger.delete(&path).await.problem(ProblemCode::NotFound);
    client.delete(&path).await.assert(StatusCode::NO_CONTENT);
    log_in(&app, &mut device).await.problem(ProblemCode::BadCredentials);
}

#[tokio::test]
async fn a_copied_foreign_or_replayed_passkey_opens_nothing() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let mut device = Device::new(7);
    register(&client, &mut device).await.assert(StatusCode::CREATED);
    register(&client, &mut device).await.problem(ProblemCode::Invalid);
    let stranger = app.client("vp.inspektors").await;
    register(&stranger, &mut Device::new(7)).await.problem(ProblemCode::AlreadyExists);

    // Another key under the same name.
    let mut forged = Device {
        key: SigningKey::from_slice(&[9; 32]).unwrap(),
        user: device.user.clone(),
        ..Device::new(7)
    };
    forged.counter = 50;
    log_in(&app, &mut forged).await.problem(ProblemCode::BadCredentials);
    // The same answer twice.
    let nobody = app.nobody();
    let begun: PasskeyChallenge = nobody.post("/api/session/passkey/begin", &Value::Null).await.json();
    let body = json!({ "challenge": begun.challenge, "credential": device.get(&begun.options) });
    nobody.post("/api/session/passkey/finish", &body).await.assert(StatusCode::CREATED);
    nobody.post("/api/session/passkey/finish", &body).await.problem(ProblemCode::BadCredentials);
    // A copy whose counter lags behind.
    device.counter = 0;
    log_in(&app, &mut device).await.problem(ProblemCode::BadCredentials);
}

#[tokio::test]
async fn a_ceremony_waits_five_minutes_and_belongs_to_its_user() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let proof = json!({ "password": vnr::demo::PASSWORD });
    let begun: PasskeyChallenge = client.post("/api/session/passkeys/begin", &proof).await.json();
    let credential = Device::new(3).create(&begun.options);
    let body = json!({ "challenge": begun.challenge, "credential": credential, "name": "x" });
    let stranger = app.client("vp.inspektors").await;
    stranger.post("/api/session/passkeys", &body).await.problem(ProblemCode::NotFound);
    app.clock.advance(chrono::Duration::minutes(5));
    client.post("/api/session/passkeys", &body).await.problem(ProblemCode::NotFound);
}
