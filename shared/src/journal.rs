//! The journal as readers see it: who did what, when, from where, and what changed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{InstitutionId, UserId};
use crate::time::DateTime;

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalEntry {
    /// Position in the order of commits; absent for the moment until the entry is sealed.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime,
    /// Who; absent for the system itself.
    pub actor: Option<UserId>,
    /// Name of the actor.
    pub actor_name: String,
    /// Institution of the actor.
    pub institution: Option<InstitutionId>,
    /// Device of the actor.
    pub device: String,
    /// Kind of the thing it is about, such as `incident`.
    pub subject_kind: String,
    /// Id of that thing.
    pub subject_id: Uuid,
    /// What happened, such as `incident.edited`.
    pub kind: String,
    /// What changed. For edits an object of fields with `before` and `after`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub payload: serde_json::Value,
    /// Command that caused it.
    pub cause: Option<Uuid>,
}

/// Which entries an auditor wants; every given field narrows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct JournalQuery {
    /// What this user did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// What was done with this thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// Kind of entry, such as `incident.edited`, or all of a beginning, such as `incident`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// At or after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// Before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime>,
    /// Cursor of the page, from the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows a page, 1 to 500; 100 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
}
