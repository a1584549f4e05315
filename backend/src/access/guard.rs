//! Asks the one who sits there to prove again who they are.

use serde_json::json;
use vnr_shared::problem::ProblemCode;

use super::client::Client;
use super::{Actor, password, store, throttle};
use crate::app::App;
use crate::error::ApiError;
use crate::journal::{self, Entry};

/// Checks the actor's own password, slowed down like a log-in and counted with it.
pub async fn prove(app: &App, actor: &Actor, client: &Client, password: String) -> Result<(), ApiError> {
    let account = store::accounts::by_id(&app.pool, actor.user).await?.ok_or(ApiError::NOT_FOUND)?;
    let attempt = throttle::begin(app, &account.login, &client.address).await?;
    let fits = password::fits(password, account.password_hash).await?;
    let mut tx = app.pool.begin().await?;
    if fits {
        attempt.succeeded(&mut tx).await?;
    } else {
        let payload = json!({ "address": client.address, "session": actor.session });
        let entry = Entry::quiet("account", actor.user.0, "account.proof_failed", payload);
        journal::append(&mut tx, Some(actor), app.now(), None, entry).await?;
    }
    tx.commit().await?;
    app.committed.notify_one();
    if fits { Ok(()) } else { Err(ApiError::Refused(ProblemCode::BadCredentials)) }
}
