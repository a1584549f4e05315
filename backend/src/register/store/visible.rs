//! The one filter of what an actor may see. Every statement that reads incidents, or what hangs on them, has it.

use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use vnr_shared::access::GrantKind;

use crate::access::Actor;
use crate::error::ApiError;

/// Condition on `incidents i`: a restricted one is for holders of the grant and for whoever registered it.
pub const ALLOWED: &str = "(i.sensitivity = 'normal' or $2 or i.registered_by = $3)";

/// Joins `incidents i` to the access `a` of the actor's institution and leaves what the actor may see. Further
/// conditions of the join may follow with `and`. The statement's first three parameters are those of [`seen_by`].
pub const VISIBLE: &str = "join incident_access a on a.incident_id = i.id and a.institution_id = $1
    and (i.sensitivity = 'normal' or $2 or i.registered_by = $3)";

/// Parameters `$1` to `$3` of [`VISIBLE`]; a statement binds its own from `$4` on.
pub fn seen_by(actor: &Actor) -> Result<PgArguments, ApiError> {
    let mut arguments = PgArguments::default();
    arguments.add(actor.institution.0).map_err(ApiError::internal)?;
    arguments.add(actor.has(GrantKind::RestrictedIncidents)).map_err(ApiError::internal)?;
    arguments.add(actor.user.0).map_err(ApiError::internal)?;
    Ok(arguments)
}
