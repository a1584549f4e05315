//! Sections, posts, tasks and drawings of an event: put in, changed, struck.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;
use vnr_shared::access::{Action, Resource};
use vnr_shared::event::{
    Drawing, EVENT_POINTS_MAX, EventAnswer, EventSummary, PARTS_MAX, Part, PartKind, Post, PutPart, Section,
    StrikePart, Task,
};
use vnr_shared::id::{MajorEventId, SectionId};
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};

use super::change::{changed, lock};
use super::store;
use super::store::parts::HeldPart;
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, Tx};
use crate::error::{ApiError, OnConstraint, accept};
use crate::http::Command;
use crate::overlay;

/// Puts a section into an event or changes it.
#[utoipa::path(put, path = "/api/major-events/{id}/sections/{part}", tag = "major events",
    request_body = PutPart<Section>, params(("id" = MajorEventId, Path), ("part" = Uuid, Path),
    ("Idempotency-Key" = Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_section(
    State(app): State<App>,
    actor: Actor,
    Path(at): Path<(MajorEventId, Uuid)>,
    command: Command<PutPart<Section>>,
) -> Result<Answer, ApiError> {
    handle(&app, &actor, at, command).await
}

/// Puts somebody into the staff of an event or changes what is said of them.
#[utoipa::path(put, path = "/api/major-events/{id}/posts/{part}", tag = "major events",
    request_body = PutPart<Post>, params(("id" = MajorEventId, Path), ("part" = Uuid, Path),
    ("Idempotency-Key" = Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_post(
    State(app): State<App>,
    actor: Actor,
    Path(at): Path<(MajorEventId, Uuid)>,
    command: Command<PutPart<Post>>,
) -> Result<Answer, ApiError> {
    handle(&app, &actor, at, command).await
}

/// Puts a task into an event or changes it.
#[utoipa::path(put, path = "/api/major-events/{id}/tasks/{part}", tag = "major events",
    request_body = PutPart<Task>, params(("id" = MajorEventId, Path), ("part" = Uuid, Path),
    ("Idempotency-Key" = Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_task(
    State(app): State<App>,
    actor: Actor,
    Path(at): Path<(MajorEventId, Uuid)>,
    command: Command<PutPart<Task>>,
) -> Result<Answer, ApiError> {
    handle(&app, &actor, at, command).await
}

/// Draws on the map of an event or changes a drawing.
#[utoipa::path(put, path = "/api/major-events/{id}/drawings/{part}", tag = "major events",
    request_body = PutPart<Drawing>, params(("id" = MajorEventId, Path), ("part" = Uuid, Path),
    ("Idempotency-Key" = Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_drawing(
    State(app): State<App>,
    actor: Actor,
    Path(at): Path<(MajorEventId, Uuid)>,
    command: Command<PutPart<Drawing>>,
) -> Result<Answer, ApiError> {
    handle(&app, &actor, at, command).await
}

async fn handle<T: Limited>(
    app: &App,
    actor: &Actor,
    at: (MajorEventId, Uuid),
    Command { key, mut body }: Command<PutPart<T>>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    accept(body.check())?;
    command::run(app, actor, key, async |tx| {
        Ok((StatusCode::OK, EventAnswer { event: put(tx, at, body).await? }))
    })
    .await
}

/// A part with what the rest of the event has to say to it.
pub trait Limited: Part {
    /// Journal kind of its change.
    const CHANGED: &'static str;

    /// Refuses what does not fit the event that it would be in.
    fn fits(&self, id: Uuid, event: &EventSummary) -> Result<(), ApiError>;
}

/// Refuses a part too many of its kind.
fn room(others: usize) -> Result<(), ApiError> {
    if others < PARTS_MAX { Ok(()) } else { Err(ApiError::field("part", FaultCode::OutOfRange)) }
}

impl Limited for Section {
    const CHANGED: &'static str = "event.section";

    fn fits(&self, id: Uuid, event: &EventSummary) -> Result<(), ApiError> {
        room(event.sections.iter().filter(|sheet| sheet.id != id).count())
    }
}

/// Refuses a section that the event does not have.
fn known(section: Option<SectionId>, event: &EventSummary) -> Result<(), ApiError> {
    match section {
        Some(section) if event.sections.iter().all(|sheet| sheet.id != section.0) => {
            Err(ApiError::field("part.section", FaultCode::Unknown))
        }
        _ => Ok(()),
    }
}

impl Limited for Post {
    const CHANGED: &'static str = "event.post";

    fn fits(&self, id: Uuid, event: &EventSummary) -> Result<(), ApiError> {
        room(event.posts.iter().filter(|sheet| sheet.id != id).count())?;
        known(self.section, event)
    }
}

impl Limited for Task {
    const CHANGED: &'static str = "event.task";

    fn fits(&self, id: Uuid, event: &EventSummary) -> Result<(), ApiError> {
        room(event.tasks.iter().filter(|sheet| sheet.id != id).count())?;
        known(self.section, event)
    }
}

impl Limited for Drawing {
    const CHANGED: &'static str = "event.drawing";

    fn fits(&self, id: Uuid, event: &EventSummary) -> Result<(), ApiError> {
        let others = || event.drawings.iter().filter(|sheet| sheet.id != id);
        room(others().count())?;
        let points: usize = others().map(|sheet| sheet.part.shape.points().len()).sum();
        if points + self.shape.points().len() <= EVENT_POINTS_MAX {
            Ok(())
        } else {
            Err(ApiError::field("part.shape", FaultCode::OutOfRange))
        }
    }
}

/// Puts in a part or changes it.
pub async fn put<T: Limited>(
    tx: &mut Tx<'_>,
    (event, id): (MajorEventId, Uuid),
    body: PutPart<T>,
) -> Result<EventSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, event).await?;
    let summary = store::summary(tx.conn(), event).await?;
    body.part.fits(id, &summary)?;
    let mut wanted = overlay::fields(&body.part)?;
    let changes = if body.version == 0 {
        store::parts::insert(tx.conn(), actor, (event, id), &body.part, now)
            .await
            .on_constraint("major_event_parts_pkey", || ApiError::Refused(ProblemCode::AlreadyExists))?;
        overlay::overlay(&serde_json::Map::new(), wanted)?.changes
    } else {
        let there = store::parts::lock(tx.conn(), event, id).await?;
        let there = there.filter(|part| part.kind == T::KIND).ok_or(ApiError::NOT_FOUND)?;
        // A part is put in whole: a field that is not given any more is emptied, and others are told so.
        for (field, _) in overlay::fields(&there.part)? {
            wanted.entry(field).or_insert(serde_json::Value::Null);
        }
        if body.version != there.version {
            return Err(stale(tx, (event, id), &there, wanted, body.version).await?);
        }
        store::parts::update(tx.conn(), actor, id, &body.part, now).await?;
        overlay::overlay(&there.part, wanted)?.changes
    };
    let payload =
        json!({ "part": id, "part_kind": T::KIND, "version": body.version + 1, "changes": changes });
    changed(tx, event, Some(held.scope), T::CHANGED, payload).await
}

/// Both sides of a part that was changed meanwhile.
async fn stale(
    tx: &mut Tx<'_>,
    (event, id): (MajorEventId, Uuid),
    there: &HeldPart,
    wanted: serde_json::Map<String, serde_json::Value>,
    base: i64,
) -> Result<ApiError, ApiError> {
    let since = store::fields_changed_since(tx.conn(), event, Some(id), base).await?;
    let conflict = overlay::conflict(&there.part, wanted, (base, there.version), &since)?;
    Ok(ApiError::Conflict(conflict))
}

/// Strikes a part out of an event, with a reason. It stays in the journal.
#[utoipa::path(post, path = "/api/major-events/{id}/parts/{part}/strike", tag = "major events",
    request_body = StrikePart, params(("id" = MajorEventId, Path), ("part" = Uuid, Path),
    ("Idempotency-Key" = Uuid, Header, description = "Key of the command")),
    responses((status = 200, body = EventAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_struck(
    State(app): State<App>,
    actor: Actor,
    Path(at): Path<(MajorEventId, Uuid)>,
    Command { key, mut body }: Command<StrikePart>,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Event, Action::Update)?;
    accept(body.check())?;
    command::run(&app, &actor, key, async |tx| {
        Ok((StatusCode::OK, EventAnswer { event: strike(tx, at, body).await? }))
    })
    .await
}

/// Strikes a part. A section lets go of its tasks, posts and incidents.
pub async fn strike(
    tx: &mut Tx<'_>,
    (event, id): (MajorEventId, Uuid),
    body: StrikePart,
) -> Result<EventSummary, ApiError> {
    let (actor, now) = (tx.actor, tx.now);
    let held = lock(tx, event).await?;
    let there = store::parts::lock(tx.conn(), event, id).await?.ok_or(ApiError::NOT_FOUND)?;
    if body.version != there.version {
        let wanted = serde_json::Map::from_iter([("struck".to_owned(), json!(true))]);
        return Err(stale(tx, (event, id), &there, wanted, body.version).await?);
    }
    store::parts::strike(tx.conn(), actor, id, &body.reason, now).await?;
    if there.kind == PartKind::Section {
        store::parts::let_go(tx.conn(), event, id).await?;
    }
    let payload = json!({
        "part": id, "part_kind": there.kind, "version": there.version + 1, "reason": body.reason,
        "before": there.part,
    });
    changed(tx, event, Some(held.scope), "event.part_struck", payload).await
}
