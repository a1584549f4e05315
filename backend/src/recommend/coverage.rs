//! `GET /api/coverage`: which ground free units cover, and who should stand by where.

use axum::Json;
use axum::extract::State;
use vnr_shared::access::{Action, Resource};
use vnr_shared::problem::Problem;
use vnr_shared::recommend::UnitName;
use vnr_shared::recommend::cover::{Coverage, Free, Post};
use vnr_shared::road::TravelModel;

use super::ask::Floor;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

/// Most moves proposed at once.
const MOVES: usize = 5;

/// Tells how much of the own ground free units cover, and proposes whom to move to emptied ground for a while.
#[utoipa::path(get, path = "/api/coverage", tag = "recommendations", responses((status = 200, body = Coverage),
    (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn coverage(State(app): State<App>, actor: Actor) -> Result<Json<Coverage>, ApiError> {
    actor.require(Resource::Unit, Action::Read)?;
    let floor = Floor::load(&app, &actor).await?;
    let cover = floor.cover();
    let free = |c: &vnr_shared::recommend::Candidate| {
        let at = c.whereabouts?;
        let unit = UnitName { id: c.unit.id, call_sign: c.unit.call_sign.clone() };
        Some(Free { unit, lat: at.lat, lon: at.lon })
    };
    let free: Vec<Free> = floor.free().filter_map(free).collect();
    let moves = cover.moves(&free, &posts(&floor, &actor), floor.closing_speed(), MOVES);
    Ok(Json(Coverage {
        at: app.now(),
        travel: TravelModel::StraightLine,
        covered: cover.share(),
        free: u32::try_from(free.len()).unwrap_or(u32::MAX),
        territories: cover.territories(),
        moves,
    }))
}

/// Homes of the own units, where any of them may stand by.
pub fn posts(floor: &Floor, actor: &Actor) -> Vec<Post> {
    let mut posts: Vec<Post> = Vec::new();
    for home in
        floor.candidates.iter().filter(|c| c.unit.institution == actor.institution).map(|c| &c.unit.station)
    {
        if !posts.iter().any(|post| post.name == home.name) {
            posts.push(Post { name: home.name.clone(), lat: home.lat, lon: home.lon });
        }
    }
    posts
}
