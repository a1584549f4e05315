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
    /// When the session ends at the latest.
    pub expires_at: DateTime,
    /// Seconds without input after which the screen locks. The work stays on it.
    pub idle_lock_seconds: u32,
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
