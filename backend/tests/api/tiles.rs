//! The base map that a deployment keeps in a PMTiles archive.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use vnr::config::Config;
use vnr_shared::problem::ProblemCode;
use vnr_shared::settings::PageSettings;

use crate::support::{TestApp, uuid};

const IMAGE: &[u8] = b"\x89PNG\r\n\x1a\n, which nobody here draws";

/// Writes an archive with a tile of Rīga at zoom 0 and at zoom 5.
fn archive(kind: TileType) -> PathBuf {
    let path = std::env::temp_dir().join(format!("vnr-{}.pmtiles", uuid()));
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = PmTilesWriter::new(kind).min_zoom(0).max_zoom(5).create(file).unwrap();
    for (z, x, y) in [(0, 0, 0), (5, 18, 9)] {
        writer.add_tile(TileCoord::new(z, x, y).unwrap(), IMAGE).unwrap();
    }
    writer.finalize().unwrap();
    path
}

fn config(file: &Path) -> Result<Config, vnr::config::ConfigError> {
    Config::read(|name| match name {
        "VNR_TILES_FILE" => file.to_str().map(str::to_owned),
        "VNR_TILES_ATTRIBUTION" => Some("© Karte".to_owned()),
        _ => None,
    })
}

#[tokio::test]
async fn tiles_of_the_archive_are_served_to_whoever_has_logged_in_and_kept_by_the_browser() {
    let file = archive(TileType::Png);
    let app = TestApp::with(|settings| *settings = config(&file).unwrap().settings).await;
    app.nobody().get("/api/tiles/5/18/9").await.problem(ProblemCode::Unauthenticated);
    let client = app.client("vp.dispecers").await;
    let tile = client.get("/api/tiles/5/18/9").await;
    tile.assert(StatusCode::OK);
    assert_eq!(tile.bytes, IMAGE);
    assert_eq!(tile.headers[header::CONTENT_TYPE], "image/png");
    assert_eq!(tile.headers[header::CACHE_CONTROL], "private, max-age=86400");
    let again = client
        .request(Method::GET, "/api/tiles/5/18/9")
        .header(header::IF_NONE_MATCH, &tile.headers[header::ETAG]);
    client.exchange(again.body(Body::empty()).unwrap()).await.assert(StatusCode::NOT_MODIFIED);
    client.get("/api/tiles/5/0/0").await.assert(StatusCode::NO_CONTENT);
    for nowhere in ["/api/tiles/5/32/0", "/api/tiles/40/0/0"] {
        client.get(nowhere).await.problem(ProblemCode::NotFound);
    }
    let settings: PageSettings = app.nobody().get("/api/settings").await.json();
    let tiles = settings.tiles.unwrap();
    assert_eq!((tiles.url.as_str(), tiles.deepest), ("/api/tiles/{z}/{x}/{y}", Some(5)));
    assert_eq!(tiles.attribution, "© Karte");
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn without_an_archive_there_are_no_tiles() {
    let app = TestApp::new().await;
    app.client("vp.dispecers").await.get("/api/tiles/0/0/0").await.problem(ProblemCode::NotFound);
}

#[test]
fn a_file_that_is_no_archive_of_images_is_a_fault_of_the_configuration() {
    let (vector, other) = (archive(TileType::Mvt), archive(TileType::Png));
    std::fs::write(&other, b"PMTiles\x03 and then nothing").unwrap();
    for (file, said) in [
        (vector.as_path(), "holds no images"),
        (other.as_path(), "is no PMTiles archive"),
        (Path::new("/nowhere.pmtiles"), "cannot be read"),
    ] {
        let faults = config(file).unwrap_err().0;
        assert!(faults.len() == 1 && faults[0].contains(said), "{faults:?}");
    }
    for file in [vector, other] {
        std::fs::remove_file(file).unwrap();
    }
}
