//! The units that may be chosen between.

use sqlx::PgConnection;
use vnr_shared::unit::Candidate;

use super::store;
use crate::access::Actor;
use crate::error::ApiError;

/// Every unit that exists now and that the actor may see, whatever its status, with its last position, assignments and
/// load: who chooses has to say of each why it was not chosen.
pub async fn candidates(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<Candidate>, ApiError> {
    store::read::candidates(conn, actor).await
}
