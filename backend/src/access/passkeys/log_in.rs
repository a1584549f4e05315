//! Logging in with a passkey: `POST /api/session/passkey/begin`, then `…/finish`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use vnr_shared::id::UserId;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::session::{FinishPasskey, PasskeyChallenge, Session};
use webauthn_rs::prelude::{DiscoverableAuthentication, DiscoverableKey, PublicKeyCredential};

use super::keep::read_credential;
use super::{PATIENCE, ours, relying_party};
use crate::access::client::Client;
use crate::access::opening::{Proof, open};
use crate::access::{log_in, store, throttle};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Unkeyed;

/// Begins a log-in with a passkey. Asks for no name: the device knows the account.
#[utoipa::path(post, path = "/api/session/passkey/begin", tag = "session", responses(
    (status = 201, body = PasskeyChallenge), (status = 404, body = Problem)))]
pub async fn begin(State(app): State<App>) -> Result<(StatusCode, Json<PasskeyChallenge>), ApiError> {
    let (options, state) = relying_party(&app)?.start_discoverable_authentication().map_err(ours)?;
    let mut options = serde_json::to_value(options).map_err(ApiError::internal)?;
    // The page asks at a button; offering passkeys while a name is typed is the browser's other way.
    if let Some(options) = options.as_object_mut() {
        options.remove("mediation");
    }
    let challenge = app.ids.id();
    let state = serde_json::to_value(state).map_err(ApiError::internal)?;
    store::challenges::put(&app.pool, challenge, "passkey", &state, app.now() + PATIENCE).await?;
    Ok((StatusCode::CREATED, Json(PasskeyChallenge { challenge, options })))
}

/// Logs in with what the device answered. The session comes as for a password.
#[utoipa::path(post, path = "/api/session/passkey/finish", tag = "session", request_body = FinishPasskey, responses(
    (status = 201, body = Session), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn finish(
    State(app): State<App>,
    client: Client,
    Unkeyed(body): Unkeyed<FinishPasskey>,
) -> Result<Response, ApiError> {
    let party = relying_party(&app)?;
    let credential = read_credential::<PublicKeyCredential>(body.credential)?;
    let refused = || ApiError::Refused(ProblemCode::BadCredentials);
    let (user, credential_id) =
        party.identify_discoverable_authentication(&credential).map_err(|_| refused())?;
    let attempt = throttle::begin(&app, &format!("passkey {user}"), &client.address).await?;
    let state = store::challenges::take(&app.pool, body.challenge, "passkey", app.now()).await?;
    let state = state.ok_or_else(refused)?;
    let state: DiscoverableAuthentication = serde_json::from_value(state).map_err(ApiError::internal)?;
    let user = UserId(user);
    let mut rows = store::passkeys::of_user(&app.pool, user).await?;
    let row = rows.iter_mut().find(|row| row.credential.cred_id().as_slice() == credential_id);
    let Some(row) = row else { return log_in::refuse(&app, &client, None, "passkey").await };
    let key = DiscoverableKey::from(&row.credential);
    let Ok(result) = party.finish_discoverable_authentication_v2(&credential, state, &key) else {
        return log_in::refuse(&app, &client, Some(user.0), "passkey").await;
    };
    let mut tx = app.pool.begin().await?;
    // A counter that did not grow was refused above: the key may have been copied.
    row.credential.update_credential(&result);
    store::passkeys::used(&mut tx, row.info.id, &row.credential, app.now()).await?;
    attempt.succeeded(&mut tx).await?;
    open(&app, tx, user, &client, &body.name, Proof::Passkey).await?.into_answer()
}
