//! The routes: to the provider, back from it, and tying an account to it.

use axum::Json;
use axum::extract::State;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use vnr_shared::id::UserId;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::session::{OidcDeparture, ProvePassword};

use super::provider::Provider;
use crate::access::client::{Client, cookie};
use crate::access::opening::{Proof, open};
use crate::access::{Actor, guard, log_in, store, throttle};
use crate::app::App;
use crate::error::{ApiError, OnConstraint};
use crate::http::{Query, Unkeyed};
use crate::journal::{self, Entry};

/// Cookie that ties the way back to the browser that left: nobody else's log-in can be slipped under it.
const COOKIE_NAME: &str = "__Host-vnr-oidc";

/// How long the user may stay at the provider.
const PATIENCE: Duration = Duration::minutes(10);

/// What the provider sends back with the browser.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Back {
    /// Code to be changed for a token.
    pub code: Option<String>,
    /// State with which the browser left.
    pub state: Option<String>,
}

/// What is remembered meanwhile.
#[derive(Serialize, Deserialize)]
struct Memory {
    secret: String,
    verifier: String,
    nonce: String,
    /// Whose account is to be tied; none for a log-in.
    tie: Option<UserId>,
    session: Option<Uuid>,
}

/// Sends the browser to the provider to log in.
#[utoipa::path(get, path = "/api/session/oidc", tag = "session", responses(
    (status = 303, description = "To the provider"), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn begin(State(app): State<App>) -> Result<Response, ApiError> {
    let (url, cookie) = depart(&app, None).await?;
    let url = HeaderValue::from_str(&url).map_err(ApiError::internal)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, url), (SET_COOKIE, cookie)]).into_response())
}

/// Begins to tie one's own account to the provider. The page then goes to the address in the answer.
#[utoipa::path(post, path = "/api/session/oidc/tie", tag = "session", request_body = ProvePassword, responses(
    (status = 201, body = OidcDeparture), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn begin_tie(
    State(app): State<App>,
    actor: Actor,
    client: Client,
    Unkeyed(body): Unkeyed<ProvePassword>,
) -> Result<Response, ApiError> {
    if app.settings.oidc.is_none() {
        return Err(ApiError::NOT_FOUND);
    }
    guard::prove(&app, &actor, &client, body.password).await?;
    let (url, cookie) = depart(&app, Some(&actor)).await?;
    Ok((StatusCode::CREATED, [(SET_COOKIE, cookie)], Json(OidcDeparture { url })).into_response())
}

/// Where the provider sends the browser back to. Ends on the page, logged in, or with `?problem=` and its code.
#[utoipa::path(get, path = "/api/session/oidc/callback", tag = "session", params(Back), responses(
    (status = 303, description = "To the page")))]
pub async fn callback(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Response {
    let mut cookies = vec![oidc_cookie("", 0)];
    let to = match arrive(&app, &client, &headers, back).await {
        Ok(session) => {
            cookies.push(session);
            "/".to_owned()
        }
        Err(error) => {
            if error.code().status() >= 500 {
                tracing::error!(error = &error as &dyn std::error::Error, "oidc.failed");
            }
            format!("/?problem={}", error.code().code())
        }
    };
    let location = HeaderValue::from_str(&to).ok().map(|to| (LOCATION, to));
    let cookies = cookies.into_iter().flatten().map(|cookie| (SET_COOKIE, cookie));
    let headers: HeaderMap = cookies.chain(location).collect::<Headers>().0;
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Headers of which one name may come several times.
struct Headers(HeaderMap);

impl FromIterator<(HeaderName, HeaderValue)> for Headers {
    fn from_iter<T: IntoIterator<Item = (HeaderName, HeaderValue)>>(headers: T) -> Self {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        Self(map)
    }
}

async fn depart(app: &App, tie: Option<&Actor>) -> Result<(String, HeaderValue), ApiError> {
    let provider = Provider::find(app).await?;
    let id = app.ids.id();
    let secret = URL_SAFE_NO_PAD.encode(app.ids.secret());
    let departure = provider.depart(&format!("{id}.{secret}"));
    let memory = Memory {
        secret: secret.clone(),
        verifier: departure.verifier,
        nonce: departure.nonce,
        tie: tie.map(|actor| actor.user),
        session: tie.map(|actor| actor.session.0),
    };
    let memory = serde_json::to_value(memory).map_err(ApiError::internal)?;
    store::challenges::put(&app.pool, id, "oidc", &memory, app.now() + PATIENCE).await?;
    let cookie = oidc_cookie(&secret, PATIENCE.num_seconds());
    Ok((departure.url, cookie.ok_or_else(|| ApiError::internal("unwritable cookie"))?))
}

/// Judges what came back; the answer holds the cookie of a new session.
async fn arrive(
    app: &App,
    client: &Client,
    headers: &HeaderMap,
    back: Back,
) -> Result<Option<HeaderValue>, ApiError> {
    let refused = || ApiError::Refused(ProblemCode::BadCredentials);
    let state = back.state.unwrap_or_default();
    let (id, secret) = state.split_once('.').ok_or_else(refused)?;
    let id = Uuid::parse_str(id).map_err(|_| refused())?;
    let memory = store::challenges::take(&app.pool, id, "oidc", app.now()).await?.ok_or_else(refused)?;
    let memory: Memory = serde_json::from_value(memory).map_err(ApiError::internal)?;
    if memory.secret != secret || cookie_of(headers) != Some(secret) {
        return Err(refused());
    }
    let code = back.code.ok_or_else(refused)?;
    let provider = Provider::find(app).await?;
    let subject = provider.subject(code, memory.verifier, memory.nonce, app.now()).await?;
    if let (Some(user), Some(session)) = (memory.tie, memory.session) {
        tie(app, user, session, &subject).await?;
        return Ok(None);
    }
    let attempt = throttle::begin(app, &subject, &client.address).await?;
    let Some(user) = store::accounts::by_subject(&app.pool, &subject).await? else {
        return log_in::refuse(app, client, None, "oidc").await;
    };
    let mut tx = app.pool.begin().await?;
    attempt.succeeded(&mut tx).await?;
    let opened = open(app, tx, user, client, "", Proof::Oidc).await?;
    let seconds = (opened.session.expires_at - opened.session.begun_at).num_seconds();
    Ok(cookie(&opened.token, seconds))
}

/// Ties the account whose session began it, if that session is still open.
async fn tie(app: &App, user: UserId, session: Uuid, subject: &str) -> Result<(), ApiError> {
    let mut tx = app.pool.begin().await?;
    let actor = store::actor_by_session(&mut *tx, session, app.now()).await?;
    let actor = actor.filter(|a| a.user == user).ok_or(ApiError::Refused(ProblemCode::Unauthenticated))?;
    store::accounts::set_subject(&mut tx, user, subject)
        .await
        .on_constraint("users_oidc_subject_key", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    let entry = Entry::quiet("account", user.0, "account.oidc_tied", json!({ "subject": subject }));
    journal::append(&mut tx, Some(&actor), app.now(), None, entry).await?;
    tx.commit().await?;
    app.committed.notify_one();
    Ok(())
}

fn oidc_cookie(value: &str, seconds: i64) -> Option<HeaderValue> {
    let text = format!("{COOKIE_NAME}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).ok()
}

fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    let mut named = pairs.filter_map(|pair| pair.trim().split_once('='));
    named.find(|(name, _)| *name == COOKIE_NAME).map(|(_, value)| value)
}
