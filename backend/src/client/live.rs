//! Watching screens without a screen: live sockets that come back with their position, and what they saw.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderValue, header};
use futures::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use vnr_shared::call::CallState;
use vnr_shared::id::IncidentId;
use vnr_shared::incident::Status;
use vnr_shared::live::{ClientFrame, DEAD_SECONDS, Kind};
use vnr_shared::time::DateTime;
use vnr_shared::unit::fix::decode;

use super::Api;

/// Longest wait before a socket comes back.
const COME_BACK: Duration = Duration::from_millis(500);

/// A thing in a frame, as far as a picture is compared.
#[derive(Debug, Deserialize)]
struct Brief<S> {
    id: Uuid,
    version: i64,
    #[serde(alias = "state")]
    status: S,
}

/// Any frame, as far as a picture is compared: reading a hundred thousand of them must not be what is measured.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Frame {
    Snapshot { position: i64, picture: Picture },
    Upsert { position: i64, at: DateTime, subject: Subject },
    Gone { position: i64, id: Uuid },
    Beat { position: i64 },
    Resync,
    Ended,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Picture {
    incidents: Vec<Brief<Status>>,
    calls: Vec<Brief<CallState>>,
    units: Vec<Unit>,
}

/// A unit: its status does not say whether it is shown.
#[derive(Debug, Deserialize)]
struct Unit {
    id: Uuid,
    version: i64,
    active: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Subject {
    Incident(Brief<Status>),
    Call(Brief<CallState>),
    Unit(Unit),
}

impl Subject {
    /// Id, version, and whether it stays in the picture.
    const fn parts(&self) -> (Uuid, i64, bool) {
        match self {
            Self::Incident(brief) => (brief.id, brief.version, brief.status.is_open()),
            Self::Call(brief) => (brief.id, brief.version, brief.status.is_open()),
            Self::Unit(unit) => (unit.id, unit.version, unit.active),
        }
    }
}

/// One change as one socket received it.
#[derive(Debug, Clone, Copy)]
pub struct Receipt {
    /// The incident.
    pub id: IncidentId,
    /// Its version.
    pub version: i64,
    /// When it was received here.
    pub received: Instant,
    /// When the command was made, by the clock of the server.
    pub at: DateTime,
    /// The difference between `at` and the receipt, by the clock of this machine, in microseconds.
    pub since_at: i64,
}

/// What one socket knows.
#[derive(Debug, Default)]
pub struct Watched {
    /// The picture: everything open and its version.
    pub picture: HashMap<Uuid, i64>,
    /// Where units are by their marks, in 1e-7 degrees.
    pub positions: HashMap<u32, (i32, i32)>,
    /// When the last connection was told where all units are; only where units are asked for.
    pub placed: Option<Instant>,
    /// Last position.
    pub position: Option<i64>,
    /// Changes received, where they are recorded.
    pub receipts: Vec<Receipt>,
    /// Changes that came although their position was not beyond the last.
    pub doubled: u64,
    /// Connections made.
    pub connections: u64,
    /// Times the server told it to begin anew.
    pub resyncs: u64,
    /// When the last connection had everything that was missed: what is missed comes first, then a beat.
    pub continued: Option<Instant>,
}

/// One socket.
#[derive(Debug, Clone)]
pub struct Follower {
    api: Arc<Api>,
    watched: Arc<Mutex<Watched>>,
    record: bool,
    topics: &'static [Kind],
    /// Makes the times at which sockets come back differ.
    salt: u32,
}

/// Many sockets.
#[derive(Debug)]
pub struct Crowd {
    followers: Vec<Follower>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Crowd {
    /// Opens `count` sockets that watch incidents, taking the users in turn. With `record` every change is kept with its time.
    pub fn open(users: &[Arc<Api>], count: usize, record: bool) -> Self {
        Self::open_on(&[Kind::Incident], users, count, record)
    }

    /// The same on other kinds: incidents, calls and units, with their positions.
    pub fn open_on(topics: &'static [Kind], users: &[Arc<Api>], count: usize, record: bool) -> Self {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let mut crowd = Self { followers: Vec::with_capacity(count), stop, tasks };
        crowd.join(topics, users, count, record);
        crowd
    }

    /// Opens `count` sockets more.
    pub fn join(&mut self, topics: &'static [Kind], users: &[Arc<Api>], count: usize, record: bool) {
        let first = u32::try_from(self.followers.len()).unwrap_or_default();
        let wanted = if users.is_empty() { 0 } else { count };
        for (api, salt) in users.iter().cycle().take(wanted).zip(first..) {
            let follower = Follower { api: api.clone(), watched: Arc::default(), record, topics, salt };
            self.followers.push(follower.clone());
            let stop = self.stop.clone();
            self.tasks.spawn(async move {
                tokio::select! {
                    () = follower.follow() => {}
                    () = stop.cancelled() => {}
                }
            });
        }
    }

    /// The sockets.
    pub fn followers(&self) -> &[Follower] {
        &self.followers
    }

    /// Waits until every socket satisfies `ready`; false when that takes longer than `patience`.
    pub async fn until(&self, patience: Duration, ready: impl Fn(&Watched) -> bool) -> bool {
        let until = Instant::now() + patience;
        let mut waiting: Vec<&Follower> = self.followers.iter().collect();
        loop {
            waiting.retain(|follower| !ready(&follower.watched()));
            if waiting.is_empty() {
                return true;
            }
            if Instant::now() > until {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Closes all sockets.
    pub async fn close(self) -> Vec<Follower> {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.followers
    }
}

impl Follower {
    /// What it knows now.
    pub fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose socket it is.
    pub fn api(&self) -> &Arc<Api> {
        &self.api
    }

    /// Follows for ever, coming back whenever the link breaks.
    async fn follow(&self) {
        let mut wait = Duration::from_millis(20);
        loop {
            match self.connection().await {
                Ok(true) => wait = Duration::from_millis(20),
                Ok(false) => {}
                Err(tungstenite::Error::Http(refused)) if refused.status() == 401 => {
                    drop(self.api.renew().await);
                }
                Err(_) => wait = (wait * 2).min(COME_BACK),
            }
            tokio::time::sleep(wait + wait * (self.salt % 32) / 32).await;
        }
    }

    /// One connection, until it ends; whether anything was received on it.
    async fn connection(&self) -> Result<bool, tungstenite::Error> {
        let mut socket = connect(&self.api).await?;
        let after = {
            let mut watched = self.watched();
            watched.connections += 1;
            watched.continued = None;
            watched.placed = None;
            watched.position
        };
        socket.send(subscribe(self.topics, after)).await?;
        let mut heard = false;
        let dead = Duration::from_secs(u64::from(DEAD_SECONDS));
        while let Ok(Some(message)) = tokio::time::timeout(dead, socket.next()).await {
            let text = match message? {
                Message::Text(text) => text,
                Message::Binary(bytes) => {
                    self.place(&bytes);
                    continue;
                }
                _ => continue,
            };
            heard = true;
            if self.take(&text) {
                socket.send(subscribe(self.topics, None)).await?;
            }
        }
        Ok(heard)
    }

    /// Takes positions in.
    fn place(&self, message: &[u8]) {
        let Ok((header, records)) = decode(message) else { return };
        let mut watched = self.watched();
        if header.whole {
            watched.positions.clear();
            watched.placed = Some(Instant::now());
        }
        watched.positions.extend(records.map(|record| (record.mark, (record.lat_e7, record.lon_e7))));
    }

    /// Takes a frame in; whether to begin anew.
    fn take(&self, text: &str) -> bool {
        let received = Instant::now();
        let Ok(frame) = serde_json::from_str::<Frame>(text) else { return true };
        let mut watched = self.watched();
        match frame {
            Frame::Snapshot { position, picture } => {
                let Picture { incidents, calls, units } = picture;
                let things = incidents.iter().map(|brief| (brief.id, brief.version));
                let things = things.chain(calls.iter().map(|brief| (brief.id, brief.version)));
                let things = things.chain(units.iter().map(|unit| (unit.id, unit.version)));
                watched.picture = things.collect();
                watched.position = Some(position);
                watched.continued.get_or_insert(received);
            }
            Frame::Upsert { position, .. } | Frame::Gone { position, .. }
                if watched.position.is_some_and(|last| position <= last) =>
            {
                watched.doubled += 1;
            }
            Frame::Upsert { position, at, subject } => {
                watched.position = Some(position);
                let (id, version, open) = subject.parts();
                if self.record {
                    let since_at = micros_since(at);
                    watched.receipts.push(Receipt { id: IncidentId(id), version, received, at, since_at });
                }
                if open {
                    watched.picture.insert(id, version);
                } else {
                    watched.picture.remove(&id);
                }
            }
            Frame::Gone { position, id } => {
                watched.position = Some(position);
                watched.picture.remove(&id);
            }
            Frame::Beat { position } => {
                watched.position = watched.position.max(Some(position));
                watched.continued.get_or_insert(received);
            }
            Frame::Resync => {
                watched.resyncs += 1;
                watched.position = None;
                return true;
            }
            Frame::Ended => {}
        }
        false
    }
}

/// A live socket.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens a live socket for a user.
pub(super) async fn connect(api: &Api) -> Result<Socket, tungstenite::Error> {
    let address = format!("{}/api/live", api.base().replacen("http", "ws", 1));
    let mut request = address.into_client_request()?;
    let bearer = HeaderValue::from_str(&format!("Bearer {}", api.token()));
    request.headers_mut().insert(header::AUTHORIZATION, bearer.map_err(tungstenite::http::Error::from)?);
    let (socket, _) = tokio_tungstenite::connect_async_with_config(request, None, true).await?;
    Ok(socket)
}

/// Tries one socket more; whether the server says that it has no place (503).
pub async fn turned_away(api: &Api) -> bool {
    let answer = connect(api).await;
    matches!(answer, Err(tungstenite::Error::Http(refused)) if refused.status() == 503)
}

fn micros_since(at: DateTime) -> i64 {
    use crate::clock::{Clock, SystemClock};
    (SystemClock.now() - at).num_microseconds().unwrap_or(i64::MAX)
}

/// Asks for what is to be watched.
pub(super) fn subscribe(topics: &[Kind], after: Option<i64>) -> Message {
    let frame = ClientFrame::Subscribe { topics: topics.to_vec(), extent: None, after };
    Message::text(serde_json::to_string(&frame).unwrap_or_default())
}
