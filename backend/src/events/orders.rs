//! The journal of orders and the situation reports of an event.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::event::{EventAnswer, EventSummary, GiveOrder, GiveReport};
use vnr_shared::id::MajorEventId;
use vnr_shared::problem::{Problem, ProblemCode};

use super::change::{changed, lock};
use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;

/// Gives an order: it gets the next number and is never changed.
#[utoipa::path(post, path = "/api/major-events/{id}/orders", tag = "major events", request_body = GiveOrder,
    params(("id" = MajorEventId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_order(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MajorEventId>,
    Command { key, mut body }: Command<GiveOrder>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::CREATED, EventAnswer { event: give_order(tx, id, body).await? }))
    })
    .await
}

/// Gives an order.
pub async fn give_order(
    tx: &mut Tx<'_>,
    id: MajorEventId,
    body: GiveOrder,
) -> Result<EventSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, id).await?;
    let number = store::orders::insert(tx.conn(), actor, id, &body, now)
        .await
        .on_constraint("major_event_orders_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    let payload = json!({ "order": body.id, "number": number, "to": body.to, "text": body.text });
    changed(tx, id, Some(held.scope), "event.ordered", payload).await
}

/// Gives a situation report: it gets the next number and is never changed, and the clock of the next one starts.
#[utoipa::path(post, path = "/api/major-events/{id}/reports", tag = "major events", request_body = GiveReport,
    params(("id" = MajorEventId, Path), ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_report(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MajorEventId>,
    Command { key, mut body }: Command<GiveReport>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::CREATED, EventAnswer { event: give_report(tx, id, body).await? }))
    })
    .await
}

/// Gives a situation report.
pub async fn give_report(
    tx: &mut Tx<'_>,
    id: MajorEventId,
    body: GiveReport,
) -> Result<EventSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, id).await?;
    let number = store::orders::insert_report(tx.conn(), actor, id, &body, now)
        .await
        .on_constraint("major_event_reports_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
    store::start_report_clock(tx.conn(), id, now).await?;
    let payload = json!({ "report": body.id, "number": number, "text": body.text });
    changed(tx, id, Some(held.scope), "event.reported", payload).await
}
