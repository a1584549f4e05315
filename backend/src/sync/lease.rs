//! What a device is lent: renewed with each exchange, and read in pages, the small things first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use vnr_shared::access::{Action, Resource};
use vnr_shared::hazard::Hazard;
use vnr_shared::id::{DeviceId, IncidentId};
use vnr_shared::incident::Incident;
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::sync::{Lease, LeasedPlaces, LeasedReports, Marks, WorkItem};
use vnr_shared::time::DateTime;

use super::store::lease as store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;
use crate::{calls, register, reports};

/// Purpose under which the reading of persons on leased incidents is journaled.
const PURPOSE: &str = "device lease";
/// Rows of the gazetteer in a page: some 60 KB, eight seconds on a bad link.
const PLACES: usize = 1_000;

/// Whose device it is.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfDevice {
    /// The device.
    device: DeviceId,
}

/// What of a list a device has.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkQuery {
    /// The device.
    device: DeviceId,
    /// What it has already: `<id>.<version>`, separated by commas.
    #[serde(default)]
    have: String,
}

/// A page of the gazetteer.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlacesQuery {
    /// The device.
    device: DeviceId,
    /// `next` of the page before.
    after: Option<String>,
}

/// Renews the lease of a device that has just proved whose it is. Also tells whether what the device has is still of use:
/// not when the lease had run out, nor when it was of another area or unit.
pub async fn renew(app: &App, actor: &Actor, device: DeviceId) -> Result<(Lease, bool), ApiError> {
    let now = app.now();
    let mut tx = app.pool.begin().await?;
    let lease = offer(&mut tx, actor, app).await?;
    let of =
        format!("{:?} {:?}", lease.unit.map(|unit| unit.0), lease.ground.map(|ground| ground.to_string()));
    let known = store::renew(&mut tx, device, &of, lease.until, now).await?;
    tx.commit().await?;
    Ok((lease, known))
}

/// What a device of the actor may hold now.
async fn offer(conn: &mut sqlx::PgConnection, actor: &Actor, app: &App) -> Result<Lease, ApiError> {
    let now = app.now();
    let minutes = store::number(conn, "lease_minutes", now).await?;
    let unit = crate::units::own(conn, actor).await?;
    let ground = store::ground(conn, actor, unit, now).await?;
    let work = match unit {
        Some(unit) => store::work(conn, actor, unit).await?,
        None => Vec::new(),
    };
    let marks = Marks {
        catalogue: store::catalogue_mark(conn, now).await?,
        hazards: store::hazards_mark(conn, ground, now).await?,
        places: store::places_mark(conn, ground).await?,
        reports: reports_mark(conn, actor, &work, now).await?,
    };
    Ok(Lease { until: now + chrono::Duration::minutes(minutes), ground, unit, work, marks })
}

/// The lease of a device, for what is read by it. Of a device that is not the actor's, that was revoked, or whose lease has
/// run out, nothing is known here: it is to come to `POST /api/sync` first.
async fn held(app: &App, actor: &Actor, device: DeviceId) -> Result<Lease, ApiError> {
    let mut conn = app.pool.acquire().await?;
    if !store::is_leased(&mut conn, actor, device, app.now()).await? {
        return Err(ApiError::NOT_FOUND);
    }
    offer(&mut conn, actor, app).await
}

/// The incidents to which the own unit is sent, whole and in the order of its work, but for those that the device has in
/// this version. The reading of persons is journaled with the purpose `device lease`.
#[utoipa::path(get, path = "/api/lease/work", tag = "sync", params(WorkQuery), responses(
    (status = 200, body = Vec<Incident>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn work(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<WorkQuery>,
) -> Result<Json<Vec<Incident>>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    let have: Vec<(IncidentId, i64)> = had(&query.have)?;
    let lease = held(&app, &actor, query.device).await?;
    let mut incidents = Vec::new();
    for item in lease.work.iter().filter(|item| !have.contains(&(item.incident, item.version))) {
        // Closed to the actor between the two questions: not part of the answer.
        incidents.extend(register::card(&app, &actor, item.incident, PURPOSE).await?);
    }
    Ok(Json(incidents))
}

/// Reads `<id>.<version>,…`.
fn had<T: std::str::FromStr>(text: &str) -> Result<Vec<(T, i64)>, ApiError> {
    let wrong = || ApiError::field("have", FaultCode::WrongForm);
    let one = |pair: &str| {
        let (id, version) = pair.split_once('.').ok_or_else(wrong)?;
        Ok((id.parse().map_err(|_| wrong())?, version.parse().map_err(|_| wrong())?))
    };
    text.split(',').filter(|pair| !pair.is_empty()).map(one).collect()
}

/// The instant before which a locked report of the user is not lent any more.
async fn reports_since(conn: &mut sqlx::PgConnection, now: DateTime) -> Result<DateTime, ApiError> {
    let days = store::number(conn, "report_days", now).await?;
    Ok(now - chrono::Duration::days(days))
}

/// What changes when the reports do that the device may hold.
async fn reports_mark(
    conn: &mut sqlx::PgConnection,
    actor: &Actor,
    work: &[WorkItem],
    now: DateTime,
) -> Result<String, ApiError> {
    if !actor.may(Resource::Report, Action::Read) {
        return Ok(String::new());
    }
    let since = reports_since(conn, now).await?;
    reports::lent_mark(conn, actor, &incidents(work), since).await
}

fn incidents(work: &[WorkItem]) -> Vec<IncidentId> {
    work.iter().map(|item| item.incident).collect()
}

/// The field reports that the user of the device wrote (drafts and checked ones, and those that were locked lately), and those of
/// the incidents in its work; whole, but for those that the device has in this version.
#[utoipa::path(get, path = "/api/lease/reports", tag = "sync", params(WorkQuery), responses(
    (status = 200, body = LeasedReports), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn reports(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<WorkQuery>,
) -> Result<Json<LeasedReports>, ApiError> {
    actor.require(Resource::Report, Action::Read)?;
    let have = had(&query.have)?;
    let lease = held(&app, &actor, query.device).await?;
    let mut conn = app.pool.acquire().await?;
    let since = reports_since(&mut conn, app.now()).await?;
    let all = reports::lent(&mut conn, &actor, &incidents(&lease.work), since).await?;
    let mut lent = LeasedReports { keep: all.iter().map(|(id, _)| *id).collect(), reports: Vec::new() };
    for (id, _) in all.into_iter().filter(|one| !have.contains(one)) {
        // Closed to the actor between the two questions: not part of the answer.
        lent.reports.extend(reports::one(&mut conn, &actor, id).await?);
    }
    Ok(Json(lent))
}

/// Dangers and cautions in the ground of the lease.
#[utoipa::path(get, path = "/api/lease/hazards", tag = "sync", params(OfDevice), responses(
    (status = 200, body = Vec<Hazard>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn hazards(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<OfDevice>,
) -> Result<Json<Vec<Hazard>>, ApiError> {
    actor.require(Resource::Hazard, Action::Read)?;
    let lease = held(&app, &actor, query.device).await?;
    let mut conn = app.pool.acquire().await?;
    Ok(Json(calls::hazards_within(&mut conn, lease.ground, app.now()).await?))
}

/// A page of the gazetteer in the ground of the lease. The last thing a device asks for: it is the largest and changes least.
#[utoipa::path(get, path = "/api/lease/places", tag = "sync", params(PlacesQuery), responses(
    (status = 200, description = "`{places: [[code, type, name, parent, lat·1e5, lon·1e5, address], …], next}`"),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn places(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<PlacesQuery>,
) -> Result<Json<LeasedPlaces>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    let wrong = || ApiError::field("after", FaultCode::WrongForm);
    let after =
        match query.after.as_deref().map(|after| after.split_once('.').ok_or_else(wrong)).transpose()? {
            None => (false, ""),
            Some(("0", code)) => (false, code),
            Some(("1", code)) => (true, code),
            Some(_) => return Err(wrong()),
        };
    let lease = held(&app, &actor, query.device).await?;
    let mut conn = app.pool.acquire().await?;
    let places = store::places(&mut conn, lease.ground, after, PLACES).await?;
    let last = places.last().filter(|_| places.len() == PLACES);
    let next = last.map(|place| format!("{}.{}", u8::from(store::is_house(place.1)), place.0));
    Ok(Json(LeasedPlaces { places, next }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_device_has_is_read_or_refused_whole() {
        let id = uuid::Uuid::from_u128(7);
        assert_eq!(had::<IncidentId>("").unwrap(), []);
        assert_eq!(had::<IncidentId>(&format!("{id}.3,{id}.4")).unwrap(), [(id.into(), 3), (id.into(), 4)]);
        for bad in ["x.1", &format!("{id}"), &format!("{id}.x")] {
            assert!(had::<IncidentId>(bad).is_err(), "{bad}");
        }
    }
}
