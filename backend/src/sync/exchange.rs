//! `POST /api/sync`: commands up, answers and changes down.

use axum::Json;
use axum::extract::State;
use serde_json::value::RawValue;
use vnr_shared::access::{Action, Resource};
use vnr_shared::live::{Kind, ServerFrame, Subject};
use vnr_shared::problem::Problem;
use vnr_shared::sync::{Lease, SyncDown, SyncUp};

use super::{lease, store, turn};
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
    let erase =
        SyncDown { now, erase: true, lease: None, answers: Vec::new(), frames: Vec::new(), more: false };
    if store::devices::seen(&app.pool, &actor, body.device, now, offset).await?.ok_or(ApiError::NOT_FOUND)? {
        // Its work may be somebody else's by now; nothing of it is taken.
        return Ok(Json(erase));
    }
    let answers = turn::take(&app, &actor, body.device, &body.items, offset).await?;
    // After the commands, which may have sent the unit elsewhere.
    let (lease, known) = lease::renew(&app, &actor, body.device).await?;
    let after = body.after.filter(|_| known);
    let (frames, more) = follow(&app, &actor, &lease, after).await?;
    Ok(Json(SyncDown { now, erase: false, lease: Some(lease), answers, frames, more }))
}

/// Frames from a position on, or the whole picture, of what the device may hold. Read after the commands were done, so that
/// a device sees its own work.
async fn follow(
    app: &App,
    actor: &Actor,
    lease: &Lease,
    after: Option<i64>,
) -> Result<(Vec<Box<RawValue>>, bool), ApiError> {
    let lent = |kind: &Kind| Lease::holds_any(*kind) && actor.may(kind.resource(), Action::Read);
    let everywhere = Wanted { topics: Kind::ALL.iter().copied().filter(lent).collect(), extent: None };
    let raw = |frame: &str| RawValue::from_string(frame.to_owned()).map_err(ApiError::internal);
    let head = journal::head(&app.pool).await?;
    let Some(after) = after.filter(|after| (0..=head).contains(after)) else {
        let (position, mut picture) = picture::open(&app.pool, actor, &everywhere).await?;
        lease.cut(&mut picture);
        let snapshot = ServerFrame::Snapshot { position, now: app.now(), picture };
        let text = serde_json::to_string(&snapshot).map_err(ApiError::internal)?;
        return Ok((vec![raw(&text)?], false));
    };
    let sealed = journal::after(&app.pool, after, FOLLOW).await?;
    let more = i64::try_from(sealed.len()).unwrap_or(0) == FOLLOW;
    let mut position = after;
    let mut frames = Vec::new();
    let ground = Wanted { extent: lease.ground, ..everywhere.clone() };
    for sealed in sealed {
        position = sealed.position;
        let cast = Cast::new(sealed).map_err(ApiError::internal)?;
        if let Some(frame) = leased(&cast, actor, lease, &ground, &everywhere)? {
            frames.push(raw(frame)?);
        }
    }
    let beat = ServerFrame::Beat { position, now: app.now() };
    frames.push(raw(&serde_json::to_string(&beat).map_err(ApiError::internal)?)?);
    Ok((frames, more))
}

/// The frame of an entry, if it concerns what the device holds or may hold. Incidents that leave its ground are `gone` by the
/// extent alone; its work is told of wherever it is.
fn leased<'a>(
    cast: &'a Cast,
    actor: &Actor,
    lease: &Lease,
    ground: &Wanted,
    everywhere: &Wanted,
) -> Result<Option<&'a str>, ApiError> {
    let wanted = match cast.subject() {
        None => return Ok(None),
        Some((Kind::Incident, id)) if !lease.is_work(id.into()) => ground,
        Some(_) => everywhere,
    };
    let Some(frame) = cast.frame(actor, wanted) else { return Ok(None) };
    let keeps = |subject: &Subject| matches!(subject, Subject::Incident(_)) || lease.keeps(subject);
    let told = match serde_json::from_str(frame).map_err(ApiError::internal)? {
        ServerFrame::Upsert { subject, .. } => keeps(&subject),
        _ => true,
    };
    Ok(told.then_some(frame.as_str()))
}
