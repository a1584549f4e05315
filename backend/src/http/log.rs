//! One log line for each request. No query strings, no bodies, no names: a path and ids say enough, and personal data
//! does not belong in a log.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

use super::problem::RequestId;
use crate::app::App;

/// Layer that gives the request an id and logs it when answered.
pub async fn log_request(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = app.ids.id().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    // The route's pattern, not the path: paths may hold what was searched for.
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |p| p.as_str().to_owned());
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let elapsed_ms = begun.elapsed().as_secs_f64() * 1000.0;
    let labels = [("method", method.to_string()), ("route", route.clone()), ("status", status.to_string())];
    metrics::histogram!("vnr_http_request_seconds", &labels).record(begun.elapsed().as_secs_f64());
    tracing::info!(request = id, method = %method, route, status, elapsed_ms, "request.answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
