//! Reading requests: bodies of commands with their key, and query strings, with errors that name the field.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use vnr_shared::problem::{FaultCode, ProblemCode};

use crate::app::App;
use crate::command::CommandKey;
use crate::error::ApiError;

/// Largest body of a command. The longest description with persons fits many times over.
pub const BODY_MAX: usize = 2 << 20;
/// Most that is read of a body that is too large, before the connection is cut.
const HEARD_OUT_MAX: usize = 64 << 20;

/// The body of a command with its key.
#[derive(Debug)]
pub struct Command<T> {
    /// Key.
    pub key: CommandKey,
    /// Body.
    pub body: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Command<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let key = idempotency_key(request.headers())?;
        let mut hasher = Sha256::new();
        hasher.update(request.method().as_str());
        hasher.update(request.uri().path());
        let bytes = read(request).await?;
        hasher.update(&bytes);
        // A command without a body (DELETE, or a verb in the path) is the unit type, written `null`.
        let body = json(if bytes.is_empty() { b"null" } else { &bytes })?;
        Ok(Self { key: CommandKey { key, hash: hasher.finalize().into() }, body })
    }
}

/// A JSON body without a key, for what holds a secret: neither the hash of a password nor an answer with a token may
/// lie in the table of commands. Such requests do no harm when they are repeated.
#[derive(Debug)]
pub struct Unkeyed<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Unkeyed<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        // Without a content type a browser asks no other site's leave first, and logging in needs no cookie to be forged.
        let named = request.headers().contains_key(header::CONTENT_TYPE);
        let bytes = read(request).await?;
        match (bytes.is_empty(), named) {
            (true, _) => json(b"null").map(Self),
            (false, true) => json(&bytes).map(Self),
            (false, false) => Err(ApiError::Refused(ProblemCode::UnsupportedMediaType)),
        }
    }
}

/// Reads a body. One that is too large is read to its end and forgotten: a sender who is cut off in the middle sees a
/// broken connection and never reads why.
async fn read(request: Request) -> Result<Vec<u8>, ApiError> {
    require_json(request.headers())?;
    let mut pieces = request.into_body().into_data_stream();
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| ApiError::Refused(ProblemCode::MalformedBody))?;
        size += piece.len();
        if size > HEARD_OUT_MAX {
            break;
        }
        if size <= BODY_MAX {
            bytes.extend_from_slice(&piece);
        }
    }
    if size > BODY_MAX {
        return Err(ApiError::Refused(ProblemCode::TooLarge));
    }
    Ok(bytes)
}

/// The key of a command.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Uuid, ApiError> {
    headers
        .get("idempotency-key")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| Uuid::parse_str(v.trim()).ok())
        .ok_or(ApiError::Refused(ProblemCode::IdempotencyKeyRequired))
}

/// Only JSON is taken: a form that another site posts has another content type, and cannot have this one unasked.
fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    match content_type {
        None => Ok(()),
        Some(t) if t.split(';').next().is_some_and(|t| t.trim().eq_ignore_ascii_case("application/json")) => {
            Ok(())
        }
        Some(_) => Err(ApiError::Refused(ProblemCode::UnsupportedMediaType)),
    }
}

/// Reads JSON; a value of the wrong form is a fault of its field, not of the whole.
fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let inner = error.inner();
        if !inner.is_data() {
            let detail = format!("line {}, column {}", inner.line(), inner.column());
            return ApiError::Detailed { code: ProblemCode::MalformedBody, detail };
        }
        ApiError::field(field_of(error.path(), &inner.to_string()), fault_of(&inner.to_string()))
    })?;
    deserializer.end().map_err(|_| ApiError::Refused(ProblemCode::MalformedBody))?;
    Ok(value)
}

/// serde reports a missing or unknown field at its parent, and its name only in the message.
fn field_of(path: &serde_path_to_error::Path, message: &str) -> String {
    // Entries of lists are written as everywhere else: `persons.0.role`.
    let path = path.to_string().replace('[', ".").replace(']', "");
    let path = path.trim_start_matches('.');
    let name = ["missing field `", "unknown field `"]
        .iter()
        .find_map(|start| message.strip_prefix(start))
        .and_then(|rest| rest.split('`').next())
        .unwrap_or_default();
    match (path, name) {
        (path, "") => path.to_owned(),
        ("", name) => name.to_owned(),
        // An unknown field is already the last part of the path.
        (path, name) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        (path, name) => format!("{path}.{name}"),
    }
}

fn fault_of(message: &str) -> FaultCode {
    if message.starts_with("missing field") {
        FaultCode::Required
    } else if message.starts_with("unknown field") {
        FaultCode::UnknownField
    } else if message.starts_with("unknown variant") {
        FaultCode::Unknown
    } else {
        FaultCode::WrongForm
    }
}

/// A query string whose faults name their field.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let pairs = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let deserializer = serde_urlencoded::Deserializer::new(pairs);
        serde_path_to_error::deserialize(deserializer).map(Self).map_err(|error| {
            let message = error.inner().to_string();
            ApiError::field(field_of(error.path(), &message), fault_of(&message))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        inner: Inner,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        n: u8,
    }

    fn fault(text: &str) -> (String, FaultCode) {
        match json::<Outer>(text.as_bytes()).unwrap_err() {
            ApiError::Invalid(found) => (found.faults[0].field.clone(), found.faults[0].code),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn faults_name_their_field() {
        assert_eq!(fault(r#"{"inner":{"n":"x"}}"#), ("inner.n".into(), FaultCode::WrongForm));
        assert_eq!(fault(r#"{"inner":{}}"#), ("inner.n".into(), FaultCode::Required));
        assert_eq!(fault(r#"{"inner":{"n":1,"m":2}}"#), ("inner.m".into(), FaultCode::UnknownField));
        assert_eq!(fault(r#"{"outer":1}"#), ("outer".into(), FaultCode::UnknownField));
    }

    #[test]
    fn broken_json_says_where() {
        let error = json::<Outer>(b"{\"inner\":").unwrap_err();
        assert_eq!(error.code(), ProblemCode::MalformedBody);
        assert_eq!(json::<Outer>(b"{\"inner\":{\"n\":1}} x").unwrap_err().code(), ProblemCode::MalformedBody);
    }
}
