//! Searching for places and asking what is at one.

use axum::http::StatusCode;
use vnr_shared::place::{PlaceHit, PlaceKind, Reverse, TerritoryClass, TerritoryItem};
use vnr_shared::problem::{FaultCode, ProblemCode};
use vnr_shared::text::fold;

use crate::support::TestApp;

async fn with_addresses() -> TestApp {
    let app = TestApp::new().await;
    vnr::places::packaged::load(app.db.pool()).await.unwrap();
    app
}

#[tokio::test]
async fn an_address_is_found_while_it_is_typed() {
    let app = with_addresses().await;
    let client = app.client("vp.dispecers").await;
    let answer = client.get("/api/places/search?q=barona%201").await;
    answer.assert(StatusCode::OK);
    let hits: Vec<PlaceHit> = answer.json();
    assert_eq!(hits.len(), 10);
    assert_eq!(
        (hits[0].address.as_str(), hits[0].kind),
        ("Krišjāņa Barona iela 1, Rīga", PlaceKind::Building)
    );
    assert!((hits[0].lat - 56.9496).abs() < 0.001 && (hits[0].lon - 24.1176).abs() < 0.001, "{:?}", hits[0]);
    let hits: Vec<PlaceHit> = client.get("/api/places/search?q=iela&limit=3&near=56.95,24.11").await.json();
    assert_eq!(hits.len(), 3);
}

#[tokio::test]
async fn a_click_tells_the_address_the_territory_and_the_grid() {
    let app = with_addresses().await;
    let client = app.client("vp.dispecers").await;
    let found: Reverse = client.get("/api/places/reverse?lat=56.94957&lon=24.11764").await.json();
    assert_eq!(found.nearest.unwrap().address, "Krišjāņa Barona iela 1, Rīga");
    assert!(found.distance_m.unwrap() < 5.0);
    let territory = found.territory.unwrap();
    assert_eq!((territory.name.as_str(), territory.class), ("Rīga", TerritoryClass::StateCity));
    assert!((found.lks92.easting - 507_156.0).abs() < 10.0, "{:?}", found.lks92);
    let at_sea: Reverse = client.get("/api/places/reverse?lat=57.9&lon=20.5").await.json();
    assert_eq!((at_sea.nearest, at_sea.distance_m, at_sea.territory), (None, None, None));
}

#[tokio::test]
async fn a_question_that_makes_no_sense_names_its_fault() {
    let app = TestApp::new().await;
    let client = app.client("vp.dispecers").await;
    for (path, field, code) in [
        ("/api/places/search", "q", FaultCode::Required),
        ("/api/places/search?q=a&limit=0", "limit", FaultCode::OutOfRange),
        ("/api/places/search?q=a&limit=51", "limit", FaultCode::OutOfRange),
        ("/api/places/search?q=a&near=here", "near", FaultCode::WrongForm),
        ("/api/places/search?q=a&near=99,24", "near", FaultCode::OutsideWorld),
        ("/api/places/search?q=a&colour=red", "colour", FaultCode::UnknownField),
        ("/api/places/reverse?lat=91&lon=24", "lat", FaultCode::OutsideWorld),
        ("/api/places/reverse?lat=57&lon=181", "lon", FaultCode::OutsideWorld),
        ("/api/places/reverse?lat=NaN&lon=24", "lat", FaultCode::OutsideWorld),
        ("/api/places/reverse?lat=57", "lon", FaultCode::Required),
    ] {
        let problem = client.get(path).await.problem(ProblemCode::Invalid);
        assert_eq!(problem.errors.first().map(|e| (e.field.as_str(), e.code)), Some((field, code)), "{path}");
    }
}

#[tokio::test]
async fn nobody_asks_for_places_without_logging_in() {
    let app = TestApp::new().await;
    for path in ["/api/places/search?q=barona", "/api/places/reverse?lat=57&lon=24"] {
        app.nobody().get(path).await.assert(StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn territories_are_listed_by_name_and_found_by_code_or_words_without_diacritics() {
    let app = TestApp::new().await;
    let client = app.client("vp.administrators").await;
    let all: Vec<TerritoryItem> = client.get("/api/territories").await.json();
    let names: Vec<String> = all.iter().map(|one| fold(&one.name)).collect();
    assert_eq!(names, ["jurmala", "riga", "ropazu novads"]);
    let riga: Vec<TerritoryItem> = client.get("/api/territories?q=RIGA").await.json();
    let city = riga.iter().find(|one| one.name == "Rīga").unwrap();
    assert_eq!((city.class, city.valid_to), (TerritoryClass::StateCity, None));
    let by_code: Vec<TerritoryItem> = client.get(&format!("/api/territories?q={}", city.code)).await.json();
    assert_eq!(by_code, std::slice::from_ref(city));
    let none: Vec<TerritoryItem> = client.get("/api/territories?q=riga%20xyz").await.json();
    assert_eq!(none, []);
}
