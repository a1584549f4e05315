//! The live socket: what a client is told, in which order, and what it is never told.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use futures::{SinkExt, StreamExt};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Request;
use vnr_shared::id::{IncidentId, InstitutionId};
use vnr_shared::incident::Summary;
use vnr_shared::live::{Kind, Picture, ServerFrame, Subject};

use crate::support::{Client, TestApp};

/// Longest that a frame may take. Generous: only a lost frame reaches it.
const PATIENCE: Duration = Duration::from_secs(20);

type Stream = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Serves a node on a port of its own.
pub async fn listen(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// The handshake as a browser sends it.
fn handshake(address: SocketAddr, client: &Client) -> Request<()> {
    let mut request = format!("ws://{address}/api/live").into_client_request().unwrap();
    let cookie = format!("__Host-vnr={}", client.token.as_ref().unwrap());
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    request.headers_mut().insert("origin", format!("http://{address}").parse().unwrap());
    request
}

/// A client of the live socket.
pub struct Live(Stream);

impl Live {
    pub async fn open(address: SocketAddr, client: &Client) -> Self {
        Self(tokio_tungstenite::connect_async(handshake(address, client)).await.unwrap().0)
    }

    pub async fn subscribe(&mut self, extent: Option<&str>, after: Option<i64>) {
        let text = json!({ "subscribe": { "topics": ["incident"], "extent": extent, "after": after } });
        self.0.send(Message::text(text.to_string())).await.unwrap();
    }

    /// Says something.
    pub async fn say(&mut self, frame: &serde_json::Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next message that is not text.
    pub async fn binary(&mut self) -> Vec<u8> {
        let message = async {
            loop {
                if let Message::Binary(bytes) = self.0.next().await.expect("an open socket").unwrap() {
                    return bytes.to_vec();
                }
            }
        };
        tokio::time::timeout(PATIENCE, message).await.expect("a message in time")
    }

    /// Asks for everything there is.
    pub async fn subscribe_to_all(&mut self) {
        let text = json!({ "subscribe": { "topics": Kind::ALL } });
        self.0.send(Message::text(text.to_string())).await.unwrap();
    }

    /// The next frame that is not a heartbeat.
    pub async fn next(&mut self) -> ServerFrame {
        loop {
            match self.any().await {
                ServerFrame::Beat { .. } => {}
                frame => return frame,
            }
        }
    }

    async fn any(&mut self) -> ServerFrame {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a frame in time");
            match message.expect("an open socket").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Close(close) => panic!("closed: {close:?}"),
                _ => {}
            }
        }
    }

    /// Reads until the socket closes and returns the code.
    async fn close_code(&mut self) -> u16 {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a close in time");
            if let Message::Close(Some(close)) = message.expect("an orderly close").unwrap() {
                return close.code.into();
            }
        }
    }

    pub async fn snapshot(&mut self) -> (i64, Vec<Summary>) {
        self.subscribe(None, None).await;
        match self.next().await {
            ServerFrame::Snapshot { position, picture, .. } => (position, picture.incidents),
            other => panic!("{other:?}"),
        }
    }
}

fn institution(client: &Client) -> InstitutionId {
    client.session().institution.id
}

/// Repeats the last journal entry of an incident, with a headline of so many characters, past the API: what a node would
/// take minutes to be told.
async fn repeat_entry(app: &TestApp, id: IncidentId, times: i32, length: i32) {
    sqlx::query(
        "with last as (select * from journal where subject_id = $1 order by id desc limit 1),
         e as (
             insert into journal (at, actor, actor_name, institution, device, subject_kind, subject_id, kind, payload,
                                  summary, audience, restricted, exempt)
             select at, actor, actor_name, institution, device, subject_kind, subject_id, kind, payload,
                    jsonb_set(summary, '{headline}', to_jsonb(repeat('x', $3) || '#' || n)), audience, restricted, exempt
             from last, generate_series(1, $2) n
             returning id)
         insert into journal_pending select id from e",
    )
    .bind(id.0)
    .bind(times)
    .bind(length)
    .execute(app.db.pool())
    .await
    .unwrap();
}

#[tokio::test]
async fn what_one_files_the_other_sees_and_a_resuming_client_gets_exactly_what_it_missed() {
    let app = TestApp::new().await;
    let (dispatcher, officer) = (app.client("vp.dispecers").await, app.client("rpp.inspektors").await);
    let address = listen(app.router()).await;
    let mut live = Live::open(address, &officer).await;
    let (start, _) = live.snapshot().await;

    let first = dispatcher.file(json!({ "description": "pirmais" })).await;
    let ServerFrame::Upsert { position, subject: Subject::Incident(incident), .. } = live.next().await else {
        panic!("an upsert")
    };
    assert!(position > start);
    assert_eq!((incident.id, incident.version), (first, 1));

    // Away: two changes happen meanwhile.
    drop(live);
    let second = dispatcher.file(json!({ "description": "otrais" })).await;
    dispatcher.step(first, 1, "start").await;

    let mut live = Live::open(address, &officer).await;
    live.subscribe(None, Some(position)).await;
    // Part of it may be sealed only after the socket is open: then it comes as it is cast. Either way in order, and once.
    let mut missed = Vec::new();
    while missed.len() < 2 {
        let ServerFrame::Upsert { position, subject: Subject::Incident(incident), .. } = live.next().await
        else {
            panic!("an upsert")
        };
        missed.push((position, incident.id, incident.version));
    }
    assert!(missed.is_sorted());
    let ids: Vec<_> = missed.iter().map(|(_, id, version)| (*id, *version)).collect();
    assert_eq!(ids, [(second, 1), (first, 2)]);

    // Nothing of it comes a second time.
    let third = dispatcher.file(json!({})).await;
    let ServerFrame::Upsert { subject: Subject::Incident(incident), .. } = live.next().await else {
        panic!("an upsert")
    };
    assert_eq!(incident.id, third);
}

#[tokio::test]
async fn a_change_at_one_node_is_on_the_sockets_of_the_other() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let dispatcher = app.client("vp.dispecers").await;
    let mut live = Live::open(listen(other.router()).await, &dispatcher).await;
    live.snapshot().await;
    let filed = dispatcher.file(json!({})).await;
    let ServerFrame::Upsert { subject: Subject::Incident(incident), .. } = live.next().await else {
        panic!("an upsert")
    };
    assert_eq!(incident.id, filed);
}

#[tokio::test]
async fn nobody_is_told_of_what_they_may_not_see_and_what_is_taken_away_is_gone() {
    let app = TestApp::new().await;
    let (dispatcher, stranger) = (app.client("vp.dispecers").await, app.client("jpp.dispecers").await);
    let address = listen(app.router()).await;
    let mut live = Live::open(address, &stranger).await;
    live.snapshot().await;

    // In Rīga, where Jūrmala's police does not work: not a word of it.
    let hidden = dispatcher.file(json!({})).await;
    // Shown to it by hand.
    let shared = dispatcher.file(json!({})).await;
    dispatcher.share(shared, institution(&stranger)).await;
    let ServerFrame::Upsert { subject: Subject::Incident(incident), .. } = live.next().await else {
        panic!("an upsert")
    };
    assert_eq!(incident.id, shared);
    assert_ne!(incident.id, hidden);

    // Restricted from now on, and the officer holds no grant.
    dispatcher.edit(shared, 1, json!({ "sensitivity": "restricted" })).await;
    let ServerFrame::Gone { id, .. } = live.next().await else { panic!("gone") };
    assert_eq!(IncidentId(id), shared);
    // What happens to it afterwards is not even hinted at: the next frame is about something else.
    dispatcher.edit(shared, 2, json!({ "description": "slepeni" })).await;
    let seen = dispatcher.file(json!({})).await;
    dispatcher.share(seen, institution(&stranger)).await;
    let ServerFrame::Upsert { subject: Subject::Incident(incident), .. } = live.next().await else {
        panic!("an upsert")
    };
    assert_eq!(incident.id, seen);
}

#[tokio::test]
async fn an_extent_holds_what_lies_in_it_and_lets_go_of_what_moves_out() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let inside = dispatcher.file(json!({})).await;
    app.settled().await;
    let mut live = Live::open(listen(app.router()).await, &dispatcher).await;
    live.subscribe(Some("24.0,56.9,24.2,57.0"), None).await;
    let ServerFrame::Snapshot { picture: Picture { incidents, .. }, .. } = live.next().await else {
        panic!("a snapshot")
    };
    assert!(incidents.iter().any(|i| i.id == inside));

    let place =
        |lat: f64| json!({ "place": { "lat": lat, "lon": 24.11, "source": "map", "address": "citur" } });
    dispatcher.file(place(56.80)).await;
    dispatcher.edit(inside, 1, place(56.80)).await;
    let ServerFrame::Gone { id, .. } = live.next().await else { panic!("gone") };
    assert_eq!(IncidentId(id), inside);
}

#[tokio::test]
async fn beyond_the_most_sockets_one_is_turned_away_and_a_place_that_falls_free_is_given() {
    let app = TestApp::with(|settings| settings.sockets_max = 2).await;
    let dispatcher = app.client("vp.dispecers").await;
    let address = listen(app.router()).await;
    let (first, mut second) =
        (Live::open(address, &dispatcher).await, Live::open(address, &dispatcher).await);
    second.snapshot().await;
    let refused = tokio_tungstenite::connect_async(handshake(address, &dispatcher)).await;
    let Err(tokio_tungstenite::tungstenite::Error::Http(answer)) = refused else { panic!("{refused:?}") };
    assert_eq!(answer.status(), 503);
    let problem: serde_json::Value = serde_json::from_slice(answer.body().as_ref().unwrap()).unwrap();
    assert_eq!(problem["code"], "unavailable");
    // Those who are in go on as before.
    let filed = dispatcher.file(json!({})).await;
    let ServerFrame::Upsert { subject: Subject::Incident(incident), .. } = second.next().await else {
        panic!("an upsert")
    };
    assert_eq!(incident.id, filed);

    drop(first);
    let again = async {
        loop {
            // The server hears of the closed socket a moment later.
            if let Ok((stream, _)) = tokio_tungstenite::connect_async(handshake(address, &dispatcher)).await {
                return Live(stream);
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, again).await.expect("the place that fell free").snapshot().await;
}

#[tokio::test]
async fn ending_a_session_closes_its_sockets_on_every_node() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    let officer = app.client("vp.inspektors").await;
    let mut live = Live::open(listen(other.router()).await, &officer).await;
    live.snapshot().await;
    officer.delete("/api/session").await;
    assert_eq!(live.close_code().await, 4401);
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_told_to_start_anew_and_holds_nobody_up() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let address = listen(app.router()).await;
    let (mut idle, mut quick) =
        (Live::open(address, &dispatcher).await, Live::open(address, &dispatcher).await);
    idle.snapshot().await;
    quick.snapshot().await;

    // More than any buffer between the two holds: 6 000 entries of 20 KB. Written past the API, which would take minutes.
    let template = dispatcher.file(json!({})).await;
    repeat_entry(&app, template, 6000, 20_000).await;
    let drained = async {
        loop {
            match quick.next().await {
                // A quick reader may be overtaken too when 120 MB come in one batch; it starts anew and is whole.
                ServerFrame::Resync => quick.subscribe(None, None).await,
                ServerFrame::Upsert { subject: Subject::Incident(incident), .. }
                    if incident.headline.ends_with("#6000") =>
                {
                    break;
                }
                ServerFrame::Snapshot { .. } => break,
                _ => {}
            }
        }
    };
    tokio::time::timeout(PATIENCE, drained).await.expect("the quick reader is not held up");
    loop {
        if matches!(idle.any().await, ServerFrame::Resync) {
            break;
        }
    }
    app.settled().await;
    let (_, incidents) = idle.snapshot().await;
    assert!(incidents.iter().any(|i| i.id == template));
}

#[tokio::test]
async fn another_sites_page_cannot_open_the_socket() {
    let app = TestApp::new().await;
    let dispatcher = app.client("vp.dispecers").await;
    let address = listen(app.router()).await;
    for (origin, expected) in [("https://evil.example", 403), ("null", 403)] {
        let mut request = handshake(address, &dispatcher);
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let refused = tokio_tungstenite::connect_async(request).await.unwrap_err();
        let tokio_tungstenite::tungstenite::Error::Http(response) = refused else { panic!("{refused}") };
        assert_eq!(response.status(), expected, "{origin}");
    }
}
