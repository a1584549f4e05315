//! The end of an upload: the whole is verified and becomes an attachment.

use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use tokio::fs;
use uuid::Uuid;
use vnr_shared::problem::ProblemCode;
use vnr_shared::upload::Upload;

use super::store::Stored;
use super::{pieces, store};
use crate::access::Actor;
use crate::app::App;
use crate::attachments::{self, NewFile};
use crate::command::{self, CommandKey, Tx};
use crate::error::ApiError;

/// Verifies a file that has come whole, and makes it an attachment. Done again after a crash in between, it does the rest. What
/// is not what was announced, or is no kind of file that the register takes, is thrown away and begins anew.
pub async fn finish(app: &App, actor: &Actor, stored: &Stored) -> Result<Upload, ApiError> {
    let path = whole(&app.files, stored).await;
    let (sha256, head) = match &path {
        Some(path) => pieces::digest(path).await?,
        None => (String::new(), Vec::new()),
    };
    if sha256 != stored.sha256 {
        return Err(anew(app, actor, stored, ProblemCode::HashMismatch).await?);
    }
    let media_type = match attachments::recognise(&head, &stored.media_type) {
        Ok(media_type) => media_type,
        Err(code) => return Err(anew(app, actor, stored, code).await?),
    };
    // The sender's own command is the announcement; this one follows from it, however often the last piece is sent.
    let hash: [u8; 32] = Sha256::digest([b"upload.done", stored.id.as_bytes().as_slice()].concat()).into();
    let key = Uuid::from_slice(hash.get(..16).unwrap_or_default()).map_err(ApiError::internal)?;
    let key = CommandKey { key, hash };
    let answer = command::run(app, actor, key, async |tx| {
        Ok((StatusCode::OK, attach(tx, stored, media_type, path.as_deref()).await?))
    })
    .await?;
    serde_json::from_value(answer.into_body()).map_err(ApiError::internal)
}

/// Makes the content an attachment; one that the incident has already is the answer itself. `from` is where the bytes lie; none
/// when they lie under their hash.
pub async fn attach(
    tx: &mut Tx<'_>,
    stored: &Stored,
    media_type: &str,
    from: Option<&Path>,
) -> Result<Upload, ApiError> {
    let (id, incident, now) = (stored.id.into(), stored.incident_id.into(), tx.now);
    let same = attachments::same_on(tx.conn(), incident, &stored.sha256).await?;
    if same.is_none() {
        let file = NewFile {
            name: &stored.name,
            media_type,
            size: stored.size,
            sha256: &stored.sha256,
            taken: stored.taken(),
        };
        attachments::attach(tx, incident, id, &file, from).await?;
    }
    let attachment = same.unwrap_or(id);
    store::done(tx.conn(), stored.id, attachment, now).await?;
    let done = stored.upload()?;
    Ok(Upload { offset: done.size, attachment: Some(attachment), ..done })
}

/// Where the whole lies: among the uploads, or under its hash, when a crash came between its move and the commit.
async fn whole(files: &Path, stored: &Stored) -> Option<PathBuf> {
    for path in [pieces::path_of(files, stored.id), attachments::path_of(files, &stored.sha256)] {
        if fs::try_exists(&path).await.unwrap_or(false) {
            return Some(path);
        }
    }
    None
}

/// Throws away what came, so that the file is sent anew; returns the refusal that says why.
async fn anew(app: &App, actor: &Actor, stored: &Stored, why: ProblemCode) -> Result<ApiError, ApiError> {
    let mut tx = app.pool.begin().await?;
    if store::lock(&mut tx, actor, stored.id.into()).await?.is_some_and(|held| held.attachment_id.is_none()) {
        store::received(&mut tx, stored.id, 0, app.now()).await?;
    }
    tx.commit().await?;
    Ok(ApiError::Refused(why))
}
