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
