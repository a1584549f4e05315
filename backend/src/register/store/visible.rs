//! The one filter of what an actor may see. Every statement that reads incidents, or what hangs on them, has it.

use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use vnr_shared::access::GrantKind;

use crate::access::Actor;
use crate::error::ApiError;

macro_rules! allowed {
    () => {
        "(i.sensitivity = 'normal' or $2 or i.registered_by = $3
          or exists (select from assignments n join unit_crew c on c.unit_id = n.unit_id
                     where n.incident_id = i.id and n.released_at is null and c.user_id = $3))"
    };
}

/// Condition on `incidents i`: a restricted one is for holders of the grant, for whoever registered it, and for the crews of the
/// units that are sent there, as long as they are: nobody should walk into what he was not allowed to read.
pub const ALLOWED: &str = allowed!();

/// Joins `incidents i` to the access `a` of the actor's institution and leaves what the actor may see. Further
/// conditions of the join may follow with `and`. The statement's first three parameters are those of [`seen_by`].
pub const VISIBLE: &str =
    concat!("join incident_access a on a.incident_id = i.id and a.institution_id = $1 and ", allowed!());

/// The users of the crews that may see restricted `incidents i`, as [`ALLOWED`] has it; none of one that everybody may see.
pub const READERS: &str = "case when i.sensitivity = 'normal' then '{}'::uuid[] else array(
    select distinct c.user_id from assignments n join unit_crew c on c.unit_id = n.unit_id
    where n.incident_id = i.id and n.released_at is null and c.user_id is not null order by 1) end";

/// Parameters `$1` to `$3` of [`VISIBLE`]; a statement binds its own from `$4` on.
pub fn seen_by(actor: &Actor) -> Result<PgArguments, ApiError> {
    let mut arguments = PgArguments::default();
    arguments.add(actor.institution.0).map_err(ApiError::internal)?;
    arguments.add(actor.has(GrantKind::RestrictedIncidents)).map_err(ApiError::internal)?;
    arguments.add(actor.user.0).map_err(ApiError::internal)?;
    Ok(arguments)
}
