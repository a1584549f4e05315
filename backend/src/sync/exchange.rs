//! `POST /api/sync`: commands up, answers and changes down.

use axum::Json;
use axum::extract::State;
use serde_json::value::RawValue;
use vnr_shared::access::{Action, Resource};
use vnr_shared::live::{Kind, ServerFrame};
use vnr_shared::problem::Problem;
use vnr_shared::sync::{SyncDown, SyncUp};

use super::{store, turn};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, accept};
use crate::http::Unkeyed;
use crate::journal;
use crate::live::{Cast, Wanted, picture};

/// Entries of the journal that one answer follows: some 200 KB of frames at most, a minute on a bad link.
const FOLLOW: i64 = 500;

/// Takes what a device did without a network, and tells it what happened meanwhile. Each command carries its own key, so the
/// request has none; sent again, it does nothing again and gets the same answers.
#[utoipa::path(post, path = "/api/sync", tag = "sync", request_body = SyncUp, responses(
    (status = 200, description = "Answers, and frames as the live socket sends them"),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn sync(
    State(app): State<App>,
    actor: Actor,
    Unkeyed(body): Unkeyed<SyncUp>,
) -> Result<Json<SyncDown<Box<RawValue>>>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    accept(body.check())?;
    let now = app.now();
    let offset = body.offset(now);
    if store::devices::seen(&app.pool, &actor, body.device, now, offset).await?.ok_or(ApiError::NOT_FOUND)? {
        // Its work may be somebody else's by now; nothing of it is taken.
        return Ok(Json(SyncDown { now, erase: true, answers: Vec::new(), frames: Vec::new(), more: false }));
    }
    let answers = turn::take(&app, &actor, body.device, &body.items, offset).await?;
    let (frames, more) = follow(&app, &actor, body.after).await?;
    Ok(Json(SyncDown { now, erase: false, answers, frames, more }))
}

/// Frames from a position on, or the whole picture. Read after the commands were done, so that a device sees its own work.
async fn follow(
    app: &App,
    actor: &Actor,
    after: Option<i64>,
) -> Result<(Vec<Box<RawValue>>, bool), ApiError> {
    let topics = Kind::ALL.iter().copied().filter(|kind| actor.may(kind.resource(), Action::Read)).collect();
    let wanted = Wanted { topics, extent: None };
    let raw = |frame: &str| RawValue::from_string(frame.to_owned()).map_err(ApiError::internal);
    let head = journal::head(&app.pool).await?;
    let Some(after) = after.filter(|after| (0..=head).contains(after)) else {
        let (position, picture) = picture::open(&app.pool, actor, &wanted).await?;
        let snapshot = ServerFrame::Snapshot { position, now: app.now(), picture };
        let text = serde_json::to_string(&snapshot).map_err(ApiError::internal)?;
        return Ok((vec![raw(&text)?], false));
    };
    let sealed = journal::after(&app.pool, after, FOLLOW).await?;
    let more = i64::try_from(sealed.len()).unwrap_or(0) == FOLLOW;
    let mut position = after;
    let mut frames = Vec::new();
    for sealed in sealed {
        position = sealed.position;
        let cast = Cast::new(sealed).map_err(ApiError::internal)?;
        if let Some(frame) = cast.frame(actor, &wanted) {
            frames.push(raw(frame)?);
        }
    }
    let beat = ServerFrame::Beat { position, now: app.now() };
    frames.push(raw(&serde_json::to_string(&beat).map_err(ApiError::internal)?)?);
    Ok((frames, more))
}
