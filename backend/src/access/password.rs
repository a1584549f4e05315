//! Passwords: Argon2id, and changing one's own.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use tokio::sync::Semaphore;
use vnr_shared::access::check_password;
use vnr_shared::problem::Problem;
use vnr_shared::session::ChangePassword;

use super::client::Client;
use super::{Actor, guard, store};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Unkeyed;
use crate::journal::{self, Entry};

/// Hashes worked at a time. Each takes 19 MiB; more at once would let a flood of guesses take the memory.
static AT_WORK: Semaphore = Semaphore::const_new(4);

/// What a guess at an account without a password is compared with, so that it takes as long as any other.
static NOBODY: LazyLock<Option<String>> =
    LazyLock::new(|| hash_now("nobody has this password", [7; 32]).ok());

fn hash_now(password: &str, salt: [u8; 32]) -> Result<String, ApiError> {
    let internal = |error: argon2::password_hash::Error| ApiError::internal(error.to_string());
    let salt = SaltString::encode_b64(salt.get(..16).unwrap_or_default()).map_err(internal)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(internal)?.to_string())
}

/// The Argon2id hash of a password in PHC form, with the parameters OWASP gives (19 MiB, two passes).
pub async fn hash(password: String, salt: [u8; 32]) -> Result<String, ApiError> {
    let _place = AT_WORK.acquire().await.map_err(ApiError::internal)?;
    tokio::task::spawn_blocking(move || hash_now(&password, salt)).await.map_err(ApiError::internal)?
}

/// Whether a password fits a hash. Takes as long when there is no hash, and then never fits.
pub async fn fits(password: String, hash: Option<String>) -> Result<bool, ApiError> {
    let _place = AT_WORK.acquire().await.map_err(ApiError::internal)?;
    let work = move || {
        let nobody = NOBODY.as_deref().unwrap_or_default();
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| nobody.to_owned());
        let fits = PasswordHash::new(&text)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && fits
    };
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)
}

/// Changes the user's own password. Other sessions of the user end: whoever knew the old password is out.
#[utoipa::path(post, path = "/api/session/password", tag = "session", request_body = ChangePassword, responses(
    (status = 204), (status = 401, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    actor: Actor,
    client: Client,
    Unkeyed(body): Unkeyed<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    check_password(&body.new).map_err(|code| ApiError::field("new", code))?;
    guard::prove(&app, &actor, &client, body.current).await?;
    let hash = hash(body.new, app.ids.secret()).await?;
    let mut tx = app.pool.begin().await?;
    let now = app.now();
    store::users::set_password(&mut tx, actor.user, &hash).await?;
    for session in store::sessions::revoke_all(&mut tx, actor.user, Some(actor.session), now).await? {
        let ended = Entry::quiet("session", session, "session.ended", json!({ "why": "password" }));
        journal::append(&mut tx, Some(&actor), now, None, ended).await?;
    }
    let entry = Entry::quiet("account", actor.user.0, "account.password_changed", json!({}));
    journal::append(&mut tx, Some(&actor), now, None, entry).await?;
    tx.commit().await?;
    app.committed.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_password_alone_and_nobody_has_one() {
        let hash = hash("pareizā parole".into(), [1; 32]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(fits("pareizā parole".into(), Some(hash.clone())).await.unwrap());
        assert!(!fits("pareiza parole".into(), Some(hash)).await.unwrap());
        assert!(!fits("nobody has this password".into(), None).await.unwrap());
    }
}
