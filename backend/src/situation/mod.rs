//! The commander's picture: now, and at any past moment.
//!
//! Nothing is recorded for it. Every change of what screens show is a journal entry that holds the whole of what is shown
//! and to whom, so the picture at a position is, of each thing, its last entry at or before it. [`checkpoint`] keeps that
//! quick however long the journal grows.
//!
//! "What that role could see then" is the audience and the restriction that the entry was written with, asked for the
//! reader's institution, roles and grants of today. What was open to an institution at the time stays so in the time
//! machine even when it was restricted later: the past shown is the past that was seen. That it was looked at is journaled.

pub mod checkpoint;
mod frames;
mod get;
mod history;
mod store;
mod store_history;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::access::Action;
use vnr_shared::live::Kind;

use crate::access::Actor;
use crate::app::App;

/// Routes of the situation.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get::get)).routes(routes!(frames::get)).routes(routes!(history::get))
}

/// Kinds of things that the actor's roles may read.
fn kinds(actor: &Actor) -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| actor.may(kind.resource(), Action::Read)).collect()
}
