//! The units that may be chosen between.

use sqlx::{Connection, PgConnection};
use vnr_shared::unit::Candidate;

use super::store;
use crate::access::Actor;
use crate::error::ApiError;

/// Every unit that exists now and that the actor may see, whatever its status, with its last position, assignments and
/// load: who chooses has to say of each why it was not chosen.
pub async fn candidates(conn: &mut PgConnection, actor: &Actor) -> Result<Vec<Candidate>, ApiError> {
    let mut tx = conn.begin_with("begin isolation level repeatable read read only").await?;
    let candidates = store::all::candidates(&mut tx, actor).await?;
    tx.rollback().await?;
    Ok(candidates)
}
