//! `POST /api/incidents/{id}/attachments`: adds a file to an incident.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};
use vnr_shared::access::{Action, Resource};
use vnr_shared::id::{AttachmentId, IncidentId};
use vnr_shared::incident::IncidentAnswer;
use vnr_shared::problem::{FaultCode, Problem, ProblemCode};
use vnr_shared::text::{LINE_MAX, clean_line};

use super::receive::{Received, receive};
use super::{NewFile, attach, kind};
use crate::access::Actor;
use crate::app::App;
use crate::command::{self, Answer, CommandKey};
use crate::error::ApiError;
use crate::http::{idempotency_key, percent_decoded};
use crate::register::require_visible;

/// Adds a file. The body is the file as it is; its name stands in `X-File-Name`, percent-encoded. The command's key is also
/// the id of the attachment. The key is claimed when the file has arrived, with the hash of what arrived: a repeated upload
/// is answered as the first was, and the same key with another file is refused.
#[utoipa::path(post, path = "/api/incidents/{id}/attachments", tag = "attachments",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("id" = IncidentId, Path), ("X-File-Name" = String, Header, description = "Name, percent-encoded UTF-8"),
    ("Idempotency-Key" = uuid::Uuid, Header, description = "Key of the command, and id of the attachment")),
    responses((status = 201, body = IncidentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 408, body = Problem), (status = 409, body = Problem),
    (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<IncidentId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Answer, ApiError> {
    actor.require(Resource::Attachment, Action::Create)?;
    let key = idempotency_key(&headers)?;
    let (name, declared) = (file_name(&headers)?, text(&headers, header::CONTENT_TYPE.as_str()));
    let announced = text(&headers, header::CONTENT_LENGTH.as_str()).parse::<u64>();
    if announced.is_ok_and(|size| size > app.settings.attachment_max) {
        return Err(ApiError::Refused(ProblemCode::TooLarge));
    }
    // Before a gigabyte is taken in for nothing. It is asked again, with the incident locked, when the file is here.
    require_visible(&app, &actor, id).await?;
    let mut file = receive(&app.files, app.ids.id(), body, app.settings.attachment_max).await?;
    if file.size == 0 {
        return Err(ApiError::field("body", FaultCode::Required));
    }
    let media_type = kind::recognise(&file.head, declared).map_err(ApiError::Refused)?;
    let key = CommandKey { key, hash: hash(id, &name, &file) };
    command::run(&app, &actor, key, async |tx| {
        let sha256 = file.sha256.clone();
        let new = NewFile { name: &name, media_type, size: file.size, sha256: &sha256, taken: None };
        let incident = attach(tx, id, AttachmentId(key.key), &new, Some(file.path())).await?;
        file.kept();
        Ok((StatusCode::CREATED, IncidentAnswer { incident, warnings: Vec::new() }))
    })
    .await
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The name of the file without any folders before it.
fn file_name(headers: &HeaderMap) -> Result<String, ApiError> {
    let fault = |code| ApiError::field("x-file-name", code);
    let value = headers.get("x-file-name").ok_or_else(|| fault(FaultCode::Required))?;
    let name = percent_decoded(value.as_bytes()).ok_or_else(|| fault(FaultCode::WrongForm))?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = clean_line(name, LINE_MAX).map_err(fault)?;
    if name.is_empty() { Err(fault(FaultCode::Required)) } else { Ok(name) }
}

/// What makes a repeated upload the same command.
fn hash(incident: IncidentId, name: &str, file: &Received) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(incident.0.as_bytes());
    hasher.update(file.sha256.as_bytes());
    hasher.update(name.as_bytes());
    hasher.finalize().into()
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn a_name_carries_no_folders() {
        let name = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-file-name", value.parse().unwrap());
            file_name(&headers)
        };
        assert_eq!(name("..%2F..%2Fetc/passwd").unwrap(), "passwd");
        assert_eq!(name("C:%5Cbildes%5C%C4%81.png").unwrap(), "ā.png");
        for bad in ["", "a%00b", "a%E2%80%AEb", "%FF", "a/"] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
