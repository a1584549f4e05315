//! One file of the page in the encodings it was built in.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use vnr_shared::application::Application;

/// For names with a hash of the contents in them: another content has another name.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For everything else: ask each time, and mostly hear that nothing has changed.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// Every file of the page, by its path.
#[derive(Debug, Default)]
pub(super) struct Assets(HashMap<&'static str, Asset>);

/// One file.
#[derive(Debug)]
pub(super) struct Asset {
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
    kind: &'static str,
    cache: HeaderValue,
    tag: String,
}

impl Assets {
    pub(super) fn new(files: &[(&'static str, &'static [u8])]) -> Self {
        let bodies: HashMap<&str, &'static [u8]> = files.iter().copied().collect();
        let plain = files.iter().filter(|(path, _)| !matches!(path.rsplit('.').next(), Some("br" | "gz")));
        Self(
            plain
                .map(|&(path, body)| {
                    let compressed = |ending| bodies.get(format!("{path}{ending}").as_str()).copied();
                    let asset = Asset {
                        plain: body,
                        brotli: compressed(".br"),
                        gzip: compressed(".gz"),
                        kind: kind(path),
                        cache: if has_hash(path) { FOREVER } else { ASK },
                        tag: hex::encode(&Sha256::digest(body)[..12]),
                    };
                    (path, asset)
                })
                .collect(),
        )
    }

    /// The file at exactly this path.
    pub(super) fn at(&self, path: &str) -> Option<&Asset> {
        self.0.get(path)
    }

    /// Paths of the files in a folder.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied().filter(move |path| path.starts_with(folder))
    }

    /// The document that an application starts from, when the page is there.
    pub(super) fn document(&self, of: Application) -> Option<&Asset> {
        self.at(of.document())
    }
}

impl Asset {
    /// Its text, or nothing when it is no text.
    pub(super) fn text(&self) -> &'static str {
        std::str::from_utf8(self.plain).unwrap_or_default()
    }

    /// Tells its contents from others.
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    /// Answers a request for it: in the best encoding the client takes, or with 304 when the client has it.
    pub(super) fn answer(&self, request: &HeaderMap) -> Response {
        let (body, encoding) = self.encoded_for(request);
        // Each encoding is another sequence of bytes, and so has another strong tag.
        let tag = format!("\"{}{}\"", self.tag, encoding.map(|name| format!("-{name}")).unwrap_or_default());
        let known = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let unchanged = known
            .flat_map(|value| value.split(','))
            .any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag);
        let mut response = if unchanged {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = Body::from(body).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
            if let Some(encoding) = encoding {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, self.cache.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        response
    }

    fn encoded_for(&self, request: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
        let accepted =
            request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let encodings = [("br", self.brotli), ("gzip", self.gzip)];
        encodings
            .into_iter()
            .find_map(|(name, body)| body.filter(|_| accepts(accepted, name)).map(|body| (body, Some(name))))
            .unwrap_or((self.plain, None))
    }
}

/// Whether an `Accept-Encoding` value takes `encoding`: named, and not with a weight of zero.
fn accepts(value: &str, encoding: &str) -> bool {
    value.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts
            .filter_map(|part| part.strip_prefix("q="))
            .any(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0));
        named && !refused
    })
}

/// Whether the name holds Trunk's hash: `vnr-console-0123456789abcdef_bg.wasm`. Trunk drops leading zeros.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.'])
        .any(|part| (12..=16).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "topojson" => "application/json",
        "geojson" => "application/geo+json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
