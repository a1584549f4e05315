//! The page, carried inside the binary and served already compressed: a document for each of its applications, and what
//! they load.
//!
//! The feature `ui` embeds `frontend/dist`. Without it (tests, `make dev`) a plain page says how to get the real one.

mod asset;
mod policy;
#[cfg(test)]
mod tests;
mod worker;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use asset::{Asset, Assets};
use vnr_shared::application::Application;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/page.rs"));
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>VNR</title>\
    <h1>VNR</h1><p>This server was built without its page. <code>make run</code> builds both; \
    <code>make dev</code> serves the page on port 8113 with live reload. The API is under <a href=\"/api/openapi.json\">/api</a>.</p></html>";

/// Headers that every answer of the page carries, whatever it is.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Addresses here can hold a search, and a search can hold a name.
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (PERMISSIONS, HeaderValue::from_static(MAY)),
];

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
/// What the page may ask the browser for.
const MAY: &str = "geolocation=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), \
    camera=(), microphone=(), payment=(), usb=(), browsing-topics=()";
/// What the officer's screens may.
const TABLET_MAY: &str = "geolocation=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), \
    camera=(), microphone=(self), payment=(), usb=(), browsing-topics=()";

/// Serves the page at every path outside `/api`, as a fallback for the routes it is merged with.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    router_with_images_from(&[])
}

/// The same, and lets the page draw images from `origins` as well (`https://tiles.example.lv`): the raster tiles or the
/// WMS that a deployment has set.
pub fn router_with_images_from<S: Clone + Send + Sync + 'static>(origins: &[String]) -> Router<S> {
    static EMBEDDED: LazyLock<Arc<Assets>> = LazyLock::new(|| Arc::new(Assets::new(embedded::FILES)));
    serve(EMBEDDED.clone(), origins)
}

fn serve<S: Clone + Send + Sync + 'static>(assets: Arc<Assets>, origins: &[String]) -> Router<S> {
    // One for all: each allows the loaders of all applications, and nothing else that is inline.
    let documents = Application::ALL.into_iter().filter_map(|app| assets.document(app)).map(Asset::text);
    let policy = policy::of_page(documents, origins);
    let worker: Option<Arc<str>> = worker::script(&assets).map(Into::into);
    Router::new().fallback(get(move |request: Request| async move {
        let path = request.uri().path();
        let mut response = match worker.as_deref().filter(|_| path == worker::PATH) {
            Some(script) => worker::answer(script),
            None => answer(&assets, path, request.headers()),
        };
        response.headers_mut().extend(HEADERS);
        // An officer records sound; nobody else's screen listens.
        if Application::at(path) == Application::Tablet {
            response.headers_mut().insert(PERMISSIONS, HeaderValue::from_static(TABLET_MAY));
        }
        // A document alone obeys it, but an asset opened by its own address is a document too.
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        response
    }))
}

fn answer(assets: &Assets, path: &str, headers: &HeaderMap) -> Response {
    if let Some(asset) = assets.at(path) {
        return asset.answer(headers);
    }
    // The applications have addresses of their own, such as /incidents/…; a missing file is a missing file.
    let file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if file || path == "/api" || path.starts_with("/api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match assets.document(Application::at(path)) {
        Some(page) => page.answer(headers),
        None => (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response(),
    }
}
