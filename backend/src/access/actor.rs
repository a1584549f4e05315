//! The actor of a request: built once by an extractor, taken by every store function, which filters by it.

use std::collections::BTreeSet;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use sha2::{Digest, Sha256};
use vnr_shared::access::{Action, GrantKind, InstitutionKind, Resource, Role, permits};
use vnr_shared::id::{DepartmentId, InstitutionId, SessionId, UserId};
use vnr_shared::lang::Lang;
use vnr_shared::problem::ProblemCode;

use super::store;
use crate::app::App;
use crate::error::ApiError;

/// Name of the session cookie. The prefix makes browsers refuse it from other hosts, paths and plain HTTP.
pub const SESSION_COOKIE: &str = "__Host-vnr";

/// How exactly the last use of a session is kept: a write with every request would cost more than it tells.
const SEEN_EVERY: chrono::Duration = chrono::Duration::minutes(1);

/// Who asks.
#[derive(Debug, Clone)]
pub struct Actor {
    /// User.
    pub user: UserId,
    /// Name, as the journal keeps it.
    pub name: String,
    /// Institution. Everything the actor sees is filtered by it.
    pub institution: InstitutionId,
    /// Kind of the institution.
    pub institution_kind: InstitutionKind,
    /// Department.
    pub department: Option<DepartmentId>,
    /// Session.
    pub session: SessionId,
    /// Device, as the user named it.
    pub device: String,
    /// Roles valid now.
    pub roles: Vec<Role>,
    /// Grants valid now.
    pub grants: BTreeSet<GrantKind>,
    /// Language of the user.
    pub lang: Lang,
    /// End of the session.
    pub expires_at: vnr_shared::time::DateTime,
}

impl Actor {
    /// Whether a role of the actor permits the action.
    pub fn may(&self, resource: Resource, action: Action) -> bool {
        self.roles.iter().any(|role| permits(*role, resource, action))
    }

    /// Refuses when no role of the actor permits the action.
    pub fn require(&self, resource: Resource, action: Action) -> Result<(), ApiError> {
        if self.may(resource, action) { Ok(()) } else { Err(ApiError::Refused(ProblemCode::Forbidden)) }
    }

    /// Whether the actor works for the register's manager, who keeps what belongs to all institutions.
    pub fn is_manager(&self) -> bool {
        self.institution_kind == InstitutionKind::RegisterManager
    }

    /// Refuses whoever does not work for the register's manager.
    pub fn require_manager(&self) -> Result<(), ApiError> {
        if self.is_manager() { Ok(()) } else { Err(ApiError::Refused(ProblemCode::Forbidden)) }
    }

    /// Whether the actor holds a grant now.
    pub fn has(&self, grant: GrantKind) -> bool {
        self.grants.contains(&grant)
    }
}

/// A credential as it came with the request.
enum Credential {
    /// From the cookie: a browser, which other sites could make send requests.
    Cookie(String),
    /// From the `Authorization` header: a program.
    Bearer(String),
}

fn credential(headers: &HeaderMap) -> Option<Credential> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(token) = text(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer ")) {
        return Some(Credential::Bearer(token.to_owned()));
    }
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, token)| Credential::Cookie(token.to_owned()))
}

/// Hash under which a session token is stored.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl FromRequestParts<App> for Actor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if let Some(actor) = parts.extensions.get::<Self>() {
            return Ok(actor.clone());
        }
        let unauthenticated = ApiError::Refused(ProblemCode::Unauthenticated);
        let Some(credential) = credential(&parts.headers) else { return Err(unauthenticated) };
        let (Credential::Cookie(token) | Credential::Bearer(token)) = &credential;
        let found = store::actor_by_token(&app.pool, &token_hash(token), app.now()).await?;
        let Some((actor, seen)) = found else { return Err(unauthenticated) };
        let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if matches!(credential, Credential::Cookie(_)) && !safe {
            let sent = parts.headers.get("x-csrf-token").map(axum::http::HeaderValue::as_bytes);
            if sent != Some(seen.csrf.as_bytes()) {
                return Err(ApiError::Refused(ProblemCode::CsrfMismatch));
            }
        }
        if app.now() - seen.last >= SEEN_EVERY {
            store::sessions::touch(&app.pool, actor.session, app.now()).await?;
        }
        parts.extensions.insert(actor.clone());
        Ok(actor)
    }
}
