//! What is known of a caller and of a place from before.

use axum::Json;
use axum::extract::State;
use chrono::Duration;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::duplicate::{DraftQuery, History};
use vnr_shared::hazard::HazardQuery;
use vnr_shared::problem::{FaultCode, Problem};

use super::store::near;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Purpose, Query};
use crate::journal::record_read;

/// Incidents and hazards at a place, and earlier calls from the number of the call being answered. How far back and around
/// depends on the type. Looking up a caller is reading personal data: it is journaled with its purpose.
#[utoipa::path(get, path = "/api/history", tag = "calls", params(DraftQuery,
    ("X-Purpose" = Option<String>, Header, description = "Purpose of reading, percent-encoded")), responses(
    (status = 200, body = History), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn history(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<DraftQuery>,
    Purpose(purpose): Purpose,
) -> Result<Json<History>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    if !vnr_shared::place::on_earth(query.lat, query.lon) {
        return Err(ApiError::field("lat", FaultCode::OutsideWorld));
    }
    let (now, type_code) = (app.now(), query.type_code.as_deref().unwrap_or_default());
    let mut conn = app.pool.acquire().await?;
    let (days, radius_m) = near::look_back(&mut *conn, type_code, now).await?;
    let since = now - Duration::days(i64::from(days));
    let reach = f64::from(radius_m);
    let mut history = History { days, radius_m, ..History::default() };
    history.incidents = near::incidents_at(&mut conn, &actor, (query.lat, query.lon, reach), since).await?;
    if actor.may(Resource::Hazard, Action::Read) {
        let around = HazardQuery { lat: query.lat, lon: query.lon, radius_m: Some(reach) };
        history.hazards = near::hazards(&mut conn, around, now).await?;
    }
    if let Some(call) = query.call {
        actor.require(Resource::Call, Action::Read)?;
        let number = near::number_of(&mut conn, &actor, call).await?.ok_or(ApiError::NOT_FOUND)?;
        history.calls = near::calls_from(&mut conn, &actor, &number, call, since).await?;
        drop(conn);
        let payload = json!({ "purpose": purpose, "days": days, "found": history.calls.len() });
        record_read(&app, &actor, "call", call.0, "call.caller_history_read", payload).await?;
    }
    Ok(Json(history))
}
