//! `POST /api/intake/112`: takes a card.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::call::{Card, CardAnswer, CardCall, CardStatus};
use vnr_shared::id::{CallId, InstitutionId};
use vnr_shared::problem::{Fault, FaultCode, Problem};

use super::data::{self, Read};
use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::calls::{change, store::read};
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;
use crate::journal::Entry;

/// Takes a version of a card of the 112 platform (Vienotā elektroniskā kartīte). The same version again changes nothing,
/// whatever its key; a later one updates the waiting calls; one that comes late is kept and not shown.
#[utoipa::path(post, path = "/api/intake/112", tag = "calls", request_body = Card,
    params(("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command")),
    responses((status = 201, body = CardAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn take(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<Card>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Call, Action::Create)?;
    let doubts = accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        let new_id = || CallId(app.ids.id());
        Ok((StatusCode::CREATED, take_card(tx, &body, doubts, &new_id).await?))
    })
    .await
}

/// Takes a version of a card, with what its check found doubtful.
pub async fn take_card(
    tx: &mut Tx<'_>,
    card: &Card,
    doubts: Vec<Fault>,
    new_id: &(dyn Fn() -> CallId + Sync),
) -> Result<CardAnswer, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    store::lock(tx.conn(), card).await?;
    let (highest, known) = store::versions(tx.conn(), card).await?;
    let mut read = data::read(card, now);
    read.warnings.extend(doubts);
    let shown =
        highest.is_none_or(|highest| card.version > highest) || (known && highest == Some(card.version));
    let calls = if known {
        store::calls(tx.conn(), card).await?
    } else {
        store::keep(tx.conn(), actor, card, now).await?;
        if shown { show(tx, card, &mut read, new_id).await? } else { store::calls(tx.conn(), card).await? }
    };
    if known || !shown {
        let kind = if known { "call.card_repeated" } else { "call.card_late" };
        let payload = json!({ "platform": card.platform, "number": card.number, "version": card.version });
        for (id, _) in &calls {
            tx.journal(Entry::quiet("call", id.0, kind, payload.clone())).await?;
        }
    }
    Ok(CardAnswer {
        calls: calls.into_iter().map(|(id, institution)| CardCall { id, institution }).collect(),
        shown,
        known,
        warnings: read.warnings.iter().map(|w| w.to_error(actor.lang)).collect(),
    })
}

/// Brings the calls of a card to what its newest version says.
async fn show(
    tx: &mut Tx<'_>,
    card: &Card,
    read: &mut Read,
    new_id: &(dyn Fn() -> CallId + Sync),
) -> Result<Vec<(CallId, InstitutionId)>, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let asked = asked(tx, card, read).await?;
    let mut calls = store::calls(tx.conn(), card).await?;
    let withdrawn = card.status == CardStatus::Withdrawn;
    for institution in &asked {
        // A card that is taken back before it was known asks nobody.
        if !withdrawn && !calls.iter().any(|(_, known)| known == institution) {
            let call = (new_id(), *institution);
            store::insert(tx.conn(), actor, card, call, now).await?;
            calls.push(call);
        }
    }
    for (id, institution) in &calls {
        let before = self::read::summary(tx.conn(), *id).await?;
        let stands = !withdrawn && asked.contains(institution);
        store::update(tx.conn(), card, read, *id, stands, now).await?;
        let kind = match (before.version, stands) {
            (0, _) => "call.received",
            (_, true) => "call.updated",
            (_, false) => "call.withdrawn",
        };
        let more = json!({ "platform": card.platform, "number": card.number, "card_version": card.version });
        change::changed(tx, &before, kind, more).await?;
    }
    Ok(calls)
}

/// The institutions that a card asks. Codes nobody knows are doubtful; when none is left the sender's own institution has the
/// call, so that somebody sees it.
async fn asked(tx: &mut Tx<'_>, card: &Card, read: &mut Read) -> Result<Vec<InstitutionId>, ApiError> {
    let own = tx.actor.institution;
    let found = store::institutions(tx.conn(), &card.services).await?;
    for (i, code) in card.services.iter().enumerate() {
        if !found.iter().any(|(known, _)| known == code) {
            read.warnings.push(Fault::new(format!("services.{i}"), FaultCode::Unknown));
        }
    }
    if found.is_empty() {
        if card.services.is_empty() {
            read.warnings.push(Fault::new("services", FaultCode::Required));
        }
        return Ok(vec![own]);
    }
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
