//! The page's server, over a small page.

use axum::body::{Body, to_bytes};
use axum::http::Method;
use tower::ServiceExt;

use super::*;

const PAGE: &str = "<!doctype html><script src=\"/leaflet.js\"></script><script type=\"module\">\nimport init from '/a.js';\n</script>";

const OFFICE: &str =
    "<!doctype html><title>office</title><script type=\"module\">\nimport init from '/b.js';\n</script>";

const TABLET: &str = "<!doctype html><link href=\"/tablet-345ef74268b019b.css\"><link href=\"/manifest.webmanifest\"><a href=\"/gone.css\">";

const REGISTER: &str = "<!doctype html><title>register</title>";

static FILES: &[(&str, &[u8])] = &[
    ("/index.html", PAGE.as_bytes()),
    ("/register.html", REGISTER.as_bytes()),
    ("/office.html", OFFICE.as_bytes()),
    ("/tablet.html", TABLET.as_bytes()),
    ("/tablet-345ef74268b019b.css", b"a {}"),
    ("/manifest.webmanifest", b"{}"),
    ("/vnr-console-0123456789abcdef_bg.wasm", b"wasm, plain"),
    ("/vnr-console-0123456789abcdef_bg.wasm.br", b"wasm, br"),
    ("/vnr-console-0123456789abcdef_bg.wasm.gz", b"wasm, gz"),
    ("/map-345ef74268b019b.css", b"a {}"),
    ("/map/land.json", b"{}"),
];

async fn ask(path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let tiles = ["https://tiles.example.lv".to_owned()];
    let page = serve::<()>(Arc::new(Assets::new(FILES)), &tiles);
    page.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn body(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

fn head<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn the_best_encoding_the_browser_takes_is_served() {
    let wasm = "/vnr-console-0123456789abcdef_bg.wasm";
    let brotli = ask(wasm, &[(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd")]).await;
    assert_eq!(head(&brotli, "content-encoding"), "br");
    assert_eq!(head(&brotli, "content-type"), "application/wasm");
    assert_eq!(head(&brotli, "vary"), "accept-encoding");
    assert_eq!(body(brotli).await, "wasm, br");
    let gzip = ask(wasm, &[(header::ACCEPT_ENCODING, "br;q=0, gzip;q=0.5")]).await;
    assert_eq!(body(gzip).await, "wasm, gz");
    let plain = ask(wasm, &[]).await;
    assert_eq!(head(&plain, "content-encoding"), "");
    assert_eq!(body(plain).await, "wasm, plain");
}

#[tokio::test]
async fn a_name_with_a_hash_is_kept_for_ever_and_everything_else_is_asked_for_again() {
    for path in ["/vnr-console-0123456789abcdef_bg.wasm", "/map-345ef74268b019b.css"] {
        assert!(head(&ask(path, &[]).await, "cache-control").contains("immutable"), "{path}");
    }
    for path in ["/index.html", "/", "/map/land.json"] {
        assert_eq!(head(&ask(path, &[]).await, "cache-control"), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let first = ask("/map/land.json", &[]).await;
    let tag = head(&first, "etag").to_owned();
    let second = ask("/map/land.json", &[(header::IF_NONE_MATCH, &format!("\"other\", W/{tag}"))]).await;
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(head(&second, "etag"), tag);
    assert_eq!(body(second).await, "");
}

#[tokio::test]
async fn addresses_of_an_application_get_its_document_and_missing_files_do_not() {
    let console = ["/", "/?text=zagl%C4%ABba", "/incidents/new", "/no-such-screen"].map(|path| (path, PAGE));
    let register = ["/incidents/0199", "/search?text=zagl%C4%ABba"].map(|path| (path, REGISTER));
    let office = ["/admin", "/admin/types", "/account?part=keys"].map(|path| (path, OFFICE));
    for (path, document) in console.into_iter().chain(register).chain(office) {
        let page = ask(path, &[]).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        assert_eq!(body(page).await, document, "{path}");
    }
    for path in ["/missing.js", "/api", "/api/missing", "/../index.html.bak"] {
        assert_eq!(ask(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn only_reading_is_possible() {
    let page = serve::<()>(Arc::new(Assets::new(FILES)), &[]);
    let request = Request::builder().method(Method::POST).uri("/").body(Body::empty()).unwrap();
    assert_eq!(page.oneshot(request).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_policy_allows_the_loaders_by_their_hashes_and_no_other_inline_script() {
    let page = ask("/", &[]).await;
    let policy = head(&page, "content-security-policy").to_owned();
    // printf "\nimport init from '/a.js';\n" | openssl dgst -sha256 -binary | base64
    let scripts = "script-src 'self' 'wasm-unsafe-eval' 'sha256-nmdLyQ6u69OUSoW4i7ADiAWaKqSloTkmbl/K96XORko=' \
                   'sha256-Xeb3ZICEZ1xDAp0n39JsJORnyVGxkdvjQNaqdi4mG28=';";
    assert!(policy.contains(scripts), "{policy}");
    assert!(policy.contains("img-src 'self' data: blob: https://tiles.example.lv;"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(head(&page, "x-content-type-options"), "nosniff");
    assert_eq!(head(&page, "referrer-policy"), "no-referrer");
    assert!(head(&page, "permissions-policy").contains("camera=(), microphone=()"));
    let tablet = ask("/tablet/file", &[]).await;
    assert!(head(&tablet, "permissions-policy").contains("camera=(), microphone=(self)"));
}

#[tokio::test]
async fn without_a_built_page_a_plain_one_says_how_to_build_it() {
    let page = serve::<()>(Arc::new(Assets::default()), &[]);
    let request = Request::builder().uri("/").body(Body::empty()).unwrap();
    let response = page.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(body(response).await.contains("make run"));
}

#[tokio::test]
async fn the_service_worker_keeps_exactly_what_the_tablet_loads_and_is_asked_for_each_time() {
    let worker = ask("/sw.js", &[]).await;
    assert_eq!(head(&worker, "cache-control"), "no-cache");
    assert_eq!(head(&worker, "content-type"), "text/javascript; charset=utf-8");
    let script = body(worker).await;
    let shell = r#"const SHELL = ["/manifest.webmanifest","/tablet","/tablet-345ef74268b019b.css"];"#;
    assert!(script.contains(shell) && script.contains(r#"const LATER = ["/map/land.json"];"#), "{script}");
    let manifest = ask("/manifest.webmanifest", &[]).await;
    assert_eq!(head(&manifest, "content-type"), "application/manifest+json");
}

#[tokio::test]
async fn another_build_is_another_worker_and_the_same_build_is_the_same() {
    let with = |css: &'static [u8]| {
        let files: Vec<(&'static str, &'static [u8])> = FILES
            .iter()
            .map(|(path, body)| if path.starts_with("/tablet-") { (*path, css) } else { (*path, *body) })
            .collect();
        worker::script(&Assets::new(&files)).unwrap()
    };
    assert_eq!(with(b"a {}"), with(b"a {}"));
    assert_ne!(with(b"a {}"), with(b"b {}"));
}
