//! Logging in at a provider of OpenID Connect, which here is a small one inside the test.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    Audience, EmptyAdditionalClaims, IssuerUrl, JsonWebKeyId, Nonce, PrivateSigningKey, StandardClaims,
    SubjectIdentifier,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;
use vnr::config::Oidc;
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::OidcDeparture;

use crate::support::{Answer, Client, TestApp};

/// What the provider knows of a code it gave.
#[derive(Clone)]
struct Grant {
    subject: String,
    nonce: String,
    challenge: String,
    now: DateTime<Utc>,
}

#[derive(Clone)]
struct Provider {
    issuer: String,
    grants: Arc<Mutex<HashMap<String, Grant>>>,
}

fn key() -> CoreEdDsaPrivateSigningKey {
    // An Ed25519 key in PKCS #8: a fixed head and 32 bytes that are anything.
    let mut der = hex::decode("302e020100300506032b657004220420").unwrap();
    der.extend([42; 32]);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new("test".into()))).unwrap()
}

async fn configuration(State(provider): State<Provider>) -> Json<Value> {
    let issuer = &provider.issuer;
    Json(json!({ "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"] }))
}

async fn keys() -> Json<Value> {
    Json(json!({ "keys": [serde_json::to_value(key().as_verification_key()).unwrap()] }))
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    let expected = format!("Basic {}", STANDARD.encode("vnr:secret"));
    if headers.get(header::AUTHORIZATION).is_none_or(|v| v != expected.as_str()) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let grant = provider.grants.lock().unwrap().remove(&form["code"]).ok_or(StatusCode::BAD_REQUEST)?;
    if URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"])) != grant.challenge {
        return Err(StatusCode::BAD_REQUEST);
    }
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(provider.issuer.clone()).unwrap(),
        vec![Audience::new("vnr".into())],
        grant.now + Duration::minutes(5),
        grant.now,
        StandardClaims::new(SubjectIdentifier::new(grant.subject)),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(grant.nonce)));
    let token = CoreIdToken::new(claims, &key(), CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
    Ok(Json(json!({ "access_token": "x", "token_type": "bearer", "id_token": token.to_string() })))
}

/// A server that logs in at a provider.
async fn start() -> (TestApp, Provider) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let provider = Provider { issuer: issuer.clone(), grants: Arc::default() };
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(configuration))
        .route("/jwks", get(keys))
        .route("/token", post(token))
        .with_state(provider.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let app = TestApp::with(|settings| {
        settings.oidc = Some(Oidc {
            issuer: issuer.parse().unwrap(),
            client_id: "vnr".into(),
            client_secret: "secret".into(),
        });
    })
    .await;
    (app, provider)
}

impl Provider {
    /// The user says yes at the provider; returns the path to which it sends the browser back.
    fn consent(&self, app: &TestApp, departure: &str, subject: &str) -> String {
        let url: Url = departure.parse().unwrap();
        let sent: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(sent["redirect_uri"], "http://localhost:8112/api/session/oidc/callback");
        assert_eq!(
            (sent["response_type"].as_str(), sent["code_challenge_method"].as_str()),
            ("code", "S256")
        );
        let grant = Grant {
            subject: subject.to_owned(),
            nonce: sent["nonce"].clone(),
            challenge: sent["code_challenge"].clone(),
            now: app.now(),
        };
        self.grants.lock().unwrap().insert("code-1".into(), grant);
        format!("/api/session/oidc/callback?code=code-1&state={}", sent["state"])
    }
}

/// The cookie of a name among those an answer sets.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap());
    let mut values = cookies.filter_map(|c| c.strip_prefix(&format!("{name}=")));
    values.next().map(|c| c.split(';').next().unwrap().to_owned())
}

async fn arrive(client: &Client, path: &str, cookie: &str) -> Answer {
    let request =
        client.request(Method::GET, path).header(header::COOKIE, format!("__Host-vnr-oidc={cookie}"));
    let answer = client.exchange(request.body(axum::body::Body::empty()).unwrap()).await;
    answer.assert(StatusCode::SEE_OTHER);
    answer
}

/// Logs in at the provider as a subject; returns the last answer.
async fn log_in(app: &TestApp, provider: &Provider, subject: &str) -> Answer {
    let nobody = app.nobody();
    let left = nobody.get("/api/session/oidc").await;
    left.assert(StatusCode::SEE_OTHER);
    let departure = left.headers[header::LOCATION].to_str().unwrap();
    let path = provider.consent(app, departure, subject);
    arrive(&nobody, &path, &cookie(&left, "__Host-vnr-oidc").unwrap()).await
}

async fn tie(app: &TestApp, provider: &Provider, client: &Client, subject: &str) -> Answer {
    let proof = json!({ "password": vnr::demo::PASSWORD });
    let left = client.post("/api/session/oidc/tie", &proof).await;
    let OidcDeparture { url } = left.assert(StatusCode::CREATED).json();
    let path = provider.consent(app, &url, subject);
    arrive(client, &path, &cookie(&left, "__Host-vnr-oidc").unwrap()).await
}

#[tokio::test]
async fn an_account_tied_to_the_provider_logs_in_there() {
    let (app, provider) = start().await;
    let client = app.client("vp.dispecers").await;
    let before = log_in(&app, &provider, "anna").await;
    assert_eq!(before.headers[header::LOCATION], "/?problem=bad_credentials");
    assert_eq!(cookie(&before, "__Host-vnr"), None);

    let tied = tie(&app, &provider, &client, "anna").await;
    assert_eq!(tied.headers[header::LOCATION], "/");
    let after = log_in(&app, &provider, "anna").await;
    assert_eq!(after.headers[header::LOCATION], "/");
    let mut browser = app.nobody();
    browser.token = cookie(&after, "__Host-vnr");
    let session: vnr_shared::session::Session = browser.get("/api/session").await.json();
    assert_eq!(session.user, client.session().user);

    let other = app.client("vp.inspektors").await;
    let taken = tie(&app, &provider, &other, "anna").await;
    assert_eq!(taken.headers[header::LOCATION], "/?problem=already_exists");
    client
        .post("/api/session/oidc/tie", &json!({ "password": "wrong" }))
        .await
        .problem(ProblemCode::BadCredentials);
}

#[tokio::test]
async fn a_way_back_that_another_browser_began_is_refused() {
    let (app, provider) = start().await;
    let client = app.client("vp.dispecers").await;
    tie(&app, &provider, &client, "anna").await;
    let nobody = app.nobody();
    let left = nobody.get("/api/session/oidc").await;
    let departure = left.headers[header::LOCATION].to_str().unwrap();
    let path = provider.consent(&app, departure, "anna");
    let own = cookie(&left, "__Host-vnr-oidc").unwrap();
    let stolen = arrive(&nobody, &path, "another").await;
    assert_eq!(stolen.headers[header::LOCATION], "/?problem=bad_credentials");
    // The state has served, rightly or not.
    let again = arrive(&nobody, &path, &own).await;
    assert_eq!(again.headers[header::LOCATION], "/?problem=bad_credentials");
    for path in ["/api/session/oidc/callback", "/api/session/oidc/callback?state=x.y&code=z"] {
        assert_eq!(arrive(&nobody, path, &own).await.headers[header::LOCATION], "/?problem=bad_credentials");
    }
}

#[tokio::test]
async fn a_token_of_another_log_in_or_another_time_is_refused() {
    let (app, provider) = start().await;
    let client = app.client("vp.dispecers").await;
    tie(&app, &provider, &client, "anna").await;
    for spoil in [
        (|grant: &mut Grant| grant.nonce = "another".into()) as fn(&mut Grant),
        |grant| grant.now -= Duration::hours(1),
        |grant| grant.challenge = "another".into(),
    ] {
        let nobody = app.nobody();
        let left = nobody.get("/api/session/oidc").await;
        let departure = left.headers[header::LOCATION].to_str().unwrap();
        let path = provider.consent(&app, departure, "anna");
        spoil(provider.grants.lock().unwrap().get_mut("code-1").unwrap());
        let answer = arrive(&nobody, &path, &cookie(&left, "__Host-vnr-oidc").unwrap()).await;
        assert_eq!(answer.headers[header::LOCATION], "/?problem=bad_credentials");
    }
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let app = TestApp::new().await;
    app.nobody().get("/api/session/oidc").await.problem(ProblemCode::NotFound);
}
