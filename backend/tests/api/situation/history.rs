//! How it has been: response times against the law, and every figure with the search that lists what it counts.

use chrono::Duration;
use serde_json::json;
use vnr_shared::incident::{Category, ClockState, Summary};
use vnr_shared::page::{Page, to_query};
use vnr_shared::situation::{Filter, History, Situation};

use crate::support::{Client, TestApp};

/// Files incidents of category A in Rīga and lets one in three be met in time, one come too late and one not be met.
async fn work(app: &TestApp, dispatcher: &Client, n: i32) {
    for i in 0..n {
        let place = if i % 2 == 0 { (56.95, 24.11) } else { (56.97, 23.77) };
        let place = json!({ "lat": place.0, "lon": place.1, "source": "map", "address": "vieta" });
        let filed = dispatcher.file_summary(json!({ "category": "A", "place": place })).await;
        assert!(filed.clock.is_some(), "the law binds the State Police");
        let minutes = [Some(10), Some(100), None][usize::try_from(i % 3).unwrap()];
        if let Some(minutes) = minutes {
            app.clock.advance(Duration::minutes(minutes));
            dispatcher.step(filed.id, filed.version, "start").await;
        }
    }
    app.clock.advance(Duration::minutes(100));
}

async fn listed(client: &Client, query: &vnr_shared::incident::IncidentQuery) -> Vec<Summary> {
    client.get(&format!("/api/incidents?{}", to_query(query))).await.json::<Page<Summary>>().items
}

#[tokio::test]
async fn response_times_are_counted_against_the_law_by_category_and_territory() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let from = app.now();
    work(&app, &dispatcher, 6).await;
    let path =
        format!("/api/situation/history?from={}", from.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    app.settled().await;
    let history: History = app.client("vp.komandieris").await.get(&path).await.json();

    let all = &history.responses[0];
    assert!(all.all && all.territory.is_none());
    assert_eq!((all.category, all.incidents, all.arrived), (Category::A, 6, 4));
    assert_eq!((all.met, all.missed, all.overdue, all.running), (2, 2, 2, 0));
    assert_eq!(all.met_share(), Some(2.0 / 6.0));
    assert_eq!(all.p50_s, Some(3300.0));
    let places: Vec<_> =
        history.responses[1..].iter().map(|r| (r.territory.as_deref(), r.incidents)).collect();
    assert_eq!(places, [(Some("0001000"), 3), (Some("0004000"), 3)]);
    assert_eq!(history.hours.iter().map(|hour| hour.count).sum::<u32>(), 6);
    assert_eq!(history.heat.iter().map(|cell| cell.count).collect::<Vec<_>>(), [3, 3]);
    assert_eq!(history.ticker[0].kind, "incident.registered");
    assert!(history.ticker.iter().any(|line| line.kind == "incident.status"));

    // Every figure's search lists as many as it counts.
    let span = (history.from, history.to);
    for (figure, clock) in [
        (all.met, ClockState::Met),
        (all.missed, ClockState::Missed),
        (all.overdue, ClockState::Overdue),
        (0, ClockState::Unbound),
    ] {
        let found = listed(&dispatcher, &all.query(&Filter::default(), span, Some(clock))).await;
        assert_eq!(u32::try_from(found.len()).unwrap(), figure, "{clock:?}");
    }

    // Told of an earlier moment, it knows nothing of what came later.
    let to = from + Duration::minutes(5);
    let path = format!("{path}&to={}", to.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    let earlier: History = app.client("vp.komandieris").await.get(&path).await.json();
    assert_eq!((earlier.responses[0].incidents, earlier.responses[0].arrived), (1, 0));
    assert_eq!(earlier.responses[0].running, 1);
}

#[tokio::test]
async fn the_figures_of_the_picture_and_the_searches_behind_them_agree_in_every_state_of_the_clock() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    work(&app, &dispatcher, 4).await;
    // One at each stage of a clock that still runs.
    for minutes in [0, 5, 12, 40] {
        app.clock.advance(Duration::minutes(minutes));
        dispatcher.file(json!({ "category": "A" })).await;
    }
    dispatcher
        .file(json!({ "place": { "lat": 56.5, "lon": 21.0, "source": "map", "address": "jūra" } }))
        .await;
    app.clock.advance(Duration::minutes(2));
    app.settled().await;
    let riga = Filter { territory: Some("0001000".into()), ..Filter::default() };
    for (filter, part) in [(Filter::default(), ""), (riga, "territory=0001000")] {
        let situation: Situation = dispatcher.get(&format!("/api/situation?{part}")).await.json();
        let mut counted = 0;
        for category in Category::ALL {
            for clock in ClockState::ALL {
                let found = listed(&dispatcher, &filter.open_query(Some(category), Some(clock))).await;
                let figure = situation.figures.clocked(Some(category), clock);
                assert_eq!(u32::try_from(found.len()).unwrap(), figure, "{category:?} {clock:?} {part}");
                counted += figure;
            }
        }
        assert_eq!(counted, situation.figures.open);
        assert!(situation.figures.open > 4);
    }
}

#[tokio::test]
async fn nobody_counts_what_they_may_not_see() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let from = app.now() - Duration::hours(1);
    dispatcher.file(json!({})).await;
    let path =
        format!("/api/situation/history?from={}", from.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    app.settled().await;
    // Rīga's fight is nothing that Jūrmala's police sees.
    let history: History = app.client("jpp.dispecers").await.get(&path).await.json();
    assert_eq!((history.responses.len(), history.heat.len()), (0, 0));
    assert!(history.ticker.iter().all(|line| line.subject_kind != "incident"));
}
