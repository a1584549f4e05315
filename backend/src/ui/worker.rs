//! The service worker of the tablet: a script with the list of the files that this server carries.

use std::path::Path;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use vnr_shared::application::Application;

use super::asset::Assets;

/// Where it is served; its scope is set narrower by the page that registers it.
pub(super) const PATH: &str = "/sw.js";

const SCRIPT: &str = include_str!("sw.js");

/// The part of the base map without which there is none.
const COUNTRY: &str = "/map/country.json";

/// What a document loads.
fn shell(document: &str, assets: &Assets) -> Vec<String> {
    let named = ["href=\"/", "src=\"/"].into_iter().flat_map(|attribute| document.split(attribute).skip(1));
    let paths = named.filter_map(|rest| rest.split('"').next()).map(|path| format!("/{path}"));
    // The document itself under the address by which it is opened, not under its file's name.
    let mut shell: Vec<String> = ["/tablet", COUNTRY].map(str::to_owned).into_iter().chain(paths).collect();
    shell.retain(|path| path == "/tablet" || assets.at(path).is_some());
    shell.sort_unstable();
    shell.dedup();
    shell
}

/// Finer sheets of the base map.
fn later(assets: &Assets) -> Vec<&'static str> {
    let mut later: Vec<_> = assets.below("/map/").filter(|path| is_json(path) && *path != COUNTRY).collect();
    later.sort_unstable();
    later
}

/// Whether a path is that of a sheet of the map.
fn is_json(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "json")
}

/// The script for the page that this server carries. None when it carries no tablet.
pub(super) fn script(assets: &Assets) -> Option<String> {
    let document = assets.document(Application::Tablet)?.text();
    let (shell, later) = (shell(document, assets), later(assets));
    let mut version = Sha256::new();
    version.update(SCRIPT);
    version.update(document);
    for path in shell.iter().map(String::as_str).chain(later.iter().copied()) {
        version.update(path);
        version.update(assets.at(path).map(super::Asset::tag).unwrap_or_default());
    }
    let version = hex::encode(&version.finalize()[..8]);
    let (shell, later) = (serde_json::to_string(&shell).ok()?, serde_json::to_string(&later).ok()?);
    Some(SCRIPT.replace("@version@", &version).replace("@shell@", &shell).replace("@later@", &later))
}

/// Answers a request for it. Never kept: a browser that asks is to learn of a new version.
pub(super) fn answer(script: &str) -> Response {
    let mut response = script.to_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
