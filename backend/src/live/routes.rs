//! `GET /api/live`: the live socket.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::{Problem, ProblemCode};

use super::socket;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Largest frame a client may send. A subscription is some hundred bytes, a thousand positions some 160 KiB.
const FRAME_MAX: usize = 256 * 1024;
/// Memory that each socket holds to read into, filled at its first message. A screen says little; a frame that is longer makes
/// it grow. The library's own 128 KiB are more than a gigabyte for ten thousand sockets.
const READ_BUFFER: usize = 4 * 1024;

/// Routes of the live socket.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// Opens the live socket. Frames are described in `docs/API.md`.
#[utoipa::path(get, path = "/api/live", tag = "live", responses(
    (status = 101, description = "WebSocket"),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
async fn live(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    if !same_origin(&headers) {
        return Err(ApiError::Refused(ProblemCode::CsrfMismatch));
    }
    // Who may not is told so, before what is wrong with the handshake.
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return Ok(rejection.into_response()),
    };
    let place = app
        .hub
        .places
        .clone()
        .try_acquire_owned()
        .map_err(|_| ApiError::Refused(ProblemCode::Unavailable))?;
    let upgrade = upgrade.read_buffer_size(READ_BUFFER).max_message_size(FRAME_MAX).max_frame_size(FRAME_MAX);
    Ok(upgrade.on_upgrade(move |ws| async move {
        socket::serve(&app, &actor, ws).await;
        drop(place);
    }))
}

/// Browsers send cookies with WebSocket handshakes of any site, so the origin must be this host's. Programs send none.
fn same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let origin = origin.to_str().ok().and_then(|o| o.split_once("://")).map(|(_, authority)| authority);
    origin.is_some() && origin == host
}
