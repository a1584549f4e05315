//! One-time codes as a second factor.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use totp_rs::{Algorithm, Secret, TOTP};
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::TotpSetup;

use crate::support::{Client, TestApp};

/// An authenticator app.
struct App(TOTP);

impl App {
    fn new(setup: &TotpSetup) -> Self {
        let secret = Secret::Encoded(setup.secret.clone()).to_bytes().unwrap();
        Self(TOTP::new(Algorithm::SHA1, 6, 1, 30, secret, None, String::new()).unwrap())
    }

    fn code(&self, app: &TestApp) -> String {
        self.0.generate(app.now().timestamp().try_into().unwrap())
    }
}

fn log_in(code: Option<&str>) -> Value {
    let mut body = json!({ "login": "vp.dispecers", "password": vnr::demo::PASSWORD });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    body
}

async fn set_up(client: &Client) -> TotpSetup {
    client.post("/api/session/totp", &json!({ "password": vnr::demo::PASSWORD })).await.json()
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_opens_nothing_and_a_code_serves_once() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let setup = set_up(&client).await;
    assert!(setup.url.starts_with("otpauth://totp/VNR:vp.dispecers?"), "{}", setup.url);
    // Until confirmed nothing has changed.
    app.nobody().post("/api/session", &log_in(None)).await.assert(StatusCode::CREATED);
    let phone = App::new(&setup);
    let confirm = |code: String| json!({ "challenge": setup.challenge, "code": code });
    client.post("/api/session/totp/confirm", &confirm("000000".into())).await.problem(ProblemCode::Invalid);
    let code = phone.code(&app);
    client.post("/api/session/totp/confirm", &confirm(code.clone())).await.assert(StatusCode::NO_CONTENT);

    app.nobody().post("/api/session", &log_in(None)).await.problem(ProblemCode::SecondFactorRequired);
    app.nobody().post("/api/session", &log_in(Some("000000"))).await.problem(ProblemCode::BadCredentials);
    // The code that confirmed the set-up is used up.
    app.nobody().post("/api/session", &log_in(Some(&code))).await.problem(ProblemCode::BadCredentials);
    app.clock.advance(Duration::seconds(30));
    let code = phone.code(&app);
    let answers = futures::future::join_all((0..3).map(|_| {
        let nobody = app.nobody();
        let body = log_in(Some(&code));
        async move { nobody.post("/api/session", &body).await.status }
    }))
    .await;
    assert_eq!(answers.iter().filter(|s| **s == StatusCode::CREATED).count(), 1, "{answers:?}");

    client
        .post("/api/session/totp/remove", &json!({ "password": "wrong" }))
        .await
        .problem(ProblemCode::BadCredentials);
    let right = json!({ "password": vnr::demo::PASSWORD });
    client.post("/api/session/totp/remove", &right).await.assert(StatusCode::NO_CONTENT);
    app.nobody().post("/api/session", &log_in(None)).await.assert(StatusCode::CREATED);
}

#[tokio::test]
async fn a_set_up_is_its_users_and_waits_ten_minutes() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let setup = set_up(&client).await;
    let body = json!({ "challenge": setup.challenge, "code": App::new(&setup).code(&app) });
    let stranger = app.client("vp.inspektors").await;
    stranger.post("/api/session/totp/confirm", &body).await.problem(ProblemCode::NotFound);
    app.clock.advance(Duration::minutes(10));
    client.post("/api/session/totp/confirm", &body).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn guesses_at_the_code_are_slowed_down_like_guesses_at_the_password() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let setup = set_up(&client).await;
    let body = json!({ "challenge": setup.challenge, "code": App::new(&setup).code(&app) });
    client.post("/api/session/totp/confirm", &body).await.assert(StatusCode::NO_CONTENT);
    for _ in 0..5 {
        // Asking without a code is no guess.
        app.nobody().post("/api/session", &log_in(None)).await.problem(ProblemCode::SecondFactorRequired);
        app.nobody().post("/api/session", &log_in(Some("123"))).await.problem(ProblemCode::BadCredentials);
    }
    app.nobody().post("/api/session", &log_in(Some("123"))).await.problem(ProblemCode::TooManyAttempts);
}
