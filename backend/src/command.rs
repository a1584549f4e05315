//! How every change is made: one key, one transaction, one answer.
//!
//! [`run`] claims the command's key inside the transaction that will do the work. Whoever sends the same key
//! again, at the same time or after a crash, waits for that claim and then gets the stored answer; nothing is done
//! twice. A command that fails leaves no trace, so it may be sent again with the same key.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;
use vnr_shared::id::CommandId;
use vnr_shared::problem::ProblemCode;
use vnr_shared::time::DateTime;

use crate::access::Actor;
use crate::app::App;
use crate::error::ApiError;
use crate::journal::{self, Entry};

mod store;

/// The sender's key of a command with the hash of what was sent under it.
#[derive(Debug, Clone, Copy)]
pub struct CommandKey {
    /// The `Idempotency-Key`.
    pub key: Uuid,
    /// SHA-256 over method, path and body.
    pub hash: [u8; 32],
}

impl CommandKey {
    /// The key with a hash over something else: for a body with a password, which must not lie in the database as a hash
    /// that can be guessed at speed.
    pub fn over<T: Serialize>(self, what: &str, body: &T) -> Result<Self, ApiError> {
        let mut hasher = Sha256::new();
        hasher.update(what);
        hasher.update(serde_json::to_vec(body).map_err(ApiError::internal)?);
        Ok(Self { key: self.key, hash: hasher.finalize().into() })
    }
}

/// What [`begin`] found.
#[derive(Debug)]
pub enum Begun<'a> {
    /// A new command: do it.
    Fresh(Tx<'a>),
    /// A repeated one: this was the answer.
    Replayed(Answer),
}

/// An answer, now or as it was stored.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    body: serde_json::Value,
}

impl Answer {
    /// What was answered, for who goes on from it.
    pub fn into_body(self) -> serde_json::Value {
        self.body
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        if self.body.is_null() {
            self.status.into_response()
        } else {
            (self.status, Json(self.body)).into_response()
        }
    }
}

/// The transaction of one command. Dropping it undoes everything.
#[derive(Debug)]
pub struct Tx<'a> {
    pub(crate) app: &'a App,
    /// Who commands.
    pub actor: &'a Actor,
    /// The instant of the whole command.
    pub now: DateTime,
    key: CommandKey,
    /// The newest journal entry, which is written together with the answer.
    last: Option<Box<Entry>>,
    inner: Transaction<'static, Postgres>,
}

/// Begins a command, or finds that it was done already.
pub async fn begin<'a>(app: &'a App, actor: &'a Actor, key: CommandKey) -> Result<Begun<'a>, ApiError> {
    let now = app.now();
    let mut inner = app.pool.begin().await?;
    if store::claim(&mut inner, actor.user, key, now).await? {
        return Ok(Begun::Fresh(Tx { app, actor, now, key, last: None, inner }));
    }
    let stored = store::stored(&mut inner, actor.user, key.key).await?;
    if stored.request_hash != key.hash {
        return Err(ApiError::Refused(ProblemCode::IdempotencyKeyReused));
    }
    let status = stored.status.and_then(|s| u16::try_from(s).ok()).and_then(|s| StatusCode::from_u16(s).ok());
    let status =
        status.ok_or_else(|| ApiError::Inconsistent(format!("command {} has no answer", key.key)))?;
    Ok(Begun::Replayed(Answer { status, body: stored.answer.unwrap_or_default() }))
}

/// Does a command once: claims its key, does the work in one transaction, stores what it returns as the answer and commits.
/// A repeated command gets the stored answer, and the work is not begun. Work that fails is undone, and leaves the key free.
pub async fn run<T: Serialize>(
    app: &App,
    actor: &Actor,
    key: CommandKey,
    work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<(StatusCode, T), ApiError>,
) -> Result<Answer, ApiError> {
    match begin(app, actor, key).await? {
        Begun::Fresh(mut tx) => {
            let (status, answer) = work(&mut tx).await?;
            tx.finish(status, &answer).await
        }
        Begun::Replayed(answer) => Ok(answer),
    }
}

impl Tx<'_> {
    /// A new id, for what the command makes without having been told one.
    pub fn id(&self) -> Uuid {
        self.app.ids.id()
    }

    /// The command, as its sender keyed it.
    pub fn command(&self) -> CommandId {
        self.key.key.into()
    }

    /// The connection of the transaction, for store functions.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// Adds a journal entry with this command as its cause. The last entry of a command is written with its answer, by one
    /// statement; whoever reads the command's own entries before that calls [`Self::write_journal`] first. Entries are
    /// numbered in the order in which they were added.
    pub async fn journal(&mut self, entry: Entry) -> Result<(), ApiError> {
        self.write_journal().await?;
        self.last = Some(Box::new(entry));
        Ok(())
    }

    /// Writes what was added to the journal so far.
    pub async fn write_journal(&mut self) -> Result<(), ApiError> {
        if let Some(entry) = self.last.take() {
            journal::append(&mut self.inner, Some(self.actor), self.now, Some(self.key.key), *entry).await?;
        }
        Ok(())
    }

    /// Stores the answer, commits, and rings for the sealer.
    async fn finish<T: Serialize>(mut self, status: StatusCode, answer: &T) -> Result<Answer, ApiError> {
        let body = serde_json::to_value(answer).map_err(ApiError::internal)?;
        let (conn, key, code) = (&mut self.inner, self.key.key, status.as_u16());
        if let Some(entry) = self.last {
            store::journal_and_answer(conn, self.actor, self.now, key, *entry, code, &body).await?;
        } else {
            store::answer(conn, self.actor.user, key, code, &body).await?;
        }
        self.inner.commit().await?;
        self.app.committed.notify_one();
        Ok(Answer { status, body })
    }
}
