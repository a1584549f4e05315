//! `GET /api/journal`: the journal of the institution, newest entry first.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vnr_shared::access::{Action, Resource};
use vnr_shared::journal::{JournalEntry, JournalQuery};
use vnr_shared::page::Page;
use vnr_shared::problem::{FaultCode, Problem};

use super::store;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Query;
use crate::journal;

/// Rows of a page when nothing else is asked, and at most.
const LIMIT: u16 = 100;
const LIMIT_MAX: u16 = 500;

/// What the users of the auditor's institution did, and what was done to its users and by the system, newest first;
/// everything there is for auditors of the register's manager. Payloads hold personal data, so that the journal was read is
/// journaled too.
#[utoipa::path(get, path = "/api/journal", tag = "journal", params(JournalQuery), responses(
    (status = 200, body = Page<JournalEntry>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<JournalQuery>,
) -> Result<Json<Page<JournalEntry>>, ApiError> {
    actor.require(Resource::Journal, Action::Read)?;
    let before = match &query.after {
        Some(cursor) => {
            Some(cursor.parse::<i64>().map_err(|_| ApiError::field("after", FaultCode::WrongForm))?)
        }
        None => None,
    };
    let limit = query.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(ApiError::field("limit", FaultCode::OutOfRange));
    }
    let filter = json!({ "query": query });
    journal::record_read(&app, &actor, "institution", actor.institution.0, "journal.read", filter).await?;
    let mut rows = store::list(&app.pool, &actor, &query, before, i64::from(limit) + 1).await?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(limit.into());
    let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
    Ok(Json(Page { items: rows.into_iter().map(|row| row.entry).collect(), next }))
}
