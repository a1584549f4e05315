//! `POST /api/session`: logs in by login and password; and its two sisters, for programs and for a locked screen.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use uuid::Uuid;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::session::{LogIn, ProvePassword, Session, TokenAnswer};

use super::client::Client;
use super::opening::{Opened, Proof, open};
use super::store::accounts::Account;
use super::{Actor, guard, password, store, throttle};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Unkeyed;
use crate::journal::{self, Entry};

/// Logs a browser in. The session's token comes as a cookie that scripts cannot read.
///
/// Takes no `Idempotency-Key`: a repeated log-in opens a second session and changes nothing else.
#[utoipa::path(post, path = "/api/session", tag = "session", request_body = LogIn, responses(
    (status = 201, body = Session), (status = 401, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
pub async fn log_in(
    State(app): State<App>,
    client: Client,
    Unkeyed(body): Unkeyed<LogIn>,
) -> Result<Response, ApiError> {
    prove_and_open(&app, &client, body, false).await?.into_answer()
}

/// Logs a program in. The token comes in the answer, to be sent as `Authorization: Bearer …`; no cookie is set.
#[utoipa::path(post, path = "/api/session/token", tag = "session", request_body = LogIn, responses(
    (status = 201, body = TokenAnswer), (status = 401, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
pub async fn log_in_program(
    State(app): State<App>,
    client: Client,
    Unkeyed(body): Unkeyed<LogIn>,
) -> Result<(StatusCode, Json<TokenAnswer>), ApiError> {
    let Opened { session, token } = prove_and_open(&app, &client, body, true).await?;
    Ok((StatusCode::CREATED, Json(TokenAnswer { token, session })))
}

/// Unlocks a screen that locked itself: the same session goes on, and with it the work on the screen.
#[utoipa::path(post, path = "/api/session/unlock", tag = "session", request_body = ProvePassword, responses(
    (status = 204), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn unlock(
    State(app): State<App>,
    actor: Actor,
    client: Client,
    Unkeyed(body): Unkeyed<ProvePassword>,
) -> Result<StatusCode, ApiError> {
    guard::prove(&app, &actor, &client, body.password).await?;
    let entry = Entry::quiet("session", actor.session.0, "session.unlocked", json!({}));
    let mut tx = app.pool.begin().await?;
    journal::append(&mut tx, Some(&actor), app.now(), None, entry).await?;
    tx.commit().await?;
    app.committed.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

async fn prove_and_open(app: &App, client: &Client, body: LogIn, program: bool) -> Result<Opened, ApiError> {
    let login = body.login.trim().to_lowercase();
    let attempt = throttle::begin(app, &login, &client.address).await?;
    let account = store::accounts::by_login(&app.pool, &login).await?;
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let fits = password::fits(body.password, hash).await?;
    // Machine accounts have no browser; whoever uses one there has stolen it.
    let account = match account {
        Some(account) if fits && account.active && (program || !account.machine) => account,
        account => return refuse(app, client, account.map(|a| a.user.0), "password").await,
    };
    let mut tx = app.pool.begin().await?;
    let code = match &account {
        Account { totp_secret: None, .. } => false,
        Account { totp_secret: Some(secret), .. } => {
            let Some(code) = &body.code else {
                attempt.take_back(&mut tx).await?;
                tx.commit().await?;
                return Err(ApiError::Refused(ProblemCode::SecondFactorRequired));
            };
            let step = super::totp::step_of(secret, code.trim(), app.now())?;
            let fresh = match step {
                Some(step) => store::accounts::use_totp_step(&mut tx, account.user, step).await?,
                None => false,
            };
            if !fresh {
                tx.rollback().await?;
                return refuse(app, client, Some(account.user.0), "code").await;
            }
            true
        }
    };
    attempt.succeeded(&mut tx).await?;
    open(app, tx, account.user, client, &body.device, Proof::Password { code }).await
}

/// Journals a failed log-in and refuses it. What was typed is not kept: the login of an unknown account may be a password
/// in the wrong field.
pub async fn refuse<T>(app: &App, client: &Client, user: Option<Uuid>, what: &str) -> Result<T, ApiError> {
    let payload: Value = json!({ "wrong": what, "address": client.address, "user_agent": client.user_agent });
    let entry = Entry::quiet("account", user.unwrap_or_default(), "account.log_in_failed", payload);
    let mut tx = app.pool.begin().await?;
    journal::append(&mut tx, None, app.now(), None, entry).await?;
    tx.commit().await?;
    app.committed.notify_one();
    Err(ApiError::Refused(ProblemCode::BadCredentials))
}
