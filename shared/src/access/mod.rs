//! Who may do what: institutions, roles, the table of permissions, and the rules of sharing.

mod institution;
mod permission;

pub use institution::{Department, Institution, InstitutionKind, PutInstitution};
pub use permission::{Action, Resource, Role, permits};

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, GrantId, InstitutionId, UserId};
use crate::lang::Lang;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};
use crate::time::DateTime;

/// A time-bound permission beyond the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum GrantKind {
    /// See restricted incidents of the institutions whose incidents one sees.
    RestrictedIncidents,
    /// See withheld fields of protected persons.
    ProtectedFields,
}

impl GrantKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::RestrictedIncidents, Self::ProtectedFields];
}

/// A grant as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Kind.
    pub kind: GrantKind,
    /// Why it was given.
    pub reason: String,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it is no longer valid.
    pub valid_to: DateTime,
}

/// Gives a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiveGrant {
    /// Id made by the sender.
    pub id: GrantId,
    /// Kind.
    pub kind: GrantKind,
    /// Why.
    pub reason: String,
    /// Until when; a grant without an end is not given.
    pub valid_to: DateTime,
}

/// A user as administrators see one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Login name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Institution.
    pub institution: InstitutionId,
    /// Department.
    pub department: Option<DepartmentId>,
    /// Roles valid now.
    pub roles: Vec<Role>,
    /// Grants not yet over.
    pub grants: Vec<Grant>,
    /// Language.
    pub lang: Lang,
    /// Whether the account may log in.
    pub active: bool,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Version.
    pub version: i64,
}

/// Adds or changes a user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutUser {
    /// Version it is based on; 0 for a new user.
    pub version: i64,
    /// Login name; fixed once the user exists.
    pub login: String,
    /// Name.
    pub name: String,
    /// Institution.
    pub institution: InstitutionId,
    /// Department.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Language.
    #[serde(default)]
    pub lang: Lang,
    /// Whether the account may log in.
    pub active: bool,
    /// A new password; required for a new user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl std::fmt::Debug for PutUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PutUser")
            .field("login", &self.login)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// Least number of characters of a password (NIST SP 800-63B asks for 8, ENISA for 12).
pub const PASSWORD_MIN: usize = 12;

/// Checks a new password: long enough, and not one repeated character.
pub fn check_password(password: &str) -> Result<(), FaultCode> {
    let mut distinct: Vec<char> = password.chars().collect();
    let length = distinct.len();
    distinct.sort_unstable();
    distinct.dedup();
    if length < PASSWORD_MIN || distinct.len() < 5 { Err(FaultCode::WeakPassword) } else { Ok(()) }
}

impl PutUser {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.login = found.take("login", text::clean_line(&self.login, 100)).to_lowercase();
        self.name = found.take("name", text::clean_line(&self.name, LINE_MAX));
        for (field, value) in [("login", &self.login), ("name", &self.name)] {
            if value.is_empty() {
                found.fault(field, FaultCode::Required);
            }
        }
        if self.version == 0 && self.password.is_none() {
            found.fault("password", FaultCode::Required);
        }
        if let Some(Err(code)) = self.password.as_deref().map(check_password) {
            found.fault("password", code);
        }
        self.roles.sort_unstable();
        self.roles.dedup();
        found
    }
}

impl GiveGrant {
    /// Checks and tidies.
    pub fn check(&mut self, now: DateTime) -> Findings {
        let mut found = crate::incident::check_reason(&mut self.reason);
        if self.valid_to <= now {
            found.fault("valid_to", FaultCode::EndBeforeStart);
        }
        found
    }
}
