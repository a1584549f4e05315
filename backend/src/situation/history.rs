//! `GET /api/situation/history`: how it has been over some hours.

use axum::Json;
use axum::extract::State;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::Problem;
use vnr_shared::situation::{HEAT_CELL, History, HistoryQuery};

use super::{kinds, store_history as store};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, accept};
use crate::http::Query;

/// Response times against the law, receipts by hour, where they were, and what happened last. Counts only, and of incidents
/// that the reader may see.
#[utoipa::path(get, path = "/api/situation/history", tag = "situation", params(HistoryQuery), responses(
    (status = 200, body = History), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<History>, ApiError> {
    actor.require(Resource::Situation, Action::Read)?;
    actor.require(Resource::Incident, Action::Read)?;
    let now = app.now();
    accept(query.check(now))?;
    let (to, cell) = (query.to.unwrap_or(now), query.cell.unwrap_or(HEAT_CELL));
    let mut tx = app.pool.begin_with("begin isolation level repeatable read read only").await?;
    let history = History {
        from: query.from,
        to,
        responses: store::responses(&mut tx, &actor, &query, to).await?,
        hours: store::hours(&mut tx, &actor, &query, to).await?,
        cell,
        heat: store::heat(&mut tx, &actor, &query, to, cell).await?,
        ticker: store::ticker(&mut tx, &actor, &kinds(&actor), to).await?,
    };
    tx.rollback().await?;
    Ok(Json(history))
}
