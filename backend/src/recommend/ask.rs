//! `GET /api/incidents/{id}/recommendations`: who goes to an incident.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{IncidentId, InstitutionId, UnitId};
use vnr_shared::incident::Summary;
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::recommend::cover::{Cover, Ground};
use vnr_shared::recommend::{
    Candidate, Numbers, Occasion, Question, Reason, Recommendation, ResponsePlan, candidate::Terms, choose,
    recommend,
};
use vnr_shared::road::{TravelSpeed, closing_speed};
use vnr_shared::time::DateTime;

use super::lines::Lines;
use super::store::place::{Around, Named};
use super::{ground, store, travel};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;
use crate::{register, units};

/// Units not offered that are listed unless more are asked for.
const LISTED: usize = 50;

/// What is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecommendQuery {
    /// Alarm level, counted from 1; 1 when absent.
    pub level: Option<u8>,
    /// Units that are not wanted, parted by commas.
    pub exclude: Option<String>,
    /// How many of the units not offered are listed, nearest first; 50 when absent.
    pub limit: Option<u16>,
}

/// Recommends who goes: for each requirement of the plan the units proposed and those that would fit too, each with its
/// predicted arrival against the legal clock, how that was found, the ground it uncovers, and the line that sends it; and every
/// other unit with the reasons why it is not offered and what would change them.
#[utoipa::path(get, path = "/api/incidents/{id}/recommendations", tag = "recommendations",
    params(("id" = IncidentId, Path), RecommendQuery), responses((status = 200, body = Recommendation),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn recommendations(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    Query(query): Query<RecommendQuery>,
) -> Result<Json<Recommendation>, ApiError> {
    actor.require(Resource::Incident, Action::Read)?;
    actor.require(Resource::Unit, Action::Read)?;
    let excluded = query.exclude.as_deref().map_or(Ok(Vec::new()), unit_ids)?;
    let found = register::among(&mut *app.pool.acquire().await?, &actor, &[id]).await?;
    let incident = found.into_iter().next().ok_or(ApiError::NOT_FOUND)?;
    let mut floor = Floor::load(&app, &actor).await?;
    floor.locate(&app, std::slice::from_ref(&incident)).await?;
    let travel = floor.travel(&app, &incident);
    for (candidate, travel) in floor.candidates.iter_mut().zip(travel) {
        candidate.travel = travel;
    }
    let cover = floor.cover();
    let question = Question {
        level: query.level.unwrap_or(1),
        excluded: &excluded,
        cover: Some(&cover),
        ..floor.question(&incident)
    };
    let mut answer = recommend(&question, &floor.candidates);
    answer.not_offered.truncate(query.limit.map_or(LISTED, usize::from));
    let mut lines = Lines::new(&actor, &floor.candidates, &floor.institutions);
    lines.know(incident.id, &incident.number);
    lines.put(&mut answer);
    Ok(Json(answer))
}

fn unit_ids(text: &str) -> Result<Vec<UnitId>, ApiError> {
    let wrong = |_| ApiError::field("exclude", FaultCode::WrongForm);
    text.split(',').filter(|part| !part.is_empty()).map(|part| part.trim().parse().map_err(wrong)).collect()
}

/// Everything that questions of one actor share at one instant.
pub struct Floor {
    asking: InstitutionId,
    asking_kind: vnr_shared::access::InstitutionKind,
    now: DateTime,
    /// Units, without travel times.
    pub candidates: Vec<Candidate>,
    /// Institutions by id.
    pub institutions: HashMap<InstitutionId, Named>,
    plans: Vec<ResponsePlan>,
    numbers: Numbers,
    speeds: Vec<TravelSpeed>,
    ground: Arc<Ground>,
    around: HashMap<IncidentId, Around>,
}

impl Floor {
    /// Loads it.
    pub async fn load(app: &App, actor: &Actor) -> Result<Self, ApiError> {
        let now = app.now();
        let numbers = store::numbers::numbers(&app.pool, now).await?;
        let speeds = store::numbers::speeds(&app.pool).await?;
        let ground =
            ground::ground(app, actor.institution, actor.institution_kind, &numbers, &speeds).await?;
        let institutions = store::place::institutions(&app.pool).await?;
        let plans = store::plans::plans(&app.pool, actor, Some(now)).await?;
        let mut conn = app.pool.acquire().await?;
        let found = units::candidates(&mut conn, actor).await?;
        let candidate = |unit: vnr_shared::unit::Candidate| {
            let of = institutions.get(&unit.unit.institution);
            travel::candidate(unit, of)
        };
        let candidates = found.into_iter().filter_map(candidate).collect();
        Ok(Self {
            asking: actor.institution,
            asking_kind: actor.institution_kind,
            now,
            candidates,
            institutions,
            plans,
            numbers,
            speeds,
            ground,
            around: HashMap::new(),
        })
    }

    /// Finds where incidents lie.
    pub async fn locate(&mut self, app: &App, incidents: &[Summary]) -> Result<(), ApiError> {
        let ids: Vec<IncidentId> = incidents.iter().map(|incident| incident.id).collect();
        self.around = store::place::around(&app.pool, &ids).await?;
        Ok(())
    }

    /// Travel times of all units to an incident.
    pub fn travel(&self, app: &App, incident: &Summary) -> Vec<Option<vnr_shared::road::Travel>> {
        let class = self.around.get(&incident.id).and_then(|around| around.class);
        let speed = closing_speed(&self.speeds, class, self.now);
        travel::times(&app.roads, speed, &self.candidates, (incident.lat, incident.lon))
    }

    /// The own units that may be sent now, wherever to.
    pub fn free(&self) -> impl Iterator<Item = &Candidate> {
        let nobody = IncidentId(uuid::Uuid::nil());
        let terms = Terms {
            asking: self.asking,
            incident: nobody,
            excluded: &[],
            numbers: &self.numbers,
            now: self.now,
        };
        let of_no_ground = |reason: &Reason| !matches!(reason, Reason::ShiftEnds(_));
        self.candidates.iter().filter(move |c| !c.hindrances(&terms).iter().any(of_no_ground))
    }

    /// The ground that free units cover.
    pub fn cover(&self) -> Cover<'_> {
        Cover::of(&self.ground, self.free().filter_map(|c| c.whereabouts).map(|w| (w.lat, w.lon)))
    }

    /// The ground of the institution that asks.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The numbers that hold now.
    pub const fn numbers(&self) -> Numbers {
        self.numbers
    }

    /// Speed of coming closer where the class of territory is not known.
    pub fn closing_speed(&self) -> f64 {
        closing_speed(&self.speeds, None, self.now)
    }

    /// The question of who goes to an incident, at the first alarm level and with nobody excluded.
    pub fn question<'a>(&'a self, incident: &'a Summary) -> Question<'a> {
        let nowhere: &[String] = &[];
        let on = Occasion {
            institution: self.asking,
            institution_kind: self.asking_kind,
            type_code: &incident.type_code,
            category: incident.category,
            lat: incident.lat,
            lon: incident.lon,
            territories: self.around.get(&incident.id).map_or(nowhere, |around| around.codes.as_slice()),
            at: self.now,
        };
        Question {
            incident,
            asking: self.asking,
            asking_kind: self.asking_kind,
            plan: choose(&self.plans, &on),
            level: 1,
            excluded: &[],
            numbers: &self.numbers,
            cover: None,
            now: self.now,
        }
    }
}
