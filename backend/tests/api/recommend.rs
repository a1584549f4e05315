//! Who goes: what a dispatcher is recommended, by which plan, and what it leaves uncovered.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::id::{IncidentId, UnitId};
use vnr_shared::problem::ProblemCode;
use vnr_shared::recommend::joint::Joint;
use vnr_shared::recommend::{Because, Change, Reason, Recommendation, ResponsePlan, Verdict};
use vnr_shared::road::TravelModel;
use vnr_shared::unit::fix::to_e7;

use crate::support::{Client, TestApp, uuid};

impl Client {
    async fn recommended(&self, incident: IncidentId, query: &str) -> Recommendation {
        self.get(&format!("/api/incidents/{incident}/recommendations?limit=1000{query}")).await.json()
    }
}

impl TestApp {
    /// A unit's device said so long ago that it was there.
    async fn seen(&self, unit: UnitId, lat: f64, lon: f64, ago: Duration) {
        sqlx::query(
            "insert into unit_latest (mark, at, lat_e7, lon_e7, received_at)
             select mark, $2, $3, $4, $2 from units where id = $1
             on conflict (mark) do update set at = excluded.at",
        )
        .bind(unit.0)
        .bind(self.now() - ago)
        .bind(to_e7(lat))
        .bind(to_e7(lon))
        .execute(self.db.pool())
        .await
        .unwrap();
    }
}

fn proposed(answer: &Recommendation, need: usize) -> Vec<&str> {
    answer.needs[need].proposals.iter().map(|p| p.unit.call_sign.as_str()).collect()
}

fn plan(change: &Value) -> Value {
    let mut plan = json!({ "version": 0, "name_lv": "Kautiņi pie stadiona", "name_en": "Fights at the stadium",
        "types": ["order.fight"], "source": "Pavēle 12", "confirmed": true,
        "levels": [{ "requirements": [{ "count": 1, "capabilities": ["dog"] }] }] });
    plan.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    plan
}

#[tokio::test]
async fn the_nearest_unit_that_the_plan_asks_for_is_proposed_with_the_line_that_sends_it() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let incident = dispatcher.file(json!({})).await;
    let answer = dispatcher.recommended(incident, "").await;
    assert_eq!(answer.plan.as_ref().unwrap().name_en, "Public order");
    assert!(!answer.plan.as_ref().unwrap().confirmed);
    assert_eq!(proposed(&answer, 0), ["101"]);
    let first = &answer.needs[0].proposals[0];
    assert_eq!(first.travel.model, TravelModel::StraightLine, "there is no road map");
    assert_eq!(first.arrives_at, app.now() + Duration::seconds(i64::from(first.travel.seconds)));
    let spare = 15 * 60 - i64::from(first.travel.seconds);
    assert_eq!(first.verdict, Verdict::Meets(spare));
    assert!(first.because.contains(&Because::Nearest));
    assert_eq!(first.whereabouts.at, None, "it stands at its station");
    let hole = first.hole.as_ref().unwrap();
    assert!(hole.before >= hole.after && hole.before > 0);
    assert_eq!(first.command, format!("sūtīt 101 uz {}", answer.number));
    assert_eq!(answer.command, first.command);
    assert_eq!(answer.needs[0].alternatives.len(), 5);

    dispatcher.assign(incident, &[first.unit.id]).await;
    let answer = dispatcher.recommended(incident, "").await;
    assert_eq!(answer.needs[0].sent[0].call_sign, "101");
    assert_eq!((proposed(&answer, 0).len(), answer.needs[0].missing), (0, 0));
    assert_eq!(answer.command, "");
}

#[tokio::test]
async fn every_unit_that_is_not_offered_has_a_reason_and_what_would_change_it() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let (first, second) = (dispatcher.file(json!({})).await, dispatcher.file(json!({})).await);
    dispatcher.assign(first, &[app.unit("VP", "101").await]).await;
    let answer = dispatcher.recommended(second, "").await;
    let why = |call_sign: &str| {
        let found = answer.not_offered.iter().find(|n| n.unit.call_sign == call_sign);
        found.unwrap_or_else(|| panic!("{call_sign} has no reason")).hindrances.clone()
    };
    assert_eq!(why("101")[0].change, Change::Release(first));
    assert!(matches!(why("133")[0].reason, Reason::Busy(_)));
    assert_eq!(why("302")[0].change, Change::CallIn);
    // A dog handler is free and alone; the plan asks for a patrol of two.
    assert!(
        matches!(why("301")[..], [ref kind, ref crew] if matches!(kind.reason, Reason::Kind(_)) && matches!(crew.reason, Reason::Crew { has: 1, needs: 2 }))
    );
    assert_eq!(answer.considered, answer.not_offered_total + counted(&answer));

    // A unit that has not said for long where it is cannot be promised.
    let unit = app.unit("VP", "102").await;
    app.seen(unit, 56.95, 24.11, Duration::minutes(14)).await;
    let answer = dispatcher.recommended(second, "").await;
    let stale = answer.not_offered.iter().find(|n| n.unit.call_sign == "102").unwrap();
    assert_eq!(stale.hindrances[0].reason, Reason::PositionOld(14 * 60));
    app.seen(unit, 56.95, 24.11, Duration::seconds(5)).await;
    assert_eq!(proposed(&dispatcher.recommended(second, "").await, 0), ["102"]);
    let without = dispatcher.recommended(second, &format!("&exclude={unit}")).await;
    assert_ne!(proposed(&without, 0), ["102"]);
    dispatcher
        .get(&format!("/api/incidents/{second}/recommendations?exclude=102"))
        .await
        .problem(ProblemCode::Invalid);
}

/// Units with a place in the answer: proposed, or as good as those. Alternatives are cut, so the free ones are counted.
fn counted(answer: &Recommendation) -> u32 {
    let free = answer.considered - answer.not_offered_total;
    let shown: usize =
        answer.needs.iter().map(|n| n.proposals.len() + n.alternatives.len() + n.sent.len()).sum();
    assert!(shown <= free as usize);
    free
}

#[tokio::test]
async fn a_higher_alarm_level_asks_for_more_and_of_others() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let incident = dispatcher.file(json!({ "type_code": "traffic.injured" })).await;
    let first = dispatcher.recommended(incident, "").await;
    assert_eq!(first.needs.len(), 1);
    assert_eq!(first.needs[0].proposals[0].kind, vnr_shared::unit::UnitKind::Traffic);
    let second = dispatcher.recommended(incident, "&level=2").await;
    assert_eq!(second.needs.len(), 3);
    assert_eq!(second.needs[2].ask, Some(vnr_shared::access::InstitutionKind::FireRescue));
    assert_eq!(second.command.matches("uz").count(), 1, "one line sends all: {}", second.command);
}

#[tokio::test]
async fn an_institution_writes_its_own_plan_and_every_period_of_it_is_kept() {
    let app = TestApp::new().await;
    let (dispatcher, commander) = (app.client("vp.dispecers").await, app.client("vp.komandieris").await);
    let incident = dispatcher.file(json!({})).await;
    let path = format!("/api/plans/{}", uuid());
    dispatcher.put(&path, &plan(&json!({}))).await.problem(ProblemCode::Forbidden);
    let first: ResponsePlan = commander.put(&path, &plan(&json!({}))).await.json();
    assert_eq!((first.version, first.institution), (1, Some(app.institution("VP"))));
    let answer = dispatcher.recommended(incident, "").await;
    assert_eq!(answer.plan.as_ref().unwrap().name_lv, "Kautiņi pie stadiona");
    assert_eq!(proposed(&answer, 0), ["301"]);

    app.clock.advance(Duration::minutes(5));
    commander.put(&path, &plan(&json!({}))).await.problem(ProblemCode::VersionConflict);
    let change =
        json!({ "version": 1, "types": ["order"], "levels": [{ "requirements": [{ "count": 2 }] }] });
    let second: ResponsePlan = commander.put(&path, &plan(&change)).await.json();
    assert_eq!((second.version, second.valid_from), (2, app.now()));
    assert_eq!(dispatcher.recommended(incident, "").await.needs[0].proposals.len(), 2);
    app.clock.advance(Duration::minutes(5));
    commander.put(&path, &plan(&json!({ "version": 2, "ended": true }))).await.assert(StatusCode::OK);
    assert_eq!(dispatcher.recommended(incident, "").await.plan.unwrap().name_en, "Public order");
    let history: Vec<ResponsePlan> = dispatcher.get("/api/plans?history=true").await.json();
    let mut versions: Vec<_> =
        history.iter().filter(|p| p.id == first.id).map(|p| (p.version, p.valid_to)).collect();
    versions.sort_unstable();
    assert_eq!(versions.len(), 3);
    assert_eq!(versions[0], (1, Some(second.valid_from)));

    // Other institutions know nothing of it, and a plan of a whole kind is not theirs to change.
    let other = app.client("rpp.komandieris").await;
    other.put(&path, &plan(&json!({ "version": 3 }))).await.problem(ProblemCode::NotFound);
    let of_all: Vec<ResponsePlan> = other.get("/api/plans").await.json();
    assert!(of_all.iter().all(|p| p.institution.is_none()));
    let kind = format!("/api/plans/{}", of_all[0].id);
    other.put(&kind, &plan(&json!({ "version": 1 }))).await.problem(ProblemCode::Forbidden);
    other
        .put(&kind, &plan(&json!({ "version": 1, "for_kind": "municipal_police" })))
        .await
        .problem(ProblemCode::Forbidden);
    let manager = app.client("ic.administrators").await;
    let put = manager.put(&kind, &plan(&json!({ "version": 1, "for_kind": "municipal_police" }))).await;
    assert_eq!(put.json::<ResponsePlan>().institution, None);
    commander
        .put(&format!("/api/plans/{}", uuid()), &plan(&json!({ "levels": [] })))
        .await
        .problem(ProblemCode::Invalid);
}

#[tokio::test]
async fn incidents_that_compete_are_assigned_together() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let mut incidents = Vec::new();
    for (lat, lon) in [(56.95, 24.11), (56.93, 24.15), (57.0, 24.13), (56.95, 24.05)] {
        let place = json!({ "lat": lat, "lon": lon, "source": "map", "address": "Rīga" });
        incidents.push(dispatcher.file(json!({ "place": place })).await);
    }
    let done = dispatcher.file(json!({})).await;
    dispatcher.step(done, 1, "start").await;
    let joint: Joint = dispatcher.get("/api/recommendations/joint").await.json();
    let mut units: Vec<_> = joint.assignments.iter().map(|a| a.unit.id).collect();
    units.sort_unstable();
    units.dedup();
    assert_eq!(units.len(), joint.assignments.len(), "a unit is in two places");
    for incident in &incidents {
        let one = joint.assignments.iter().find(|a| a.incident == *incident).unwrap();
        assert_eq!(one.command, format!("sūtīt {} uz {}", one.unit.call_sign, one.number));
    }
    assert!(joint.assignments.iter().all(|a| a.incident != done), "somebody is there already");
    assert!(joint.lateness <= joint.lateness_one_by_one);
    // Another institution has its own incidents and its own units.
    let other: Joint = app.client("rpp.dispecers").await.get("/api/recommendations/joint").await.json();
    assert!(other.assignments.iter().all(|a| !incidents.contains(&a.incident)));
}

#[tokio::test]
async fn ground_that_units_leave_is_told_and_somebody_is_proposed_to_cover_it() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let before: Value = dispatcher.get("/api/coverage").await.json();
    assert_eq!(before["travel"], "straight_line");
    let named = |answer: &Value, name: &str| {
        let rows = answer["territories"].as_array().unwrap().clone();
        rows.into_iter().find(|t| t["territory"] == name).unwrap()["covered"].as_u64().unwrap()
    };
    let jurmala = dispatcher
        .file(json!({ "place": { "lat": 56.968, "lon": 23.77, "source": "map", "address": "Jūrmala" } }))
        .await;
    dispatcher.assign(jurmala, &[app.unit("VP", "601").await]).await;
    let after: Value = dispatcher.get("/api/coverage").await.json();
    assert!(named(&after, "Jūrmala") < named(&before, "Jūrmala"), "{after}");
    assert_eq!(named(&after, "Rīga"), named(&before, "Rīga"));
    let moves = after["moves"].as_array().unwrap();
    assert!(moves.iter().any(|m| m["to"]["name"] == "Jūrmalas iecirknis"), "{after}");
    assert!(moves.iter().all(|m| m["gains_km2"].as_u64() >= m["loses_km2"].as_u64()));
}

#[tokio::test]
async fn nobody_is_recommended_for_an_incident_that_one_may_not_see() {
    let app = TestApp::new().await;
    let incident = app.client("vp.dispecers").await.file(json!({})).await;
    let path = format!("/api/incidents/{incident}/recommendations");
    app.client("jpp.dispecers").await.get(&path).await.problem(ProblemCode::NotFound);
    app.client("vp.administrators").await.get(&path).await.problem(ProblemCode::Forbidden);
    // The municipal police of the place is shown the incident, and is offered its own units, without a clock.
    let answer = app.client("rpp.dispecers").await.recommended(incident, "").await;
    assert_eq!(answer.clock, None);
    assert_eq!(answer.needs[0].proposals[0].verdict, Verdict::NoClock);
    assert!(answer.needs[0].proposals[0].unit.call_sign.starts_with('R'));
}
