//! Writes problem documents (RFC 9457) in the caller's language, and logs the chain of causes once.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use vnr_shared::lang::Lang;
use vnr_shared::problem::{Problem, ProblemCode};

use crate::error::{ApiError, Failure};

/// Id of a request, for the log and for support.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Layer that turns every failure, ours or the framework's, into a problem document.
pub async fn write_problems(request: Request, next: Next) -> Response {
    let lang = lang_of(request.headers());
    let api = request.uri().path().starts_with("/api");
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let response = next.run(request).await;
    if let Some(Failure(error)) = response.extensions().get::<Failure>().cloned() {
        return render(&error, lang, id, response.headers());
    }
    let known = match response.status() {
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
        StatusCode::REQUEST_TIMEOUT => ProblemCode::Timeout,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => ProblemCode::MalformedBody,
        StatusCode::INTERNAL_SERVER_ERROR => ProblemCode::Internal,
        _ => return response,
    };
    if api { render(&ApiError::Refused(known), lang, id, response.headers()) } else { response }
}

/// Language of the caller: the interface sends what the user chose, a browser what it is set to.
pub fn lang_of(headers: &HeaderMap) -> Lang {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .map(Lang::from_accept_language)
        .unwrap_or_default()
}

fn render(error: &ApiError, lang: Lang, request: Option<String>, original: &HeaderMap) -> Response {
    let code = error.code();
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status.is_server_error() {
        tracing::error!(
            code = code.code(),
            request,
            error = error as &dyn std::error::Error,
            "request.failed"
        );
    }
    let mut problem = Problem { request, ..Problem::new(code, lang) };
    match error {
        ApiError::Detailed { detail, .. } => problem.detail = Some(detail.clone()),
        ApiError::Invalid(found) => problem.errors = found.faults.iter().map(|f| f.to_error(lang)).collect(),
        ApiError::Conflict(conflict) => problem.conflict = Some(conflict.clone()),
        ApiError::Line(refusal) => {
            problem.detail = Some(refusal.detail.clone()).filter(|detail| !detail.is_empty());
            problem.proposal.clone_from(&refusal.proposal);
            problem.readings.clone_from(&refusal.readings);
        }
        ApiError::Illegal(illegal) => problem.legal.clone_from(&illegal.legal),
        ApiError::IllegalUnit(illegal) => problem.unit_legal.clone_from(&illegal.legal),
        _ => {}
    }
    let mut response = (status, Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    if let Some(allow) = original.get(header::ALLOW) {
        headers.insert(header::ALLOW, allow.clone());
    }
    if let ApiError::TooMany { retry_after } = error {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}
