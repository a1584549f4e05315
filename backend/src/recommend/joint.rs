//! `GET /api/recommendations/joint`: who goes where, for all incidents that still need somebody.

use axum::Json;
use axum::extract::State;
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::{Status, Summary};
use vnr_shared::problem::Problem;
use vnr_shared::recommend::joint::{Joint, compete};

use super::ask::Floor;
use super::lines::Lines;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::register;

/// Recommends who goes where for all incidents of the own institution to which nobody has come yet, together: the sum of
/// lateness, weighted by category, is the least there is. Beside it stands what it would be if each incident in turn took the
/// unit nearest to it.
#[utoipa::path(get, path = "/api/recommendations/joint", tag = "recommendations", responses(
    (status = 200, body = Joint), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn joint(State(app): State<App>, actor: Actor) -> Result<Json<Joint>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    actor.require(Resource::Unit, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    let mut incidents = register::store::read::open(&mut conn, &actor, None).await?;
    drop(conn);
    let waits = |incident: &Summary| {
        incident.owner == actor.institution
            && matches!(incident.status, Status::Registered | Status::Assigned)
    };
    incidents.retain(waits);
    // As a dispatcher would take them: the most urgent first, then the one that has waited longest.
    incidents.sort_by_key(|incident| (incident.category, incident.received_at, incident.id));
    let mut floor = Floor::load(&app, &actor).await?;
    floor.locate(&app, &incidents).await?;
    let travel: Vec<_> = incidents.iter().map(|incident| floor.travel(&app, incident)).collect();
    let questions: Vec<_> = incidents.iter().map(|incident| floor.question(incident)).collect();
    let mut answer = compete(&questions, &floor.candidates, &travel, app.now());
    let mut lines = Lines::new(&actor, &floor.candidates, &floor.institutions);
    for incident in &incidents {
        lines.know(incident.id, &incident.number);
    }
    lines.put_joint(&mut answer);
    Ok(Json(answer))
}
