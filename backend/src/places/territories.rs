//! `GET /api/territories`: the territories an institution may be given.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use vnr_shared::access::{Action, Resource};
use vnr_shared::place::{Territory, TerritoryItem};
use vnr_shared::problem::Problem;
use vnr_shared::text::fold;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;

/// Which territories.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TerritoryQuery {
    /// The beginning of a code, or beginnings of words of the name, with or without diacritics; all when absent or empty.
    #[serde(default)]
    q: String,
}

/// Lists territories in every period of their validity, by name. The whole country has some hundreds, so there are no pages.
#[utoipa::path(get, path = "/api/territories", tag = "places", params(TerritoryQuery), responses(
    (status = 200, body = Vec<TerritoryItem>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<TerritoryQuery>,
) -> Result<Json<Vec<TerritoryItem>>, ApiError> {
    actor.require(Resource::Place, Action::Read)?;
    let typed = fold(&query.q);
    let mut found = Vec::new();
    for row in store::territories(&app.pool).await? {
        let name = fold(&row.name);
        if row.atvk.starts_with(&typed) || has_words(&name, &typed) {
            let Territory { atvk: code, name: written, class, valid_from, valid_to, .. } = row.try_into()?;
            found.push((name, TerritoryItem { code, name: written, class, valid_from, valid_to }));
        }
    }
    // Stable: periods of one code stay in their order.
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(Json(found.into_iter().map(|(_, item)| item).collect()))
}

/// Whether each word typed begins a word of the name, both folded.
fn has_words(name: &str, typed: &str) -> bool {
    typed.split(' ').all(|start| name.split(' ').any(|word| word.starts_with(start)))
}
