//! A browser, as far as the API sees one.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::session::Session;

use super::uuid;

/// Sends requests to a router with the cookie and the CSRF token of its session.
#[derive(Clone)]
pub struct Client {
    router: Router,
    /// The session's token, as the cookie holds it.
    pub token: Option<String>,
    /// Sent with every command.
    pub csrf: Option<String>,
    session: Option<Session>,
}

impl Client {
    pub fn new(router: Router) -> Self {
        Self { router, token: None, csrf: None, session: None }
    }

    /// The same session at another node.
    pub fn at(&self, router: Router) -> Self {
        Self { router, ..self.clone() }
    }

    /// The session, once logged in.
    pub fn session(&self) -> &Session {
        self.session.as_ref().expect("nobody has logged in")
    }

    /// Logs in with the demo password.
    pub async fn log_in(&mut self, login: &str) {
        let body = json!({ "login": login, "password": vnr::demo::PASSWORD, "device": "tests" });
        let answer = self.post("/api/session", &body).await;
        self.take_session(&answer);
    }

    /// Keeps what a successful log-in answered.
    pub fn take_session(&mut self, answer: &Answer) {
        answer.assert(StatusCode::CREATED);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let token = cookie.strip_prefix("__Host-vnr=").unwrap().split(';').next().unwrap();
        let session: Session = answer.json();
        self.token = Some(token.to_owned());
        self.csrf = Some(session.csrf.clone());
        self.session = Some(session);
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.exchange(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub async fn put<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.send(Method::PUT, path, body).await
    }

    pub async fn patch<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.send(Method::PATCH, path, body).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &Value::Null).await
    }

    /// Sends a command with a new key.
    pub async fn send<T: Serialize>(&self, method: Method, path: &str, body: &T) -> Answer {
        self.send_keyed(method, path, body, uuid()).await
    }

    /// Sends a command with a given key.
    pub async fn send_keyed<T: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: &T,
        key: uuid::Uuid,
    ) -> Answer {
        let request = self
            .request(method, path)
            .header("idempotency-key", key.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(serde_json::to_vec(body).unwrap()));
        self.exchange(request.unwrap()).await
    }

    /// Adds a text file; its key is also its id.
    pub async fn upload(&self, path: &str, key: &str, text: &str) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("idempotency-key", key)
            .header("x-file-name", "liec%C4%ABba.txt")
            .header(header::CONTENT_TYPE, "text/plain")
            .body(Body::from(text.to_owned()));
        self.exchange(request.unwrap()).await
    }

    /// Begins a request that carries the session.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, "en");
        if let Some(token) = &self.token {
            request = request.header(header::COOKIE, format!("other=1; __Host-vnr={token}"));
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        request
    }

    /// Sends any request.
    pub async fn exchange(&self, request: Request<Body>) -> Answer {
        let called = format!("{} {}", request.method(), request.uri());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { called, status: parts.status, headers: parts.headers, bytes }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    called: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Fails the test, with the body, unless the status is this one.
    #[track_caller]
    pub fn assert(&self, status: StatusCode) -> &Self {
        assert_eq!(self.status, status, "{}: {}", self.called, String::from_utf8_lossy(&self.bytes));
        self
    }

    /// The body of a success.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.bytes);
        assert!(self.status.is_success(), "{}: {} {text}", self.called, self.status);
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{}: {error}: {text}", self.called))
    }

    /// The problem, which must have this code and the status that goes with it.
    #[track_caller]
    pub fn problem(&self, code: ProblemCode) -> Problem {
        let text = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status.as_u16(), code.status(), "{}: {text}", self.called);
        let problem: Problem = serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{}: {error}: {text}", self.called));
        assert_eq!(problem.code, code, "{}: {text}", self.called);
        problem
    }
}
