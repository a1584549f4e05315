//! The journal: who did what, when, from where, and what changed. Append-only; everything else reads it.
//!
//! Writers append inside their own transaction ([`append`]). Ids are given in the order of writing, not of committing,
//! so no reader follows ids: the [`sealer`] numbers committed entries without gaps and chains their hashes, and readers
//! follow those positions. A reader that has seen position *n* has seen every entry up to *n*, always.

pub mod sealer;
mod store;
#[cfg(test)]
mod tests;
pub mod verify;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;
use vnr_shared::live::Kind;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;

pub use store::{ENTRY, Sealed, after, entry_arguments, head, last_shown, of_subject, pending_subjects};

/// An entry to be written.
#[derive(Debug)]
pub struct Entry {
    /// Kind of the subject, such as `incident`.
    pub subject_kind: &'static str,
    /// Id of the subject.
    pub subject: Uuid,
    /// What happened, such as `incident.edited`.
    pub kind: &'static str,
    /// What changed.
    pub payload: Value,
    /// What live screens show of it; none for what no screen shows.
    pub shown: Option<Shown>,
}

/// What live screens show of an entry, and to whom.
#[derive(Debug)]
pub struct Shown {
    /// The subject as lists and maps show it afterwards.
    pub summary: Value,
    /// Who may see it afterwards.
    pub scope: Scope,
    /// Who could see it before, where that differs.
    pub before: Option<Scope>,
}

/// Who may see a subject, and where it lies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    /// Institutions.
    pub audience: Vec<Uuid>,
    /// Whether a grant is needed too.
    pub restricted: bool,
    /// The one user who needs no grant, because the record is theirs.
    pub exempt: Option<Uuid>,
    /// Further users who need none, because they are sent there. They stand in the entry's payload, under this name: so they
    /// are sealed with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<Uuid>,
    /// Latitude; absent for what lies nowhere, which every extent holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
}

impl Scope {
    /// Scope of what some institutions may see and what lies nowhere.
    pub fn of(audience: Vec<Uuid>) -> Self {
        Self { audience, ..Self::default() }
    }
}

impl Entry {
    /// An entry that live screens show: `summary` is the subject as its picture has it afterwards.
    pub fn shown<T: Serialize>(
        subject: (Kind, Uuid),
        kind: &'static str,
        payload: Value,
        summary: &T,
        scope: Scope,
    ) -> Result<Self, ApiError> {
        let summary = serde_json::to_value(summary).map_err(ApiError::internal)?;
        let shown = Some(Shown { summary, scope, before: None });
        Ok(Self { subject_kind: subject.0.word(), subject: subject.1, kind, payload, shown })
    }

    /// Tells who could see the subject before, where that differs from who may see it now.
    #[must_use]
    pub fn seen_before(mut self, before: Option<Scope>) -> Self {
        if let Some(shown) = &mut self.shown {
            shown.before = before.filter(|before| *before != shown.scope);
        }
        self
    }

    /// An entry that no live screen shows.
    pub fn quiet(subject_kind: &'static str, subject: Uuid, kind: &'static str, payload: Value) -> Self {
        Self { subject_kind, subject, kind, payload, shown: None }
    }
}

/// Writes an entry as part of the caller's transaction. `actor` is absent only for what the system does by itself.
pub async fn append(
    conn: &mut PgConnection,
    actor: Option<&Actor>,
    now: DateTime,
    cause: Option<Uuid>,
    entry: Entry,
) -> Result<(), sqlx::Error> {
    store::append(conn, actor, now, cause, entry).await
}

/// Journals that personal data was read, and for what purpose. Called before the data is handed out: what cannot be
/// journaled is not shown.
pub async fn record_read(
    app: &App,
    actor: &Actor,
    subject_kind: &'static str,
    subject: Uuid,
    kind: &'static str,
    payload: Value,
) -> Result<(), ApiError> {
    record_reads(app, actor, subject_kind, &[subject], kind, &payload).await
}

/// As [`record_read`], for several subjects that were read together: one entry about each.
pub async fn record_reads(
    app: &App,
    actor: &Actor,
    subject_kind: &'static str,
    subjects: &[Uuid],
    kind: &'static str,
    payload: &Value,
) -> Result<(), ApiError> {
    let (mut tx, now) = (app.pool.begin().await?, app.now());
    for subject in subjects {
        let entry = Entry::quiet(subject_kind, *subject, kind, payload.clone());
        append(&mut tx, Some(actor), now, None, entry).await?;
    }
    tx.commit().await?;
    app.committed.notify_one();
    Ok(())
}
