//! Routes of places.

use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vnr_shared::access::{Action, Resource};
use vnr_shared::place::{NEAREST_MAX_M, Named, PlaceHit, Reverse, distance_m, on_earth, to_lks92};
use vnr_shared::problem::{FaultCode, Problem};

use super::search::{self, LIMIT_DEFAULT, LIMIT_MAX};
use super::{store, territories};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;

/// Routes of places.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(search_places))
        .routes(routes!(reverse))
        .routes(routes!(territories::list))
}

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// What was typed so far: beginnings of words, with or without diacritics, and a house number.
    q: String,
    /// `latitude,longitude`: of equal names, the nearer comes first.
    near: Option<String>,
    /// At most this many hits; 10 when absent, 50 at most.
    limit: Option<usize>,
}

/// Finds addresses, streets and places as one types; best first.
#[utoipa::path(get, path = "/api/places/search", tag = "places", params(SearchQuery), responses(
    (status = 200, body = Vec<PlaceHit>), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn search_places(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<SearchQuery>,
) -> Result<Json<Vec<PlaceHit>>, ApiError> {
    actor.require(Resource::Place, Action::Read)?;
    let near = query.near.as_deref().map(position).transpose()?;
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(ApiError::field("limit", FaultCode::OutOfRange));
    }
    Ok(Json(search::search(&app.pool, &query.q, near, limit).await?))
}

/// Reads `latitude,longitude`.
fn position(text: &str) -> Result<(f64, f64), ApiError> {
    let wrong = || ApiError::field("near", FaultCode::WrongForm);
    let (lat, lon) = text.split_once(',').ok_or_else(wrong)?;
    let number = |part: &str| f64::from_str(part.trim()).map_err(|_| wrong());
    let (lat, lon) = (number(lat)?, number(lon)?);
    if on_earth(lat, lon) { Ok((lat, lon)) } else { Err(ApiError::field("near", FaultCode::OutsideWorld)) }
}

/// A point.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReverseQuery {
    /// Latitude, WGS84 degrees.
    lat: f64,
    /// Longitude, WGS84 degrees.
    lon: f64,
}

/// Tells what is at a point: the nearest house, the territory of today with its class, and the national grid.
#[utoipa::path(get, path = "/api/places/reverse", tag = "places", params(ReverseQuery), responses(
    (status = 200, body = Reverse), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn reverse(
    State(app): State<App>,
    actor: Actor,
    Query(ReverseQuery { lat, lon }): Query<ReverseQuery>,
) -> Result<Json<Reverse>, ApiError> {
    actor.require(Resource::Place, Action::Read)?;
    if !on_earth(lat, lon) {
        return Err(ApiError::field(
            if (-90.0..=90.0).contains(&lat) { "lon" } else { "lat" },
            FaultCode::OutsideWorld,
        ));
    }
    let (house, territory) = tokio::try_join!(
        async { Ok(store::nearest_house(&app.pool, lat, lon).await?) },
        store::territory_at(&app.pool, lat, lon, app.now()),
    )?;
    let house = house.map(Named::from).map(|row| (distance_m(lat, lon, row.lat, row.lon), row));
    let house = house.filter(|(far, _)| *far <= NEAREST_MAX_M);
    let (distance_m, nearest) = house.map_or((None, None), |(far, row)| (Some(far.round()), row.hit()));
    Ok(Json(Reverse { nearest, distance_m, territory, lks92: to_lks92(lat, lon) }))
}
