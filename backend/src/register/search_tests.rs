//! Searching, through the service and against a real database.

use serde_json::{Value, json};

use super::testing::{ANALYST, DISPATCHER, GRANTED, MUNICIPAL, PORT, User, World, uuid};

async fn found(world: &World, user: User, query: &str) -> Vec<Value> {
    let page = world.get(user, &format!("/api/incidents?{query}")).await.expect(200);
    page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
}

#[tokio::test]
async fn words_are_found_with_and_without_diacritics_and_before_they_are_typed_out() {
    let world = World::new().await;
    let theft = world.file(DISPATCHER, &json!({})).await["id"].clone();
    let fire =
        world.file(DISPATCHER, &json!({ "description": "Deg kūla pie dzelzceļa" })).await["id"].clone();
    for q in ["velosip%C4%93ds", "velosipeds", "VELOSI", "nozagts+pagalm", "barona+velo"] {
        assert_eq!(found(&world, DISPATCHER, &format!("q={q}")).await, std::slice::from_ref(&theft), "{q}");
    }
    assert_eq!(found(&world, DISPATCHER, "q=kula").await, std::slice::from_ref(&fire));
    assert_eq!(found(&world, DISPATCHER, "q=barona").await, [fire, theft]);
    assert!(
        found(&world, DISPATCHER, "q=pagal+velo.").await.is_empty(),
        "only the last word may be unfinished"
    );
}

#[tokio::test]
async fn the_log_is_searched_too_and_stays_so_after_an_edit() {
    let world = World::new().await;
    let incident = world.file(DISPATCHER, &json!({})).await;
    let path = format!("/api/incidents/{}", incident["id"].as_str().unwrap());
    let note = json!({ "id": uuid(), "text": "Liecinieks redzēja bēgošu cilvēku" });
    world.post(DISPATCHER, &format!("{path}/notes"), &note).await.expect(201);
    assert_eq!(found(&world, DISPATCHER, "q=begosu").await.len(), 1);
    let edit = json!({ "version": 1, "description": "Atrasts velosipēds" });
    world.send(DISPATCHER, axum::http::Method::PATCH, &path, &edit).await.expect(200);
    assert_eq!(found(&world, DISPATCHER, "q=begosu+atrasts").await.len(), 1);
    assert!(found(&world, DISPATCHER, "q=nozagts").await.is_empty());
}

#[tokio::test]
async fn a_registration_number_is_found_from_the_one_search_field() {
    let world = World::new().await;
    let incident = world.file(DISPATCHER, &json!({})).await;
    world.file(DISPATCHER, &json!({})).await;
    assert_eq!(incident["number"], "TVP-2026-000001");
    for query in ["q=tvp-2026-1", "q=TVP-2026-000001", "number=tvp-2026-000001"] {
        assert_eq!(found(&world, DISPATCHER, query).await, [incident["id"].clone()], "{query}");
    }
    assert_eq!(found(&world, DISPATCHER, "number=TVP-2026").await.len(), 2);
    assert!(found(&world, DISPATCHER, "number=T_P-2026").await.is_empty(), "no wildcards");
}

#[tokio::test]
async fn an_address_is_searched_for_in_addresses_only() {
    let world = World::new().await;
    let there = world.file(DISPATCHER, &json!({ "description": "Kautiņš" })).await["id"].clone();
    let place = json!({ "lat": 56.95, "lon": 24.1, "source": "map", "address": "Brīvības iela 2" });
    world.file(DISPATCHER, &json!({ "description": "Gāja uz Barona ielu", "place": place })).await;
    assert_eq!(found(&world, DISPATCHER, "address=barona+1").await, [there]);
    assert_eq!(found(&world, DISPATCHER, "q=barona").await.len(), 2);
}

#[tokio::test]
async fn fields_narrow_together() {
    let world = World::new().await;
    let crash = world
        .file(
            DISPATCHER,
            &json!({ "type_code": "traffic.collision", "category": "A",
            "place": { "lat": 56.5, "lon": 21.0, "source": "map", "address": "Liepāja" } }),
        )
        .await["id"]
        .clone();
    let theft = world.file(DISPATCHER, &json!({})).await["id"].clone();
    for (query, expected) in [
        ("type_code=traffic", vec![&crash]),
        ("type_code=traff", vec![]),
        ("category=A", vec![&crash]),
        ("extent=20.9,56.4,21.1,56.6", vec![&crash]),
        ("extent=24,56.9,24.2,57&type_code=theft", vec![&theft]),
        ("extent=24,56.9,24.2,57&type_code=traffic", vec![]),
        ("open=true", vec![&theft, &crash]),
        ("open=false", vec![]),
        ("status=registered&from=2026-11-21T00:01:00Z", vec![&theft]),
        ("to=2026-11-21T00:01:00Z", vec![&crash]),
        ("owner=00000000-0000-0000-0000-000000000002", vec![]),
        ("territory=0001000", vec![]),
        ("", vec![&theft, &crash]),
    ] {
        let got = found(&world, DISPATCHER, query).await;
        assert_eq!(got.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

#[tokio::test]
async fn nobody_finds_what_they_may_not_see() {
    let world = World::new().await;
    let open = world.file(DISPATCHER, &json!({})).await["id"].clone();
    let restricted = world.file(GRANTED, &json!({ "sensitivity": "restricted" })).await["id"].clone();
    for query in ["", "q=velosipeds", "number=TVP", "extent=20,55,28,59", "address=barona"] {
        assert_eq!(found(&world, GRANTED, query).await, [restricted.clone(), open.clone()], "{query}");
        assert_eq!(found(&world, DISPATCHER, query).await, std::slice::from_ref(&open), "{query}");
        assert_eq!(found(&world, MUNICIPAL, query).await, std::slice::from_ref(&open), "{query}");
        assert!(found(&world, PORT, query).await.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition_while_new_ones_arrive() {
    let world = World::new().await;
    let mut filed = Vec::new();
    for _ in 0..7 {
        filed.push(
            world.file(DISPATCHER, &json!({ "received_at": "2026-11-21T08:00:00Z" })).await["id"].clone(),
        );
    }
    filed.reverse();
    let mut seen: Vec<Value> = Vec::new();
    let mut after = String::new();
    loop {
        let page = world.get(DISPATCHER, &format!("/api/incidents?limit=3{after}")).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|i| i["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
        world.file(DISPATCHER, &json!({ "received_at": "2026-11-21T09:00:00Z" })).await;
    }
    assert_eq!(seen, filed);
}

#[tokio::test]
async fn a_search_by_person_needs_the_right_and_a_purpose() {
    let world = World::new().await;
    world.get(DISPATCHER, "/api/incidents?person=berz").await.problem("purpose_required");
    world.get(DISPATCHER, "/api/incidents?code=161175-19997&purpose=").await.problem("purpose_required");
    world.get(ANALYST, "/api/incidents?person=berz&purpose=x").await.problem("forbidden");
    world.get(ANALYST, "/api/incidents?q=berz").await.expect(200);
    world.get(DISPATCHER, "/api/incidents?person=berz&purpose=case+12").await.expect(200);
    let payload: Value =
        sqlx::query_scalar("select payload from journal where kind = 'incidents.searched_by_person'")
            .fetch_one(world.db.pool())
            .await
            .unwrap();
    assert_eq!(payload["purpose"], "case 12");
    assert_eq!(payload["query"]["person"], "berz");
}

#[tokio::test]
async fn a_query_that_cannot_be_asked_names_its_field() {
    let world = World::new().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("after=zzz", "after"),
        ("extent=1,2,3", "extent"),
        ("colour=red", "colour"),
        ("q=%00", "q"),
        ("status=flying", "status"),
        ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to"),
    ] {
        let problem = world.get(DISPATCHER, &format!("/api/incidents?{query}")).await.problem("invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{query}");
    }
}

/// More incidents than one walk looks at, of which every `n`-th has the word `ik<n>`; received one a minute.
async fn file_many(world: &World, count: i32) {
    world.file(DISPATCHER, &json!({ "received_at": "2020-01-01T00:00:00Z" })).await;
    sqlx::query(
        "with made as (
             insert into incidents (id, number, owner_id, registrar_id, registered_by, device, registered_at, channel,
                 received_at, lat, lon, place_source, address, place_note, type_code, category, description, status,
                 updated_at, words)
             select gen_random_uuid(), 'M-2020-' || n, i.owner_id, i.registrar_id, i.registered_by, i.device, at, i.channel,
                 at, i.lat, i.lon, i.place_source, '', '', i.type_code, i.category, n::text, 'closed', at,
                 to_tsvector('simple', (select coalesce(string_agg('ik' || k, ' '), '')
                     from unnest(array[2, 50, 300, 4000]) k where n % k = 0))
             from incidents i, generate_series(1, $1) n, lateral (select i.received_at + n * interval '1 minute' as at) t
             returning id, received_at, owner_id)
         insert into incident_access select id, owner_id, 'own', received_at, false from made",
    )
    .bind(count)
    .execute(world.db.pool())
    .await
    .unwrap();
}

#[tokio::test]
async fn common_and_rare_words_are_found_alike_however_far_back_they_lie() {
    let world = World::new().await;
    file_many(&world, 9_000).await;
    for statistics in ["none", "fresh"] {
        if statistics == "fresh" {
            sqlx::raw_sql("analyze").execute(world.db.pool()).await.unwrap();
        }
        for step in [2, 50, 300, 4000] {
            let expected: Vec<i32> = (1..=9_000 / step).rev().map(|n| n * step).take(150).collect();
            let (mut seen, mut after) = (Vec::new(), String::new());
            while seen.len() < expected.len() {
                let path = format!("/api/incidents?q=ik{step}.&limit=50{after}");
                let page = world.get(DISPATCHER, &path).await.expect(200);
                let items = page["items"].as_array().unwrap();
                seen.extend(items.iter().map(|i| i["headline"].as_str().unwrap().parse::<i32>().unwrap()));
                let Some(next) = page["next"].as_str() else { break };
                after = format!("&after={next}");
            }
            assert_eq!(seen, expected, "every {step}th, statistics {statistics}");
        }
    }
}
