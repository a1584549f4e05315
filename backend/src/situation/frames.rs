//! `GET /api/situation/frames`: what a live socket would have told, for playing the past.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::Problem;
use vnr_shared::situation::{FRAMES_ENTRIES, Frames, FramesQuery};
use vnr_shared::time::DateTime;

use super::kinds;
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, accept};
use crate::http::Query;
use crate::journal::{self, record_read};
use crate::live::{Cast, Wanted};

/// [`Frames`] as it is written: the frames are JSON already and are not read again.
#[derive(Debug, Serialize)]
pub struct Written {
    frames: Vec<Box<RawValue>>,
    position: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<DateTime>,
    more: bool,
}

/// What a live socket would have told the reader from a position on. Whoever follows it from the picture of that position
/// has the picture of every moment after it. Journaled as looking at the past.
#[utoipa::path(get, path = "/api/situation/frames", tag = "situation", params(FramesQuery), responses(
    (status = 200, body = Frames), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<FramesQuery>,
) -> Result<Json<Written>, ApiError> {
    actor.require(Resource::Situation, Action::Read)?;
    accept(query.check())?;
    let entries = i64::from(query.entries.unwrap_or(FRAMES_ENTRIES));
    let mut sealed = journal::after(&app.pool, query.after, entries + 1).await?;
    let last = usize::try_from(entries).unwrap_or(usize::MAX);
    let more = sealed.len() > last;
    sealed.truncate(last);
    let end = sealed.last().map(|sealed| (sealed.position, sealed.at));
    let wanted = Wanted { topics: kinds(&actor), extent: None };
    let mut frames = Vec::new();
    for sealed in sealed {
        let cast = Cast::new(sealed).map_err(ApiError::internal)?;
        if let Some(frame) = cast.frame(&actor, &wanted) {
            frames.push(RawValue::from_string(frame.to_string()).map_err(ApiError::internal)?);
        }
    }
    let position = end.map_or(query.after, |(position, _)| position);
    let payload = json!({ "after": query.after, "until": position });
    record_read(&app, &actor, "institution", actor.institution.0, "situation.read", payload).await?;
    Ok(Json(Written { frames, position, at: end.map(|(_, at)| at), more }))
}
