//! What a device did without a network, as it comes in.

use chrono::Duration;
use serde_json::{Value, json};
use vnr_shared::id::{CommandId, IncidentId};
use vnr_shared::incident::Incident;
use vnr_shared::problem::ProblemCode;
use vnr_shared::sync::{Aside, ConflictCard, Outcome, SyncDown};
use vnr_shared::unit::MessageSummary;

use crate::support::{Client, TestApp, new_incident, uuid};

/// A tablet with its numbers.
struct Tablet<'a> {
    client: &'a Client,
    id: uuid::Uuid,
    seq: u64,
}

impl<'a> Tablet<'a> {
    async fn register(client: &'a Client) -> Self {
        let id = uuid();
        client
            .put(&format!("/api/devices/{id}"), &json!({ "name": "Planšete" }))
            .await
            .assert(200.try_into().unwrap());
        Self { client, id, seq: 0 }
    }

    /// A command made at an instant of the device's clock.
    #[expect(clippy::needless_pass_by_value, reason = "acts are written where they are sent")]
    fn item_at(&mut self, at: vnr_shared::time::DateTime, needs: &[&Value], act: Value) -> Value {
        self.seq += 1;
        let needs: Vec<&Value> = needs.iter().map(|item| &item["key"]).collect();
        json!({ "key": uuid(), "seq": self.seq, "made_at": at, "needs": needs, "act": act })
    }

    fn item(&mut self, app: &TestApp, act: Value) -> Value {
        self.item_at(app.now(), &[], act)
    }

    async fn send(&self, app: &TestApp, items: &[Value]) -> SyncDown<Value> {
        let up = json!({ "device": self.id, "sent_at": app.now(), "items": items });
        self.client.post("/api/sync", &up).await.json()
    }

    /// Sends, and returns what became of each.
    async fn outcomes(&self, app: &TestApp, items: &[Value]) -> Vec<Outcome> {
        self.send(app, items).await.answers.into_iter().map(|answer| answer.outcome).collect()
    }
}

fn file(id: uuid::Uuid) -> Value {
    json!({ "file": new_incident(&json!({ "id": id, "description": "No pagraba" })) })
}

fn note(incident: impl serde::Serialize, text: &str) -> Value {
    json!({ "note": { "incident": incident, "note": { "id": uuid(), "text": text } } })
}

#[tokio::test]
async fn a_message_written_without_a_network_tells_when_it_was_written_and_by_the_unit() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let mut tablet = Tablet::register(&officer).await;
    let unit = app.unit("VP", "101").await;
    let written = app.now() - Duration::minutes(40);
    let act = json!({ "message": { "id": uuid(), "unit": unit, "text": "Esam pagrabā" } });
    let item = tablet.item_at(written, &[], act);
    let outcomes = tablet.outcomes(&app, &[item]).await;
    assert!(matches!(outcomes[..], [Outcome::Done { version: None }]), "{outcomes:?}");
    let dispatcher = app.client("vp.dispecers").await;
    let read = async || -> Vec<MessageSummary> {
        dispatcher.get(&format!("/api/units/{unit}/messages")).await.json()
    };
    let sent = read().await.remove(0);
    assert_eq!((sent.text.as_str(), sent.from_unit, sent.at), ("Esam pagrabā", true, written));

    let answer = json!({ "id": uuid(), "unit": unit, "text": "Sapratu" });
    let answer: MessageSummary = dispatcher.post("/api/messages", &answer).await.json();
    let item = tablet.item(&app, json!({ "messages_read": { "messages": [answer.id], "read": true } }));
    tablet.outcomes(&app, &[item]).await;
    assert!(read().await.iter().any(|message| message.id == answer.id && message.read_at.is_some()));
}

fn edit(incident: IncidentId, base: i64, mut change: Value) -> Value {
    change["version"] = json!(base);
    json!({ "edit": { "incident": incident, "edit": change } })
}

async fn read(client: &Client, id: IncidentId) -> Incident {
    client.get(&format!("/api/incidents/{id}?purpose=tests")).await.json()
}

#[tokio::test]
async fn a_day_without_a_network_arrives_once_however_often_it_is_sent() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let mut tablet = Tablet::register(&officer).await;
    let id = uuid();
    let filed = tablet.item(&app, file(id));
    let noted = tablet.item_at(app.now(), &[&filed], note(id, "Izbraucu"));

    // The second comes before the first, and is held.
    let early = tablet.outcomes(&app, std::slice::from_ref(&noted)).await;
    assert_eq!(early, [Outcome::Held { missing: 1 }]);
    officer.get(&format!("/api/incidents/{id}")).await.problem(ProblemCode::NotFound);

    // The first brings the second along; all of it again changes nothing.
    let first = tablet.outcomes(&app, std::slice::from_ref(&filed)).await;
    assert_eq!(first, [Outcome::Done { version: Some(1) }]);
    for _ in 0..2 {
        let again = tablet.outcomes(&app, &[filed.clone(), noted.clone()]).await;
        assert_eq!(again, [Outcome::Done { version: Some(1) }, Outcome::Done { version: None }]);
    }
    let incident = read(&officer, id.into()).await;
    assert_eq!(incident.notes.len(), 1);
    assert_eq!(incident.summary.id, IncidentId(id));
}

#[tokio::test]
async fn requests_of_one_device_at_the_same_time_do_each_command_once() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let mut tablet = Tablet::register(&officer).await;
    let id = uuid();
    let mut items = vec![tablet.item(&app, file(id))];
    for n in 0..8 {
        items.push(tablet.item_at(app.now(), &[], note(id, &format!("{n}. rinda"))));
    }
    let both = futures::future::join_all((0..4).map(|_| tablet.outcomes(&app, &items))).await;
    assert!(both.iter().all(|outcomes| outcomes.iter().all(Outcome::is_final)), "{both:?}");
    assert_eq!(read(&officer, id.into()).await.notes.len(), 8);
}

#[tokio::test]
async fn other_fields_are_merged_and_the_same_field_is_put_on_a_card_for_a_person() {
    let app = TestApp::new().await;
    let (officer, dispatcher) = (app.client("vp.inspektors").await, app.client("vp.dispecers").await);
    let id = dispatcher.file(json!({ "description": "sākumā", "category": "C" })).await;
    let mut tablet = Tablet::register(&officer).await;
    // Offline: two edits of one field and one of another, all based on the first version.
    let mine = [
        tablet.item(&app, edit(id, 1, json!({ "description": "no planšetes" }))),
        tablet.item(&app, edit(id, 1, json!({ "description": "no planšetes, otrreiz" }))),
        tablet.item(&app, edit(id, 1, json!({ "legal_hold": true, "category": "A" }))),
    ];
    dispatcher.edit(id, 1, json!({ "category": "B" })).await;

    let outcomes = tablet.outcomes(&app, &mine).await;
    // Nobody else touched the description; the second edit follows the own first one.
    assert!(matches!(outcomes[0], Outcome::Merged { .. }), "{outcomes:?}");
    assert!(matches!(outcomes[1], Outcome::Merged { .. }), "{outcomes:?}");
    let Outcome::Conflict { card, ref fields, .. } = outcomes[2] else { panic!("{outcomes:?}") };
    assert_eq!(fields.len(), 1);
    assert_eq!(
        (fields[0].field.as_str(), &fields[0].yours, &fields[0].theirs),
        ("category", &json!("A"), &json!("B"))
    );
    let held = read(&officer, id).await;
    assert_eq!(held.description, "no planšetes, otrreiz");
    assert!(held.legal_hold);
    assert_eq!(json!(held.summary.category), "B");

    // A person decides, looking at the incident as it is now.
    let cards: Vec<ConflictCard> = dispatcher.get("/api/conflicts").await.json();
    assert_eq!(cards.iter().map(|card| card.id).collect::<Vec<_>>(), [card]);
    let path = format!("/api/conflicts/{card}/decide");
    let decide = |version: i64| json!({ "version": version, "take": ["category"] });
    dispatcher.post(&path, &decide(held.summary.version - 1)).await.problem(ProblemCode::VersionConflict);
    dispatcher.post(&path, &decide(held.summary.version)).await.assert(200.try_into().unwrap());
    assert_eq!(json!(read(&officer, id).await.summary.category), "A");
    assert_eq!(dispatcher.get("/api/conflicts").await.json::<Vec<ConflictCard>>(), []);
    dispatcher.post(&path, &decide(held.summary.version + 1)).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_command_that_is_refused_is_set_aside_with_what_needs_it_and_the_rest_goes_on() {
    let app = TestApp::new().await;
    let (officer, stranger) = (app.client("vp.inspektors").await, app.client("rpp.dispecers").await);
    let hidden = stranger.file(json!({ "sensitivity": "restricted" })).await;
    let id = uuid();
    let mut tablet = Tablet::register(&officer).await;
    let unseen = tablet.item(&app, note(hidden, "nevaru redzēt"));
    let follows = tablet.item_at(app.now(), &[&unseen], file(uuid()));
    let broken = tablet.item(
        &app,
        json!({ "edit": { "incident": id, "edit": { "version": 1, "place":
        { "lat": 500.0, "lon": 24.0, "source": "map" } } } }),
    );
    let good = tablet.item(&app, file(id));
    let outcomes = tablet.outcomes(&app, &[unseen.clone(), follows, broken, good]).await;
    let key: CommandId = serde_json::from_value(unseen["key"].clone()).unwrap();
    assert_eq!(outcomes[0], Outcome::SetAside { reason: Aside::Refused(ProblemCode::NotFound) });
    assert_eq!(outcomes[1], Outcome::SetAside { reason: Aside::Needs(key) });
    assert_eq!(outcomes[2], Outcome::SetAside { reason: Aside::Refused(ProblemCode::Invalid) });
    assert_eq!(outcomes[3], Outcome::Done { version: Some(1) });
}

#[tokio::test]
async fn a_number_that_is_used_for_another_command_is_not_taken_for_the_first() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let mut tablet = Tablet::register(&officer).await;
    let first = tablet.item(&app, file(uuid()));
    tablet.send(&app, &[first]).await;
    tablet.seq = 0;
    let other = tablet.item(&app, file(uuid()));
    assert_eq!(tablet.outcomes(&app, &[other]).await, [Outcome::SetAside { reason: Aside::NumberReused }]);
}

#[tokio::test]
async fn a_clock_that_is_an_hour_wrong_does_not_move_the_legal_clock() {
    let app = TestApp::new().await;
    let officer = app.client("vp.inspektors").await;
    let mut tablet = Tablet::register(&officer).await;
    let id = uuid();
    // Made ten minutes ago; the device's clock runs an hour ahead.
    let ahead = Duration::hours(1);
    let filed = tablet.item_at(app.now() - Duration::minutes(10) + ahead, &[], file(id));
    let up = json!({ "device": tablet.id, "sent_at": app.now() + ahead, "items": [filed] });
    officer.post("/api/sync", &up).await.assert(200.try_into().unwrap());
    let received = read(&officer, id.into()).await.summary.received_at;
    assert_eq!(received, app.now() - Duration::minutes(10));
}

#[tokio::test]
async fn a_revoked_device_is_told_to_erase_and_nothing_of_it_is_taken() {
    let app = TestApp::new().await;
    let (officer, keeper) = (app.client("vp.inspektors").await, app.client("vp.administrators").await);
    let (other, foreign) = (app.client("vp.dispecers").await, app.client("rpp.administrators").await);
    let mut tablet = Tablet::register(&officer).await;
    let revoke = format!("/api/devices/{}/revoke", tablet.id);
    other.post(&revoke, &json!(null)).await.problem(ProblemCode::NotFound);
    foreign.post(&revoke, &json!(null)).await.problem(ProblemCode::NotFound);
    keeper.post(&revoke, &json!(null)).await.assert(200.try_into().unwrap());

    let id = uuid();
    let filed = tablet.item(&app, file(id));
    let down = tablet.send(&app, &[filed]).await;
    assert!(down.erase && down.answers.is_empty() && down.frames.is_empty());
    officer.get(&format!("/api/incidents/{id}")).await.problem(ProblemCode::NotFound);
    // It does not come back under the same id, and somebody else's device answers nobody.
    officer
        .put(&format!("/api/devices/{}", tablet.id), &json!({ "name": "Tā pati" }))
        .await
        .problem(ProblemCode::AlreadyExists);
    let up = json!({ "device": tablet.id, "sent_at": app.now() });
    other.post("/api/sync", &up).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_device_gets_the_whole_picture_once_and_then_what_changed() {
    let app = TestApp::new().await;
    let (officer, dispatcher) = (app.client("vp.inspektors").await, app.client("vp.dispecers").await);
    let tablet = Tablet::register(&officer).await;
    dispatcher.file(json!({ "description": "pirmais" })).await;
    app.settled().await;
    let whole = tablet.send(&app, &[]).await.frames;
    let position = whole[0]["snapshot"]["position"].as_i64().unwrap();
    let second = dispatcher.file(json!({ "description": "otrais" })).await;

    let mut after = position;
    let mut seen = Vec::new();
    while seen.is_empty() {
        let up = json!({ "device": tablet.id, "sent_at": app.now(), "after": after });
        let down: SyncDown<Value> = officer.post("/api/sync", &up).await.json();
        after = down.frames.last().unwrap()["beat"]["position"].as_i64().unwrap();
        seen.extend(
            down.frames
                .iter()
                .filter_map(|frame| frame["upsert"]["subject"]["incident"]["id"].as_str())
                .map(str::to_owned),
        );
    }
    assert_eq!(seen, [second.to_string()]);
}
