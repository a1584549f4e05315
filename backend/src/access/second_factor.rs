//! One's own second factor: `POST /api/session/totp` begins, `…/confirm` puts it in force, `…/remove` takes it away.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::json;
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::session::{ConfirmTotp, ProvePassword, TotpSetup};

use super::client::Client;
use super::{Actor, guard, store, totp};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::ApiError;
use crate::http::{Command, Unkeyed};
use crate::journal::{self, Entry};

/// How long a set-up waits for its first code.
const PATIENCE: Duration = Duration::minutes(10);

/// Begins to set up one-time codes. Nothing changes until the app's first code confirms it.
#[utoipa::path(post, path = "/api/session/totp", tag = "session", request_body = ProvePassword, responses(
    (status = 201, body = TotpSetup), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    actor: Actor,
    client: Client,
    Unkeyed(body): Unkeyed<ProvePassword>,
) -> Result<(StatusCode, Json<TotpSetup>), ApiError> {
    guard::prove(&app, &actor, &client, body.password).await?;
    let account = store::accounts::by_id(&app.pool, actor.user).await?.ok_or(ApiError::NOT_FOUND)?;
    // 160 bits, as RFC 4226 asks.
    let secret = app.ids.secret().into_iter().take(20).collect::<Vec<u8>>();
    let totp = totp::totp(&secret, &account.login)?;
    let challenge = app.ids.id();
    let state = json!({ "user": actor.user, "secret": hex::encode(&secret) });
    let until = app.now() + PATIENCE;
    store::challenges::put(&app.pool, challenge, "totp", &state, until).await?;
    let setup = TotpSetup { challenge, secret: totp.get_secret_base32(), url: totp.get_url() };
    Ok((StatusCode::CREATED, Json(setup)))
}

/// Puts the second factor in force: from now on a log-in by password needs a code.
#[utoipa::path(post, path = "/api/session/totp/confirm", tag = "session", request_body = ConfirmTotp, params(
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn confirm(
    State(app): State<App>,
    actor: Actor,
    Command { key, body }: Command<ConfirmTotp>,
) -> Result<Answer, ApiError> {
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        let state = store::challenges::peek(tx.conn(), body.challenge, "totp", now).await?;
        let state = state.filter(|s| s["user"] == json!(actor.user)).ok_or(ApiError::NOT_FOUND)?;
        let secret = hex::decode(state["secret"].as_str().unwrap_or_default()).map_err(ApiError::internal)?;
        let wrong = || ApiError::field("code", FaultCode::Unknown);
        let step = totp::step_of(&secret, body.code.trim(), now)?.ok_or_else(wrong)?;
        store::challenges::remove(tx.conn(), body.challenge).await?;
        store::accounts::set_totp(tx.conn(), actor.user, Some(&secret), step).await?;
        tx.journal(Entry::quiet("account", actor.user.0, "account.totp_set", json!({}))).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await
}

/// Takes the second factor away.
#[utoipa::path(post, path = "/api/session/totp/remove", tag = "session", request_body = ProvePassword, responses(
    (status = 204), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    actor: Actor,
    client: Client,
    Unkeyed(body): Unkeyed<ProvePassword>,
) -> Result<StatusCode, ApiError> {
    guard::prove(&app, &actor, &client, body.password).await?;
    let mut tx = app.pool.begin().await?;
    store::accounts::set_totp(&mut tx, actor.user, None, 0).await?;
    let entry = Entry::quiet("account", actor.user.0, "account.totp_removed", json!({}));
    journal::append(&mut tx, Some(&actor), app.now(), None, entry).await?;
    tx.commit().await?;
    app.committed.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
