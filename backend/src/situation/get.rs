//! `GET /api/situation`: the whole picture of a moment.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::live::Picture;
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::situation::{Figures, Situation, SituationQuery};

use super::{kinds, store};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, accept};
use crate::http::Query;
use crate::journal::{self, record_read};

/// The whole picture: of a moment, of a position of the journal, or the present one. It holds what the reader's institution
/// could see then. Looking at the past is journaled.
#[utoipa::path(get, path = "/api/situation", tag = "situation", params(SituationQuery), responses(
    (status = 200, body = Situation), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<SituationQuery>,
) -> Result<Json<Situation>, ApiError> {
    actor.require(Resource::Situation, Action::Read)?;
    let now = app.now();
    accept(query.check(now))?;
    let mut tx = app.pool.begin_with("begin isolation level repeatable read read only").await?;
    let head = journal::head(&mut *tx).await?;
    let (position, at) = match (query.position, query.at) {
        (Some(position), _) if position > head => {
            return Err(ApiError::field("position", FaultCode::OutOfRange));
        }
        (Some(position), _) => (position, store::at(&mut tx, position).await?.unwrap_or(now)),
        (None, Some(at)) => (store::position(&mut tx, at).await?.unwrap_or(head), at),
        (None, None) => (head, now),
    };
    let mut picture = Picture::default();
    for subject in store::subjects(&mut tx, &actor, &kinds(&actor), position).await? {
        picture.put(subject);
    }
    let span = store::span(&mut tx, head).await?;
    tx.rollback().await?;
    if query.is_past() {
        let payload = json!({ "at": at, "position": position });
        record_read(&app, &actor, "institution", actor.institution.0, "situation.read", payload).await?;
    }
    picture.sort();
    let figures = Figures::of(&picture.incidents, &picture.units, &picture.events, &query.filter(), at);
    Ok(Json(Situation { position, at, now, span, figures, picture }))
}
