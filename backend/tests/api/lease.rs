//! What a device may hold without a network, and for how long.

use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::hazard::Hazard;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Incident;
use vnr_shared::problem::ProblemCode;
use vnr_shared::sync::{Lease, LeasedPlaces, SyncDown};

use crate::support::{Client, TestApp, uuid};

/// A place in Jūrmala, outside the ground of a patrol of Rīga.
const JURMALA: (f64, f64) = (56.97, 23.75);

fn there(description: &str) -> Value {
    let place =
        json!({ "lat": JURMALA.0, "lon": JURMALA.1, "source": "map", "address": "Jomas iela 1, Jūrmala" });
    json!({ "place": place, "description": description })
}

async fn device(client: &Client) -> uuid::Uuid {
    let id = uuid();
    client
        .put(&format!("/api/devices/{id}"), &json!({ "name": "Planšete" }))
        .await
        .assert(200.try_into().unwrap());
    id
}

async fn exchange(app: &TestApp, client: &Client, device: uuid::Uuid, after: Option<i64>) -> SyncDown<Value> {
    app.settled().await;
    let up = json!({ "device": device, "sent_at": app.now(), "after": after });
    client.post("/api/sync", &up).await.json()
}

fn position(down: &SyncDown<Value>) -> i64 {
    let last = down.frames.last().unwrap();
    last["beat"]["position"].as_i64().or(last["snapshot"]["position"].as_i64()).unwrap()
}

fn ids(down: &SyncDown<Value>) -> Vec<String> {
    let text = |value: &Value| value["id"].as_str().map(str::to_owned);
    let picture = down.frames[0]["snapshot"]["picture"]["incidents"].as_array().cloned().unwrap_or_default();
    let upserts = down.frames.iter().filter_map(|frame| text(&frame["upsert"]["subject"]["incident"]));
    picture.iter().filter_map(text).chain(upserts).collect()
}

#[tokio::test]
async fn a_device_holds_the_work_of_its_unit_and_its_own_ground_and_nothing_else() {
    let app = TestApp::new().await;
    let (officer, dispatcher) = (app.client("vp.inspektors").await, app.client("vp.dispecers").await);
    let device = device(&officer).await;
    let own = dispatcher.file(json!({})).await;
    let far = dispatcher.file(there("tālu")).await;

    let first = exchange(&app, &officer, device, None).await;
    let lease: Lease = first.lease.clone().unwrap();
    assert_eq!(ids(&first), [own.to_string()]);
    assert_eq!(
        (lease.unit, lease.until),
        (Some(app.unit("VP", "101").await), app.now() + Duration::hours(12))
    );
    let units = &first.frames[0]["snapshot"]["picture"]["units"];
    assert_eq!(units.as_array().unwrap().len(), 1, "no other unit: {units}");
    assert_eq!(first.frames[0]["snapshot"]["picture"]["calls"], Value::Null);

    // A change far away is nothing to the device until its unit is sent there.
    dispatcher.edit(far, 1, json!({ "description": "tālu, otrreiz" })).await;
    let second = exchange(&app, &officer, device, Some(position(&first))).await;
    assert_eq!(ids(&second), Vec::<String>::new());
    dispatcher.assign(far, &[app.unit("VP", "101").await]).await;
    let third = exchange(&app, &officer, device, Some(position(&second))).await;
    assert_eq!(ids(&third), [far.to_string()]);
    let work = third.lease.as_ref().unwrap().work.clone();
    assert_eq!(work.iter().map(|item| item.incident).collect::<Vec<_>>(), [far]);

    let cards = async |have: String| -> Vec<Incident> {
        officer.get(&format!("/api/lease/work?device={device}&have={have}")).await.json()
    };
    let card = cards(String::new()).await.pop().unwrap();
    assert_eq!((card.summary.id, card.description.as_str()), (far, "tālu, otrreiz"));
    assert_eq!(cards(format!("{far}.{}", work[0].version)).await, []);

    dispatcher.release(far, &[app.unit("VP", "101").await]).await;
    let fourth = exchange(&app, &officer, device, Some(position(&third))).await;
    assert_eq!(fourth.lease.unwrap().work, []);
    assert_eq!(cards(String::new()).await, []);
}

#[tokio::test]
async fn a_lease_that_has_run_out_begins_anew_and_a_revoked_device_is_lent_nothing() {
    let app = TestApp::new().await;
    let mut officer = app.client("vp.inspektors").await;
    let device = device(&officer).await;
    let first = exchange(&app, &officer, device, None).await;
    let again = exchange(&app, &officer, device, Some(position(&first))).await;
    assert!(again.frames[0].get("snapshot").is_none());

    app.clock.advance(Duration::hours(12));
    officer.log_in("vp.inspektors").await;
    let work = format!("/api/lease/work?device={device}");
    officer.get(&work).await.problem(ProblemCode::NotFound);
    let anew = exchange(&app, &officer, device, Some(position(&again))).await;
    assert!(anew.frames[0].get("snapshot").is_some());
    officer.get(&work).await.assert(200.try_into().unwrap());

    let stranger = app.client("vp.dispecers").await;
    stranger.get(&work).await.problem(ProblemCode::NotFound);
    officer.post(&format!("/api/devices/{device}/revoke"), &json!(null)).await;
    for part in ["work", "hazards", "places"] {
        officer.get(&format!("/api/lease/{part}?device={device}")).await.problem(ProblemCode::NotFound);
    }
    let told = exchange(&app, &officer, device, None).await;
    assert!(told.erase && told.lease.is_none() && told.frames.is_empty());
}

#[tokio::test]
async fn hazards_and_places_are_those_of_the_ground_and_their_marks_tell_when_they_change() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let device = device(&officer).await;
    let before = exchange(&app, &officer, device, None).await.lease.unwrap();
    for (lat, lon) in [(56.95, 24.11), JURMALA] {
        let hazard = json!({ "id": uuid(), "lat": lat, "lon": lon, "radius_m": 20.0, "address": "", "kind": "animal",
            "text": "Nikns suns" });
        officer.post("/api/hazards", &hazard).await.assert(201.try_into().unwrap());
    }
    let after = exchange(&app, &officer, device, None).await.lease.unwrap();
    assert_ne!(before.marks.hazards, after.marks.hazards);
    assert_eq!(before.marks.catalogue, after.marks.catalogue);
    let hazards: Vec<Hazard> = officer.get(&format!("/api/lease/hazards?device={device}")).await.json();
    assert_eq!(hazards.iter().map(|hazard| hazard.lat).collect::<Vec<_>>(), [56.95]);

    // 1 201 rows: a street and its houses, and one house elsewhere.
    sqlx::query(
        "insert into addresses (code, kind, name, parent_code, full_text, folded, lat, lon, source)
         select 'h' || lpad(n::text, 6, '0'), 108, n::text, 'z', '', '', 56.95, 24.11, 'tests' from generate_series(1, 1200) n
         union all select 'z', 107, 'Brīvības iela', null, '', '', 56.95, 24.11, 'tests'
         union all select 'far', 108, '1', null, '', '', 56.97, 23.75, 'tests'",
    )
    .execute(app.db.pool())
    .await
    .unwrap();
    let mut rows = Vec::new();
    let mut next = Some(String::new());
    while let Some(at) = next {
        let after = if at.is_empty() { String::new() } else { format!("&after={at}") };
        let page: LeasedPlaces =
            officer.get(&format!("/api/lease/places?device={device}{after}")).await.json();
        rows.extend(page.places);
        next = page.next;
    }
    assert_eq!(rows[0].2, "Brīvības iela", "streets before houses");
    assert_eq!((rows.len(), rows[1].4), (1201, 5_695_000));
    assert_eq!(
        (rows[0].6.as_deref(), rows[1].6.as_deref()),
        (Some(""), None),
        "a house is told by its street"
    );
    officer.get(&format!("/api/lease/places?device={device}&after=x")).await.problem(ProblemCode::Invalid);
}

#[tokio::test]
async fn what_a_device_may_not_see_is_not_lent_to_it_even_as_work() {
    let app = TestApp::new().await;
    let (officer, guard) = (app.client("rpp.inspektors").await, app.client("vrs.dispecers").await);
    let device = device(&officer).await;
    let hidden: IncidentId = guard.file(json!({ "sensitivity": "restricted" })).await;
    sqlx::query(
        "insert into assignments (id, incident_id, unit_id, place, assigned_at, assigned_by)
         select $1, $2, $3, 1, $4, id from users where login = 'vrs.dispecers'",
    )
    .bind(uuid())
    .bind(hidden.0)
    .bind(app.unit("RPP", "R11").await.0)
    .bind(app.now())
    .execute(app.db.pool())
    .await
    .unwrap();
    let down = exchange(&app, &officer, device, None).await;
    assert_eq!(down.lease.as_ref().unwrap().work, []);
    assert!(!ids(&down).contains(&hidden.to_string()));
}

#[tokio::test]
async fn restricted_work_is_lent_to_the_crew_for_as_long_as_it_is_sent_there() {
    let app = TestApp::new().await;
    let (officer, dispatcher) = (app.client("vp.inspektors").await, app.client("vp.dispecers").await);
    let device = device(&officer).await;
    let unit = app.unit("VP", "101").await;
    let hidden: IncidentId = dispatcher.file(json!({ "sensitivity": "restricted" })).await;
    let first = exchange(&app, &officer, device, None).await;
    assert!(!ids(&first).contains(&hidden.to_string()));
    let at = format!("/api/incidents/{hidden}/assignments");
    dispatcher.post(&at, &json!({ "units": [unit] })).await;
    let second = exchange(&app, &officer, device, Some(position(&first))).await;
    assert_eq!(second.lease.as_ref().unwrap().work[0].incident, hidden);
    assert!(ids(&second).contains(&hidden.to_string()));
    dispatcher.post(&format!("{at}/release"), &json!({ "units": [unit] })).await;
    let third = exchange(&app, &officer, device, Some(position(&second))).await;
    assert_eq!(third.lease.as_ref().unwrap().work, []);
    assert!(third.frames.iter().any(|frame| frame["gone"]["id"] == json!(hidden)));
}
