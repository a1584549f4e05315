//! Incidents that may be the same event, for a report being taken and for an incident that is filed.

use axum::Json;
use axum::extract::{Path, State};
use sqlx::PgConnection;
use vnr_shared::access::{Action, Resource};
use vnr_shared::duplicate::{Candidate, DraftQuery, OFFER, Report, SHOW};
use vnr_shared::id::IncidentId;
use vnr_shared::problem::{FaultCode, Problem};

use super::store::near;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;

/// Candidates that are answered.
const SHOWN_MAX: usize = 10;

/// Incidents that may be the same event as a report that is still being taken, the most probable first.
#[utoipa::path(get, path = "/api/duplicates", tag = "calls", params(DraftQuery), responses(
    (status = 200, body = Vec<Candidate>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn of_draft(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<DraftQuery>,
) -> Result<Json<Vec<Candidate>>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    if !vnr_shared::place::on_earth(query.lat, query.lon) {
        return Err(ApiError::field("lat", FaultCode::OutsideWorld));
    }
    let mut conn = app.pool.acquire().await?;
    let number = match query.call.filter(|_| actor.may(Resource::Call, Action::Read)) {
        Some(call) => near::number_of(&mut conn, &actor, call).await?.unwrap_or_default(),
        None => String::new(),
    };
    let text = |given: &Option<String>| given.clone().unwrap_or_default();
    let place = (query.lat, query.lon, query.radius_m);
    let report =
        Report::new(place, app.now(), &text(&query.type_code), &text(&query.text), &text(&query.address))
            .by(&number);
    Ok(Json(find(&mut conn, &actor, &report, None).await?))
}

/// Incidents that may be the same event as one that is filed, the most probable first.
#[utoipa::path(get, path = "/api/incidents/{id}/duplicates", tag = "incidents", params(("id" = IncidentId, Path)),
    responses((status = 200, body = Vec<Candidate>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn of_incident(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
) -> Result<Json<Vec<Candidate>>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    let report = near::report_of(&mut conn, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    Ok(Json(find(&mut conn, &actor, &report, Some(id)).await?))
}

/// Weighs a report against what is open or recent around it: an incident is as probable as the best of its reports.
pub async fn find(
    conn: &mut PgConnection,
    actor: &Actor,
    report: &Report,
    except: Option<IncidentId>,
) -> Result<Vec<Candidate>, ApiError> {
    let known = near::candidates(conn, actor, report, except).await?;
    let likely = known.into_iter().filter_map(|(incident, reports)| {
        let weighed = reports.iter().map(|other| report.against(other));
        let evidence = weighed.max_by(|a, b| a.probability().total_cmp(&b.probability()))?;
        let probability = evidence.probability();
        let offered = probability >= OFFER;
        (probability >= SHOW).then_some(Candidate { incident, probability, offered, evidence })
    });
    let mut likely: Vec<Candidate> = likely.collect();
    likely.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    likely.truncate(SHOWN_MAX);
    Ok(likely)
}
