//! The demonstration.

use vnr_shared::call::CallSummary;
use vnr_shared::incident::Summary;

use crate::support::TestApp;

#[tokio::test]
async fn the_day_of_the_demonstration_plays_to_its_end() {
    let app = TestApp::new().await;
    let pool = vnr::db::connect(app.db.options(), 4).await.unwrap();
    vnr::demo::play(pool, app.node.app.settings.clone(), app.now()).await.unwrap();
    let dispatcher = app.client("vp.dispecers").await;
    let page: vnr_shared::page::Page<Summary> = dispatcher.get("/api/incidents?limit=100").await.json();
    assert!(page.items.len() >= 40, "{} incidents", page.items.len());
    assert!(page.items.iter().any(|i| i.clock.is_some()), "no legal clock runs");
    let calls: Vec<CallSummary> = dispatcher.get("/api/calls").await.json();
    assert!(calls.len() >= 4 && calls.iter().all(|c| c.lat.is_some()), "{calls:?}");
    assert!(calls.iter().any(|c| c.ecall), "the vehicle's data could not be read");
    let open: i64 = sqlx::query_scalar("select count(*) from incidents where status <> 'closed'")
        .fetch_one(app.db.pool())
        .await
        .unwrap();
    assert!((10..30).contains(&open), "{open} open incidents");
    let sent = page.items.iter().filter(|i| !i.units.is_empty()).count();
    assert_eq!(sent, 2, "units on their way");
    let seen: Vec<vnr_shared::unit::Candidate> = dispatcher.get("/api/units").await.json();
    assert!(seen.iter().filter(|c| c.position.is_some()).count() >= 50, "where units are");
    let sessions: i64 = sqlx::query_scalar("select count(*) from sessions where revoked_at is null")
        .fetch_one(app.db.pool())
        .await
        .unwrap();
    assert_eq!(sessions, 1, "the day left sessions open");
}

#[tokio::test]
async fn loading_twice_adds_nothing() {
    let app = TestApp::new().await;
    assert!(!vnr::demo::load(app.db.pool(), &vnr::clock::SystemIds, app.now()).await.unwrap());
    assert!(vnr::demo::accounts().contains("vp.dispecers"));
}
