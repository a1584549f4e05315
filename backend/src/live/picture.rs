//! The picture of what is open, read from the state at one position of the journal.

use sqlx::{PgConnection, PgPool};
use vnr_shared::live::{Kind, Picture};

use super::{Cast, Wanted};
use crate::access::Actor;
use crate::error::ApiError;
use crate::{calls, events, journal, register, units};

/// What is open of what a socket wants and its actor may see, with the position at which that is true. One transaction,
/// so that position and lists belong together.
pub async fn open(pool: &PgPool, actor: &Actor, wanted: &Wanted) -> Result<(i64, Picture), ApiError> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let position = journal::head(&mut *tx).await?;
    let mut picture = Picture::default();
    for topic in &wanted.topics {
        match topic {
            Kind::Call => picture.calls = calls::open(&mut tx, actor, wanted.extent.as_ref()).await?,
            Kind::Event => picture.events = events::open(&mut tx, actor).await?,
            Kind::Incident => {
                picture.incidents = register::open(&mut tx, actor, wanted.extent.as_ref()).await?;
            }
            Kind::Unit => picture.units = units::open(&mut tx, actor).await?,
            Kind::Timer => picture.timers = units::store::timers::open(&mut tx, actor).await?,
            Kind::Alarm => picture.alarms = units::store::alarms::open(&mut tx, actor).await?,
            Kind::Message => picture.messages = units::store::messages::open(&mut tx, actor).await?,
        }
    }
    unsee(&mut tx, actor, wanted, position, &mut picture).await?;
    tx.rollback().await?;
    Ok((position, picture))
}

/// The state is ahead of the journal by what is committed and not yet sealed. Of such a thing the picture shows what was
/// sealed last; the change follows as a frame. So the picture of a position is the same whoever draws it, and when.
async fn unsee(
    conn: &mut PgConnection,
    actor: &Actor,
    wanted: &Wanted,
    position: i64,
    picture: &mut Picture,
) -> Result<(), ApiError> {
    for (word, id) in journal::pending_subjects(conn).await? {
        let Some(kind) = Kind::of(&word) else { continue };
        picture.remove(kind, id);
        let Some(sealed) = journal::last_shown(conn, &word, id, position).await? else { continue };
        let cast = Cast::new(sealed).map_err(ApiError::internal)?;
        if let Some(frame) = cast.frame(actor, wanted) {
            picture.follow(serde_json::from_str(frame).map_err(ApiError::internal)?);
        }
    }
    Ok(())
}
