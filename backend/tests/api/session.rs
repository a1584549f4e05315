//! Logging in and out.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use chrono::Duration;
use serde_json::json;
use vnr_shared::access::Role;
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::{Session, SessionInfo, TokenAnswer};

use crate::support::TestApp;

fn guess(login: &str, password: &str) -> serde_json::Value {
    json!({ "login": login, "password": password })
}

#[tokio::test]
async fn a_browser_logs_in_and_gets_a_cookie_no_script_can_read() {
    let app = TestApp::new().await;
    let mut client = app.nobody();
    let body = json!({ "login": " VP.Dispecers ", "password": vnr::demo::PASSWORD, "device": "Pults 3" });
    let answer = client.post("/api/session", &body).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["__Host-vnr=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    client.take_session(&answer);
    let session: Session = client.get("/api/session").await.json();
    assert_eq!(&session, client.session());
    assert_eq!((session.login.as_str(), session.roles.as_slice()), ("vp.dispecers", &[Role::Dispatcher][..]));
    assert_eq!(session.institution.code, "VP");
    assert_eq!(session.expires_at, app.now() + Duration::hours(12));
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(!text.contains(client.token.as_deref().unwrap()), "the token is in the body");
}

#[tokio::test]
async fn a_program_logs_in_and_needs_no_csrf_token() {
    let app = TestApp::new().await;
    let body = guess("k112.dispecers", vnr::demo::PASSWORD);
    let answer = app.nobody().post("/api/session/token", &body).await;
    assert!(!answer.headers.contains_key(header::SET_COOKIE));
    let TokenAnswer { token, session } = answer.json();
    let client = app.nobody();
    let request = client.request(Method::DELETE, "/api/session");
    let request = request
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header("idempotency-key", session.id.to_string())
        .body(Body::empty());
    client.exchange(request.unwrap()).await.assert(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn wrong_login_and_wrong_password_look_the_same() {
    let app = TestApp::new().await;
    let client = app.nobody();
    let wrong = client.post("/api/session", &guess("vp.dispecers", "wrong")).await;
    let unknown = client.post("/api/session", &guess("vp.nobody", "wrong")).await;
    let (mut a, mut b) =
        (wrong.problem(ProblemCode::BadCredentials), unknown.problem(ProblemCode::BadCredentials));
    (a.request, b.request) = (None, None);
    assert_eq!(a, b);
    assert!(!wrong.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn guesses_at_an_account_are_slowed_down_and_waiting_helps() {
    let app = TestApp::new().await;
    let client = app.nobody();
    for _ in 0..5 {
        client
            .post("/api/session", &guess("vp.dispecers", "wrong"))
            .await
            .problem(ProblemCode::BadCredentials);
    }
    let right = guess("vp.dispecers", vnr::demo::PASSWORD);
    let refused = client.post("/api/session", &right).await;
    refused.problem(ProblemCode::TooManyAttempts);
    assert_eq!(refused.headers[header::RETRY_AFTER], "2");
    // Another account is not touched, and a refused attempt does not lengthen the wait.
    client.post("/api/session", &guess("vp.auditors", vnr::demo::PASSWORD)).await.assert(StatusCode::CREATED);
    app.clock.advance(Duration::seconds(2));
    client.post("/api/session", &right).await.assert(StatusCode::CREATED);
    // The success has cleared the account's count.
    for _ in 0..5 {
        client
            .post("/api/session", &guess("vp.dispecers", "wrong"))
            .await
            .problem(ProblemCode::BadCredentials);
    }
}

#[tokio::test]
async fn a_hundred_guesses_at_once_are_a_hundred_guesses() {
    let app = TestApp::new().await;
    let client = app.nobody();
    let body = guess("vp.dispecers", "wrong");
    let answers = futures::future::join_all((0..30).map(|_| client.post("/api/session", &body))).await;
    let judged = answers.iter().filter(|a| a.status == StatusCode::UNAUTHORIZED).count();
    assert_eq!(judged, 5, "more were judged than one after the other would be");
}

#[tokio::test]
async fn guesses_count_for_unknown_accounts_too() {
    let app = TestApp::new().await;
    let client = app.nobody();
    for _ in 0..5 {
        client.post("/api/session", &guess("nobody", "wrong")).await.problem(ProblemCode::BadCredentials);
    }
    client.post("/api/session", &guess("nobody", "wrong")).await.problem(ProblemCode::TooManyAttempts);
}

#[tokio::test]
async fn a_command_without_the_csrf_token_is_refused() {
    let app = TestApp::new().await;
    let mut client = app.client("vp.dispecers").await;
    for forged in [None, Some("guess".to_owned())] {
        client.csrf = forged;
        client.delete("/api/session").await.problem(ProblemCode::CsrfMismatch);
    }
    client.get("/api/session").await.assert(StatusCode::OK);
}

#[tokio::test]
async fn another_site_cannot_log_a_browser_in() {
    let app = TestApp::new().await;
    let client = app.nobody();
    let body = serde_json::to_vec(&guess("vp.dispecers", vnr::demo::PASSWORD)).unwrap();
    for content_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        let mut request = client.request(Method::POST, "/api/session");
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let answer = client.exchange(request.body(Body::from(body.clone())).unwrap()).await;
        answer.problem(ProblemCode::UnsupportedMediaType);
    }
}

#[tokio::test]
async fn a_session_opened_at_one_node_is_valid_and_revocable_at_the_other() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let here = app.client("vp.dispecers").await;
    let there = here.at(other.router());
    there.get("/api/session").await.assert(StatusCode::OK);
    there.delete("/api/session").await.assert(StatusCode::NO_CONTENT);
    here.get("/api/session").await.problem(ProblemCode::Unauthenticated);
    other.stop().await;
}

#[tokio::test]
async fn a_user_sees_and_ends_the_own_sessions_alone() {
    let app = TestApp::new().await;
    let desk = app.client("vp.dispecers").await;
    let tablet = app.client("vp.dispecers").await;
    let stranger = app.client("rpp.dispecers").await;
    let list: Vec<SessionInfo> = desk.get("/api/session/list").await.json();
    assert_eq!(list.len(), 2);
    assert!(list.iter().all(|s| s.current == (s.id == desk.session().id) && s.device == "tests"));
    let path = format!("/api/sessions/{}", tablet.session().id);
    stranger.delete(&path).await.problem(ProblemCode::NotFound);
    desk.delete(&path).await.assert(StatusCode::NO_CONTENT);
    tablet.get("/api/session").await.problem(ProblemCode::Unauthenticated);
    desk.delete(&path).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_session_ends_with_its_time() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    app.clock.advance(Duration::hours(12) - Duration::seconds(1));
    client.get("/api/session").await.assert(StatusCode::OK);
    app.clock.advance(Duration::seconds(1));
    client.get("/api/session").await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn the_last_use_is_kept_to_the_minute() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let seen = async || client.get("/api/session/list").await.json::<Vec<SessionInfo>>()[0].last_seen_at;
    let begun = app.now();
    app.clock.advance(Duration::seconds(59));
    assert_eq!(seen().await, begun);
    app.clock.advance(Duration::seconds(1));
    assert_eq!(seen().await, begun + Duration::minutes(1));
}

#[tokio::test]
async fn a_locked_screen_opens_with_the_password_and_the_session_goes_on() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    let wrong = json!({ "password": "wrong" });
    client.post("/api/session/unlock", &wrong).await.problem(ProblemCode::BadCredentials);
    client.get("/api/session").await.assert(StatusCode::OK);
    let right = json!({ "password": vnr::demo::PASSWORD });
    client.post("/api/session/unlock", &right).await.assert(StatusCode::NO_CONTENT);
    for _ in 0..5 {
        client.post("/api/session/unlock", &wrong).await.problem(ProblemCode::BadCredentials);
    }
    client.post("/api/session/unlock", &right).await.problem(ProblemCode::TooManyAttempts);
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions() {
    let app = TestApp::new().await;
    let here = app.client("vp.dispecers").await;
    let elsewhere = app.client("vp.dispecers").await;
    let weak = json!({ "current": vnr::demo::PASSWORD, "new": "īsa" });
    here.post("/api/session/password", &weak).await.problem(ProblemCode::Invalid);
    let wrong = json!({ "current": "wrong", "new": "pavisam cita parole" });
    here.post("/api/session/password", &wrong).await.problem(ProblemCode::BadCredentials);
    let change = json!({ "current": vnr::demo::PASSWORD, "new": "pavisam cita parole" });
    here.post("/api/session/password", &change).await.assert(StatusCode::NO_CONTENT);
    here.get("/api/session").await.assert(StatusCode::OK);
    elsewhere.get("/api/session").await.problem(ProblemCode::Unauthenticated);
    let client = app.nobody();
    let old = guess("vp.dispecers", vnr::demo::PASSWORD);
    client.post("/api/session", &old).await.problem(ProblemCode::BadCredentials);
    client
        .post("/api/session", &guess("vp.dispecers", "pavisam cita parole"))
        .await
        .assert(StatusCode::CREATED);
}

#[tokio::test]
async fn log_ins_failures_and_log_outs_are_journaled_without_secrets() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    app.nobody().post("/api/session", &guess("vp.dispecers", "slepens vārds")).await;
    app.nobody().post("/api/session", &guess("slepens vārds", "x")).await;
    client.delete("/api/session").await.assert(StatusCode::NO_CONTENT);
    let entries: Vec<(String, String)> =
        sqlx::query_as("select kind, payload::text || subject_kind from journal where at >= $1 order by id")
            .bind(app.now())
            .fetch_all(app.db.pool())
            .await
            .unwrap();
    let kinds: Vec<&str> = entries.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["session.begun", "account.log_in_failed", "account.log_in_failed", "session.ended"]);
    assert!(entries.iter().all(|(_, text)| !text.contains("slepens")), "{entries:?}");
}
