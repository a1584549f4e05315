//! One's own passkeys: `POST /api/session/passkeys/begin`, then `POST`, `GET` and `DELETE /api/session/passkeys`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::session::{FinishPasskey, PasskeyChallenge, PasskeyInfo, ProvePassword};
use vnr_shared::text;
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use super::{PATIENCE, ours, relying_party};
use crate::access::client::Client;
use crate::access::{Actor, guard, store};
use crate::app::App;
use crate::command::{self, Answer};
use crate::error::{ApiError, OnConstraint};
use crate::http::{Command, Unkeyed};
use crate::journal::Entry;

/// Begins to register a passkey. Nothing changes until it is finished.
#[utoipa::path(post, path = "/api/session/passkeys/begin", tag = "session", request_body = ProvePassword, responses(
    (status = 201, body = PasskeyChallenge), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 429, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    actor: Actor,
    client: Client,
    Unkeyed(body): Unkeyed<ProvePassword>,
) -> Result<(StatusCode, Json<PasskeyChallenge>), ApiError> {
    let party = relying_party(&app)?;
    guard::prove(&app, &actor, &client, body.password).await?;
    let account = store::accounts::by_id(&app.pool, actor.user).await?.ok_or(ApiError::NOT_FOUND)?;
    let known = store::passkeys::of_user(&app.pool, actor.user).await?;
    let known = known.iter().map(|row| row.credential.cred_id().clone()).collect();
    let (options, state) = party
        .start_passkey_registration(actor.user.0, &account.login, &actor.name, Some(known))
        .map_err(ours)?;
    let mut options = serde_json::to_value(options).map_err(ApiError::internal)?;
    // Log-in does not ask for a name first, so that it tells nobody which accounts have passkeys; the device must know the
    // account itself.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
    options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
    let challenge = app.ids.id();
    let state = json!({ "user": actor.user, "state": state });
    store::challenges::put(&app.pool, challenge, "passkey_new", &state, app.now() + PATIENCE).await?;
    Ok((StatusCode::CREATED, Json(PasskeyChallenge { challenge, options })))
}

/// Registers a passkey with what the device answered.
#[utoipa::path(post, path = "/api/session/passkeys", tag = "session", request_body = FinishPasskey, params(
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 201, body = PasskeyInfo), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn finish(
    State(app): State<App>,
    actor: Actor,
    Command { key, body }: Command<FinishPasskey>,
) -> Result<Answer, ApiError> {
    let party = relying_party(&app)?;
    let name = text::clean_line(&body.name, 100).map_err(|code| ApiError::field("name", code))?;
    let credential = read_credential::<RegisterPublicKeyCredential>(body.credential)?;
    command::run(&app, &actor, key, async |tx| {
        let now = tx.now;
        let state = store::challenges::take(tx.conn(), body.challenge, "passkey_new", now).await?;
        let mut state = state.filter(|s| s["user"] == json!(actor.user)).ok_or(ApiError::NOT_FOUND)?;
        let state: PasskeyRegistration =
            serde_json::from_value(state["state"].take()).map_err(ApiError::internal)?;
        let passkey = party
            .finish_passkey_registration(&credential, &state)
            .map_err(|_| ApiError::field("credential", FaultCode::Unknown))?;
        let info = PasskeyInfo { id: app.ids.id(), name, created_at: now, last_used_at: None };
        store::passkeys::insert(tx.conn(), actor.user, &info, &passkey)
            .await
            .on_constraint("passkeys_credential_key", || ApiError::Refused(ProblemCode::AlreadyExists))?;
        let payload = json!({ "passkey": info.id, "name": info.name });
        tx.journal(Entry::quiet("account", actor.user.0, "account.passkey_added", payload)).await?;
        Ok((StatusCode::CREATED, info))
    })
    .await
}

/// The user's own passkeys, oldest first.
#[utoipa::path(get, path = "/api/session/passkeys", tag = "session", responses(
    (status = 200, body = Vec<PasskeyInfo>), (status = 401, body = Problem)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Vec<PasskeyInfo>>, ApiError> {
    let rows = store::passkeys::of_user(&app.pool, actor.user).await?;
    Ok(Json(rows.into_iter().map(|row| row.info).collect()))
}

/// Removes one of the user's own passkeys: a lost telephone.
#[utoipa::path(delete, path = "/api/session/passkeys/{id}", tag = "session", params(("id" = Uuid, Path),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Command { key, body: () }: Command<()>,
) -> Result<Answer, ApiError> {
    command::run(&app, &actor, key, async |tx| {
        if !store::passkeys::remove(tx.conn(), actor.user, id).await? {
            return Err(ApiError::NOT_FOUND);
        }
        tx.journal(Entry::quiet(
            "account",
            actor.user.0,
            "account.passkey_removed",
            json!({ "passkey": id }),
        ))
        .await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await
}

/// Reads what `navigator.credentials` gave.
pub(super) fn read_credential<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_json::from_value(value).map_err(|_| ApiError::field("credential", FaultCode::WrongForm))
}
