//! `POST /api/checks`: who or what is this.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::check::{CheckAnswer, CheckKind, CheckMade, CheckTie, Found, NewCheck};
use vnr_shared::person::PersonHit;
use vnr_shared::problem::{FaultCode, Problem};
use vnr_shared::time::DateTime;
use vnr_shared::vehicle::normalise_plate;

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::command::Tx;
use crate::error::{ApiError, accept};
use crate::http::Unkeyed;
use crate::journal::{Entry, record_read};
use crate::{persons, things};

/// Checks a person, a plate or a document. What is found stands on incidents that the reader may see, each with the newest of
/// them; protected fields are withheld. The question goes in the body, because addresses are logged, and has no key, because the
/// answer must not lie in the table of commands.
#[utoipa::path(post, path = "/api/checks", tag = "persons", request_body = NewCheck, responses(
    (status = 200, body = CheckAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn check(
    State(app): State<App>,
    actor: Actor,
    Unkeyed(mut body): Unkeyed<NewCheck>,
) -> Result<Json<CheckAnswer>, ApiError> {
    actor.require(Resource::Person, Action::Read)?;
    actor.require(Resource::Object, Action::Read)?;
    accept(body.check())?;
    let found = find(&app, &actor, &body).await?;
    let persons: Vec<_> = found.persons.iter().map(|hit| hit.what.person.id).collect();
    let vehicles: Vec<_> = found.vehicles.iter().map(|hit| hit.what.id).collect();
    let objects: Vec<_> = found.objects.iter().map(|hit| hit.what.id).collect();
    let payload = json!({ "check": body, "persons": persons, "vehicles": vehicles, "objects": objects });
    record_read(&app, &actor, "user", actor.user.0, "check.made", payload).await?;
    Ok(Json(found))
}

async fn find(app: &App, actor: &Actor, body: &NewCheck) -> Result<CheckAnswer, ApiError> {
    let mut conn = app.pool.acquire().await?;
    let mut answer = CheckAnswer::default();
    let marked = normalise_plate(&body.q);
    if body.kind != CheckKind::Person && marked.is_empty() {
        return Err(ApiError::field("q", FaultCode::WrongForm));
    }
    if body.kind != CheckKind::Plate {
        let hits = persons::store::find(&mut conn, actor, &body.q).await?;
        let hits: Vec<PersonHit> = hits.into_iter().map(PersonHit::from).collect();
        let ids: Vec<Uuid> = hits.iter().map(|hit| hit.person.id.0).collect();
        let ties = store::ties(&mut conn, actor, store::Of::Persons, &ids).await?;
        answer.persons = hits.into_iter().map(|hit| with(&ties, hit.person.id.0, hit)).collect();
    }
    if body.kind == CheckKind::Plate {
        let vehicles = things::store::vehicles_by_plate(&mut conn, actor, &marked).await?;
        let ids: Vec<Uuid> = vehicles.iter().map(|vehicle| vehicle.id.0).collect();
        let ties = store::ties(&mut conn, actor, store::Of::Vehicles, &ids).await?;
        answer.vehicles = vehicles.into_iter().map(|vehicle| with(&ties, vehicle.id.0, vehicle)).collect();
    }
    if body.kind == CheckKind::Document {
        let objects = things::store::objects_by_identifier(&mut conn, actor, &marked).await?;
        let ids: Vec<Uuid> = objects.iter().map(|object| object.id.0).collect();
        let ties = store::ties(&mut conn, actor, store::Of::Objects, &ids).await?;
        answer.objects = objects.into_iter().map(|object| with(&ties, object.id.0, object)).collect();
    }
    Ok(answer)
}

/// A thing found with its incidents.
fn with<T>(ties: &[(Uuid, CheckTie)], id: Uuid, what: T) -> Found<T> {
    let ties = ties.iter().filter(|(of, _)| *of == id).map(|(_, tie)| tie.clone()).collect();
    Found { what, ties }
}

/// Journals a check that a device made without a network; the body is checked.
pub async fn told(tx: &mut Tx<'_>, made: &CheckMade, at: DateTime) -> Result<(), ApiError> {
    let actor = tx.actor;
    actor.require(Resource::Person, Action::Read)?;
    let payload = json!({ "check": made.check, "found": made.found, "made_at": at });
    tx.journal(Entry::quiet("user", actor.user.0, "check.made_offline", payload)).await
}
