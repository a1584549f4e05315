//! Opens a session for a user who has proved who they are, however that was done.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use serde_json::json;
use sqlx::{PgConnection, Postgres, Transaction};
use vnr_shared::id::{SessionId, UserId};
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::Session;
use vnr_shared::text;

use super::Actor;
use super::actor::token_hash;
use super::client::{Client, cookie};
use super::store::{self, sessions::NewSession};
use crate::app::App;
use crate::error::ApiError;
use crate::journal::{self, Entry};

/// How a user proved who they are; the journal says so.
#[derive(Debug, Clone, Copy)]
pub enum Proof {
    /// Password, and a one-time code where one is set up.
    Password {
        /// Whether a code was asked for and right.
        code: bool,
    },
    /// A passkey.
    Passkey,
    /// The configured OpenID Connect provider.
    Oidc,
}

/// An open session with its token, which nobody else ever sees.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// The token.
    pub token: String,
}

/// Writes the session and its journal entry, and commits.
pub async fn open(
    app: &App,
    mut tx: Transaction<'static, Postgres>,
    user: UserId,
    client: &Client,
    device: &str,
    proof: Proof,
) -> Result<Opened, ApiError> {
    let now = app.now();
    let device = text::clean_line(device, 100).map_err(|code| ApiError::field("device", code))?;
    let secret = || URL_SAFE_NO_PAD.encode(app.ids.secret());
    let (token, csrf) = (secret(), secret());
    let id = SessionId(app.ids.id());
    let expires_at = now + Duration::hours(app.settings.session_hours);
    let hash = token_hash(&token);
    let new = NewSession { id, hash: &hash, user, csrf: &csrf, device: &device, client, now, expires_at };
    store::sessions::insert(&mut tx, &new).await?;
    let found = store::actor_by_token(&mut *tx, &hash, now).await?;
    let Some((actor, _)) = found else { return Err(ApiError::Refused(ProblemCode::BadCredentials)) };
    let proof = match proof {
        Proof::Password { code: false } => "password",
        Proof::Password { code: true } => "password_and_code",
        Proof::Passkey => "passkey",
        Proof::Oidc => "oidc",
    };
    let payload = json!({ "proof": proof, "address": client.address, "user_agent": client.user_agent });
    journal::append(
        &mut tx,
        Some(&actor),
        now,
        None,
        Entry::quiet("session", id.0, "session.begun", payload),
    )
    .await?;
    let session = describe(app, &mut tx, &actor).await?;
    tx.commit().await?;
    app.committed.notify_one();
    Ok(Opened { session, token })
}

impl Opened {
    /// As a browser gets it: the token in the cookie, where no script can read it.
    pub fn into_answer(self) -> Result<axum::response::Response, ApiError> {
        use axum::response::IntoResponse;
        let seconds = (self.session.expires_at - self.session.begun_at).num_seconds();
        let cookie = cookie(&self.token, seconds).ok_or_else(|| ApiError::internal("unwritable cookie"))?;
        let headers = [(axum::http::header::SET_COOKIE, cookie)];
        Ok((StatusCode::CREATED, headers, axum::Json(self.session)).into_response())
    }
}

/// The session of an actor, as the page wants it.
pub async fn describe(app: &App, conn: &mut PgConnection, actor: &Actor) -> Result<Session, ApiError> {
    let row = store::sessions::detail(&mut *conn, actor.session).await?;
    let institution = store::institutions::one(&mut *conn, actor.institution, app.now()).await?;
    Ok(Session {
        id: actor.session,
        user: actor.user,
        login: row.login,
        name: actor.name.clone(),
        institution: institution.ok_or(ApiError::NOT_FOUND)?,
        department: actor.department,
        roles: actor.roles.clone(),
        grants: actor.grants.iter().copied().collect(),
        lang: actor.lang,
        csrf: row.csrf,
        begun_at: row.created_at,
        expires_at: actor.expires_at,
        idle_lock_seconds: app.settings.idle_lock_seconds,
    })
}
