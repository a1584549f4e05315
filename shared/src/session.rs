//! Logging in, and what the browser then knows about its user.

use serde::{Deserialize, Serialize};

use crate::access::{GrantKind, Institution, Role};
use crate::id::{DepartmentId, SessionId, UserId};
use crate::lang::Lang;
use crate::time::DateTime;

/// Logs in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogIn {
    /// Login name.
    pub login: String,
    /// Password.
    pub password: String,
    /// One-time code, when the account has a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name the user gives this device, shown in the list of sessions and the journal.
    #[serde(default)]
    pub device: String,
}

impl std::fmt::Debug for LogIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogIn").field("login", &self.login).finish_non_exhaustive()
    }
}

/// The session the browser has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The user.
    pub user: UserId,
    /// Login name.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// Institution.
    pub institution: Institution,
    /// Department.
    pub department: Option<DepartmentId>,
    /// Roles valid now.
    pub roles: Vec<Role>,
    /// Grants valid now.
    pub grants: Vec<GrantKind>,
    /// Language of the user.
    pub lang: Lang,
    /// Token to send as `X-CSRF-Token` with every command.
    pub csrf: String,
    /// When the session began.
    pub begun_at: DateTime,
    /// When the session ends at the latest.
    pub expires_at: DateTime,
    /// Seconds without input after which the screen locks. The work stays on it.
    pub idle_lock_seconds: u32,
}

/// Answer to a program that logs in: it keeps the token itself and sends it as `Authorization: Bearer …`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenAnswer {
    /// The token. Shown this once; the register keeps only its hash.
    pub token: String,
    /// The session it opens.
    pub session: Session,
}

impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenAnswer").field("session", &self.session.id).finish_non_exhaustive()
    }
}

/// Proves again that it is the user who sits there: to unlock the screen, or before the account's security changes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProvePassword {
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for ProvePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProvePassword").finish_non_exhaustive()
    }
}

/// Changes the user's own password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// The password until now.
    pub current: String,
    /// The new one; see [`crate::access::check_password`].
    pub new: String,
}

impl std::fmt::Debug for ChangePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChangePassword").finish_non_exhaustive()
    }
}

/// A secret for an authenticator app, not yet in force: a first code has to show that the app has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpSetup {
    /// Names the set-up when it is confirmed. Good for ten minutes.
    pub challenge: uuid::Uuid,
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The secret as `otpauth://` address, to be shown as a QR code.
    pub url: String,
}

impl std::fmt::Debug for TotpSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TotpSetup").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}

/// Puts a second factor in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmTotp {
    /// The set-up.
    pub challenge: uuid::Uuid,
    /// A code of the app.
    pub code: String,
}

/// A passkey in the user's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyInfo {
    /// Its id.
    pub id: uuid::Uuid,
    /// Name the user gave it.
    pub name: String,
    /// When it was registered.
    pub created_at: DateTime,
    /// When it last opened a session.
    pub last_used_at: Option<DateTime>,
}

/// First half of a ceremony with a passkey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyChallenge {
    /// Names the ceremony when it is finished. Good for five minutes.
    pub challenge: uuid::Uuid,
    /// What `navigator.credentials` takes (WebAuthn level 3, JSON form).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub options: serde_json::Value,
}

/// Second half of registering a passkey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FinishPasskey {
    /// The ceremony.
    pub challenge: uuid::Uuid,
    /// What `navigator.credentials` gave, in JSON form.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub credential: serde_json::Value,
    /// Name for the passkey when registering, for the device when logging in.
    #[serde(default)]
    pub name: String,
}

/// Where the page goes to tie the account to the OpenID Connect provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OidcDeparture {
    /// Address at the provider.
    pub url: String,
}

/// A session in the user's list of devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// Its id.
    pub id: SessionId,
    /// Name of the device.
    pub device: String,
    /// Browser, as it names itself.
    pub user_agent: String,
    /// When it began.
    pub created_at: DateTime,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime,
    /// Whether it is the one that asks.
    pub current: bool,
}
