//! The page's content security policy.

use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for the documents of the page: nothing from elsewhere, no inline script but the loader that Trunk writes into
/// each (allowed by its hash), no inline style, no frame around it. `images` are further origins that images may come from.
pub(super) fn of_page<'a>(documents: impl Iterator<Item = &'a str>, images: &[String]) -> HeaderValue {
    let mut scripts = vec!["'self'".to_owned(), "'wasm-unsafe-eval'".to_owned()];
    scripts.extend(
        documents
            .flat_map(inline_scripts)
            .map(|text| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))),
    );
    let mut sources = vec!["'self'".to_owned(), "data:".to_owned(), "blob:".to_owned()];
    sources.extend_from_slice(images);
    let policy = format!(
        "default-src 'self'; script-src {}; style-src 'self'; \
         img-src {}; media-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; object-src 'none'; \
         base-uri 'none'; form-action 'self'",
        scripts.join(" "),
        sources.join(" ")
    );
    // An origin that cannot stand in a header cannot be fetched from either: leave the default, which is stricter.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

/// The contents of each script element that has no `src`.
fn inline_scripts(document: &str) -> impl Iterator<Item = &str> {
    document.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (content, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !content.is_empty()).then_some(content)
    })
}
