//! A device's commands in their order, each in a transaction of its own.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::Value;
use sha2::{Digest, Sha256};
use vnr_shared::id::{CommandId, DeviceId};
use vnr_shared::problem::ProblemCode;
use vnr_shared::sync::{Act, Answered, Arrival, Aside, Item, Outcome};

use super::perform::perform;
use super::store::items::{self, Waiting};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, CommandKey};
use crate::error::ApiError;

/// Takes commands in, does those whose turn it is, and answers each that was sent.
pub async fn take(
    app: &App,
    actor: &Actor,
    device: DeviceId,
    sent: &[Item<Act>],
    offset: Duration,
) -> Result<Vec<Answered>, ApiError> {
    let reused = arrive(app, device, sent).await?;
    while let Some(waiting) = items::due(&app.pool, device).await? {
        match one(app, actor, device, &waiting, offset).await {
            Ok(()) => {}
            // Another request of the same device is at it, or the database is away. What waits stays, and is sent again.
            Err(error) if error.code() == ProblemCode::Unavailable => return Err(error),
            Err(error) => set_aside(app, device, &waiting, Aside::Refused(error.code())).await?,
        }
    }
    let keys: Vec<CommandId> = sent.iter().map(|item| item.key).collect();
    let (missing, known) = items::outcomes(&app.pool, device, &keys).await?;
    let answer = |key: &CommandId| {
        let outcome = if reused.contains(key) {
            Outcome::SetAside { reason: Aside::NumberReused }
        } else {
            known.get(key).cloned().unwrap_or(Outcome::Held { missing })
        };
        Answered { key: *key, outcome }
    };
    Ok(keys.iter().map(answer).collect())
}

/// Keeps what has arrived. Returns the keys whose number belongs to another command.
async fn arrive(app: &App, device: DeviceId, sent: &[Item<Act>]) -> Result<Vec<CommandId>, ApiError> {
    let mut reused = Vec::new();
    if sent.is_empty() {
        return Ok(reused);
    }
    let mut tx = app.pool.begin().await?;
    let mut ledger = items::lock_ledger(&mut tx, device).await?;
    for item in sent {
        match ledger.arrive(item.seq, item.key) {
            Arrival::Kept => items::keep(&mut tx, device, item, app.now()).await?,
            Arrival::Before if items::has(&mut tx, device, item.key).await? => {}
            Arrival::Before | Arrival::Taken => reused.push(item.key),
        }
    }
    tx.commit().await?;
    Ok(reused)
}

/// Does the command whose turn it is, and commits its answer with it.
async fn one(
    app: &App,
    actor: &Actor,
    device: DeviceId,
    waiting: &Waiting,
    offset: Duration,
) -> Result<(), ApiError> {
    let item: Item<Act> = serde_json::from_value(waiting.item.clone())
        .map_err(|_| ApiError::Refused(ProblemCode::MalformedBody))?;
    let lacking = items::lacking(&app.pool, device, &item.needs).await?;
    if let Some(need) = lacking {
        return set_aside(app, device, waiting, Aside::Needs(need)).await;
    }
    let key = CommandKey { key: item.key.0, hash: hash(&waiting.item)? };
    command::run(app, actor, key, async |tx| {
        // Whoever else is at this device's commands waits here, and then finds that it is done.
        if !items::claim(tx.conn(), device, waiting.seq).await? {
            return Ok((StatusCode::OK, Value::Null));
        }
        let outcome = perform(tx, device, &item, offset).await?;
        let now = tx.now;
        items::answer(tx.conn(), device, waiting.seq, &outcome, now).await?;
        Ok((StatusCode::OK, serde_json::to_value(&outcome).map_err(ApiError::internal)?))
    })
    .await?;
    // The key was used before this device's command was known here: by the page itself, online. It is done.
    items::settle(&app.pool, device, waiting.seq, app.now()).await?;
    Ok(())
}

async fn set_aside(app: &App, device: DeviceId, waiting: &Waiting, reason: Aside) -> Result<(), ApiError> {
    let mut tx = app.pool.begin().await?;
    if items::claim(&mut tx, device, waiting.seq).await? {
        items::answer(&mut tx, device, waiting.seq, &Outcome::SetAside { reason }, app.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn hash(item: &Value) -> Result<[u8; 32], ApiError> {
    Ok(Sha256::digest(serde_json::to_vec(item).map_err(ApiError::internal)?).into())
}
