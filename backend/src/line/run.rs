//! `POST /api/commands`: does what a typed line says.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use vnr_shared::access::{Action as Deed, Resource};
use vnr_shared::lang::Lang;
use vnr_shared::line::{Action, LineDone, Meant, Outcome, RunLine, Tense, Verb, Vocabulary, parse, proposal};
use vnr_shared::problem::Problem;

use super::vocabulary::Extent;
use super::{act, refuse, store, undo, vocabulary};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Begun, Tx};
use crate::error::{ApiError, accept};
use crate::http::Command;

/// Does what a typed line says, in one transaction. The line is read again with what the server knows; a line that may mean
/// several things, or that the server understands differently from what the sender `expects`, is refused with the readings
/// to choose from. With `dry_run` everything is checked and nothing kept.
#[utoipa::path(post, path = "/api/commands", tag = "commands", request_body = RunLine, params(
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command, by which it may be undone")), responses(
    (status = 200, body = LineDone), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn run(
    State(app): State<App>,
    actor: Actor,
    Command { key, mut body }: Command<RunLine>,
) -> Result<Response, ApiError> {
    accept(body.check())?;
    may(&actor, &body.line)?;
    if !body.dry_run {
        let work = async |tx: &mut Tx<'_>| Ok((StatusCode::OK, carry_out(&app, tx, &body).await?));
        return Ok(command::run(&app, &actor, key, work).await?.into_response());
    }
    match command::begin(&app, &actor, key).await? {
        // Dropping the transaction undoes what was tried, and leaves the key free.
        Begun::Fresh(mut tx) => Ok(Json(carry_out(&app, &mut tx, &body).await?).into_response()),
        Begun::Replayed(answer) => Ok(answer.into_response()),
    }
}

/// What a verb needs, asked before any name is looked up: whoever may not use the verb learns nothing by it.
fn may(actor: &Actor, line: &str) -> Result<(), ApiError> {
    let first = line.split_whitespace().next().unwrap_or_default();
    let (resource, deed) = match Verb::meant(first) {
        Meant::One(verb) => act::need(verb),
        Meant::Several(_) | Meant::None(_) => (Resource::Incident, Deed::Read),
    };
    actor.require(resource, deed)
}

async fn carry_out(app: &App, tx: &mut Tx<'_>, body: &RunLine) -> Result<LineDone, ApiError> {
    let lang = body.lang.unwrap_or(tx.actor.lang);
    let known = vocabulary::load(tx, &body.line, body.context, lang, Extent::Meant).await?;
    let action = read(tx, body, lang, &known).await?;
    let line = action.line(lang, &known);
    if body.expects.as_ref().is_some_and(|expected| *expected != line) {
        return Err(refuse::ambiguous(lang, &known, std::slice::from_ref(&action)));
    }
    let done = act::act(app, tx, &action, lang, &known).await?;
    let id = tx.command();
    tx.write_journal().await?;
    let entries = store::of_command(tx.conn(), id).await?;
    Ok(LineDone {
        id,
        line,
        said: action.said(lang, Tense::Done, &known),
        undoable: undo::is_undoable(&entries),
        changed: undo::changed_subjects(&entries),
        open: done.open,
        warnings: done.warnings,
    })
}

/// The one thing the line means.
async fn read(tx: &mut Tx<'_>, body: &RunLine, lang: Lang, known: &Vocabulary) -> Result<Action, ApiError> {
    let chosen = body.context.into();
    let parsed = parse(&body.line, known, chosen);
    match &parsed.outcome {
        Outcome::Ready(action) => Ok(action.clone()),
        Outcome::Ambiguous(actions) => Err(refuse::ambiguous(lang, known, actions)),
        Outcome::Missing(verb, slots) => Err(refuse::missing(lang, *verb, slots)),
        Outcome::Wrong(trouble) => {
            // What was probably meant may be anything that is open.
            let open = vocabulary::load(tx, &body.line, body.context, lang, Extent::Open).await?;
            let better = proposal(&body.line, &parsed, lang, &open, chosen);
            Err(refuse::wrong(trouble.said(lang), better))
        }
        Outcome::Empty => Err(refuse::wrong(String::new(), None)),
    }
}
